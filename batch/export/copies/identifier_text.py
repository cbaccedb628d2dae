"""Writes an identifier cell as text: what stood in it, never what it was read as."""

from batch.cells.reading import printable
from batch.cells.rows import Cell, is_blank


def identifier_text(cell: Cell) -> str | None:
    """Return the cell's content as text, a whole number without decimals, None for an empty cell.

    A lost zero is not put back: fed back as input, a repaired value would pass for one that was always whole.
    """
    if isinstance(cell, str):
        return cell
    return None if is_blank(cell) else printable(cell)


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a number, which a program may show without its leading zero or as 4,18E+10."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)
