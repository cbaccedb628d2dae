"""Text as people have it: encodings, packing, quotes that do not close, and files that are no tables."""

import bz2
import gzip
import lzma
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


def test_a_header_in_angle_brackets_is_no_markup(tmp_path: Path) -> None:
    assert identifiers(opened(tmp_path / "p.csv", table().replace("navn;fnr", "<navn>;<fnr>").encode())) == IDS


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_wide_encoding_without_a_mark_is_told_by_its_nuls(tmp_path: Path, codec: str) -> None:
    file = opened(tmp_path / "p.txt", table().replace(";", "\t").encode(codec))
    assert (file.reading_notes["encoding"], file.reading_notes["delimiter"]) == (codec, "tab")
    assert identifiers(file) == IDS


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-8"])
@pytest.mark.parametrize("name", ["Łukasz", "Áŋŧđž Čáhci", "Ёлена Њ", "Ελένη", "محمد", "上海 上", "ऊषा", "અમિત", "😀"])
def test_a_mark_says_how_names_in_any_script_are_read(tmp_path: Path, codec: str, name: str) -> None:
    file = opened(tmp_path / "p.csv", ("\ufeff" + table(name=name)).encode(codec))
    assert identifiers(file) == IDS


def test_a_letter_that_holds_the_byte_of_a_line_end_may_be_the_last_one(tmp_path: Path) -> None:
    assert identifiers(opened(tmp_path / "p.csv", f"\ufefffnr;navn\n{IDS[0]};上海 上".encode("utf-16-le"))) == IDS[:1]


UNUSUAL = [*"^~:#&/*$@%!+_§¦=\\· \x01\x1e\x1f"]


@pytest.mark.parametrize("delimiter", UNUSUAL)
def test_an_unusual_delimiter_is_taken_where_a_header_and_the_rows_agree(tmp_path: Path, delimiter: str) -> None:
    rows = [["navn", "fnr", "kundenr"], *(["Ola", number, "1000"] for number in IDS)]
    file = opened(tmp_path / "p.txt", "".join(delimiter.join(row) + "\n" for row in rows).encode())
    assert identifiers(file) == IDS
    assert file.columns == ("fnr",)


@pytest.mark.parametrize("delimiter", ["^", "~", "\x01"])
def test_one_that_stands_in_no_text_needs_no_header(tmp_path: Path, delimiter: str) -> None:
    content = "".join(f"{number}{delimiter}Nordmann, Ola{delimiter}{n}\n" for n, number in enumerate(IDS))
    assert identifiers(opened(tmp_path / "p.txt", content.encode())) == IDS


@pytest.mark.parametrize(
    "content",
    [
        "".join(f"{number}:Ola:{n}\n" for n, number in enumerate(IDS)),
        "fnr->navn\n" + "".join(f"{number}->Navn {chr(97 + n % 26) * 2}\n" for n, number in enumerate(IDS)),
        "FNR         NAVN       NR\n"
        + "".join(f"{number} {chr(97 + n % 26) * (2 + n % 5):10} {n}\n" for n, number in enumerate(IDS)),
    ],
    ids=["no header", "two characters", "fixed width"],
)
def test_records_that_nothing_splits_are_refused_with_what_to_do(tmp_path: Path, content: str) -> None:
    with pytest.raises(InputError, match=r"^p\.txt: the rows hold whole records, and nothing tells .* such as sep=\^$"):
        opened(tmp_path / "p.txt", content.encode())


