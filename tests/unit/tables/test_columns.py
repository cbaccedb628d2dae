"""How the values of a table's columns are read from records."""

from dataclasses import dataclass
from typing import NamedTuple

import pytest
from support import builders as make

from batch.oppslag.ektepakt import Poststed
from batch.tables import Columns, ColumnType, OutputColumn, OutputTable
from batch.tables.words import Said


class Pair(NamedTuple):
    """A record with a part."""

    number: int
    poststed: Poststed


@dataclass(frozen=True)
class Plain:
    """A record that is no tuple and no struct."""

    pair: Pair


NOTHING = Said("", "")
PAIRS = [Pair(1, Poststed(navn="OSLO")), Pair(2, Poststed(navn="BERGEN", postnummer="5003"))]


def columns_of(*sources: str) -> tuple[OutputColumn, ...]:
    return tuple(make.column(source, ColumnType.TEXT, source) for source in sources)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("number", [1, 2]),
        ("poststed.navn", ["OSLO", "BERGEN"]),
        ("poststed.postnummer", [None, "5003"]),
    ],
)
def test_a_path_leads_through_tuples_structs_and_other_objects(source: str, expected: list[object]) -> None:
    plain = OutputTable("plain", columns_of(f"part.pair.{source}"))
    tuples = OutputTable("tuples", columns_of(source))
    assert list(tuples.values(Columns.of(PAIRS))[0]) == expected
    assert list(plain.values(Columns({"part": [Plain(pair) for pair in PAIRS]}))[0]) == expected


@pytest.mark.parametrize("path", ["pair.poststed.navn", "pair.number", "plain.pair.number", "none.pair.number"])
def test_what_is_absent_has_absent_attributes(path: str) -> None:
    rows = Columns({"pair": [None, *PAIRS], "plain": [None, *map(Plain, PAIRS)], "none": [None] * 3})
    found = OutputTable("made", columns_of(path)).values(rows)[0]
    assert found[0] is None
    assert (list(found[1:]) == [None, None]) is path.startswith("none")


def test_a_part_is_picked_from_other_rows_or_is_none_of_them() -> None:
    rows = Columns({"number": [1, 2, 3]})
    rows.pick("other", Columns.of(PAIRS), [1, None, 0])
    assert list(rows.column("other.poststed.navn")) == ["BERGEN", None, "OSLO"]


def test_what_is_found_is_read_unless_it_is_none() -> None:
    column = OutputColumn("made", ColumnType.INTEGER, "poststed.postnummer", NOTHING, read=len)
    assert OutputTable("made", (column,)).values(Columns.of(PAIRS)) == [[None, 4]]


def test_columns_come_in_their_declared_order_whatever_they_are_read_from() -> None:
    table = OutputTable(
        "made",
        (
            *columns_of("poststed.navn"),
            OutputColumn("worked out", ColumnType.INTEGER, "number", NOTHING, read=lambda number: number * 10),
            *columns_of("number", "poststed.postnummer"),
        ),
    )
    assert list(zip(*table.values(Columns.of(PAIRS)), strict=True)) == [
        ("OSLO", 10, 1, None),
        ("BERGEN", 20, 2, "5003"),
    ]


def test_a_path_that_leads_nowhere_is_an_error() -> None:
    for path in ("poststed.fylke", "sted.navn", "fylke"):
        with pytest.raises(KeyError):
            OutputTable("made", columns_of(path)).values(Columns.of(PAIRS))
