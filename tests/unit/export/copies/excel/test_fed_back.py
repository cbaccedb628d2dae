"""A copy that is fed back, in whatever order of languages and environments, has one set of columns and one legend."""

import re
import shutil
import zipfile
from collections.abc import Sequence
from itertools import pairwise, permutations
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook.defined_name import DefinedName
from support import builders as make
from support.analyst_books import EXTRAS, HEADER, IDS, analyst_book, changed_part, first_sheet
from support.annotated import NAMES, annotated, none, opened
from support.made_workbooks import row, write_xlsx
from support.package_rules import faults_of

from batch.export.annotate import CopyStyle
from batch.options.export_options import Words
from batch.tables.words.legend import HEADER_NOTES, LEGEND_SHEET, LEGEND_TITLE

BOKMAAL, ENGLISH = CopyStyle(), CopyStyle(words=Words.EN)
SANDBOX = CopyStyle(words=Words.EN, is_sandbox=True)


def fed_back(path: Path, *styles: CopyStyle, column: str = "Fnr") -> Path:
    """Annotate a file, then the copy, and so on, each time in another folder."""
    for number, style in enumerate(styles):
        copy = annotated(opened(path, column), style=style)
        assert faults_of(copy) == [], style
        folder = copy.parent.parent / f"again{number}"
        folder.mkdir()
        path = copy.rename(folder / copy.name)
    return path


@pytest.mark.parametrize("styles", list(permutations([BOKMAAL, ENGLISH, SANDBOX])))
def test_any_order_of_languages_and_environments(tmp_path: Path, styles: tuple[CopyStyle, ...]) -> None:
    copy = fed_back(analyst_book(tmp_path / "liste.xlsx", "a table"), *styles)
    last = styles[-1]
    assert copy.name == ("liste-ektepakt-SANDBOX.xlsx" if last.is_sandbox else "liste-ektepakt.xlsx")
    book, sheet = openpyxl.load_workbook(copy), first_sheet(copy)
    mark = " SANDBOX" if last.is_sandbox else ""
    assert [cell.value for cell in sheet[1]] == [*HEADER, f"{NAMES[0]}{mark}", *NAMES[1:]]
    assert [column.name for column in sheet.tables["Liste"].tableColumns][3] == f"{NAMES[0]}{mark}"
    assert book.sheetnames == ["Ark 1", LEGEND_SHEET]
    assert book[LEGEND_SHEET]["A1"].value == LEGEND_TITLE.by(last.words)
    assert len(list(sheet.conditional_formatting)) == 1
    assert sheet["E1"].comment.text == HEADER_NOTES[NAMES[1]].by(last.words)


@pytest.mark.parametrize("extra", list(EXTRAS))
def test_whatever_else_the_book_holds(tmp_path: Path, extra: str) -> None:
    copy = fed_back(analyst_book(tmp_path / "liste.xlsx", extra), BOKMAAL, SANDBOX, BOKMAAL)
    header = [cell.value for cell in first_sheet(copy)[1]]
    assert [name for name in header if name in NAMES] == list(NAMES)
    assert openpyxl.load_workbook(copy).sheetnames == ["Ark 1", LEGEND_SHEET]


def test_formats_do_not_pile_up(tmp_path: Path) -> None:
    path = analyst_book(tmp_path / "liste.xlsx", "rules")
    once, thrice = fed_back(path, BOKMAAL), tmp_path / "thrice.xlsx"
    thrice.write_bytes(fed_back(once, ENGLISH, BOKMAAL).read_bytes())
    counts = [
        (len(book._differential_styles.styles), len(book._cell_styles))
        for book in map(openpyxl.load_workbook, (once, thrice))
    ]
    assert counts[0] == counts[1]


def test_an_old_copy_of_codes_without_a_legend_is_known_again(tmp_path: Path) -> None:
    rows = [row(1, "fnr", *NAMES), *(row(number, digits, "found", 1) for number, digits in enumerate(IDS, 2))]
    sheet = first_sheet(annotated(opened(write_xlsx(tmp_path / "a-ektepakt.xlsx", {"Ark": rows}))))
    assert [cell.value for cell in sheet[1]] == ["fnr", *NAMES]
    assert sheet["B2"].value == "har ektepakt"


def test_a_copy_without_a_single_identifier_is_read_by_its_header(tmp_path: Path) -> None:
    """The words of an outcome, “ikke et fødselsnummer”, look like the name of an identifier column."""
    rows = [row(1, "fnr"), *(row(number, f"ukjent {number}") for number in range(2, 9))]
    path = write_xlsx(tmp_path / "a.xlsx", {"Ark": rows})
    copy = fed_back(path, BOKMAAL, ENGLISH, column="fnr")
    assert [cell.value for cell in first_sheet(copy)["B"]] == [NAMES[0], *["not a fødselsnummer"] * 7]
    again = opened(copy)
    assert (again.columns, again.header_rows) == (("fnr",), 1)


