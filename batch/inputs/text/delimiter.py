"""Decides the delimiter of a text from its first lines."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from batch.cells.digits import Digits, Reason, find_digits, holds_identifier
from batch.inputs.header_words import NameVerdict, judge_name

NO_DELIMITER = "\ufdd0"
"""Stands for a single column: a character that no text holds, since Unicode gives it no meaning."""

DELIMITER_NAMES = {";": "semicolon", "\t": "tab", "|": "pipe", NO_DELIMITER: "none", ",": "comma"}
"""The delimiters in the order of trust: `41819077302,00` alone on a line is one number, not two cells."""

_DECLARATION = "sep="
_SURE = "^~\x01\x1c\x1d\x1e\x1f\x7f¦§¬"  # nothing else is written with them: they need no header above
_NO_DELIMITERS = frozenset("\"'-.\ufeff\xa0\u202f\u2009")  # belong to the numbers themselves
_IDENTIFIER_AND_NEIGHBOURS = re.compile("([^0-9A-Za-z]?)(?<![0-9A-Za-z])[0-9]{11}(?![0-9A-Za-z])([^0-9A-Za-z]?)")


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


def call_delimiter(delimiter: str) -> str:
    """Name a delimiter, as in "with a comma between"; an unusual one with the first line that would declare it."""
    if delimiter in DELIMITER_NAMES:
        return DELIMITER_NAMES[delimiter]
    return f"“{delimiter}” ({_DECLARATION}{delimiter})" if delimiter.isprintable() else f"U+{ord(delimiter):04X}"


def guess_delimiter(lines: Sequence[str]) -> str:
    """Take the delimiter that shows most identifiers, then the one that cuts most records into equally many cells.

    One that is unusual must show more than the usual ones, in rows that the header agrees with.
    """
    rates = {delimiter: _rate(lines, delimiter) for delimiter in DELIMITER_NAMES}
    best = max(rates, key=lambda delimiter: rates[delimiter][:2])
    for unusual in _beside_identifiers(lines):
        rate = _rate(lines, unusual)
        if rate.identifiers > rates[best].identifiers and _agree(lines, unusual):
            return unusual
    return best if _cuts_table(rates[best], rates[NO_DELIMITER]) else NO_DELIMITER


def _beside_identifiers(lines: Sequence[str]) -> list[str]:
    """Return the characters that stand right before or behind eleven digits, the most frequent first."""
    found = Counter(char for line in lines for pair in _IDENTIFIER_AND_NEIGHBOURS.findall(line) for char in set(pair))
    return [char for char, _ in found.most_common() if char.strip("\r\n") and char not in _NO_DELIMITERS]


def _agree(lines: Sequence[str], delimiter: str) -> bool:
    """Whether most rows with an identifier have as many cells as a header with a name for it, if they need one."""
    records = [record for record in readable_records(lines, delimiter) if any(record)]
    rows = [record for record in records if any(map(holds_identifier, record))]
    width, count = Counter(map(len, rows)).most_common(1)[0]
    is_headed = any(
        len(record) == width and any(judge_name(cell) is NameVerdict.IDENTIFIER for cell in record)
        for record in records
        if record not in rows
    )
    return count * 2 > len(rows) and width > 1 and (is_headed or delimiter in _SURE)


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
