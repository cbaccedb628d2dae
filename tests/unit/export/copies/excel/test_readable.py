"""What an analyst sees who opens the copy of a workbook: words, widths, dates, colours, notes and a legend."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support import builders as make
from support.analyst_books import IDS, analyst_book, first_sheet
from support.annotated import NAMES, annotated, none, opened, refused
from support.made_workbooks import row, write_xlsb, write_xlsx

from batch.export.annotate import CopyStyle
from batch.export.copies.excel.parts.colours import COLOURS
from batch.options.export_options import Words
from batch.outcome import OutcomeKind
from batch.tables.words.legend import HEADER_NOTES, LEGEND_SHEET, LEGEND_TITLE, MADE_UP, is_header_note
from batch.tables.words.outcomes import OUTCOMES, OutcomeClass

OUTCOMES_OF = {IDS[0]: none(), IDS[1]: refused("Ugyldig fødselsnummer")}
MakeFile = Callable[[Path], Path]
ENGLISH = CopyStyle(words=Words.EN)


def _widths(sheet: Any) -> list[float]:
    """Return the width of each column; neighbours of one width are one element."""
    found = {
        column: each.width for each in sheet.column_dimensions.values() for column in range(each.min, each.max + 1)
    }
    return [found.get(column, 0) for column in range(1, max(found) + 1)]


def as_edited(folder: Path) -> Path:
    return analyst_book(folder / "liste.xlsx")


def as_rewritten(folder: Path) -> Path:
    """A list for which there is no .xlsx to edit."""
    cells: dict[tuple[int, int], str | float] = {(0, 0): "Navn", (0, 1): "Fnr", (0, 2): "Saldo"}
    for number, digits in enumerate(IDS, 1):
        cells |= {(number, 0): f"Et langt navn {number}", (number, 1): digits, (number, 2): float(number)}
    return write_xlsb(folder / "liste.xlsb", "Ark 1", cells)


both_ways = pytest.mark.parametrize("make_file", [as_edited, as_rewritten])


@both_ways
def test_cells_speak_bokmaal_and_the_registers_own_message_stays_beside_ours(
    tmp_path: Path, make_file: MakeFile
) -> None:
    sheet = first_sheet(annotated(opened(make_file(tmp_path)), outcomes=OUTCOMES_OF))
    assert [sheet.cell(number, 4).value for number in (2, 3, 4)] == [
        "ingen ektepakt",
        "avvist av registeret",
        "har ektepakt",
    ]
    assert sheet["F4"].value == "Vi skal ha fullt særeie | Særeie blir felleseie om jeg dør først"
    assert sheet["I3"].value == (
        "Registeret avviste forespørselen: se meldingen, rett nummeret og kjør på nytt."
        " (Ektepaktregisteret: Ugyldig fødselsnummer)"
    )
    assert sheet["G4"].value == datetime(2023, 6, 1, 5, 30)  # noqa: DTZ001 - Excel's dates know no zone


@both_ways
def test_cells_speak_english_where_that_is_asked_for(tmp_path: Path, make_file: MakeFile) -> None:
    sheet = first_sheet(annotated(opened(make_file(tmp_path)), outcomes=OUTCOMES_OF, style=ENGLISH))
    assert [sheet.cell(number, 4).value for number in (2, 3)] == ["no ektepakt", "rejected by the register"]
    assert sheet["F4"].value.startswith("We shall have full separate property | ")
    assert "D1" not in sheet.merged_cells
    assert [cell.value for cell in sheet[1]][3:] == list(NAMES)


@both_ways
def test_every_column_shows_its_header_and_its_dates(tmp_path: Path, make_file: MakeFile) -> None:
    sheet = first_sheet(annotated(opened(make_file(tmp_path)), outcomes=OUTCOMES_OF))
    widths = _widths(sheet)[3:9]
    assert all(width >= len(name) + 3 for width, name in zip(widths, NAMES, strict=True))
    assert widths[2] >= 50, "long texts get much of a screen"
    assert all(width < 52 for width in widths)


def test_the_analysts_own_columns_keep_their_widths_and_rewritten_ones_get_some(tmp_path: Path) -> None:
    edited = first_sheet(annotated(opened(as_edited(tmp_path))))
    assert edited.column_dimensions["A"].width == pytest.approx(9.7, abs=0.1)
    assert "B" not in edited.column_dimensions
    rewritten = first_sheet(annotated(opened(as_rewritten(tmp_path))))
    assert rewritten.column_dimensions["A"].width >= len("Et langt navn 30")
    assert rewritten.column_dimensions["B"].width >= 11


@both_ways
def test_each_outcome_has_its_colour_through_a_conditional_format(tmp_path: Path, make_file: MakeFile) -> None:
    sheet = first_sheet(annotated(opened(make_file(tmp_path)), outcomes=OUTCOMES_OF))
    ((ranges, rules),) = [(str(each.sqref), each.rules) for each in sheet.conditional_formatting]
    assert ranges == "D2:D31"
    grounds = {rule.formula[0].strip('"'): rule.dxf.fill.bgColor.rgb[-6:] for rule in rules}
    assert grounds.keys() == {both.nb for both in OUTCOMES.values()}
    assert grounds["har ektepakt"] == COLOURS[OutcomeClass.FOUND][1]
    assert grounds["ikke et fødselsnummer"] == COLOURS[OutcomeClass.CORRECT][1]
    assert grounds["ikke svar i tide"] == COLOURS[OutcomeClass.RETRY][1]


@both_ways
@pytest.mark.parametrize("words", Words)
def test_every_new_header_has_a_note(tmp_path: Path, make_file: MakeFile, words: Words) -> None:
    sheet = first_sheet(annotated(opened(make_file(tmp_path)), style=CopyStyle(words=words)))
    assert [cell.comment and cell.comment.text for cell in sheet[1]] == [
        *[None] * 3,
        *(HEADER_NOTES[name].by(words) for name in NAMES),
    ]


@both_ways
def test_a_sheet_of_its_own_explains_columns_colours_and_codes(tmp_path: Path, make_file: MakeFile) -> None:
    book = openpyxl.load_workbook(annotated(opened(make_file(tmp_path))))
    assert book.sheetnames == ["Ark 1", LEGEND_SHEET]
    rows = [[cell for cell in cells if cell is not None] for cells in book[LEGEND_SHEET].iter_rows(values_only=True)]
    assert rows[0] == [LEGEND_TITLE.nb]
    assert {cells[0] for cells in rows if cells} >= {*NAMES, *(both.nb for both in OUTCOMES.values())}
    assert {cells[2]: cells[0] for cells in rows if len(cells) == 3 and cells[2] in set(OutcomeKind)} == {
        kind.value: both.nb for kind, both in OUTCOMES.items()
    }


@both_ways
def test_made_up_answers_say_so_in_the_header_the_name_and_the_legend(tmp_path: Path, make_file: MakeFile) -> None:
    copy = annotated(opened(make_file(tmp_path)), style=CopyStyle(is_sandbox=True))
    assert copy.name == "liste-ektepakt-SANDBOX.xlsx"
    assert [cell.value for cell in first_sheet(copy)[1]][3:] == ["ektepakt_outcome SANDBOX", *NAMES[1:]]
    assert openpyxl.load_workbook(copy)[LEGEND_SHEET]["A2"].value == MADE_UP.nb


def test_two_identifier_columns_are_coloured_and_explained_each(tmp_path: Path) -> None:
    rows = [row(1, "fnr", "dnr"), row(2, make.TENOR[0], make.TENOR[1])]
    file = opened(write_xlsx(tmp_path / "a.xlsx", {"Ark": rows}), "fnr", "dnr")
    sheet = first_sheet(annotated(file, style=CopyStyle(is_sandbox=True)))
    assert [str(each.sqref) for each in sheet.conditional_formatting] == ["C2 I2"]
    assert (sheet["C1"].value, sheet["I1"].value) == ("ektepakt_outcome_1 SANDBOX", "ektepakt_outcome_2 SANDBOX")
    notes = [sheet.cell(1, column).comment.text for column in range(3, 15)]
    assert [note.split(". ")[0] for note in notes] == ["Om kolonnen «fnr»"] * 6 + ["Om kolonnen «dnr»"] * 6
    assert all(map(is_header_note, notes))


def test_a_list_without_a_header_gets_colours_and_no_notes(tmp_path: Path) -> None:
    rows = [row(number, digits) for number, digits in enumerate(IDS, 1)]
    sheet = first_sheet(annotated(opened(write_xlsx(tmp_path / "a.xlsx", {"Ark": rows}))))
    assert [str(each.sqref) for each in sheet.conditional_formatting] == ["B1:B30"]
    assert sheet["B1"].value == "har ektepakt"
    assert sheet["B1"].comment is None
