"""Decides in which columns of a sheet the answers stand."""

from collections.abc import Sequence

from batch.cells.rows import is_blank
from batch.errors import UnusualSheetError
from batch.export.copies.excel.parts.list_table import ListTable
from batch.export.copies.excel.reach import MOST_COLUMNS, Reach
from batch.export.copies.row_answers import Answers
from batch.inputs import InputFile
from batch.inputs.file import header_of


def place_answers(file: InputFile, answers: Answers, used: set[int], tables: Sequence[ListTable] = ()) -> Reach:
    """Put the new columns behind the list, where nothing stands in their way.

    They stand right beside a table (Insert > Table) only if it takes them in; behind whatever else stands beside it,
    and before another table, a column stays empty. Raises UnusualSheetError when there is no room.
    """
    header = header_of(file)
    named = {index for index, cell in enumerate(header) if not is_blank(cell)} | set(file.indices)
    count = len(answers.columns) - len(answers.there(header))
    header_row = max(1, file.header_rows)
    near = [table for table in tables if table.overlaps(header_row=header_row)]
    of_tables = {column for table in near for column in table.columns}
    joined = {
        table.cells.right + 1 for table in near if table.takes_in(header_row=file.header_rows, identifiers=file.indices)
    }
    taken = used | of_tables
    apart = taken | named if of_tables & set(file.indices) else of_tables
    for first in range(max(named) + 1, MOST_COLUMNS - count + 1):
        new = range(first, first + count)
        is_apart = first in joined or first - 1 not in apart
        if not count or (is_apart and not taken & set(new) and new.stop not in of_tables):
            return Reach(
                header_row=header_row,
                identifiers=file.indices,
                columns=answers.places(header, width=first),
                new=frozenset(new),
            )
    raise UnusualSheetError("there is no room beside the table")
