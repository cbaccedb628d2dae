"""Workbooks of Excel 5 to 97, of programs that spell them in their own ways; what is none is called by its name."""

import struct
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pytest
from support.made_identifiers import made_identifiers
from support.opened_input import open_input

from batch.cells.rows import Cell
from batch.errors import InputError
from batch.inputs.workbook.excel97.container import write_container
from batch.inputs.workbook.worksheet import open_sheets
from batch.options.input_options import InputOptions

IDS = list(islice(made_identifiers(5), 8))
BIFF5, BIFF8 = 0x0500, 0x0600
SAVE_ANEW = "; open it in a spreadsheet program and save it as .xlsx"


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def wide(row: int, column: int, text: str, kind: int = 0x0204) -> bytes:
    """Return a text of 16-bit letters."""
    return record(kind, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def narrow(row: int, column: int, text: bytes, kind: int = 0x0204) -> bytes:
    """Return a text as Excel 5 has it."""
    return record(kind, struct.pack("<HHHH", row, column, 0, len(text)) + text)


def book(*cells: bytes, version: int = BIFF8, page: int = 1252, shared: Sequence[bytes] = ()) -> bytes:
    begin = record(0x0809, struct.pack("<HHHH", version, 0x0005, 0, 0)) + record(0x0042, struct.pack("<H", page))
    begin += b"".join(shared)
    title = b"\0Ark" if version == BIFF8 else b"Ark"
    start = len(begin) + 4 + 7 + len(title) + 4
    sheet = record(0x0085, struct.pack("<IBBB", start, 0, 0, 3) + title)
    content = record(0x0809, struct.pack("<HHHH", version, 0x0010, 0, 0)) + b"".join(cells) + record(0x000A)
    return begin + sheet + record(0x000A) + content


def written(folder: Path, stream: bytes) -> Path:
    path = folder / "p.xls"
    path.write_bytes(write_container(stream).getvalue())
    return path


def rows(path: Path) -> list[list[Cell]]:
    (sheet,) = open_sheets(path)
    return [list(each) for each in sheet.records()]


@pytest.mark.parametrize("kind", [0x0204, 0x00D6])
@pytest.mark.parametrize("page", [1252, 1200, 437])
def test_texts_of_16_bit_letters_keep_none_of_their_nuls(tmp_path: Path, kind: int, page: int) -> None:
    cells = [wide(0, 0, "fnr", kind), wide(0, 1, "Łódź", kind)]
    cells += [wide(row, 0, digits, kind) for row, digits in enumerate(IDS, 1)]
    path = written(tmp_path, book(*cells, page=page))
    assert [(each[0], "".join(map(str, each[1:]))) for each in rows(path)] == [
        ("fnr", "Łódź"),
        *((each, "") for each in IDS),
    ]
    found = open_input(path, InputOptions(), accepts_2032=False).rows()
    assert [each.cells[0] for each in found] == IDS


@pytest.mark.parametrize(
    ("page", "text"), [(1252, "Ærø"), (1250, "Łódź"), (437, "Åse"), (850, "Øst"), (10000, "Åse"), (32769, "Å")]
)
def test_texts_of_excel_5_are_of_the_code_page_that_it_names(tmp_path: Path, page: int, text: str) -> None:
    encoding = {10000: "mac_roman", 32769: "cp1252"}.get(page, f"cp{page}")
    cells = [narrow(0, 0, text.encode(encoding)), narrow(1, 0, text.encode(encoding), 0x00D6)]
    assert rows(written(tmp_path, book(*cells, version=BIFF5, page=page))) == [[text], [text]]


def test_an_unknown_code_page_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, book(narrow(0, 0, b"x"), version=BIFF5, page=4711))
    with pytest.raises(InputError, match=f"^its texts are of code page 4711, which isn't known{SAVE_ANEW}$"):
        open_sheets(path)


def test_genuine_nuls_stay(tmp_path: Path) -> None:
    assert rows(written(tmp_path, book(wide(0, 0, "a\0b")))) == [["a\0b"]]


