"""Opening delimited text and Parquet: what is decided, which rows come, and what bad files get."""

import csv
import hashlib
import io
import struct
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support.made_identifiers import made_identifiers
from support.opened_input import open_input

from batch.cells.evidence import gather_evidence
from batch.cells.reading import read_cells
from batch.cells.rows import Cell
from batch.cells.rules import ReadingRules
from batch.errors import ColumnError, InputError
from batch.inputs import InputFile
from batch.options.input_options import InputOptions

RULES = ReadingRules(accepts_2032=False)
IDS = list(islice(made_identifiers(), 10))
OTHERS = list(islice(made_identifiers(2), len(IDS)))


def options(*column: str) -> InputOptions:
    return InputOptions(column=column)


def opened(path: Path, content: str | bytes, *column: str, encoding: str = "utf-8") -> InputFile:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return open_input(path, options(*column), accepts_2032=False)


def cells(file: InputFile) -> list[tuple[int, list[Cell]]]:
    return [(row.row, list(row.cells)) for row in file.rows()]


def as_csv(rows: list[list[str]], delimiter: str = ";", newline: str = "\r\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize("delimiter", [(";", "semicolon"), (",", "comma"), ("\t", "tab"), ("|", "pipe")])
@pytest.mark.parametrize(
    ("encoding", "decided"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252"), ("utf-16", "utf-16")],
)
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_text_is_read_whatever_its_delimiter_encoding_and_newline(
    tmp_path: Path, delimiter: tuple[str, str], encoding: str, decided: str, newline: str
) -> None:
    rows = [["Navn", "Fødselsnummer"], *(["Bjørn Ærlig", number] for number in IDS)]
    file = opened(tmp_path / "people.csv", as_csv(rows, delimiter[0], newline), encoding=encoding)
    assert dict(file.reading_notes) == {
        "format": "delimited text",
        "encoding": decided,
        "delimiter": delimiter[1],
        "header_row": "1",
        "column": "Fødselsnummer",
        "column_evidence": "found by name; 100 % lawful",
    }
    assert cells(file) == [(row, [number]) for row, number in enumerate(IDS, start=2)]


def test_a_single_column_without_header_is_read_from_its_first_line(tmp_path: Path) -> None:
    file = opened(tmp_path / "ids.txt", "\n".join(IDS))
    assert (file.reading_notes["delimiter"], file.reading_notes["header_row"], file.columns) == (
        "none",
        "none",
        ("column 1",),
    )
    assert cells(file) == [(row, [number]) for row, number in enumerate(IDS, start=1)]


def test_a_stray_identifier_in_another_column_is_told(tmp_path: Path) -> None:
    rows = [["fnr", "navn", ""], *([number, "Ola", ""] for number in IDS)]
    rows[3][2] = IDS[0]
    file = opened(tmp_path / "people.csv", as_csv(rows))
    assert (file.columns, file.reading_notes["stray_identifier_in"]) == (("fnr",), "column 3")


def test_decimals_in_a_single_column_are_no_second_cell(tmp_path: Path) -> None:
    file = opened(tmp_path / "ids.csv", "fnr\n41819077302,00\n6,821349425E+09\n")
    assert cells(file) == [(2, ["41819077302,00"]), (3, ["6,821349425E+09"])]


def test_rows_are_counted_as_records_with_blank_ones_and_line_breaks_in_quotes(tmp_path: Path) -> None:
    file = opened(
        tmp_path / "p.csv", f'Navn;fnr\r\n"Ola\r\nNordmann";{IDS[0]}\r\n\r\n;;\r\n; \r\nKari;\r\nPer;{IDS[1]}'
    )
    assert [(row.row, row.cells[0], row.is_blank) for row in file.rows()] == [
        (2, IDS[0], False),
        (3, None, True),
        (4, "", True),
        (5, " ", True),
        (6, "", False),
        (7, IDS[1], False),
    ]


def test_a_row_of_blanks_alone_is_blank(tmp_path: Path) -> None:
    file = opened(tmp_path / "p.csv", f"navn;fnr\nOla;{IDS[0]}\n ;\t\nKari; \n")
    assert [row.is_blank for row in file.rows()] == [False, True, False]


def test_rows_shorter_than_the_header_are_read(tmp_path: Path) -> None:
    file = opened(tmp_path / "p.csv", f"navn;fnr\nOla\nKari;{IDS[0]};; \n")
    assert cells(file) == [(2, [None]), (3, [IDS[0]])]


def test_in_a_row_with_more_fields_than_the_header_nobody_can_tell_which_is_which(tmp_path: Path) -> None:
    text = f"a;ektefelle 1 fnr;ektefelle 2 fnr\nOla;{IDS[0]};{IDS[1]}\nNordmann; Kari;{IDS[1]};{IDS[0]}\n"
    file = opened(tmp_path / "p.csv", text, "ektefelle 2 fnr")
    assert cells(file) == [(2, [IDS[1]]), (3, ["(the row has more fields than other rows)"])]


COUPLES = "".join(
    f"{spouse};{number};{note}\n" for spouse, number, note in zip(IDS, OTHERS, ["", "ok"] * 5, strict=True)
)


@pytest.mark.parametrize(
    "row",
    [
        f";{IDS[0]};{IDS[1]};",
        f";;{IDS[0]};{IDS[1]};",
        f";{IDS[0]};{IDS[1]};;",
        f"{IDS[0]};;{IDS[1]};",
        f'"";"{IDS[0]}";"{IDS[1]}";""',
    ],
    ids=["surplus first", "two first", "first and last", "in the middle", "quoted"],
)
def test_a_row_whose_blank_surplus_may_have_moved_an_identifier_is_reported(tmp_path: Path, row: str) -> None:
    file = opened(tmp_path / "p.csv", f"ektefelle;fnr;merknad\n{COUPLES}{row}\n{COUPLES}", "fnr")
    assert [row for row, (cell,) in cells(file) if cell == "(the row has more fields than other rows)"] == [12]


@pytest.mark.parametrize(
    "row",
    [f"x;{IDS[0]};;ok;;", f";{IDS[0]};{IDS[1]};ok", f"x;{IDS[0]};;ok"],
    ids=["beyond the header", "within it", "nobody within it"],
)
def test_a_row_that_fits_better_without_a_cell_before_the_identifier_is_reported(tmp_path: Path, row: str) -> None:
    others = f"{COUPLES}{IDS[0]};{IDS[1]};ok;x\n;{IDS[1]};ok;x\n"
    file = opened(tmp_path / "p.csv", f"ektefelle;fnr;merknad;gate;sted\n{COUPLES}{row}\n{others}", "fnr")
    assert [row for row, (cell,) in cells(file) if len(str(cell)) != 11] == [12]


@pytest.mark.parametrize("column", ["fnr", "ektefelle"])
@pytest.mark.parametrize("surplus", [";", ";;", "; ;;"])
def test_delimiters_at_the_end_of_a_row_move_nothing(tmp_path: Path, column: str, surplus: str) -> None:
    text = f"fnr;ektefelle;merknad\n{COUPLES}{IDS[0]};{IDS[1]};x{surplus}\n{IDS[0]};{IDS[1]};{surplus}\n"
    text += f"{IDS[0]};{IDS[1]}{surplus}\n"
    assert [row for row, (cell,) in cells(opened(tmp_path / "p.csv", text, column)) if len(str(cell)) != 11] == []


@pytest.mark.parametrize(
    ("header", "row", "is_reported"),
    [
        ("fnr;ektefelle;merknad", f"{IDS[0]};ok", True),
        ("fnr;ektefelle;merknad", f"{IDS[0]};{IDS[1]}", False),
        ("fnr;ektefelle;merknad", f"{IDS[0]}", False),
        ("ektefelle;fnr;merknad", f"{IDS[0]};{IDS[1]}", False),
        ("ektefelle;fnr;merknad", f"{IDS[0]};ok", False),
    ],
)
def test_a_row_that_lacks_what_stands_before_an_identifier_is_reported(
    tmp_path: Path, header: str, row: str, *, is_reported: bool
) -> None:
    file = opened(tmp_path / "p.csv", f"{header}\n{COUPLES}{row}\n", "fnr")
    assert ((12, ["(the row lacks fields before its last)"]) in cells(file)) is is_reported
    assert cells(file)[-1][0] == 12


def test_cells_may_be_missing_in_the_middle_of_a_row(tmp_path: Path) -> None:
    rows = [f"x;{a};{b};{a};ok" for a, b in zip(IDS, OTHERS, strict=True)]
    text = "\n".join(["navn;fnr;ektefelle;barn;gate", *rows, f"x;{IDS[0]};{IDS[1]};ok"])
    assert cells(opened(tmp_path / "p.csv", text, "fnr"))[-1] == (12, ["(the row lacks fields before its last)"])


PEOPLE = "".join(f"Ola;{number};5000;ok\n" for number in IDS)


@pytest.mark.parametrize(
    "row",
    [f"Ola;{IDS[0]};50;00;ok", f"Ola;{IDS[0]};5000;ok, og;litt;til", f"Ola;{IDS[0]};;5000;ok", f"Ola;{IDS[0]};5000ok"],
)
def test_an_identifier_before_an_added_or_deleted_delimiter_is_read(tmp_path: Path, row: str) -> None:
    file = opened(tmp_path / "p.csv", f"navn;fnr;nr;merknad\n{PEOPLE}{row}\n")
    assert cells(file)[-1] == (12, [IDS[0]])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"Nordmann;Ola;{IDS[0]};5000;ok", "(the row has more fields than other rows)"),
        (f"Ola;{IDS[0]};5000;ok;Kari;{IDS[1]}", "(the row has more fields than other rows)"),
        (f"{IDS[0]};5000;ok", "5000"),
    ],
    ids=["moved", "two rows in one", "missing"],
)
def test_an_identifier_behind_one_is_not(tmp_path: Path, row: str, reason: str) -> None:
    file = opened(tmp_path / "p.csv", f"navn;fnr;nr;merknad\n{PEOPLE}{row}\n")
    assert cells(file)[-1] == (12, [reason])


