"""Decides the delimiter of a text from its first lines."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from batch.cells.digits import Digits, Reason, find_digits, holds_identifier

NO_DELIMITER = "\x1f"
"""Stands for a single column: a character that no text file holds."""

DELIMITER_NAMES = {";": "semicolon", "\t": "tab", "|": "pipe", NO_DELIMITER: "none", ",": "comma"}
"""The delimiters in the order of trust: `41819077302,00` alone on a line is one number, not two cells."""

_DECLARATION = "sep="


class _Rate(NamedTuple):
    """What one delimiter makes of the first lines."""

    identifiers: int  #: cells that show one
    cut: int  #: records cut into several cells, those of the most usual width
    filled: int  #: records with anything in them


def declared_delimiter(first_line: str) -> str | None:
    """Return the delimiter of a first line `sep=;`, with which Excel lets a file say it."""
    line = first_line.rstrip("\r\n")
    is_declaration = line.lower().startswith(_DECLARATION) and len(line) == len(_DECLARATION) + 1
    return line[-1] if is_declaration else None


def guess_delimiter(lines: Sequence[str]) -> str:
    """Take the delimiter that shows most identifiers, then the one that cuts most records into equally many cells."""
    rates = {delimiter: _rate(lines, delimiter) for delimiter in DELIMITER_NAMES}
    best = max(rates, key=lambda delimiter: rates[delimiter][:2])
    return best if _cuts_table(rates[best], rates[NO_DELIMITER]) else NO_DELIMITER


def _cuts_table(rate: _Rate, uncut: _Rate) -> bool:
    """Whether the delimiter cuts a table, and not just a few lines of a list of one identifier a line.

    It is such a list when uncut lines show half as many identifiers or more; then most records must be cut.
    """
    is_list = uncut.identifiers * 2 >= rate.identifiers > 0
    return rate.cut * 2 > rate.filled if is_list else rate.cut > 0


def _rate(lines: Sequence[str], delimiter: str) -> _Rate:
    records = [record for record in readable_records(lines, delimiter) if any(record)]
    widths = Counter(len(record) for record in records)
    cut = {len(record) for record in records if len(record) > 1 and not _is_one_number(record, delimiter)}
    return _Rate(
        identifiers=sum(holds_identifier(cell) for record in records for cell in record),
        cut=max((widths[width] for width in cut), default=0),
        filled=len(records),
    )


def _is_one_number(record: Sequence[str], delimiter: str) -> bool:
    """Whether the delimiter belongs to a number, as the comma of `41819077302,00` and `4,18E+10` does."""
    found = find_digits(delimiter.join(record))
    return all(record) and (isinstance(found, Digits) or found is Reason.ROUNDED)


def readable_records(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    """Stop where the reader can't go on; the whole file is read later, and complains with the line's number."""
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        return
