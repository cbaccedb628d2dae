"""Decides where the added columns stand: in place of those of an earlier copy, or behind all others."""

from collections.abc import Sequence

from batch.cells.rows import Cell


def find_places(header: Sequence[Cell], names: Sequence[str], *, width: int) -> list[int]:
    """Return the index (from 0) of each added column, in a sheet that is `width` columns wide."""
    there = {name: index for index, name in enumerate(header) if name in set(names)}
    free = iter(range(width, width + len(names)))
    return [there[name] if name in there else next(free) for name in names]
