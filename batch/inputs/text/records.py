"""Decides where each record ends, so that a quotation mark that is never closed can't swallow the rows after it."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from batch.cells.digits import holds_identifier
from batch.cells.rows import ROWS_IN_GROUP, StandIn

Records = list[list[str]]


def read_records(lines: Iterable[str], delimiter: str) -> Iterator[Records]:
    """Yield groups of records, each a list of cells.

    Never raises for what it reads: a record that can't be cut gives a cell that says so.
    """
    return (records for records, _ in cut_records(lines, delimiter))


def cut_records(lines: Iterable[str], delimiter: str) -> Iterator[tuple[Records, list[str]]]:
    """Yield the same groups, each with the texts that its records were cut from, line ends included."""
    unread = iter(lines)
    group = list(islice(unread, ROWS_IN_GROUP))
    while group:
        if _stand_for_themselves(group):
            yield [line.rstrip("\r\n").split(delimiter) for line in group], group
            group = []
        else:
            records, used = _cut_quoted(group, unread, delimiter)
            yield (records, used) if len(records) == len(used) else _mended(used, delimiter)
            group = group[len(used) :]
        group = group or list(islice(unread, ROWS_IN_GROUP))


def _stand_for_themselves(lines: Sequence[str]) -> bool:
    """Whether each line is a record of its own, and every delimiter in it is one."""
    text, limit = "".join(lines), csv.field_size_limit()
    return '"' not in text and (len(text) <= limit or max(map(len, lines)) <= limit)


def _cut_quoted(lines: Sequence[str], more: Iterator[str], delimiter: str) -> tuple[Records, list[str]]:
    """Return the records that begin in these lines, the last of which may end in `more`, and the lines they take.

    There are no records where a cell is too long; what was read until then are the lines.
    """
    used: list[str] = []

    def watched() -> Iterator[str]:
        for line in chain(lines, more):
            used.append(line)
            yield line

    try:
        records = list(islice(csv.reader(watched(), delimiter=delimiter), len(lines)))
    except csv.Error:
        records = []
    return records, used


def _mended(lines: Sequence[str], delimiter: str) -> tuple[Records, list[str]]:
    mended = list(_mend(lines, delimiter))
    return [record for record, _ in mended], [text for _, text in mended]


def _mend(lines: Sequence[str], delimiter: str) -> Iterator[tuple[list[str], str]]:
    """Cut these lines again, record by record; what can't be meant as one record is a record for each line."""
    reader = csv.reader(lines, delimiter=delimiter)
    start = 0
    while start < len(lines):
        try:
            record = next(reader)
        except csv.Error:
            record = []
        own_lines = lines[start : reader.line_num]
        if len(own_lines) == 1 or _is_meant(own_lines, delimiter):
            yield record or _cut_line(own_lines[0], delimiter), "".join(own_lines)
        else:
            yield from ((_cut_line(line, delimiter), line) for line in own_lines)
        start = reader.line_num


def _is_meant(lines: Sequence[str], delimiter: str) -> bool:
    """Whether these lines are one record: their quotes are well-formed, and enclose no line that is a row by itself."""
    try:
        (record,) = csv.reader(lines, delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        return False
    return not any(_is_whole_row(line, delimiter, len(record)) for line in lines[1:])


def _is_whole_row(line: str, delimiter: str, width: int) -> bool:
    """Whether a line would be a record as wide as this one, quotes in order, with an identifier in it."""
    try:
        (cells,) = csv.reader([line], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        return False
    return len(cells) == width > 1 and not any('"' in cell for cell in cells) and any(map(holds_identifier, cells))


def _cut_line(line: str, delimiter: str) -> list[str]:
    """Cut one line by itself; a quote that is not closed on it is an ordinary character."""
    closes_quotes = line.count('"') % 2 == 0
    try:
        return next(
            csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if closes_quotes else csv.QUOTE_NONE)
        )
    except csv.Error:
        return [
            cell if len(cell) <= csv.field_size_limit() else StandIn.TOO_LONG
            for cell in line.rstrip("\r\n").split(delimiter)
        ]
