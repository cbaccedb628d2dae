"""Any table through any format and back gives the same rows."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st
from support.made_identifiers import made_identifiers
from support.made_workbooks import row, write_xlsx
from support.opened_input import open_input

from batch.inputs.text.records import read_records
from batch.options.input_options import InputOptions

IDS = list(islice(made_identifiers(9), 50))
DAMAGED = ["", "mangler", "41819077302,00", "068213 49425", "6,821349425E+09", "#REF!", '="06821349425"', "1\n2"]
OPTIONS = InputOptions()

identifiers = st.one_of(st.sampled_from(IDS), st.sampled_from(DAMAGED))
any_text = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
xml_text = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=12)
words = st.text("abcæøåÅ ,;|'\"\n\r", max_size=12)


def tables(text: st.SearchStrategy[str]) -> st.SearchStrategy[list[tuple[str, str, str]]]:
    """Rows of name, identifier and comment; half of the identifiers are whole, so that the column can be told."""
    rows = st.lists(st.tuples(text, identifiers, text), max_size=12)
    whole = st.lists(st.tuples(text, st.sampled_from(IDS), text), min_size=12, max_size=20)
    return st.tuples(whole, rows).map(lambda parts: [*parts[0], *parts[1]])


@contextmanager
def file_in_a_folder() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder) / "table"


def read_back(path: Path) -> list[tuple[int, str]]:
    file = open_input(path, OPTIONS, accepts_2032=False)
    assert file.columns == ("fnr",)
    return [(each.row, str(each.cells[0] or "")) for each in file.rows()]


def expected(table: list[tuple[str, str, str]], *, first_row: int) -> list[tuple[int, str]]:
    return [(number, identifier) for number, (_, identifier, _) in enumerate(table, first_row)]


@settings(deadline=None)
@given(
    tables(words),
    st.sampled_from(";,\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_delimited_text(table: list[tuple[str, str, str]], delimiter: str, encoding: str, quoting: int) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([("navn", "fnr", "merknad"), *table])
    with file_in_a_folder() as path:
        path.write_bytes(text.getvalue().encode(encoding))
        assert read_back(path) == expected(table, first_row=2)


@settings(deadline=None)
@given(tables(any_text))
def test_parquet(table: list[tuple[str, str, str]]) -> None:
    names, ids, comments = zip(*table, strict=True)
    with file_in_a_folder() as path:
        pq.write_table(pa.table({"navn": names, "fnr": ids, "merknad": comments}), path, row_group_size=5)
        assert read_back(path) == expected(table, first_row=1)


@settings(deadline=None)
@given(tables(any_text), st.booleans())
def test_json_lines(table: list[tuple[str, str, str]], as_ascii: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
    objects = (dict(zip(("navn", "fnr", "merknad"), each, strict=True)) for each in table)
    with file_in_a_folder() as path:
        path.write_text("".join(json.dumps(each, ensure_ascii=as_ascii) + "\n" for each in objects), "utf-8")
        assert read_back(path) == expected(table, first_row=1)


@settings(deadline=None)
@given(tables(xml_text))
def test_workbooks(table: list[tuple[str, str, str]]) -> None:
    rows = (row(number, *each) for number, each in enumerate([("navn", "fnr", "merknad"), *table], 1))
    with file_in_a_folder() as path:
        write_xlsx(path, {"Ark": rows})
        assert read_back(path) == expected(table, first_row=2)


@given(st.lists(st.text("aø1 ;,.'", max_size=8), min_size=1, max_size=600), st.sampled_from(["\n", "\r\n", "\r"]))
def test_lines_without_quotes_are_cut_as_the_csv_module_cuts_them(lines: list[str], line_end: str) -> None:
    text = [line + line_end for line in lines]
    records = [record for group in read_records(text, ";") for record in group]
    assert records == [record or [""] for record in csv.reader(text, delimiter=";")]