def test_the_legend_is_no_sheet_to_be_asked_about(tmp_path: Path) -> None:
    copy = fed_back(analyst_book(tmp_path / "liste.xlsx"), BOKMAAL)
    assert opened(copy).reading_notes["sheet"] == "Ark 1"


def test_a_sheet_of_the_analysts_own_under_that_name_stays(tmp_path: Path) -> None:
    rows = [row(1, "fnr"), row(2, make.TENOR[0])]
    notes = [row(1, "Mine notater"), row(2, "ring!")]
    path = write_xlsx(tmp_path / "a.xlsx", {"Ark": rows, LEGEND_SHEET: notes})
    copy = fed_back(path, BOKMAAL, ENGLISH, column="fnr")
    book = openpyxl.load_workbook(copy)
    assert book.sheetnames == ["Ark", LEGEND_SHEET, f"{LEGEND_SHEET}_2"]
    assert book[LEGEND_SHEET]["A2"].value == "ring!"


def test_an_analysts_note_on_a_header_stays(tmp_path: Path) -> None:
    copy = fed_back(analyst_book(tmp_path / "liste.xlsx"), BOKMAAL)
    name = "xl/comments1.xml"
    changed_part(copy, name, lambda xml: xml.replace(HEADER_NOTES[NAMES[1]].nb.encode(), "Spør Åse".encode()))
    changed_part(copy, name, lambda xml: xml.replace(b"ektepakt-batch</author>", b"Kari</author>"))
    sheet = first_sheet(fed_back(copy, ENGLISH))
    assert sheet["E1"].comment.text == "Spør Åse"
    assert sheet["F1"].comment.text == HEADER_NOTES[NAMES[2]].en, "ours is known by its words too"


def test_one_whose_answers_were_about_one_column_is_asked_about_two(tmp_path: Path) -> None:
    rows = [row(1, "fnr", "dnr"), row(2, make.TENOR[0], make.TENOR[1])]
    once = fed_back(write_xlsx(tmp_path / "a.xlsx", {"Ark": rows}), BOKMAAL, column="fnr")
    sheet = first_sheet(annotated(opened(once, "fnr", "dnr"), outcomes={make.TENOR[1]: none()}))
    assert [cell.value for cell in sheet[1]] == [
        *("fnr", "dnr"),
        *(f"{name}_{position}" for position in (1, 2) for name in NAMES),
    ]
    assert (sheet["C2"].value, sheet["I2"].value) == ("har ektepakt", "ingen ektepakt")


def two_columns(path: Path, *, has_table: bool) -> Path:
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Ark 1")
        for number, cells in enumerate([("Fnr", "Partner"), *pairwise(IDS)]):
            sheet.write_row(number, 0, cells)
        if has_table:
            sheet.add_table(0, 0, 29, 1, {"name": "Liste", "columns": [{"header": "Fnr"}, {"header": "Partner"}]})
    return path


@pytest.mark.parametrize("has_table", [True, False])
def test_asked_about_fewer_columns_a_copy_keeps_no_answer_about_the_others(tmp_path: Path, *, has_table: bool) -> None:
    twice = annotated(opened(two_columns(tmp_path / "a.xlsx", has_table=has_table), "Fnr", "Partner"))
    sheet = first_sheet(fed_back(twice, ENGLISH, column="Fnr"))
    header, *rows = sheet.iter_rows(values_only=True)
    assert header[2:8] == NAMES
    assert {row[2] for row in rows} == {"has an ektepakt"}
    assert {cell for row in rows for cell in row[8:]} == {None}
    assert not any(header[8:])
    assert not any(cell.comment for cell in sheet[1][8:])
    assert [table.ref for table in sheet.tables.values()] == ["A1:H30"] * has_table


@pytest.mark.parametrize("what", ["a formula", "a filter"])
def test_a_tables_column_that_is_needed_keeps_its_header_above_empty_cells(tmp_path: Path, what: str) -> None:
    twice = annotated(opened(two_columns(tmp_path / "a.xlsx", has_table=True), "Fnr", "Partner"))
    if what == "a formula":
        book = openpyxl.load_workbook(twice)
        book.create_sheet("Sum")["A1"] = f"=COUNTA(Liste[{NAMES[0]}_2])"
        book.save(twice)
    else:
        rule = rb'\1><filterColumn colId="8"><filters><filter val="x"/></filters></filterColumn></autoFilter>'
        changed_part(twice, "xl/tables/table1.xml", lambda xml: re.sub(rb"(<autoFilter [^>]*)/>", rule, xml))
    sheet = first_sheet(fed_back(twice, ENGLISH, column="Fnr"))
    header, *rows = sheet.iter_rows(values_only=True)
    assert header[8:] == tuple(f"{name}_2" for name in NAMES)
    assert {cell for row in rows for cell in row[8:]} == {None}
    assert [table.ref for table in sheet.tables.values()] == ["A1:N30"]


