"""Files, folders and patterns become files."""

import os
from pathlib import Path

import pytest
from support.made_identifiers import made_identifiers

from batch.errors import InputError
from batch.inputs import expand_inputs, passed_over

NAMES = (
    "b.csv", "a.CSV", "deep/er/c.parquet", "d.csv.gz", "e.jsonl.zst", "f.xlsx", "g.ods", "notes.md", "h.tar.gz",
    ".hidden.csv", "_SUCCESS", "~$f.xlsx", "deep/.snapshot/i.csv", "_temporary/j.parquet", "README",
)  # fmt: skip
TABLES = ["a.CSV", "b.csv", "d.csv.gz", "deep/er/c.parquet", "e.jsonl.zst", "f.xlsx", "g.ods"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in NAMES:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path / "in"


def names(files: list[Path], folder: Path) -> list[str]:
    return [file.relative_to(folder).as_posix() for file in files]


def test_a_folder_gives_its_tables_and_those_of_its_folders(folder: Path) -> None:
    assert names(expand_inputs([folder]), folder) == TABLES


def test_a_folder_that_is_hidden_itself_can_be_named(folder: Path) -> None:
    assert names(expand_inputs([folder / "_temporary"]), folder) == ["_temporary/j.parquet"]


def test_a_file_that_is_named_is_taken_whatever_it_is_called(folder: Path) -> None:
    assert names(expand_inputs([str(folder / "notes.md"), folder / ".hidden.csv"]), folder) == [
        "notes.md",
        ".hidden.csv",
    ]


def test_a_pattern_gives_what_it_matches_by_name(folder: Path) -> None:
    assert names(expand_inputs([f"{folder}/*.csv*"]), folder) == ["b.csv", "d.csv.gz"]
    assert names(expand_inputs([f"{folder}/**/*.parquet"]), folder) == ["_temporary/j.parquet", "deep/er/c.parquet"]
    assert names(expand_inputs([f"{folder}/de*"]), folder) == ["deep/er/c.parquet"]


def test_a_file_with_signs_of_a_pattern_in_its_name_is_that_file(folder: Path) -> None:
    (folder / "list[1].csv").touch()
    assert names(expand_inputs([folder / "list[1].csv"]), folder) == ["list[1].csv"]


def test_a_file_named_twice_is_read_once(folder: Path) -> None:
    (folder / "link.csv").symlink_to(folder / "b.csv")
    found = expand_inputs([folder / "b.csv", folder / "link.csv", folder / "deep" / ".." / "b.csv", folder])
    assert names(found, folder) == ["b.csv", *[name for name in TABLES if name != "b.csv"]]


def test_what_names_nothing_is_an_error(folder: Path) -> None:
    with pytest.raises(InputError, match=r"there is no such file; check its name$"):
        expand_inputs([folder / "nowhere.csv"])


def test_a_pattern_that_matches_nothing_is_called_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"x\*\.csv: no file matches this pattern; check it, and the folder$"):
        expand_inputs([tmp_path / "x*.csv"])


@pytest.mark.parametrize("shape", ["{}", "{0:.6} {1}", "{0:.6}-{1}"])
def test_an_identifier_in_place_of_a_file_is_said_and_not_repeated(shape: str) -> None:
    number = next(made_identifiers(1))
    with pytest.raises(InputError, match=r"^an argument is an identifier, and would stay in the shell's") as caught:
        expand_inputs([shape.format(number, number[6:])])
    assert number[6:] not in str(caught.value)


@pytest.mark.parametrize("packing", ["gz", "zst", "bz2", "xz"])
def test_a_packed_table_in_a_folder_is_one(tmp_path: Path, packing: str) -> None:
    for name in ("a.csv", "b.tar"):
        (tmp_path / f"{name}.{packing}").touch()
    assert names(expand_inputs([tmp_path]), tmp_path) == [f"a.csv.{packing}"]


def test_a_folder_without_tables_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no CSV, .* spreadsheet files; name another, or the file itself$"):
        expand_inputs([tmp_path])


def test_what_a_folder_holds_besides_is_told_without_hidden_files(folder: Path) -> None:
    (folder / "_kunder.csv").touch()
    (folder / "2024").symlink_to(folder / "deep")
    assert names(passed_over([folder, folder / "b.csv"]), folder) == [
        "2024",
        "README",
        "_kunder.csv",
        "_temporary/j.parquet",
        "h.tar.gz",
        "notes.md",
    ]
    assert names(expand_inputs([folder]), folder) == TABLES


def test_a_folder_that_can_not_be_looked_into_is_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Permissions do not stop root, as whom tests may run."""
    scandir = os.scandir

    def refuse_deep(path: str) -> object:
        if Path(path).name == "er":
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse_deep)
    with pytest.raises(InputError, match=r"deep/er: the folder can't be looked into \(Permission denied\); check"):
        expand_inputs([folder])


def test_nothing_is_passed_over_where_files_are_named(folder: Path) -> None:
    assert passed_over([folder / "notes.md", str(folder / "*")]) == []
