"""Inputs of one name in different folders are called so that a person knows which is meant."""

import os
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support.made_identifiers import made_identifiers
from support.opened_input import open_input

from batch.errors import InputError
from batch.inputs import InputFile, tell_apart, telling_folders
from batch.options.input_options import InputOptions

OPTIONS = InputOptions()


def opened(folder: Path, *names: str) -> list[InputFile]:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("fnr\n" + "\n".join(islice(made_identifiers(), 10)))
    return [open_input(folder / name, OPTIONS, accepts_2032=False) for name in names]


def names(files: list[InputFile]) -> list[str]:
    return [file.name for file in files]


@pytest.mark.parametrize(
    "told",
    [
        ["a.csv", "b.csv"],
        ["a/liste.csv", "b/liste.csv", "other.csv"],
        ["x/2025/liste.csv", "y/2025/liste.csv", "x/2026/liste.csv"],
    ],
)
def test_a_name_that_two_have_gets_the_shortest_end_of_the_folders_that_tells(tmp_path: Path, told: list[str]) -> None:
    assert names(tell_apart(opened(tmp_path / "deep" / "er", *told))) == told


def test_two_inputs_of_one_file_need_no_folder(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    assert telling_folders([path, path]) == ["", ""]


def test_names_that_differ_in_what_can_not_be_shown_are_numbered(tmp_path: Path) -> None:
    files = tell_apart(opened(tmp_path, *(os.fsdecode(name) for name in (b"f\xf8.csv", b"f\xe6.csv", b"a\n.csv"))))
    assert names(files) == ["f\ufffd.csv", "f\ufffd.csv (2)", "a\ufffd.csv"]
    assert names(tell_apart(files[1:])) == ["f\ufffd.csv", "a\ufffd.csv"]


def test_the_names_are_those_of_the_files_that_are_left(tmp_path: Path) -> None:
    first, second = tell_apart(opened(tmp_path, "a/liste.csv", "b/liste.csv"))
    assert names(tell_apart([second])) == ["liste.csv"]
    assert names(tell_apart([first, second])) == ["a/liste.csv", "b/liste.csv"]


def test_what_is_wrong_with_one_of_them_names_its_folder(tmp_path: Path) -> None:
    paths = [tmp_path / "a" / "liste.csv", tmp_path / "b" / "liste.csv"]
    paths[1].parent.mkdir()
    paths[1].touch()
    assert telling_folders(paths) == ["a/", "b/"]
    assert telling_folders(paths[1:]) == [""]
    with pytest.raises(InputError, match=r"^b/liste\.csv: the file is empty; check how it was made$"):
        open_input(paths[1], OPTIONS, accepts_2032=False, folder="b/")


def test_one_that_is_gone_is_named_by_its_path_once(tmp_path: Path) -> None:
    path = tmp_path / "a" / "liste.csv"
    with pytest.raises(InputError) as caught:
        open_input(path, OPTIONS, accepts_2032=False, folder="a/")
    assert str(caught.value) == f"{path}: there is no such file; check its name"


def test_one_that_breaks_off_later_names_its_folder_too(tmp_path: Path) -> None:
    ids = list(islice(made_identifiers(), 20))
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        pq.write_table(pa.table({"fnr": ids}), tmp_path / folder / "liste.parquet")
    _, file = tell_apart(
        [open_input(tmp_path / folder / "liste.parquet", OPTIONS, accepts_2032=False) for folder in ("a", "b")]
    )
    file.path.write_bytes(b"PAR1 no more")
    with pytest.raises(InputError, match=r"^b/liste\.parquet: can't be read"):
        list(file.rows())
