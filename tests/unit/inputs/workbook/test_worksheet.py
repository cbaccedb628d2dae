"""Workbooks: those that LibreOffice made, and odd ones made part by part."""

import shutil
import zipfile
from datetime import date
from itertools import islice
from pathlib import Path

import openpyxl
import pytest
from support.made_identifiers import made_identifiers
from support.made_workbooks import DATE, ELAPSED, cell, row, write_xlsb, write_xlsx
from support.opened_input import open_input

from batch.cells.evidence import gather_evidence, gather_evidence_by_column
from batch.cells.reading import read_cell
from batch.cells.rows import Cell
from batch.cells.rules import ReadingRules
from batch.errors import ColumnError, InputError
from batch.inputs import InputFile, open_inputs
from batch.inputs.file import header_of
from batch.inputs.workbook.places import column_letters
from batch.options.input_options import InputOptions

RULES = ReadingRules(accepts_2032=False)
MADE = Path(__file__).parents[3] / "data" / "libreoffice"
PEOPLE = [line.split(",")[1] for line in (MADE / "people.csv").read_text("utf-8").splitlines()[1:]]
IDS = list(islice(made_identifiers(5), 8))
DAMAGED = "can't be read as a workbook: it is damaged or not complete; copy or make the file again"
MANY_CELLS_FAR_AWAY = "takes up .*delete stray cells far from the table, or save the table as CSV"


def opened(path: Path, **options: object) -> InputFile:
    return open_input(path, InputOptions(**options), accepts_2032=False)  # type: ignore[arg-type]


def cells(file: InputFile) -> list[tuple[int, Cell]]:
    return [(each.row, each.cells[0]) for each in file.rows()]


@pytest.mark.parametrize("name", ["people.xlsx", "people.xls", "people.ods"])
def test_identifiers_that_libreoffice_took_for_numbers_are_all_recovered(name: str) -> None:
    file = opened(MADE / name)
    assert file.reading_notes["header_row"] == "1"
    assert {type(value) for _, value in cells(file)} == {float}
    evidence = gather_evidence([value for _, value in cells(file)], RULES)
    read = [(number, read_cell(value, evidence, RULES)) for number, value in cells(file)]
    assert [(number, reading.digits) for number, reading in read] == list(enumerate(PEOPLE, start=2))
    assert [reading.repair for _, reading in read] == [
        "number_cell+leading_zero" if number.startswith("0") else "number_cell" for number in PEOPLE
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("sheets.xlsx", "Excel workbook"),
        ("sheets.xls", "Excel 97 workbook"),
        ("sheets.ods", "OpenDocument spreadsheet"),
    ],
)
def test_a_header_below_titles_and_every_kind_of_cell_are_read(name: str, kind: str) -> None:
    file = opened(MADE / name)
    assert file.name == f"{name} / Kunder"
    decided = dict(file.reading_notes)
    assert decided.pop("column_evidence").startswith("found by name; ")
    assert decided == {
        "format": kind,
        "sheet": "Kunder",
        "hidden_sheets": "Arkiv",
        "sheets_without_identifiers": "Tom",
        "header_row": "5",
        "column": "Fødselsnr.",
    }
    assert cells(file) == [
        (6, PEOPLE[0]),
        (7, float(PEOPLE[1])),
        (8, float(PEOPLE[2])),
        (9, float(PEOPLE[1])),
        (10, PEOPLE[3]),
        (11, date(1980, 1, 6)),
        (12, "#DIV/0!"),
        (13, ""),
        (14, float(PEOPLE[5])),
    ]


def test_a_hidden_sheet_is_read_when_it_is_named() -> None:
    assert cells(opened(MADE / "sheets.xlsx", sheet=("Arkiv",))) == [(2, PEOPLE[0])]


def test_an_empty_sheet_is_said_to_be_empty() -> None:
    with pytest.raises(ColumnError, match=r"^sheets\.xlsx / Tom: is empty; check how it was made"):
        opened(MADE / "sheets.xlsx", sheet=("Tom",))