def test_beside_an_identifier_that_was_joined_to_its_neighbour_another_may_have_moved(tmp_path: Path) -> None:
    rows = "".join(f"Ola;{a};{b};ok\n" for a, b in zip(IDS, OTHERS, strict=True))
    text = f"navn;fnr;ektefelle;merknad\n{rows}"
    for row in (f"Ola{IDS[0]};{OTHERS[0]}", f"Ola{IDS[0]};{OTHERS[0]};"):
        file = opened(tmp_path / "p.csv", f"{text}{row}\n", "fnr")
        assert cells(file)[-1] == (12, ["(the row lacks fields before its last)"])


def test_a_row_of_thousands_of_surplus_cells_is_reported_in_the_time_of_reading_it(tmp_path: Path) -> None:
    file = opened(tmp_path / "p.csv", f"navn;fnr;nr;merknad\n{PEOPLE}Ola;{IDS[0]};5000;{'x;' * 50_000}\n")
    assert cells(file)[-1] == (12, ["(the row has more fields than other rows)"])


def test_a_few_odd_rows_add_no_column_to_the_table(tmp_path: Path) -> None:
    odd = f"{IDS[0]};Ola;{IDS[1]}\n{IDS[2]};Ola;{IDS[3]}\n"
    file = opened(tmp_path / "p.csv", "fnr;navn\n" + odd + "".join(f"{number};Kari\n" for number in IDS[4:9]))
    assert file.columns == ("fnr",)
    assert [row for row, (cell,) in cells(file) if cell == "(the row has more fields than other rows)"] == [2, 3]