def test_records_without_a_container_are_read_too(tmp_path: Path) -> None:
    """As a well-known script writes them, whose first record is of a sheet."""
    path = tmp_path / "p.xls"
    start = record(0x0809, struct.pack("<HHHH", 0, 0x0010, 0, 0))
    path.write_bytes(start + narrow(0, 0, b"fnr") + narrow(1, 0, IDS[0].encode()) + record(0x000A))
    assert rows(path) == [["fnr"], [IDS[0]]]
    path.write_bytes(book(wide(0, 0, "fnr"), wide(1, 0, IDS[0])))
    assert rows(path) == [["fnr"], [IDS[0]]]


def test_odd_records_beside_the_cells_spoil_nothing(tmp_path: Path) -> None:
    shared = [record(0x0018, b"\1"), record(0x0017, b"\2\0abc"), record(0x041E, struct.pack("<HHB", 164, 0, 0))]
    cells = [
        record(0x0200, b"\xff" * 14),
        record(0x00E5, b"\xff\xff"),
        record(0x4711, b"x"),
        wide(0, 0, ""),
        wide(1, 0, "x"),
    ]
    assert rows(written(tmp_path, book(*cells, shared=shared))) == [[], ["x"]]


def test_cells_far_from_each_other_cost_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, book(wide(0, 0, "a"), wide(65_535, 255, "b"), wide(2, 0, "c")))
    found = rows(path)
    assert (len(found), found[0], found[2], found[-1][255]) == (65_536, ["a"], ["c"], "b")


def test_numbers_dates_and_results_are_what_excel_shows(tmp_path: Path) -> None:
    shared = [record(0x00E0, struct.pack("<HH16x", 0, kind)) for kind in (0, 14)]

    def formula(row: int, result: bytes) -> bytes:
        return record(0x0006, struct.pack("<HHH", row, 0, 0) + result + bytes(8))

    cells = [
        record(0x0203, struct.pack("<HHHd", 0, 0, 0, 12.5)),
        record(0x00BD, struct.pack("<HHHiHiH", 1, 0, 0, (7 << 2) | 2, 0, (8 << 2) | 2, 1)),
        record(0x0205, struct.pack("<HHHBB", 2, 0, 0, 1, 0)),
        record(0x0205, struct.pack("<HHHBB", 3, 0, 0, 0x2A, 1)),
        formula(4, struct.pack("<d", 3.0)),
        formula(5, b"\0\0\0\0\0\0\xff\xff"),
        record(0x0207, struct.pack("<HB", 2, 1) + "øl".encode("utf-16-le")),
        formula(6, b"\0\0\0\0\0\0\xff\xff"),
        formula(7, b"\1\0\1\0\0\0\xff\xff"),
        formula(8, b"\2\0\x07\0\0\0\xff\xff"),
        formula(9, b"\3\0\0\0\0\0\xff\xff"),
    ]
    found = rows(written(tmp_path, book(*cells, shared=shared)))
    assert [each[0] if each else None for each in found] == [12.5, 7, True, "#N/A", 3, "øl", "=", True, "#DIV/0!"]
    assert found[1] == [7, 8]


@pytest.mark.parametrize("content", [struct.pack("<HHH", 0, 1, 2), struct.pack("<HHH", 1, 1, 1)])
@pytest.mark.parametrize("version", [BIFF5, BIFF8])
def test_a_password_of_any_kind_is_called_one(tmp_path: Path, version: int, content: bytes) -> None:
    path = written(tmp_path, book(version=version, shared=[record(0x002F, content)]))
    with pytest.raises(InputError, match=r"^is protected by a password; save it without one$"):
        open_sheets(path)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("WordDocument", "is a Word document, not a workbook; save the table"),
        ("EncryptedPackage", "is protected by a password; save it without one"),
        ("__properties_version1.0", "is an Outlook message"),
        ("Contents", "holds no workbook; open it in the program that wrote it"),
    ],
)
def test_another_container_is_called_by_what_it_holds(tmp_path: Path, name: str, what: str) -> None:
    path = tmp_path / "p.xls"
    content = write_container(b"x").getvalue()
    old, new = (f"{each}\0".encode("utf-16-le") for each in ("Workbook", name))
    size = struct.pack("<H", len(new))
    place = content.index(old)
    path.write_bytes(content[:place] + new.ljust(64, b"\0") + size + content[place + 66 :])
    with pytest.raises(InputError, match=f"^{what}"):
        open_sheets(path)