def test_a_sheet_that_is_not_there_is_an_error_that_lists_those_that_are() -> None:
    with pytest.raises(InputError, match=r"^sheets\.ods: there is no sheet “X”; .* “Kunder”, “Tom”, “Arkiv”$"):
        opened(MADE / "sheets.ods", sheet=("X",))


@pytest.mark.parametrize("name", ["protected.xlsx", "protected.xls", "protected.ods"])
def test_a_protected_workbook_gets_one_sentence(name: str) -> None:
    with pytest.raises(InputError, match=f"^{name}: is protected by a password; save it without one$"):
        opened(MADE / name)


@pytest.mark.parametrize("name", ["people.xlsx", "people.xls", "people.ods"])
@pytest.mark.parametrize("suffix", [".csv", ".xls", ".xlsx", ".ods", ""])
def test_the_bytes_tell_the_format_and_not_the_name(tmp_path: Path, name: str, suffix: str) -> None:
    path = tmp_path / f"list{suffix}"
    shutil.copy(MADE / name, path)
    assert cells(opened(path)) == cells(opened(MADE / name))


def test_a_web_page_named_as_a_workbook_gets_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "people.xls"
    shutil.copy(MADE / "people.html", path)
    with pytest.raises(InputError, match=r"^people\.xls: is a web page or XML; open it in a spreadsheet program"):
        opened(path)


@pytest.mark.parametrize("name", ["people.xlsx", "people.xls", "people.ods"])
@pytest.mark.parametrize("kept", [0.02, 0.5, 0.99])
def test_a_workbook_cut_short_gets_one_sentence_or_its_rows(tmp_path: Path, name: str, kept: float) -> None:
    content = (MADE / name).read_bytes()
    path = tmp_path / name
    path.write_bytes(content[: int(len(content) * kept)])
    assert rows_or_sentence(path) in (
        cells(opened(MADE / name)),
        f"{name}: {DAMAGED}",
    )


@pytest.mark.parametrize(
    ("place", "content"),
    [(5120, None), (3759, b"\xac")],
    ids=["cut where calamine panics", "a count for which calamine has never enough memory"],
)
def test_a_damaged_workbook_neither_ends_the_process_nor_prints_anything(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], place: int, content: bytes | None
) -> None:
    whole = (MADE / "people.xls").read_bytes()
    path = tmp_path / "people.xls"
    path.write_bytes(whole[:place] if content is None else whole[:place] + content + whole[place + len(content) :])
    assert rows_or_sentence(path) in (cells(opened(MADE / "people.xls")), f"people.xls: {DAMAGED}")
    assert capfd.readouterr() == ("", "")


def rows_or_sentence(path: Path) -> list[tuple[int, Cell]] | str:
    try:
        return cells(opened(path))
    except InputError as error:
        return str(error)


def test_a_binary_workbook_is_read(tmp_path: Path) -> None:
    places = {(2, 1): "fnr", (3, 1): IDS[0], (4, 1): float(IDS[1]), (5, 3): "x"}
    file = opened(write_xlsb(tmp_path / "p.xlsb", "Kunder", places))
    assert (file.reading_notes["format"], file.reading_notes["header_row"]) == ("binary Excel workbook", "3")
    assert cells(file) == [(4, IDS[0]), (5, float(IDS[1])), (6, "")]


def test_several_sheets_with_identifiers_are_an_error_that_lists_them(tmp_path: Path) -> None:
    sheets = {"Jan": [row(1, "fnr"), row(2, IDS[0])], "Info": [row(1, "Hei")], "Feb": [row(1, "fnr"), row(2, IDS[1])]}
    path = write_xlsx(tmp_path / "p.xlsx", sheets)
    with pytest.raises(ColumnError, match=r"^p\.xlsx: 2 sheets hold .*“Jan”, “Feb”; .* of --sheet Jan --sheet Feb$"):
        opened(path)
    assert cells(opened(path, sheet=("Feb",))) == [(2, IDS[1])]


