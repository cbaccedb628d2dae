"""What users can do wrong gets one sentence, the right exit code, no traceback, and leaves nothing behind."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.lists import some_identifiers, write_list
from support.made_workbooks import row, write_xlsx
from support.program import Program

from batch.sandbox import EXAMPLE_DIGITS, Sandbox

Case = tuple[str, Callable[[Path], None], tuple[str, ...]]


def _write(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda folder: folder.joinpath(name).write_bytes(content) and None


CASES: list[Case] = [
    ("a file that is missing", lambda _: None, ("gone.csv", "there is no such file")),
    ("an empty file", _write("gone.csv", b""), ("gone.csv", "empty")),
    ("a file of blank lines", _write("gone.csv", b"\r\n\r\n"), ("gone.csv: holds only blank rows; check how",)),
    ("a file of NUL bytes", _write("gone.csv", bytes(5000)), ("gone.csv: holds only NUL bytes", "make the file again")),
    ("no identifier column", _write("gone.csv", b"navn;alder\nKari;40\n"), ("gone.csv", "--column")),
    (
        "two candidate columns",
        _write("gone.csv", f"fnr 1;fnr 2\n{EXAMPLE_DIGITS};{EXAMPLE_DIGITS}\n".encode()),
        ("fnr 1", "fnr 2", "--column"),
    ),
    ("a PDF", _write("gone.csv", b"%PDF-1.7 no table"), ("gone.csv", "PDF")),
    ("a Parquet file without its end", _write("gone.csv", b"PAR1" + bytes(50)), ("gone.csv",)),
]


@pytest.mark.parametrize(("_what", "make", "words"), CASES, ids=[case[0] for case in CASES])
def test_an_input_that_can_not_be_read(
    program: Program, _what: str, make: Callable[[Path], None], words: tuple[str, ...]
) -> None:
    make(program.folder)
    ended = program.run("run", "gone.csv")
    assert ended.code == 2
    assert all(word in ended.stderr for word in words), ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stdout == ""
    assert not (program.folder / "out").exists()


def test_an_unreadable_file(program: Program) -> None:
    (program.folder / "gone.csv").mkdir()
    ended = program.run("run", "gone.csv")
    assert ended.code == 2
    assert "Traceback" not in ended.stderr


SETTINGS = [
    ({"EKTEPAKT_CONCURENCY": "3"}, "did you mean EKTEPAKT_CONCURRENCY?"),
    ({"EKTEPAKT_CONCURRENCY": "many"}, "--concurrency"),
    ({"EKTEPAKT_CONCURRENCY": "0"}, "--concurrency"),
    ({"EKTEPAKT_ENV": "production"}, "--env"),
    ({"EKTEPAKT_MAX_ERRORS": "some"}, "--max-errors"),
    ({"EKTEPAKT_KEYSTORE_PASSWORD": "wrong"}, "password"),
    ({"EKTEPAKT_KEYSTORE": "nowhere.p12"}, "nowhere.p12"),
    ({"EKTEPAKT_KEYSTORE": "base64:bm8ga2V5"}, "EKTEPAKT_KEYSTORE"),
    ({"EKTEPAKT_KEYSTORE": ""}, "EKTEPAKT_KEYSTORE"),
    ({"EKTEPAKT_CLIENT_ID": ""}, "EKTEPAKT_CLIENT_ID"),
    ({"EKTEPAKT_CA_FILE": "nowhere.pem"}, "EKTEPAKT_CA_FILE"),
    ({"EKTEPAKT_TOKEN_URL": ""}, "EKTEPAKT_TOKEN_URL"),
]


@pytest.mark.parametrize(("settings", "words"), SETTINGS, ids=[next(iter(each[0])) + each[1] for each in SETTINGS])
def test_a_setting_that_can_not_be_used(
    program: Program, sandbox: Sandbox, settings: dict[str, str], words: str
) -> None:
    write_list(program.folder / "people.csv", some_identifiers(3))
    ended = Program(program.folder, {**sandbox.settings, **settings}).run("run", "people.csv")
    assert ended.code == 2, ended.stderr
    assert words in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert not (program.folder / "out").exists()
    assert sandbox.memory.token_requests == 0


def test_production_without_credentials_says_what_is_missing(tmp_path: Path) -> None:
    write_list(tmp_path / "people.csv", some_identifiers(3))
    ended = Program(tmp_path).run("run", "people.csv", "--env", "prod")
    assert ended.code == 2
    assert "EKTEPAKT_CLIENT_ID" in ended.stderr


def test_an_unknown_key_in_the_settings_file(program: Program) -> None:
    write_list(program.folder / "people.csv", some_identifiers(3))
    (program.folder / "ektepakt-batch.toml").write_text("concurency = 3\n", encoding="utf-8")
    ended = program.run("run", "people.csv")
    assert ended.code == 2
    assert "ektepakt-batch.toml has an unknown setting concurency" in ended.stderr


def test_an_output_folder_that_can_not_be_made(program: Program) -> None:
    write_list(program.folder / "people.csv", some_identifiers(3))
    (program.folder / "taken").write_text("a file", encoding="utf-8")
    ended = program.run("run", "people.csv", "--out", "taken")
    assert ended.code == 2
    assert "taken" in ended.stderr
    assert "--out" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_list_without_a_row_is_no_success(program: Program) -> None:
    (program.folder / "people.csv").write_text("fnr\n", encoding="utf-8")
    ended = program.run("run", "people.csv")
    assert ended.code == 2
    assert "there is no row below the header" in ended.stderr
    assert list((program.folder / "out" / "runs").iterdir()) == []


def test_beside_a_list_without_a_row_the_hidden_sheets_are_named(program: Program) -> None:
    sheets = {"Liste": [row(1, "fnr", "navn")], "Data": [row(1, "fnr"), row(2, *some_identifiers(1))]}
    write_xlsx(program.folder / "people.xlsx", sheets, hidden=["Data"])
    ended = program.run("run", "people.xlsx")
    assert ended.code == 2
    assert ended.stderr.rstrip().endswith("or read a hidden sheet with --sheet (Data)")


@pytest.mark.parametrize(
    "address",
    [
        "foo",
        "ftp://127.0.0.1/x",
        "http://127.0.0.1:99999/x",
        "http://register.example/ektepakt",
        "https://",
        "https://a:b@c/d",
    ],
)
@pytest.mark.parametrize("name", ["EKTEPAKT_REGISTER_URL", "EKTEPAKT_TOKEN_URL"])
def test_an_address_that_is_none_or_would_show_the_token(
    program: Program, sandbox: Sandbox, name: str, address: str
) -> None:
    write_list(program.folder / "people.csv", some_identifiers(3))
    ended = Program(program.folder, {**sandbox.settings, name: address}).run("run", "people.csv")
    assert ended.code == 2
    assert name in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert not (program.folder / "out").exists()


@pytest.mark.parametrize(("redirection", "code"), [(">/dev/full", 2), ("2>/dev/full", 0), ("2>&-", 0), (">&-", 0)])
def test_standard_streams_that_take_nothing(program: Program, redirection: str, code: int) -> None:
    write_list(program.folder / "people.csv", some_identifiers(3))
    ended = program.run_in_shell(f"run people.csv {redirection}")
    assert ended.code == code, ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout
    assert (program.folder / "out" / "latest" / "oppslag.csv").is_file()
