"""Tells which names stand above which columns where the header has fewer or more cells than the rows below it."""

from collections import Counter
from collections.abc import Sequence

from batch.cells.rows import Cell, is_blank
from batch.errors import ColumnError
from batch.inputs.header_words import NameVerdict, fold_name, judge_name

_STRAY = 1  # so few identifiers make no column of them
_MOST_JOINED = 3  # more missing names are columns without names, not names that lost what stood between them


def above_columns(
    names: Sequence[Cell], rows: Sequence[Sequence[Cell]], grid: Sequence[Sequence[bool]], *, wanted: Sequence[str]
) -> Sequence[Cell]:
    """Put the names above their columns: R writes none above the row names, with which it begins its rows.

    Raises ColumnError where a delimiter too few or too many in the header may have put the name of identifiers above
    another column of them.
    """
    usual = Counter(map(len, rows)).most_common(1)
    missing = usual[0][0] - len(names) if usual else 0
    counts = Counter(index for lawful in grid for index, is_lawful in enumerate(lawful) if is_lawful)
    called = [i for i, name in enumerate(names) if isinstance(name, str) and judge_name(name) is NameVerdict.IDENTIFIER]
    if missing == 1 and sum(counts[i + 1] for i in called) > sum(counts[i] for i in called):
        return ["", *names]
    folded = {*map(fold_name, wanted)}
    asked = [i for i, name in enumerate(names) if isinstance(name, str) and fold_name(name) in folded]
    for index in asked if wanted else called:
        others = [at for at in _reach(names, index, missing) if counts[at] > _STRAY]
        if len(others) > 1:
            raise ColumnError(
                f"the header has {len(names)} cells and the rows below it have {len(names) + missing}, so that nobody"
                " can tell which column is meant by its name",
                remedy=f"say it by its number: {' or '.join(f'--column {at + 1}' for at in others)}",
            )
    return names


def _reach(names: Sequence[Cell], index: int, missing: int) -> range:
    """Return the columns with a name that one may belong to when so many are missing, or where blank ones came in."""
    surplus = sum(map(is_blank, names[:index])) if missing < 0 else 0
    last = min(index + missing, len(names) - 1) if 0 < missing <= _MOST_JOINED else index
    return range(index - min(surplus, -missing) if surplus else index, last + 1)