def test_several_named_sheets_are_each_an_input(tmp_path: Path) -> None:
    sheets = {"Jan": [row(1, "fnr"), row(2, IDS[0])], "Info": [row(1, "Hei")], "Feb": [row(1, "fnr"), row(2, IDS[1])]}
    path = write_xlsx(tmp_path / "p.xlsx", sheets)
    files = open_inputs(path, InputOptions(sheet=("Feb", "Jan", "Feb")), accepts_2032=False)
    assert [(file.name, cells(file)) for file in files] == [
        ("p.xlsx / Feb", [(2, IDS[1])]),
        ("p.xlsx / Jan", [(2, IDS[0])]),
    ]
    with pytest.raises(ColumnError, match=r"^p\.xlsx / Info: no column holds"):
        open_inputs(path, InputOptions(sheet=("Jan", "Info")), accepts_2032=False)


def test_a_named_sheet_that_a_workbook_lacks_is_noted_and_one_that_has_none_of_them_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "p.xlsx", {"Jan": [row(1, "fnr"), row(2, IDS[0])]})
    assert opened(path, sheet=("Jan", "Feb")).reading_notes["without_sheet"] == "Feb"
    with pytest.raises(InputError, match=r"^p\.xlsx: there is no sheet “Feb” or “Mar”; .*--sheet: “Jan”$"):
        opened(path, sheet=("Feb", "Mar"))


def test_a_column_number_makes_no_list_of_a_sheet_without_identifiers(tmp_path: Path) -> None:
    couples = [row(1, "fnr", "fnr ektefelle"), row(2, IDS[0], IDS[1])]
    path = write_xlsx(tmp_path / "p.xlsx", {"Info": [row(1, "Hei", "du"), row(2, "a", "b")], "Kunder": couples})
    file = opened(path, column=("2",))
    assert (file.name, cells(file)) == ("p.xlsx / Kunder", [(2, IDS[1])])


def test_a_sheet_with_two_identifier_columns_is_not_left_out_for_another_sheet(tmp_path: Path) -> None:
    couples = [row(1, "fnr", "fnr ektefelle"), row(2, IDS[0], IDS[1]), row(3, IDS[2], IDS[3])]
    path = write_xlsx(tmp_path / "p.xlsx", {"Kunder": couples, "Arkiv": [row(1, "fnr"), row(2, IDS[1])]})
    with pytest.raises(ColumnError, match=r"^p\.xlsx: Kunder: 2 columns can be ") as caught:
        opened(path)
    assert caught.value.remedy == (
        "keep the right one, or each, of --column fnr --column 'fnr ektefelle' --sheet Kunder;"
        " or read only another sheet: --sheet Arkiv"
    )
    assert cells(opened(path, sheet=("Kunder",), column=("fnr",))) == [(2, IDS[0]), (3, IDS[2])]
    assert cells(opened(path, sheet=("Arkiv",))) == [(2, IDS[1])]


def test_of_two_sheets_that_are_both_uncertain_each_is_named_with_what_reads_it(tmp_path: Path) -> None:
    couples = [row(1, "fnr", "fnr ektefelle"), row(2, IDS[0], IDS[1])]
    path = write_xlsx(tmp_path / "p.xlsx", {"Nye kunder": couples, "Arkiv": couples})
    with pytest.raises(ColumnError) as caught:
        opened(path)
    choice = "keep the right one, or each, of --column fnr --column 'fnr ektefelle'"
    assert caught.value.remedy == f"{choice} --sheet 'Nye kunder' | {choice} --sheet Arkiv"
    assert cells(opened(path, sheet=("Nye kunder",), column=("fnr",))) == [(2, IDS[0])]


def test_a_sheet_whose_identifiers_have_another_name_is_not_left_out_for_a_named_column(tmp_path: Path) -> None:
    sheets = {
        "Info": [row(1, "Hei")],
        "Kunder": [row(1, "fnr"), row(2, IDS[0])],
        "Arkiv": [row(1, "personnummer"), row(2, IDS[1])],
    }
    path = write_xlsx(tmp_path / "p.xlsx", sheets)
    with pytest.raises(
        ColumnError, match=r"^p\.xlsx: Arkiv: there is no column “fnr”; use --sheet Arkiv, .* sheet: --sheet Kunder$"
    ):
        opened(path, column=("fnr",))
    without_archive = write_xlsx(tmp_path / "q.xlsx", {name: sheets[name] for name in ("Info", "Kunder")})
    assert cells(opened(without_archive, column=("fnr",))) == [(2, IDS[0])]


