"""Text as people have it: encodings, packing, quotes that do not close, and files that are no tables."""

import gzip
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pytest
from support.made_identifiers import made_identifiers
from support.opened_input import open_input

from batch.cells.evidence import gather_evidence
from batch.cells.reading import read_cells
from batch.cells.rules import ReadingRules
from batch.errors import InputError
from batch.inputs import InputFile
from batch.inputs.text.byte_stream import LONGEST_LINE_BYTES
from batch.inputs.text.records import read_records
from batch.options.input_options import InputOptions

RULES = ReadingRules(accepts_2032=False)
IDS = list(islice(made_identifiers(3), 40))
OPTIONS = InputOptions()


def opened(path: Path, content: bytes) -> InputFile:
    path.write_bytes(content)
    return open_input(path, OPTIONS, accepts_2032=False)


def identifiers(file: InputFile) -> list[object]:
    return [row.cells[0] for row in file.rows()]


def table(ids: list[str] = IDS, name: str = "Bjørn") -> str:
    return "navn;fnr\r\n" + "".join(f"{name};{number}\r\n" for number in ids)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told_by_its_nuls(tmp_path: Path, codec: str) -> None:
    file = opened(tmp_path / "p.txt", table().replace(";", "\t").encode(codec))
    assert (file.reading_notes["encoding"], file.reading_notes["delimiter"]) == (codec, "tab")
    assert identifiers(file) == IDS


def test_utf_32_with_a_mark_is_read(tmp_path: Path) -> None:
    assert identifiers(opened(tmp_path / "p.txt", table().encode("utf-32"))) == IDS


def test_a_file_joined_of_two_encodings_is_read_and_says_from_which_line(tmp_path: Path) -> None:
    text = table(IDS[:20]).encode() + "".join(f"Åse;{number}\r\n" for number in IDS[20:30]).encode("cp1252")
    file = opened(tmp_path / "p.csv", text)
    assert file.reading_notes["encoding"] == "utf-8, in parts another from line 22 on"
    assert identifiers(file) == IDS[:30]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16"])
def test_utf_16_behind_utf_8_is_reported_row_by_row_from_where_it_begins(tmp_path: Path, codec: str) -> None:
    joined = "".join(f"Åse;{number}\r\n" for number in IDS[20:])
    file = opened(tmp_path / "p.csv", table(IDS[:20]).encode() + joined.encode(codec))
    assert file.reading_notes["encoding"] == "utf-8, in parts another from line 22 on"
    found = list(file.rows())
    assert [row.cells[0] for row in found[:20]] == IDS[:20]
    readings = read_cells([row.cells[0] for row in found[20:40]], gather_evidence([], RULES), RULES)
    assert [row.row for row in found[20:40]] == list(range(22, 42))
    assert {reading.reason for reading in readings} <= {"other_characters", "empty"}


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_another_encoding_behind_utf_16_is_refused_with_its_line(tmp_path: Path, codec: str) -> None:
    for behind in ("Åse;x\r\nOla;y\r\n".encode(), b"Ola;x\ny;z\n", b"1\n2\n3\n"):
        with pytest.raises(InputError, match=r"^p\.csv: from line 42 on it is no UTF-16"):
            opened(tmp_path / "p.csv", table().encode(codec) + behind)


def test_a_file_of_windows_1252_with_little_utf_8_in_it_stays_windows_1252(tmp_path: Path) -> None:
    text = "Åse;x\r\n".encode() + table().encode("cp1252")
    assert opened(tmp_path / "p.csv", text).reading_notes["encoding"] == "cp1252"


def test_a_damaged_identifier_in_another_encoding_is_kept_as_damaged(tmp_path: Path) -> None:
    spaced = f"{IDS[0][:6]}\u00a0{IDS[0][6:]}"
    file = opened(tmp_path / "p.csv", table().encode() + f"Åse;{spaced}\r\n".encode("cp1252"))
    assert identifiers(file)[-1] == f"{IDS[0][:6]}\ufffd{IDS[0][6:]}"


@pytest.mark.parametrize(
    ("pack", "name"),
    [(gzip.compress, "gzip"), (lambda content: pa.compress(content, codec="zstd", asbytes=True), "zstd")],
    ids=["gzip", "zstd"],
)
def test_packed_text_is_read_whatever_its_name(tmp_path: Path, pack: Callable[[bytes], bytes], name: str) -> None:
    half = len(table()) // 2
    content = table().encode("cp1252")
    file = opened(tmp_path / "p.csv", pack(content[:half]) + pack(content[half:]))
    assert (file.reading_notes["compression"], file.reading_notes["encoding"]) == (name, "cp1252")
    assert identifiers(file) == identifiers(file) == IDS


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(table().encode() * 9, mtime=0)[:-20],
        gzip.compress(table().encode(), mtime=0)[:30] + b"not gzip any more" * 9,
        pa.compress(table().encode() * 9, codec="zstd", asbytes=True)[:-20],
        gzip.compress(table().encode(), mtime=0) + b"rubbish behind",
    ],
    ids=["cut gzip", "broken gzip", "cut zstd", "rubbish behind"],
)
def test_a_damaged_archive_gets_one_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(
        InputError, match=r"^p\.csv\.gz: can't be read as (gzip|zstd): it is damaged or not complete; copy"
    ):
        opened(tmp_path / "p.csv.gz", content)


