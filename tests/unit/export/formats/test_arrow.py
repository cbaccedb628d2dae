"""The groups of rows that every format is written from."""

import pyarrow as pa
import pytest
from support import builders as make

from batch.export.formats.arrow import GROUP_ROWS, ArrowGroups
from batch.tables import Columns, ColumnType, OutputTable

NUMBERS: OutputTable = OutputTable("made", (make.column("number", ColumnType.INTEGER),))


@pytest.mark.parametrize("at_once", [1, 7, 30_000])
def test_groups_are_of_equal_length_however_many_rows_come_at_once(at_once: int) -> None:
    found: list[pa.Table] = []
    groups = ArrowGroups(make.read_from_tuples(NUMBERS), found.append)
    rows = [(number,) for number in range(GROUP_ROWS + 1_501)]
    for first in range(0, len(rows), at_once):
        groups.add(Columns({"row": rows[first : first + at_once]}))
    assert [group.num_rows for group in found] == [GROUP_ROWS]
    groups.finish()
    assert [group.num_rows for group in found] == [GROUP_ROWS, 1_501]
    assert pa.concat_tables(found)["number"].to_pylist() == list(range(len(rows)))


def test_a_group_is_one_chunk() -> None:
    found: list[pa.Table] = []
    groups = ArrowGroups(make.read_from_tuples(NUMBERS), found.append)
    groups.add(Columns({"row": [(number,) for number in range(2_500)]}))
    groups.finish()
    assert [column.num_chunks for group in found for column in group.columns] == [1]


@pytest.mark.parametrize("first", [1, 333, GROUP_ROWS - 1, GROUP_ROWS])
def test_groups_are_the_same_however_many_rows_come_first(first: int) -> None:
    found: list[pa.Table] = []
    groups = ArrowGroups(make.read_from_tuples(NUMBERS), found.append)
    groups.add(Columns({"row": [(number,) for number in range(first)]}))
    groups.add(Columns({"row": [(number,) for number in range(first, GROUP_ROWS + 5)]}))
    groups.finish()
    assert [(group.num_rows, group["number"].num_chunks) for group in found] == [(GROUP_ROWS, 1), (5, 1)]
    assert pa.concat_tables(found)["number"].to_pylist() == list(range(GROUP_ROWS + 5))