@pytest.mark.parametrize("cell", ["Fnr: {}", "{0} {0}", "kr {}"])
def test_a_cell_that_is_damaged_alike_in_every_row_is_no_record(tmp_path: Path, cell: str) -> None:
    content = "fnr\n" + "".join(cell.format(number) + "\n" for number in IDS)
    assert len(identifiers(opened(tmp_path / "p.txt", content.encode()))) == len(IDS)


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
    [
        (gzip.compress, "gzip"),
        (lambda content: pa.compress(content, codec="zstd", asbytes=True), "zstd"),
        (bz2.compress, "bzip2"),
        (lzma.compress, "xz"),
    ],
    ids=["gzip", "zstd", "bzip2", "xz"],
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
        bz2.compress(table().encode() * 9)[:-20],
        bz2.compress(table().encode())[:40] + b"\0" * 40,
        lzma.compress(table().encode() * 9)[:-20],
        gzip.compress(table().encode(), mtime=0) + b"rubbish behind",
    ],
    ids=["cut gzip", "broken gzip", "cut zstd", "cut bzip2", "broken bzip2", "cut xz", "rubbish behind"],
)
def test_a_damaged_archive_gets_one_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(
        InputError, match=r"^p\.csv\.gz: can't be read as (gzip|zstd|bzip2|xz): it is damaged or not complete; copy"
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
        (b"[]", "holds no object; check how it was made"),
        (b'["1", "2"]', "is JSON without objects; write an object for each row"),
        (b"[1, 2]", "is JSON without objects"),
        (b'{"n": 2, "data": [{"fnr": "1"}, {}]}', ".*; or write what is nested in “data” as a table of its own"),
        (b'[{"fnr": "1"}, {"fnr": 2', "as JSON, its object 2 is broken or not complete; make the file again"),
        ("<html>".encode("utf-16"), "is a web page or XML"),
        (b"<table><tr><td>fnr<tr><td>1", "is a web page or XML"),
        (b"<TR><TD>fnr</TD></TR>\r\n<TR><TD>1</TD></TR>", "is a web page or XML"),
        (b'<font size="2"><center>fnr</center></font>', "is a web page or XML"),
        (b'<personer xmlns="urn:p">\n<person fnr="1"/>\n</personer>', "is a web page or XML"),
        (b"\r\n%PDF-1.4\n", "is a PDF; save"),
        (b"\x91" * 8 + b"DUCK" + bytes(50), "is a database; export the table as CSV"),
        (b"age-encryption.org/v1\n-> X25519 abc\n", "is encrypted; decrypt it first"),
        (b"\x93NUMPY\x01\0v\0{'descr': '<U11'}", "is a Python, NumPy or HDF5 file; write the table as"),
        (b"{}\n{}\n", "holds only empty objects; check how it was made"),
        (b"[{}]", "holds only empty objects; check how it was made"),
        (b"From: a\r\nSubject: b\r\n c\r\nMIME-Version: 1.0\r\n", r"is a web page or e-mail \(MHTML\); open it in"),
        (b'ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K"fnr"\r\n', "is a table in SYLK; open it in"),
        (b"PARE\x15\x00\x15\x02" + bytes(range(60)), "is an encrypted Parquet file; write it without"),
        (b"\x09\x02\x06\x00\x00\x00\x10\x00" + bytes(range(200)), "is a workbook of Excel 2 to 4; open it in"),
        (b"SQLite format 3\0" + bytes(84), "is a database; export the table as CSV"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "is an archive; unpack it, and name the file in it"),
        (b"a.csv" + bytes(252) + b"ustar\x0000", "is an archive"),
        (b"-----BEGIN PGP MESSAGE-----\n", "is encrypted; decrypt it first"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "is what Git LFS keeps in a file's place"),
        (b"LZIP\x01\x0c" + bytes(60), "is an archive; unpack it, and name the file in it"),
        (lzma.compress(b"fnr", format=lzma.FORMAT_ALONE), "is an archive; unpack it"),
        (b"PK\x05\x06" + bytes(18), "is an archive; unpack it"),
        (b"#!-lh5-" + bytes(60), "is an archive; unpack it"),
        (b"PGDMP\x01\x0e\0", "is a database; export"),
        (b"!BDN\1\2\3\4SM", "is a mailbox of Outlook; save the table in it as CSV"),
        (table().encode("cp500"), "is a text in EBCDIC, as mainframes write it; convert it first .iconv -f IBM277"),
        (b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!", "is a SAS dataset; export"),
        (b"ASCII SPSS PORT FILE                    ", "is an SPSS file; export"),
        (b"\xff\xff\xff\xff\xa0\0\0\0\x10\0\0\0", "is an Arrow, ORC or Avro file; write"),
        (b"\0\0\0\x18ftypheic", "is a picture or film; save"),
        (b"\x85\x02\x0c\x03" + bytes(range(200, 256)), "is encrypted; decrypt it first"),
        (b"\xc1\xc0\x4c\x03" + bytes(range(200, 256)), "is encrypted"),
        (b"\x8c\x0d\x04\x09\x03\x02" + bytes(range(200, 256)), "is encrypted"),
        (b"-- dump 10\n/*!40101 SET x */;\n\nCREATE TABLE `p` (\n `fnr` char(11));\n", "is a script of SQL; export"),
        (b"insert into p (fnr) values ('1');\n", "is a script of SQL"),
        (b"---\npersoner:\n - fnr: '1'\n", "is a YAML file; write the table as CSV, or as JSON"),
        (b"- navn: Per\n  fnr: '1'\n", "is a YAML file"),
        (b"# liste\npersoner:\n  - '1'\n", "is a YAML file"),
        (b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0", "is a shortcut or placeholder; fetch or open what it stands for"),
        (b"[InternetShortcut]\r\nURL=https://x/y.xlsx\r\n", "is a shortcut or placeholder"),
        (b'{"": "WARNING! DO NOT EDIT THIS FILE!", "doc_id": "1"}', "is a shortcut or placeholder"),
        (b"bplist00\xd3\x01\x02\x03", "is a shortcut or placeholder"),
        (b"/**/" * 5000, "no column holds"),
        (b"WEB\r\n1\r\nhttps://x/\r\n", "is a query of Excel's, not its result; open it in"),
        (bz2.compress(bz2.compress(b"fnr")), "is packed twice; unpack it"),
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
