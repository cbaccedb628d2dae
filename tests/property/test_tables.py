"""Together the tables lose nothing that a 200 body said, and every value is of its column's type."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from hypothesis import given
from support import builders as make
from support import made_answers
from support.made_answers import Object

from batch.errors import BadResponseError
from batch.oppslag.ektepakt import parse_tidspunkt
from batch.tables import ColumnType, OppslagRecord

PYTHON_TYPES: dict[ColumnType, type] = {
    ColumnType.TEXT: str,
    ColumnType.INTEGER: int,
    ColumnType.BOOLEAN: bool,
    ColumnType.TIMESTAMP: datetime,
    ColumnType.TEXT_LIST: tuple,
}


@given(made_answers.answers)
def test_every_leaf_of_a_body_occurs_in_some_row(answer: Object) -> None:
    told = set(_values(make.record(make.body(answer))))
    lost = [leaf for name, leaf in _leaves(answer) if _as_told(name, leaf) not in told]
    assert lost == []


@given(made_answers.answers)
def test_there_is_a_row_for_each_ektepakt_role_and_avtale(answer: Object) -> None:
    ektepakter = answer.get("ektepakt") or []
    roller = [rolle for ektepakt in ektepakter for rolle in ektepakt.get("rolle") or []]
    avtaler = [avtale for each in (*ektepakter, *roller) for avtale in each.get("avtaleinnhold") or []]
    tables = [table.name for table, _ in make.rows_in_order(make.record(make.body(answer)))]
    counted = {name: tables.count(name) for name in ("oppslag", "ektepakter", "roller", "avtaleinnhold")}
    assert counted == {
        "oppslag": 1,
        "ektepakter": len(ektepakter),
        "roller": len(roller),
        "avtaleinnhold": len(avtaler),
    }


@given(made_answers.odd_answers())
def test_every_value_is_null_or_of_its_columns_type(answer: Object) -> None:
    try:
        record = make.record(make.body(answer))
    except BadResponseError:
        return
    wrong = [
        column.name
        for table, row in make.rows_in_order(record)
        for column, value in zip(table.columns, row, strict=True)
        if value is not None and not _is_of(column.type, value)
    ]
    assert wrong == []


def _is_of(column_type: ColumnType, value: object) -> bool:
    """Whether it is; a truth value is no number here, though it is one to Python."""
    return isinstance(value, PYTHON_TYPES[column_type]) and isinstance(value, bool) is (
        column_type is ColumnType.BOOLEAN
    )


def _values(record: OppslagRecord) -> Iterator[object]:
    for _, row in make.rows_in_order(record):
        for value in row:
            yield from value if isinstance(value, tuple) else [value]


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for inner_name, inner in value.items():
            yield from _leaves(inner, inner_name)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name)
    elif value is not None:
        yield name, value


def _as_told(name: str, leaf: object) -> object:
    if name.endswith("tidspunkt"):
        return parse_tidspunkt(str(leaf))
    return str(leaf) if name == "vegadresseID" else leaf