FOLLOWING = (
    'COUNTIF(Liste[{0}],"har ektepakt")',
    "SUM(Liste[[{0}]:[ektepakt_antall]])+ROWS(Liste[[#Headers],[{0}]])",
    "COUNTA(Annen[ektepakt_outcome])+COUNTA(liste[{0}])",
)


def test_formulas_follow_a_tables_column_to_its_new_name(tmp_path: Path) -> None:
    copy = annotated(opened(analyst_book(tmp_path / "liste.xlsx", "a table"), "Fnr"))
    book = openpyxl.load_workbook(copy)
    sums = book.create_sheet("Sum")
    for number, formula in enumerate(FOLLOWING, 1):
        sums.cell(number, 1).value = f"={formula.format(NAMES[0])}"
    sums["B1"] = f"Liste[{NAMES[0]}]"
    book.defined_names["utfall"] = DefinedName("utfall", attr_text=f"Liste[{NAMES[0]}]")
    book.worksheets[0]["I2"] = f"=Liste[[#This Row],[{NAMES[0]}]]"
    book.save(path := tmp_path / "mine.xlsx")
    for styles, name in (((SANDBOX,), f"{NAMES[0]} SANDBOX"), ((SANDBOX, BOKMAAL), NAMES[0])):
        folder = tmp_path / str(len(styles))
        folder.mkdir()
        book = openpyxl.load_workbook(fed_back(Path(shutil.copy(path, folder)), *styles))
        assert [cell.value for cell in book["Sum"]["A"]] == [f"={formula.format(name)}" for formula in FOLLOWING]
        assert book["Sum"]["B1"].value == f"Liste[{NAMES[0]}]", "a text is no formula"
        assert book.defined_names["utfall"].attr_text == f"Liste[{name}]"


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CACHE = "xl/pivotCache/pivotCacheDefinition1.xml"
FIELDS = (*HEADER, *NAMES)


def with_pivot(path: Path, source: str, fields: Sequence[str] = FIELDS) -> Path:
    """Let the workbook hold what a pivot table over such a source has counted."""
    named = "".join(f'<cacheField name="{name}" numFmtId="0"><sharedItems/></cacheField>' for name in fields)
    cache = (
        '<pivotCacheDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        f' xmlns:r="{OFFICE}"><cacheSource type="worksheet"><worksheetSource {source}/></cacheSource>'
        f'<cacheFields count="{len(fields)}">{named}</cacheFields></pivotCacheDefinition>'
    )
    link = f'<Relationship Id="rIdP" Type="{OFFICE}/pivotCacheDefinition" Target="pivotCache/{Path(CACHE).name}"/>'
    changed_part(path, CACHE, lambda _: cache.encode())
    end = b"</Relationships>"
    return changed_part(path, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(end, link.encode() + end))


def cache_of(path: Path) -> tuple[list[str], bool]:
    """Return the names of its fields, and whether it is counted anew when the workbook is opened."""
    with zipfile.ZipFile(path) as archive:
        xml = archive.read(CACHE).decode()
    return re.findall('<cacheField name="([^"]*)"', xml), 'refreshOnLoad="1"' in xml


@pytest.mark.parametrize("source", ['name="liste"', 'ref="A1:I31" sheet="Ark 1"', 'sheet="ark 1" ref="$A$1:$I$31"'])
def test_a_pivot_table_follows_the_headers_and_counts_anew(tmp_path: Path, source: str) -> None:
    copy = annotated(opened(analyst_book(tmp_path / "liste.xlsx", "a table"), "Fnr"))
    again = annotated(opened(with_pivot(copy, source), "Fnr"), style=SANDBOX)
    assert cache_of(again) == ([*HEADER, f"{NAMES[0]} SANDBOX", *NAMES[1:]], True)


@pytest.mark.parametrize(
    ("source", "fields"),
    [
        ('ref="A1:I31" sheet="Annet"', FIELDS),
        ('ref="A1:I31" sheet="Ark 1" r:id="rId9"', FIELDS),
        ('name="Annen"', FIELDS),
        ('ref="A1:C31" sheet="Ark 1"', HEADER),
        ('ref="A1:I31" sheet="Ark 1"', (*FIELDS, f"{NAMES[0]} SANDBOX")),
    ],
)
def test_a_pivot_table_over_something_else_stays_as_it_is(tmp_path: Path, source: str, fields: tuple[str, ...]) -> None:
    copy = annotated(opened(analyst_book(tmp_path / "liste.xlsx", "a table"), "Fnr"))
    before = cache_of(with_pivot(copy, source, fields))
    assert cache_of(annotated(opened(copy, "Fnr"), style=SANDBOX)) == before == ([*fields], False)