def test_an_archive_that_bursts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^p\.gz: unpacks to more than 200 times its size; check where it comes from"):
        opened(tmp_path / "p.gz", gzip.compress(b";\n" * (60 << 20), compresslevel=1))


def test_an_endless_line_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    head = table().encode()
    with pytest.raises(InputError, match=r"^p\.csv: line 42 is longer than 8 MB; check that this is a table$"):
        opened(tmp_path / "p.csv", head + b"7" * (LONGEST_LINE_BYTES + 70_000) + b"\n")


def test_nul_bytes_are_characters_like_any_other(tmp_path: Path) -> None:
    file = opened(tmp_path / "p.csv", f"navn;fnr\r\nA\0;{IDS[0]}\r\nB;\0{IDS[1]}\r\n".encode())
    assert identifiers(file) == [IDS[0], f"\0{IDS[1]}"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7\n", "is a PDF; save"),
        (b"  <!DOCTYPE html><html>", "is a web page or XML; open it in a spreadsheet program"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "is a web page or XML"),
        (b"{\\rtf1 Hei}", "is a text document"),
        (b'[{"fnr": "1"}]', "is JSON, but not JSON lines; write one object on each line"),
        (b"[]", "is JSON, but not JSON lines"),
        (bytes(range(256)) * 4, "is neither text, Parquet nor a workbook"),
        (gzip.compress(b"PK\x03\x04", mtime=0), "is packed twice; unpack it"),
        (gzip.compress(b"", mtime=0), "the file is empty"),
        (b"\xef\xbb\xbf", "is empty; check how it was made"),
        (bytes(10), "holds only NUL bytes, as after a crash of the machine that wrote it; make the file again$"),
        (bytes(9 << 20), "holds only NUL bytes, as after a crash"),
        (bytes(1 << 17) + b"fnr", "begins with NUL bytes, as after a crash"),
    ],
)
def test_what_is_no_table_gets_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(InputError, match=f"^p\\.csv: {sentence}") as raised:
        opened(tmp_path / "p.csv", content)
    assert "\n" not in str(raised.value)


def records(text: str, delimiter: str = ";") -> list[list[str]]:
    return [record for group in read_records(text.splitlines(keepends=True), delimiter) for record in group]


def test_line_breaks_within_quotes_belong_to_the_cell() -> None:
    assert records(f'n;f\n"a\n\nb";{IDS[0]}\n\nc;{IDS[1]}\n') == [["n", "f"], ["a\n\nb", IDS[0]], [], ["c", IDS[1]]]


@pytest.mark.parametrize(
    "ending",
    [
        f"Per;{IDS[2]}\n",
        f'"Per";{IDS[2]}\n',
        f'Rør 12" langt;{IDS[2]}\n',
        f'Rør 12";{IDS[2]}\n',
    ],
    ids=["at the end of the file", "at the next quoted cell", "at a stray quote", "at a quote like a closing one"],
)
def test_a_quote_that_is_not_closed_swallows_no_rows(ending: str) -> None:
    text = f'n;f\n"Ola;{IDS[0]}\nKari;{IDS[1]}\n{ending}Siri;{IDS[3]}\n'
    assert [record[1] for record in records(text)] == ["f", *IDS[:4]]
    assert records(text)[1] == ['"Ola', IDS[0]]


def test_a_quote_that_is_not_closed_swallows_no_rows_of_a_single_column() -> None:
    assert records(f'{IDS[0]}\n"{IDS[1]}\n{IDS[2]}\n', "\x1f") == [[IDS[0]], [f'"{IDS[1]}'], [IDS[2]]]


def test_cells_of_several_lines_on_both_sides_of_an_identifier_stay_cells() -> None:
    text = f'a;fnr;b\n"x\ny";{IDS[0]};"c\nd"\n"x\n\ny";{IDS[1]};c\n'
    assert records(text) == [["a", "fnr", "b"], ["x\ny", IDS[0], "c\nd"], ["x\n\ny", IDS[1], "c"]]


def test_two_identifiers_on_two_lines_of_one_cell_stay_one_cell() -> None:
    assert records(f'"{IDS[0]}\n{IDS[1]}";x\n') == [[f"{IDS[0]}\n{IDS[1]}", "x"]]


@pytest.mark.parametrize("count", [1, 999, 1000, 1001, 2500])
def test_long_files_lose_no_record_between_groups(count: int) -> None:
    text = "".join(f'"a\nb{n}";{n}\n' if n % 7 == 0 else f"c;{n}\n" for n in range(count))
    assert [record[1] for record in records(text)] == [str(n) for n in range(count)]


def test_a_cell_that_is_too_long_is_named_and_the_rows_round_it_are_kept() -> None:
    found = records(f'n;{IDS[0]}\n{"y" * 140_000};{IDS[1]}\n"{"z" * 140_000}";{IDS[2]}\nn;{IDS[3]}\n')
    assert [record[-1] for record in found] == IDS[:4]
    assert [record[0] for record in found] == ["n", *["(a cell of more than 128,000 characters)"] * 2, "n"]