def test_a_sheet_whose_identifiers_are_called_something_else_is_not_left_out_for_another_sheet(tmp_path: Path) -> None:
    customers = [row(1, "Kundenr", "Navn"), row(2, IDS[1], "Ola"), row(3, IDS[2], "Kari"), row(4, "mangler", "Per")]
    path = write_xlsx(tmp_path / "p.xlsx", {"Kunder": customers, "Liste": [row(1, "fnr"), row(2, IDS[0])]})
    with pytest.raises(
        ColumnError, match=r"^p\.xlsx: Kunder: no column .* but “Kundenr” \(67% lawful\) does; use --sheet"
    ):
        opened(path)


def test_two_sheets_of_one_name_are_refused(tmp_path: Path) -> None:
    sheets = {"Jan": [row(1, "fnr"), row(2, IDS[0])], "Feb": [row(1, "fnr"), row(2, IDS[1])]}
    path = write_xlsx(tmp_path / "p.xlsx", sheets)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'"Feb"', b'"Jan"')
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(InputError, match=r"^p\.xlsx: has several sheets of one name; "):
        opened(path, sheet=("Jan",))


def test_a_workbook_without_a_visible_sheet_names_the_hidden_ones(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "p.xlsx", {"Jan": [row(1, "fnr"), row(2, IDS[0])]}, hidden=["Jan"])
    with pytest.raises(InputError, match=r"^p\.xlsx: has no visible sheet with cells; .* with --sheet \(Jan\)$"):
        opened(path)
    assert cells(opened(path, sheet=("Jan",))) == [(2, IDS[0])]


def test_the_one_visible_sheet_with_identifiers_is_taken(tmp_path: Path) -> None:
    sheets = {
        "Info": [row(1, "Hei")],
        "Liste": [row(1, "fnr"), row(2, IDS[0])],
        "Gammel": [row(1, "fnr"), row(2, IDS[1])],
    }
    file = opened(write_xlsx(tmp_path / "p.xlsx", sheets, hidden=["Gammel"]))
    assert (file.reading_notes["sheet"], file.reading_notes["hidden_sheets"]) == ("Liste", "Gammel")
    assert file.reading_notes["sheets_without_identifiers"] == "Info", "what is left out is said"


@pytest.mark.parametrize("visible", [["Info"], ["Info", "Mer"]])
def test_where_no_visible_sheet_holds_identifiers_the_hidden_ones_are_named(tmp_path: Path, visible: list[str]) -> None:
    sheets = {title: [row(1, "Hei")] for title in visible} | {"Gammel": [row(1, "fnr"), row(2, IDS[1])]}
    with pytest.raises(ColumnError, match=r"no column holds .*; or read a hidden sheet with --sheet \(Gammel\)$"):
        opened(write_xlsx(tmp_path / "p.xlsx", sheets, hidden=["Gammel"]))


def test_they_are_named_too_where_a_column_is_wanted_that_no_visible_sheet_has(tmp_path: Path) -> None:
    sheets = {"Info": [row(1, "Hei")], "Gammel": [row(1, "fnr"), row(2, IDS[1])]}
    path = write_xlsx(tmp_path / "p.xlsx", sheets, hidden=["Gammel"])
    with pytest.raises(ColumnError, match=r"no column “fnr”; .*; or read a hidden sheet with --sheet \(Gammel\)$"):
        opened(path, column=("fnr",))


def test_a_workbook_without_identifiers_says_what_was_looked_at(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "p.xlsx", {"Info": [row(1, "Hei")], "Mer": [row(1, "a", "b")]})
    with pytest.raises(ColumnError, match=r"^p\.xlsx: no sheet has an identifier column that is certain ") as caught:
        opened(path)
    nothing = "no column holds fødselsnummer or d-nummer"
    assert caught.value.what == f"no sheet has an identifier column that is certain (Info: {nothing} | Mer: {nothing})"
    assert caught.value.remedy == (
        "name it with --column (“column 1” (0% lawful))"
        " | name it with --column (“column 1” (0% lawful), “column 2” (0% lawful))"
    )