def test_such_a_row_is_found_far_below_the_first_lines_too(tmp_path: Path) -> None:
    rows = [f"{IDS[0]};N\n"] * 600
    file = opened(tmp_path / "p.csv", "".join(["fnr;navn\n", *rows, f"{IDS[1]};{IDS[2]};N\n", *rows]))
    assert [row for row, (cell,) in cells(file) if cell != IDS[0]] == [602]


def test_a_header_that_names_fewer_columns_than_all_rows_have_shifts_nothing(tmp_path: Path) -> None:
    file = opened(tmp_path / "p.csv", f"navn;fnr\nOla;{IDS[0]};x\nKari;{IDS[1]};y\n")
    assert cells(file) == [(2, [IDS[0]]), (3, [IDS[1]])]


def test_excels_declaration_of_the_delimiter_is_honoured_and_counted(tmp_path: Path) -> None:
    file = opened(tmp_path / "p.csv", f"sep=,\r\nnavn,fnr\r\n;;;,{IDS[0]}\r\n")
    assert (file.reading_notes["delimiter"], file.reading_notes["header_row"]) == ("comma", "2")
    assert cells(file) == [(3, [IDS[0]])]


@pytest.mark.parametrize("stray", [f"{IDS[0]},00", "4,18E+10", f"{IDS[0]};{IDS[1]}", "Hansen, Ole"])
@pytest.mark.parametrize("count", [2, 300])
def test_a_record_of_several_cells_makes_no_table_of_a_list(tmp_path: Path, stray: str, count: int) -> None:
    lines = [*(IDS[:1] * count), stray, *(IDS[:1] * count)]
    file = opened(tmp_path / "p.csv", "\n".join(["fnr", *lines]))
    assert file.reading_notes["delimiter"] == "none"
    assert [cell for _, (cell,) in cells(file)] == lines


