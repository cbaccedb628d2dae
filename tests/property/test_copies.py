"""Any table, annotated and read back, is the same rows with their answers beside them."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st
from support.annotated import NAMES, annotated, opened
from support.made_identifiers import made_identifiers
from support.made_workbooks import row, write_xlsx

IDS = list(islice(made_identifiers(9), 50))
DAMAGED = ["", "mangler", "41819077302,00", "068213 49425", "#REF!", '="06821349425"', "1\n2"]
HEADER = ("navn", "fnr", "merknad")

words = st.text("abcæøåÅ ,;|'\"\n\r", max_size=12)
any_text = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
xml_text = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=12)
Rows = Sequence[tuple[str, str, str]]


def tables(text: st.SearchStrategy[str]) -> st.SearchStrategy[Rows]:
    """Rows of name, identifier and comment; half of the identifiers are whole, so that the column can be told."""
    identifiers = st.sampled_from([*IDS, *DAMAGED])
    rows = st.lists(st.tuples(text, identifiers, text), max_size=12)
    whole = st.lists(st.tuples(text, st.sampled_from(IDS), text), min_size=12, max_size=20)
    return st.tuples(whole, rows).map(lambda parts: [*parts[0], *parts[1]])


@contextmanager
def in_a_folder(name: str) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder) / name


def check(read: Sequence[Sequence[object]], table: Rows) -> None:
    """Compare rows in which an empty cell is None or an empty text."""
    assert len(read) == len(table)
    for cells, own in zip(read, table, strict=True):
        shown = ["" if cell is None else cell for cell in cells]
        assert shown[:3] == list(own)
        if own[1] in IDS:
            assert shown[3:5] in (["found", 1], ["found", "1"], ["har ektepakt", 1])
        elif any(each.strip() for each in own):
            assert shown[3]
        else:
            assert not any(shown[3:])


@settings(deadline=None, max_examples=40)
@given(
    tables(words),
    st.sampled_from(";,\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_delimited_text(table: Rows, delimiter: str, encoding: str, quoting: int) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([HEADER, *table])
    with in_a_folder("table.csv") as path:
        path.write_bytes(text.getvalue().encode(encoding))
        copy = annotated(opened(path)).read_bytes().decode(encoding)
    header, *read = csv.reader(io.StringIO(copy, newline=""), delimiter=delimiter)
    assert header == [*HEADER, *NAMES]
    check(read, table)


@settings(deadline=None, max_examples=40)
@given(tables(any_text))
def test_parquet(table: Rows) -> None:
    with in_a_folder("table.parquet") as path:
        columns = dict(zip(HEADER, map(list, zip(*table, strict=True)), strict=True))
        pq.write_table(pa.table(columns), path, row_group_size=5)
        read = pq.read_table(annotated(opened(path)))
    assert read.column_names == [*HEADER, *NAMES]
    check([list(each.values()) for each in read.to_pylist()], table)


@settings(deadline=None, max_examples=40)
@given(tables(any_text))
def test_json_lines(table: Rows) -> None:
    with in_a_folder("table.jsonl") as path:
        path.write_text("".join(json.dumps(dict(zip(HEADER, each, strict=True))) + "\n" for each in table), "utf-8")
        lines = annotated(opened(path)).read_text("utf-8").split("\n")[:-1]
    check([list(json.loads(line).values()) for line in lines], table)


@settings(deadline=None, max_examples=40)
@given(tables(xml_text))
def test_workbooks(table: Rows) -> None:
    with in_a_folder("table.xlsx") as path:
        write_xlsx(path, {"Ark": [row(number, *each) for number, each in enumerate([HEADER, *table], 1)]})
        sheet = openpyxl.load_workbook(annotated(opened(path)))["Ark"]
        read = [[cell.value for cell in each] for each in sheet.iter_rows(min_row=2, max_col=9, max_row=len(table) + 1)]
    check(read, table)