def test_what_loading_would_hide_is_shown(tmp_path: Path) -> None:
    rows = [
        row(1, "fnr", "x"),
        row(2, IDS[0]),
        row(3, '<c r="A3"><f>B1</f></c>'),
        row(4, '<c r="A4"><f t="shared" si="0"/><v></v></c>'),
        row(5, '<c r="A5" t="e"><v>#REF!</v></c>'),
        row(6, '<c r="A6" t="e"><f>1/0</f><v>#DIV/0!</v></c>'),
        row(7, f'<c r="A7"><f>B1</f><v>{IDS[1]}</v></c>'),
    ]
    assert cells(opened(write_xlsx(tmp_path / "p.xlsx", {"Ark": rows}))) == [
        (2, IDS[0]),
        (3, "="),
        (4, "="),
        (5, "#REF!"),
        (6, "#DIV/0!"),
        (7, float(IDS[1])),
    ]


def test_a_date_outside_the_calendar_costs_only_its_row(tmp_path: Path) -> None:
    rows = [row(1, "fnr"), row(2, cell("A2", int(IDS[0]), ELAPSED)), row(3, cell("A3", 29226, DATE)), row(4, IDS[1])]
    assert cells(opened(write_xlsx(tmp_path / "p.xlsx", {"Ark": rows}))) == [
        (2, "(a date or time outside the calendar)"),
        (3, date(1980, 1, 6)),
        (4, IDS[1]),
    ]


@pytest.mark.parametrize("place", ["XFD2", "A1048576", "XFD1048576"])
def test_a_stray_cell_far_away_is_read_where_it_stands(tmp_path: Path, place: str) -> None:
    number = int(place.lstrip("XFDA"))
    stray = cell(place, "x")
    people = [row(1, "fnr", "navn"), row(2, IDS[0], *([stray] if number == 2 else [])), row(3, IDS[1])]
    file = opened(write_xlsx(tmp_path / "p.xlsx", {"Ark": [*people, *([row(number, stray)] if number > 3 else [])]}))
    seen = [(each.row, each.cells[0]) for each in file.rows() if not each.is_blank]
    in_last_row = [] if number == 2 else [(number, "x" if place[0] == "A" else "")]
    assert seen == [(2, IDS[0]), (3, IDS[1]), *in_last_row]


def test_blank_rows_before_a_row_far_below_are_counted(tmp_path: Path) -> None:
    file = opened(write_xlsx(tmp_path / "p.xlsx", {"Ark": [row(1, "fnr"), row(2, IDS[0]), row(200_003, IDS[1])]}))
    blanks = [blank for group in file.groups() for blank in group.blanks]
    assert (len(blanks), blanks.count(True)) == (200_002, 200_000)
    last = list(file.groups())[-1]
    assert (last.first, last.columns) == (200_003, [[IDS[1]]])


def test_a_stray_cell_in_the_last_place_of_a_binary_workbook_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = write_xlsb(tmp_path / "p.xlsb", "Ark", {(0, 0): "fnr", (1, 0): IDS[0], (1048575, 16383): "x"})
    with pytest.raises(InputError, match=rf"^p\.xlsb / Ark: the sheet {MANY_CELLS_FAR_AWAY}$"):
        opened(path)


def test_a_sheet_that_reaches_too_far_is_not_left_out_in_silence(tmp_path: Path) -> None:
    far = [row(n, cell(f"{column_letters(n - 1).decode()}{n}", "x")) for n in range(1, 6000)]
    path = write_xlsx(tmp_path / "p.xlsx", {"Langt": far, "Ark": [row(1, "fnr"), row(2, IDS[0])]})
    with pytest.raises(ColumnError, match=rf"^p\.xlsx: Langt: the sheet {MANY_CELLS_FAR_AWAY}.* --sheet Ark$"):
        opened(path)
    assert cells(opened(path, sheet=("Ark",))) == [(2, IDS[0])]


