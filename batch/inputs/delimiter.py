"""Tells the delimiter of a text from its first lines."""

import csv
from collections.abc import Iterator, Sequence

from batch.cell_text import holds_identifier

NO_DELIMITER = "\x1f"
"""Stands for a single column: a character that no text file holds."""

DELIMITER_NAMES = {";": "semicolon", "\t": "tab", "|": "pipe", NO_DELIMITER: "none", ",": "comma"}
"""The delimiters in the order of trust: `41819077302,00` alone on a line is one number, not two cells."""

_DECLARATION = "sep="


def declared_delimiter(first_line: str) -> str | None:
    """Return the delimiter of a first line `sep=;`, with which Excel lets a file say it."""
    line = first_line.rstrip("\r\n")
    is_declaration = line.lower().startswith(_DECLARATION) and len(line) == len(_DECLARATION) + 1
    return line[-1] if is_declaration else None


def guess_delimiter(lines: Sequence[str]) -> str:
    """The delimiter that shows most identifiers, then the one that cuts most records into equally many cells."""
    rates = {delimiter: _rate(lines, delimiter) for delimiter in DELIMITER_NAMES}
    best = max(rates, key=lambda delimiter: rates[delimiter])
    _, cut_records = rates[best]
    return best if cut_records else NO_DELIMITER


def _rate(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    records = list(_readable_records(lines, delimiter))
    identifiers = sum(holds_identifier(cell) for record in records for cell in record)
    widths = [len(record) for record in records if len(record) > 1]
    return identifiers, max(map(widths.count, set(widths)), default=0)


def _readable_records(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    """Stop where the reader can't go on; the whole file is read later, and complains with the line's number."""
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        return
