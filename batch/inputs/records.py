"""Cuts lines into records, and keeps a quotation mark that is never closed from swallowing the rows after it."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, tee

from batch.cell_text import holds_identifier

_RECORDS_IN_GROUP = 256  # fewer than make Python's garbage collector look at them
_TOO_LONG = "(a cell of more than 128,000 characters)"


def read_records(lines: Iterable[str], delimiter: str) -> Iterator[list[list[str]]]:
    """Yield groups of records, each a list of cells. Total: a record that can't be cut gives a cell that says so."""
    return (records for records, _ in cut_records(lines, delimiter))


def cut_records(lines: Iterable[str], delimiter: str) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Yield the same groups, each with the texts that its records were cut from, line ends included."""
    to_cut, to_mend = tee(lines)
    reader = csv.reader(to_cut, delimiter=delimiter)
    while True:
        before = reader.line_num
        try:
            records = list(islice(reader, _RECORDS_IN_GROUP))
        except csv.Error:
            records = []
        group = list(islice(to_mend, reader.line_num - before))
        if not group:
            return
        if len(records) == len(group):
            yield records, group
        else:
            mended = list(_mend(group, delimiter))
            yield [record for record, _ in mended], [text for _, text in mended]


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
    """Whether the quotes are as they must be round line breaks, and enclose no rows that stand for themselves."""
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
            cell if len(cell) <= csv.field_size_limit() else _TOO_LONG for cell in line.rstrip("\r\n").split(delimiter)
        ]