def test_a_sheet_whose_table_begins_far_below_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    far = [row(1001, "fnr"), row(1002, IDS[1])]
    path = write_xlsx(tmp_path / "p.xlsx", {"Langt nede": far, "Ark": [row(1, "fnr"), row(2, IDS[0])]})
    with pytest.raises(ColumnError, match=r"^p\.xlsx: Langt nede: its first 500 rows are blank; .* --sheet Ark$"):
        opened(path)


def test_a_format_in_the_last_place_does_no_harm(tmp_path: Path) -> None:
    rows = [row(1, "fnr"), row(2, IDS[0]), row(1048576, cell("XFD1048576", None))]
    assert cells(opened(write_xlsx(tmp_path / "p.xlsx", {"Ark": rows}))) == [(2, IDS[0])]


def test_a_workbook_that_bursts_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "p.xlsx", {"Ark": [row(1, "fnr")]})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/x", "x")
        archive.infolist()[-1].file_size = 101 << 20
    with pytest.raises(InputError, match=r"^p\.xlsx: unpacks to more than 200 times its size; check where"):
        opened(path)


@pytest.mark.parametrize(
    "parts", [{f"xl/media/{number}": b"" for number in range(65_536)}, {"xl/worksheets/_rels/x.rels": bytes(25 << 20)}]
)
def test_a_workbook_with_parts_or_links_beyond_number_is_refused(tmp_path: Path, parts: dict[str, bytes]) -> None:
    path = write_xlsx(tmp_path / "p.xlsx", {"Ark": [row(1, "fnr")]})
    with zipfile.ZipFile(path, "a") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(InputError, match=r"^p\.xlsx: has more parts than a workbook has; check where"):
        opened(path)


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ("word/document.xml", "is a document, not a workbook; save the table in it as CSV"),
        ("Index/Tables/Tile.iwa", "is a workbook of Numbers; export it there as .xlsx or CSV"),
        ("people.csv", "is an archive or document, not a workbook; unpack it"),
    ],
)
def test_an_archive_that_is_no_workbook_gets_one_sentence(tmp_path: Path, part: str, sentence: str) -> None:
    path = tmp_path / "p.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "<x/>")
    with pytest.raises(InputError, match=rf"^p\.xlsx: {sentence}"):
        opened(path)


def test_a_number_among_texts_is_judged_by_all_numbers_of_its_column(tmp_path: Path) -> None:
    texts = [row(number, f"0{n:010}") for number, n in enumerate(range(600), 2)]
    padded = next(number for number in made_identifiers(7) if number[0] == "0")
    people = [row(1, "fnr"), row(2, IDS[0]), *texts[1:], row(700, int(padded))]
    for below, reason in (([], None), ([row(701, 974760673)], "leading_zero_unconfirmed")):
        file = opened(write_xlsx(tmp_path / "p.xlsx", {"Ark": [*people, *below]}), column=("fnr",))
        groups = [group.columns for group in file.groups()]
        (evidence,) = gather_evidence_by_column(groups, RULES, columns=1, mixes_types=file.sheet.mixes_types)
        assert read_cell(float(padded), evidence, RULES).reason == reason


def test_a_header_over_two_rows_counts_nobody_in_its_second(tmp_path: Path) -> None:
    """The name is merged over both rows, the group over the columns that its parts stand in."""
    book = openpyxl.Workbook()
    for cells_of_row in (["Fnr", "Person", None], [None, "Fornavn", "Etternavn"], *([each, "A", "B"] for each in IDS)):
        book.worksheets[0].append(cells_of_row)
    for merged in ("A1:A2", "B1:C1"):
        book.worksheets[0].merge_cells(merged)
    book.save(tmp_path / "p.xlsx")
    file = opened(tmp_path / "p.xlsx")
    assert (file.reading_notes["header_row"], file.columns) == ("2", ("Fnr",))
    assert cells(file) == list(enumerate(IDS, start=3))
    assert header_of(file) == ["Fnr", "Fornavn", "Etternavn"]