@pytest.mark.parametrize("form", ["{},00", "{}.0", "4,18E+10"])
def test_a_list_of_numbers_with_decimals_is_no_table(tmp_path: Path, form: str) -> None:
    lines = [form.format(number) for number in IDS]
    file = opened(tmp_path / "p.csv", "\n".join(["fnr", *lines]))
    assert [cell for _, (cell,) in cells(file)] == lines


@pytest.mark.parametrize(
    "text",
    [f"fnr,sum\n{IDS[0]},0\n{IDS[1]},0\n", f"{IDS[0]},\n{IDS[1]},\n", f"Kari,{IDS[0]}\n", f"Liste\n\nKari,{IDS[0]}\n"],
)
def test_a_small_table_is_one(tmp_path: Path, text: str) -> None:
    assert opened(tmp_path / "p.csv", text).reading_notes["delimiter"] == "comma"


def test_how_columns_were_named_is_said_once_for_those_named_alike(tmp_path: Path) -> None:
    text = as_csv([["Fnr", "Ektefelle"], *([number, IDS[0]] for number in IDS)])
    by_name = opened(tmp_path / "a.csv", text, "Fnr", "Ektefelle").reading_notes["column_evidence"]
    assert by_name == "named with --column; 100 % and 100 % lawful"
    mixed = opened(tmp_path / "b.csv", text, "Fnr", "2").reading_notes["column_evidence"]
    assert mixed == "named with --column and number 2, by --column; 100 % and 100 % lawful"


def test_several_columns_come_in_the_order_they_were_named(tmp_path: Path) -> None:
    file = opened(tmp_path / "p.csv", f"fnr1;navn;fnr2\n{IDS[0]};x;{IDS[1]}\n", "fnr2", "fnr1")
    assert file.columns == ("fnr2", "fnr1")
    assert cells(file) == [(2, [IDS[1], IDS[0]])]


def test_a_file_is_read_again_from_its_start_each_time(tmp_path: Path) -> None:
    file = opened(tmp_path / "p.csv", as_csv([["fnr"], *([number] for number in IDS)]))
    half_read = file.rows()
    next(half_read)
    assert cells(file) == cells(file)
    assert len(list(half_read)) == len(IDS) - 1


