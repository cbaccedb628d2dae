"""Where in a table the added columns stand: in place of those of an earlier copy, or behind the others."""

from collections.abc import Sequence

from batch.inputs import InputFile
from batch.rows import Cell


def header_of(file: InputFile) -> Sequence[Cell]:
    """Return the names of the columns, an empty list where nothing names them."""
    if file.table.names is not None:
        return file.table.names
    return file.table.sample(file.header_rows)[-1] if file.header_rows else []


def find_places(header: Sequence[Cell], names: Sequence[str], *, width: int) -> list[int]:
    """Return the index (from 0) of each added column, in a table that is `width` columns wide."""
    there = {name: index for index, name in enumerate(header) if name in set(names)}
    free = iter(range(width, width + len(names)))
    return [there[name] if name in there else next(free) for name in names]
