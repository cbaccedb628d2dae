"""Decides which columns hold the identifiers, by their names and their content (contract/identifiers.md section 3).

Where both leave a choice, it is an error that lists the candidates: to look up the wrong column is worse than to ask.
"""

import re
import shlex
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from textwrap import shorten

from batch.cells.evidence import gather_evidence
from batch.cells.reading import read_cells
from batch.cells.rows import Cell, is_blank
from batch.cells.rules import ReadingRules
from batch.cells.shown import printable
from batch.errors import AmbiguousColumnsError, ColumnError, NoIdentifiersError
from batch.inputs.columns.header import find_header, is_telling
from batch.inputs.columns.header_width import above_columns
from batch.inputs.header_words import NameVerdict, fold_name, judge_name
from batch.tables import ERRORS, OPPSLAG, own_column

_STRONG_SHARE = 0.5
"""Of the filled cells must be lawful in a column whose name says nothing: leaves room for damaged cells and notes."""

_WEAK_SHARE = 0.1
"""Below it there are next to none: one in fifty other numbers of eleven digits is lawful by chance."""

_FULL = 5
"""So many identifiers in one column make a single one in another a stray, not a second list."""

_LISTED_COLUMNS = 8  # in an error; enough to see how the columns were cut
_NAME_LENGTH = 40  # so that an error that lists columns stays within MESSAGE_LENGTH
_OWN_TABLES = frozenset(ERRORS.column_names) & frozenset(OPPSLAG.column_names)
"""The header of our own error report and table of look-ups, as far as they agree; no other list has all of it."""
_WHOLE_NUMBER = re.compile("-?[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class InputColumn:
    """One column of a sheet: where it stands (from 0), what a person calls it and what its first rows hold.

    `header` is the text that stands above it, which is no part of `name` where it may be somebody's data.
    """

    index: int
    name: str
    header: str = field(repr=False)
    verdict: NameVerdict
    filled: int  #: cells that are not empty
    lawful: int  #: those of them that are, or can be repaired to, a lawful identifier

    @property
    def share(self) -> float:
        """The part of the filled cells that is lawful, 0 to 1."""
        return self.lawful / self.filled if self.filled else 0.0

    def __str__(self) -> str:
        return f"“{self.name}” ({self.share:.0%} lawful)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where in a sheet the identifiers stand.

    `header` is the position of the header row (from 0), None without one. `strays` are columns that hold a single
    identifier among the first rows, and are skipped. `stand_in` is read where the only column has an empty cell: there
    our own tables, fed back, hold what is no identifier. `is_error_report`: it is our errors.csv, whose texts have been
    neutralised.
    """

    header: int | None
    columns: tuple[InputColumn, ...]
    strays: tuple[InputColumn, ...]
    stand_in: InputColumn | None = None
    is_header_sure: bool = True
    is_error_report: bool = False


def find_layout(sample: Sequence[Sequence[Cell]], *, wanted: Sequence[str], accepts_2032: bool) -> Layout:
    """Decide header and identifier columns from the first rows of a sheet whose format has no names of its own.

    `wanted` names the columns when the user did. Raises ColumnError.
    """
    grid = _lawful_cells(sample, accepts_2032=accepts_2032)
    wanted_names = [name for name in wanted if not is_position(name)]
    header = find_header(sample, grid, wanted=wanted_names)
    if header is None:
        return lay_out(_describe_all((), sample, grid), header=None, wanted=wanted)
    rows, lawful = sample[header.row + 1 :], grid[header.row + 1 :]
    names = sample[header.row]
    if wanted_names or not wanted:
        names = above_columns(names, rows, lawful, wanted=wanted_names)
    columns = _describe_all(names, rows, lawful)
    if not header.is_sure:
        columns = tuple(replace(column, name=_number(column.index)) for column in columns)
    return replace(lay_out(columns, header=header.row, wanted=wanted), is_header_sure=header.is_sure)


def describe_columns(
    names: Sequence[str], rows: Sequence[Sequence[Cell]], *, accepts_2032: bool
) -> tuple[InputColumn, ...]:
    """Look at every column of a sheet whose format has names of its own."""
    return _describe_all(names, rows, _lawful_cells(rows, accepts_2032=accepts_2032))


def lay_out(columns: Sequence[InputColumn], *, header: int | None, wanted: Sequence[str]) -> Layout:
    """Take the columns that the user named, or else the only candidate. Raises ColumnError."""
    if not columns:
        raise NoIdentifiersError("is empty", remedy="check how it was made")
    named = {column.header: column for column in columns}
    is_own = named.keys() >= _OWN_TABLES
    if wanted or is_own:
        picked = tuple(dict.fromkeys(_pick(name, columns) for name in wanted or ("fnr",)))
        stand_in = named["input_value"] if is_own and picked == (named["fnr"],) else None
        is_error_report = named.keys() >= frozenset(ERRORS.column_names)
        return Layout(header=header, columns=picked, strays=(), stand_in=stand_in, is_error_report=is_error_report)
    candidates = _find_candidates(columns)
    strays = _find_strays(candidates)
    match [column for column in candidates if column not in strays]:
        case [column]:
            return Layout(header=header, columns=(column,), strays=strays)
        case []:
            remedy = f"name it with --column ({_list(columns)})"
            if others := [column for column in columns if column.share >= _STRONG_SHARE]:
                what = f"no column holds fødselsnummer or d-nummer by its name, but {_list(others)} does"
                raise ColumnError(what, remedy=remedy)
            raise NoIdentifiersError("no column holds fødselsnummer or d-nummer", remedy=remedy)
        case _:
            what = f"{len(candidates)} columns can be the identifiers: {_list(candidates)}"
            raise AmbiguousColumnsError(what, flags=_flags(candidates, among=columns))


def _lawful_cells(rows: Sequence[Sequence[Cell]], *, accepts_2032: bool) -> list[list[bool]]:
    """Tell for each cell whether it is lawful, or can be repaired to be, with its column as evidence.

    Columns without a filled cell are not judged: one stray cell in XFD2 makes a sheet 16,384 columns wide.
    """
    width = max(map(len, rows), default=0)
    grid = [[False] * width for _ in rows]
    for index in _filled_counts(rows):
        cells = [row[index] if index < len(row) else None for row in rows]
        for lawful, is_lawful in zip(grid, _lawful_in_column(cells, accepts_2032=accepts_2032), strict=True):
            lawful[index] = is_lawful
    return grid


def _filled_counts(rows: Sequence[Sequence[Cell]]) -> Counter[int]:
    """Count the cells that are not blank in each column that has any, by its index."""
    # An empty text is by far the most frequent cell of a wide sheet.
    return Counter(index for row in rows for index, cell in enumerate(row) if cell != "" and not is_blank(cell))


def _lawful_in_column(cells: Sequence[Cell], *, accepts_2032: bool) -> list[bool]:
    """Judge without the evidence of shorter numbers: a year in a title above is no value that has lost a zero."""
    rules = ReadingRules(accepts_2032=accepts_2032)
    evidence = gather_evidence(cells, rules).without_shorter()
    return [reading.reason is None for reading in read_cells(cells, evidence, rules)]


def _describe_all(
    names: Sequence[Cell], rows: Sequence[Sequence[Cell]], grid: Sequence[Sequence[bool]]
) -> tuple[InputColumn, ...]:
    width = max(map(len, (names, *rows)), default=0)
    filled = _filled_counts(rows)
    return tuple(
        InputColumn(
            index=index,
            name=_call(name, index),
            header="" if is_blank(name) else " ".join(printable(name).split()),
            verdict=_judge(name),
            filled=filled[index],
            lawful=sum(lawful[index] for lawful in grid) if filled[index] else 0,
        )
        for index in range(width)
        for name in [names[index] if index < len(names) else None]
    )


def _judge(name: Cell) -> NameVerdict:
    """Judge a column by its name; one that a copy has got from us holds answers, whatever the register said there."""
    if own_column(name) is not None:
        return NameVerdict.SOMETHING_ELSE
    return judge_name(name) if isinstance(name, str) else NameVerdict.SILENT


def _call(name: Cell, index: int) -> str:
    """Return the column's name, unless it is missing or so full of digits that it may be somebody's number."""
    text = "" if is_blank(name) else " ".join(printable(name).split())
    return _number(index) if not text or is_telling(text) else shorten(text, _NAME_LENGTH, placeholder="…")


def _number(index: int) -> str:
    return f"column {index + 1}"


def _find_candidates(columns: Sequence[InputColumn]) -> list[InputColumn]:
    """Take those likely by name or by content; one without identifiers does not compete with one that has them."""
    possible = [column for column in columns if column.verdict is not NameVerdict.SOMETHING_ELSE]
    likely = [c for c in possible if c.verdict is NameVerdict.IDENTIFIER or c.share >= _STRONG_SHARE]
    holding = [column for column in likely or possible if column.share >= _WEAK_SHARE]
    return holding or likely


def _find_strays(candidates: Sequence[InputColumn]) -> tuple[InputColumn, ...]:
    """A single identifier in a column of another name, or none, beside a column that is full of them."""
    most = max((column.lawful for column in candidates), default=0)
    return tuple(
        column
        for column in candidates
        if column.lawful == 1 and column.verdict is not NameVerdict.IDENTIFIER and most >= _FULL
    )


def _pick(wanted: str, columns: Sequence[InputColumn]) -> InputColumn:
    """Find a column by its name, by its name however written, or by its number from 1."""
    named = _named(wanted, columns)
    if len(named) > 1:
        numbers = " or ".join(f"--column {column.index + 1}" for column in named)
        raise ColumnError(f"{len(named)} columns are called “{wanted}”", remedy=f"say which by its number: {numbers}")
    if named:
        return named[0]
    if not is_position(wanted):
        raise ColumnError(f"there is no column “{wanted}”", remedy=f"name one of those there are: {_list(columns)}")
    found = next((column for column in columns if str(column.index + 1) == wanted.strip().lstrip("0")), None)
    if found is None:
        raise ColumnError(
            f"there is no column number {wanted.strip()}, and none of that name: there are {len(columns)} columns",
            remedy=f"name one of 1 to {len(columns)}: {_list(columns)}",
        )
    return found


def is_named(wanted: str, column: InputColumn) -> bool:
    """Whether a column is meant by its name, not by its number."""
    return bool(_named(wanted, [column]))


def _named(wanted: str, columns: Sequence[InputColumn]) -> list[InputColumn]:
    folded = fold_name(wanted)
    exact = [column for column in columns if wanted.strip() in {column.header, column.name}]
    return exact or [column for column in columns if folded and folded == fold_name(column.header or column.name)]


def is_position(wanted: str) -> bool:
    """Whether the user gave a number, not a name."""
    return _WHOLE_NUMBER.fullmatch(wanted.strip()) is not None


def _flags(candidates: Sequence[InputColumn], *, among: Sequence[InputColumn]) -> str:
    """Write the flags that name these columns as a shell takes them: by name where that is short and no other's."""
    return " ".join(f"--column {_argument(column, among)}" for column in candidates[:_LISTED_COLUMNS])


def _argument(column: InputColumn, among: Sequence[InputColumn]) -> str:
    is_sole = column.name == column.header and len(_named(column.name, among)) == 1
    return shlex.quote(column.name) if is_sole and column.name.isprintable() else str(column.index + 1)


def _list(columns: Sequence[InputColumn]) -> str:
    listed = ", ".join(map(str, columns[:_LISTED_COLUMNS])) or "there are none"
    rest = len(columns) - _LISTED_COLUMNS
    return f"{listed} and {rest} more" if rest > 0 else listed
