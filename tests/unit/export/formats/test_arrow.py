"""The groups of rows that every format is written from."""

import gc
import weakref

import pyarrow as pa
import pytest
from support import builders as make

from batch.export.formats.arrow import GROUP_ROWS, ArrowGroups
from batch.tables import EKTEPAKTER, Columns, ColumnType, OutputTable, flatten

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


def test_what_is_picked_from_other_rows_is_taken_of_their_arrow() -> None:
    found: list[pa.Table] = []
    rows, others = Columns({"number": [1, 2, 3]}), Columns({"name": ["A", "B"]})
    rows.pick("other", others, [1, None, 0])
    groups = ArrowGroups(OutputTable("made", (make.column("name", ColumnType.TEXT, "other.name"),)), found.append)
    groups.add(rows)
    groups.finish()
    assert found[0]["name"].to_pylist() == ["B", None, "A"]
    assert [array.to_pylist() for array in others.made.values()] == [["A", "B"]]


def test_rows_are_let_go_with_their_batch_and_not_by_a_search_for_cycles() -> None:
    gc.disable()
    try:
        groups = ArrowGroups(EKTEPAKTER, list[pa.Table]().append)
        [rows] = (rows for table, rows in flatten([make.record()]) if table is EKTEPAKTER)
        groups.add(rows)
        seen = weakref.ref(rows)
        del rows
        assert seen() is None
    finally:
        gc.enable()


def test_rows_that_come_one_by_one_take_little_more_memory_than_together() -> None:
    groups = ArrowGroups(make.read_from_tuples(NUMBERS), list[pa.Table]().append)
    before = pa.total_allocated_bytes()
    for number in range(5_000):
        groups.add(Columns({"row": [(number,)]}))
    assert pa.total_allocated_bytes() - before < 2 * 5_000 * 8
