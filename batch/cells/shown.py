"""A cell as text: as a person can read it in a table, and as it stood in its own column."""

from batch.cells.digits import ABSURD_NUMBER
from batch.cells.rows import Cell, is_blank

_PRINTED_LENGTH = 200
"""Long enough for any damaged identifier, and for a person to see what else the cell holds."""


def printable(cell: Cell) -> str:
    """Return the cell as a person can read it and every file format can hold it."""
    text = _as_text(cell)
    shown = text[:_PRINTED_LENGTH]
    if not shown.isprintable():
        shown = "".join(map(_show, shown))
    return shown + "…" if len(text) > _PRINTED_LENGTH else shown


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


def _as_text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    if isinstance(cell, int) and abs(cell) >= ABSURD_NUMBER:
        return "(a number of more than 300 digits)"
    return "" if cell is None else str(cell)


def _show(char: str) -> str:
    """Control characters and lone surrogates can't be stored everywhere; blanks and invisible marks can."""
    is_control = char < " " or "\x7f" <= char <= "\x9f" or "\ud800" <= char <= "\udfff"
    return char.encode("unicode_escape").decode("ascii") if is_control else char