def test_a_file_is_known_by_name_path_and_the_hash_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    file = opened(path, f"fnr\n{IDS[0]}\n")
    assert (file.name, file.path) == ("people.csv", path)
    assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_latin_1_is_told_from_windows_1252_by_the_bytes_the_latter_lacks(tmp_path: Path) -> None:
    assert (
        opened(tmp_path / "a", f"navn;fnr\nBj\u00f8rn\x81;{IDS[0]}\n", encoding="latin-1").reading_notes["encoding"]
        == "latin-1"
    )
    assert (
        opened(tmp_path / "b", f"navn;fnr\n“Bjørn”;{IDS[0]}\n", encoding="cp1252").reading_notes["encoding"] == "cp1252"
    )


def write_parquet(path: Path, **columns: Any) -> Path:
    pq.write_table(pa.table(columns), path, row_group_size=4)
    return path


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (pa.string(), str),
        (pa.large_string(), str),
        (pa.string_view(), str),
        (pa.dictionary(pa.int8(), pa.string()), str),
        (pa.int64(), int),
        (pa.uint64(), int),
        (pa.dictionary(pa.int8(), pa.int64()), int),
        (pa.float64(), float),
    ],
    ids=str,
)
def test_parquet_columns_keep_text_as_text_and_numbers_as_numbers(
    tmp_path: Path, kind: Any, value: Callable[[str], Cell]
) -> None:
    column = [value(number) for number in IDS]
    plain = pa.array(column, kind.value_type if pa.types.is_dictionary(kind) else kind)
    array = plain.dictionary_encode() if pa.types.is_dictionary(kind) else plain
    file = open_input(
        write_parquet(tmp_path / "p.parquet", navn=["x"] * len(IDS), fnr=array), options(), accepts_2032=False
    )
    assert dict(file.reading_notes) == {
        "format": "Parquet",
        "column": "fnr",
        "column_evidence": "found by name; 100 % lawful",
    }
    assert cells(file) == [(row, [cell]) for row, cell in enumerate(column, start=1)]
    assert {type(row.cells[0]) for row in file.rows()} == {type(column[0])}


def test_parquet_decimals_and_bytes_become_numbers_and_text(tmp_path: Path) -> None:
    decimals = [Decimal(number) for number in IDS]
    whole = open_input(
        write_parquet(tmp_path / "d.parquet", fnr=pa.array(decimals, pa.decimal128(11, 0))),
        options(),
        accepts_2032=False,
    )
    assert cells(whole) == [(row, [int(number)]) for row, number in enumerate(IDS, start=1)]
    raw = open_input(
        write_parquet(tmp_path / "b.parquet", fnr=[number.encode() for number in IDS]), options(), accepts_2032=False
    )
    assert cells(raw) == [(row, [number]) for row, number in enumerate(IDS, start=1)]


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (pa.float32(), [f"{struct.unpack('f', struct.pack('f', int(number)))[0]:.6E}" for number in IDS]),
        (pa.float16(), ["(a number too large for its column)"] * len(IDS)),
    ],
    ids=str,
)
def test_parquet_floats_too_short_for_an_identifier_are_rounded_numbers(
    tmp_path: Path, kind: Any, shown: list[str]
) -> None:
    numbers = pa.array([*map(float, IDS), None, 12.0]).cast(kind, safe=False)
    file = open_input(write_parquet(tmp_path / "p.parquet", fnr=numbers), options(), accepts_2032=False)
    column = [row.cells[0] for row in file.rows()]
    assert column == [*shown, None, 12.0]
    readings = read_cells(column, gather_evidence(column, RULES), RULES)
    assert [reading.reason for reading in readings] == ["rounded"] * len(IDS) + ["empty", "length"]


def test_parquet_text_that_is_no_utf_8_is_shown_with_escapes(tmp_path: Path) -> None:
    raw = pa.array([number.encode() for number in IDS] + [b"068213\xa049425"])
    text = pa.StringArray.from_buffers(len(raw), *raw.buffers()[1:])
    file = open_input(write_parquet(tmp_path / "p.parquet", fnr=text), options(), accepts_2032=False)
    assert [row.cells[0] for row in file.rows()] == [*IDS, "068213\\xa049425"]