def test_a_chain_of_sectors_that_leads_back_is_damage(tmp_path: Path) -> None:
    stream = book(*(wide(row, 0, IDS[0]) for row in range(2_000)))
    content = bytearray(write_container(stream).getvalue())
    fat = 2 * 4096
    struct.pack_into("<I", content, fat + 4 * 5, 3)
    path = tmp_path / "p.xls"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"^can't be read as a workbook: it is damaged or not complete"):
        open_sheets(path)


def test_a_table_of_more_texts_than_it_has_bytes_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, book(wide(0, 0, "x"), shared=[record(0x00FC, struct.pack("<II", 1, 0x7FFFFFFF))]))
    with pytest.raises(InputError, match=f"^its table of texts can't be understood{SAVE_ANEW}$"):
        rows(path)


def test_a_sheet_that_is_not_where_the_workbook_says_is_named(tmp_path: Path) -> None:
    stream = book(wide(0, 0, "x"))
    place = stream.index(struct.pack("<H", 0x0085)) + 4
    path = written(tmp_path, stream[:place] + struct.pack("<I", 10**6) + stream[place + 4 :])
    with pytest.raises(InputError, match=f"^the sheet “Ark” has no part in the workbook{SAVE_ANEW}$"):
        rows(path)


def test_a_table_of_texts_goes_on_in_further_records(tmp_path: Path) -> None:
    """In the midst of a text the next record says anew how wide letters are; runs of formats go on without."""
    parts = [
        struct.pack("<II", 3, 3) + struct.pack("<HB", 5, 0) + b"ab",
        b"\1" + "cø".encode("utf-16-le"),
        b"\0e" + struct.pack("<HBH", 2, 8, 1) + b"xy\0\0",
        b"\0\0" + struct.pack("<HBI", 1, 5, 3) + "Ł".encode("utf-16-le") + b"123",
    ]
    shared = [record(0x00FC, parts[0]), *(record(0x003C, part) for part in parts[1:])]
    cells = [record(0x00FD, struct.pack("<HHHI", row, 0, 0, row)) for row in range(3)]
    assert rows(written(tmp_path, book(*cells, shared=shared))) == [["abcøe"], ["xy"], ["Ł"]]


@pytest.mark.parametrize("kind", [0x0009, 0x0209, 0x0409])
@pytest.mark.parametrize("content", [b"\2\0\x10\0", b"\0\0\x10\0\0\0", b"\0\0\0\1\0\0", b"\0\4\x20\0\0\0\0\0"])
def test_a_workbook_of_older_programs_is_called_by_its_age(tmp_path: Path, kind: int, content: bytes) -> None:
    """Of a sheet, a chart, or several sheets (Excel 4)."""
    path = tmp_path / "p.xls"
    path.write_bytes(record(kind, content) + record(0x000A))
    with pytest.raises(InputError, match=r"^p\.xls: is a workbook of Excel 2 to 4; open it in a spreadsheet program"):
        open_input(path, InputOptions(), accepts_2032=False)


def test_rows_that_do_not_stand_in_order_are_given_in_order(tmp_path: Path) -> None:
    cells = [wide(0, 0, "fnr"), wide(2, 0, IDS[1]), wide(1, 0, IDS[0])]
    assert rows(written(tmp_path, book(*cells))) == [["fnr"], [IDS[0]], [IDS[1]]]


def test_merged_cells_are_known_though_only_the_cells_are_stated_anew(tmp_path: Path) -> None:
    names = [wide(0, 0, "Fnr"), wide(0, 1, "Person"), wide(1, 1, "Fornavn"), wide(1, 2, "Etternavn")]
    people = [wide(row, 0, each) for row, each in enumerate(IDS, start=2)]
    merged = record(0x00E5, struct.pack("<H8H", 2, 0, 1, 0, 0, 0, 0, 1, 2))
    file = open_input(written(tmp_path, book(*names, *people, merged)), InputOptions(), accepts_2032=False)
    assert (file.reading_notes["header_row"], file.columns) == ("2", ("Fnr",))
    assert [(each.row, each.cells[0]) for each in file.rows()] == list(enumerate(IDS, start=3))
