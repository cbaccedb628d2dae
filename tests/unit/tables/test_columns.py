"""How the values of a table's columns are read from records."""

from dataclasses import dataclass
from typing import NamedTuple

import pytest
from support import builders as make

from batch.oppslag.ektepakt import Poststed
from batch.tables import ColumnType, OutputColumn, OutputTable
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


def columns_of(*sources: str) -> tuple[OutputColumn[object], ...]:
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
    plain: OutputTable[object] = OutputTable("plain", columns_of(f"pair.{source}"))
    tuples: OutputTable[object] = OutputTable("tuples", columns_of(source))
    assert list(tuples.values(PAIRS)[0]) == expected
    assert list(plain.values([Plain(pair) for pair in PAIRS])[0]) == expected


def test_columns_come_in_their_declared_order_whatever_they_are_read_from() -> None:
    table: OutputTable[object] = OutputTable(
        "made",
        (
            *columns_of("poststed.navn"),
            OutputColumn("worked out", ColumnType.INTEGER, lambda pair: pair.number * 10, NOTHING),  # type: ignore[attr-defined]
            *columns_of("number", "poststed.postnummer"),
        ),
    )
    assert list(zip(*table.values(PAIRS), strict=True)) == [("OSLO", 10, 1, None), ("BERGEN", 20, 2, "5003")]


def test_a_path_that_leads_nowhere_is_an_error() -> None:
    table: OutputTable[object] = OutputTable("made", columns_of("poststed.fylke"))
    with pytest.raises(KeyError):
        table.values(PAIRS)