def test_parquet_dates_are_dates_and_lists_text(tmp_path: Path) -> None:
    times = [datetime(2024, 1, 2, tzinfo=UTC), None, datetime(2024, 1, 3, tzinfo=UTC)]
    far = pa.array([2**60], pa.timestamp("ms"))
    columns = {"fnr": pa.array(times), "liste": [[1], [2], None], "navn": ["a", "b", "c"]}
    path = write_parquet(tmp_path / "p.parquet", **columns)
    assert cells(open_input(path, options("fnr"), accepts_2032=False)) == [
        (1, [times[0]]),
        (2, [None]),
        (3, [times[2]]),
    ]
    assert cells(open_input(path, options("liste"), accepts_2032=False)) == [(1, ["[1]"]), (2, ["[2]"]), (3, [None])]
    far_path = write_parquet(tmp_path / "far.parquet", fnr=far)
    assert isinstance(next(open_input(far_path, options("fnr"), accepts_2032=False).rows()).cells[0], str)


def test_a_parquet_row_is_blank_only_when_all_its_columns_are(tmp_path: Path) -> None:
    columns = {"navn": ["x", " ", None, "y"], "fnr": [IDS[0], None, "", None], "sum": [1.0, float("nan"), None, 2.0]}
    file = open_input(write_parquet(tmp_path / "p.parquet", **columns), options(), accepts_2032=False)
    assert [(row.row, row.is_blank) for row in file.rows()] == [(1, False), (2, True), (3, True), (4, False)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", r"people\.csv: the file is empty; check how it was made$"),
        (b"\n \n", r"people\.csv: holds only blank rows; check how it was made$"),
        (b"\n" * 1000, r"people\.csv: holds only blank rows; check how it was made$"),
        (b"\n" * 1000 + b"x", r"people\.csv: its first 500 rows are blank; remove the blank rows above the table$"),
        (b"a;b\n1;2\n", r"people\.csv: no column holds .*--column"),
        (b"PAR1 and then nothing", r"people\.csv: can't be read as Parquet: it is damaged or not complete; copy"),
        (b"%PDF-1.7", r"people\.csv: is a PDF; "),
    ],
)
def test_a_file_that_can_not_be_read_gets_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as raised:
        opened(tmp_path / "people.csv", content)
    assert "\n" not in str(raised.value)


def test_a_missing_file_and_a_folder_get_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.csv: there is no such file; check its name$"):
        open_input(tmp_path / "nowhere.csv", options(), accepts_2032=False)
    with pytest.raises(InputError, match=r"is a folder; name the files in it$"):
        open_input(tmp_path, options(), accepts_2032=False)


def test_a_file_that_is_gone_when_it_is_read_gets_one_sentence(tmp_path: Path) -> None:
    file = opened(tmp_path / "p.csv", f"navn;fnr\nÅse;{IDS[0]}\n")
    file.path.unlink()
    with pytest.raises(InputError, match=r"^p\.csv: can't be read on \(No such file or directory\); make it readable$"):
        list(file.rows())


def test_what_the_system_refuses_to_open_gets_its_reason(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r": can't be read \(File name too long\); check its name, and who may read it$"
    ):
        open_input(tmp_path / ("x" * 300), options(), accepts_2032=False)


def test_a_very_wide_table_is_judged_by_its_first_rows(tmp_path: Path) -> None:
    wide = ";".join(["x"] * 2500)
    text = "".join(f"{wide};{number}\n" for number in ["?"] * 49 + IDS)
    with pytest.raises(ColumnError):
        opened(tmp_path / "p.csv", text)
    assert opened(tmp_path / "p.csv", text.replace("x;", "")).columns == ("column 1",)


def test_two_candidate_columns_name_the_file(tmp_path: Path) -> None:
    with pytest.raises(ColumnError, match=r"p\.csv: 2 columns"):
        opened(tmp_path / "p.csv", f"fnr;dnr\n{IDS[0]};{IDS[1]}\n")
