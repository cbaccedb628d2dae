"""Refuses a sheet whose records were never split into columns, as where a spreadsheet took `fnr;navn` for one cell."""

import re
from collections import Counter
from collections.abc import Sequence

from batch.cells.digits import holds_identifier
from batch.cells.rows import Cell, is_blank
from batch.errors import InputError
from batch.inputs.columns.layout import describe_columns
from batch.inputs.text.delimiter import NO_DELIMITER, call_delimiter, guess_delimiter, readable_records

_MANY = 0.5  # most rows must be such records, of one width: notes with a comma in them are not
_IDENTIFIER = re.compile(r"(?<![0-9])[0-9]{11}(?![0-9])")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_FEW = 0.1  # a column with so many identifiers is one already, as in layout


def refuse_unsplit(sample: Sequence[Sequence[Cell]], *, accepts_2032: bool) -> None:
    """Raise InputError when the first cell of most rows is a record by itself, with an identifier in it.

    Two identifiers and nothing else are no record, but one cell for two persons.
    """
    if any(each.share >= _FEW for each in describe_columns((), sample, accepts_2032=accepts_2032)):
        return
    texts = [text for cells in sample if (text := _first_text(cells))]
    delimiter = guess_delimiter(texts)
    if delimiter == NO_DELIMITER:
        _refuse_unknown_delimiter(sample)
        return
    records = _records(texts, delimiter)
    columns = describe_columns((), records, accepts_2032=accepts_2032)
    if len(records) > len(texts) * _MANY and any(each.share >= _MANY for each in columns) and _hold_more(records):
        raise InputError(
            f"the rows hold whole records, with a {call_delimiter(delimiter)} between their values, that were"
            " never split into columns",
            remedy="split them (Text to Columns in a spreadsheet program), or name the text file that they come from",
        )


def _refuse_unknown_delimiter(sample: Sequence[Sequence[Cell]]) -> None:
    """Raise InputError where the only cell of most rows has eleven digits and, beside them, what differs by row.

    `Fnr: ` before each is no record, but a cell with letters in it.
    """
    texts = [
        text for cells in sample if (text := _first_text(cells)) and sum(not is_blank(cell) for cell in cells) == 1
    ]
    others = [_IDENTIFIER.sub("", text) for text in texts if _IDENTIFIER.search(text)]
    if len(others) > len(texts) * _MANY and len(set(filter(_LETTERS.search, others))) > len(others) * _MANY:
        raise InputError(
            "the rows hold whole records, and nothing tells what stands between their values",
            remedy="save the table as CSV with semicolons, or name the character in a first line such as sep=^",
        )


def _first_text(cells: Sequence[Cell]) -> str:
    first = next((cell for cell in cells if not is_blank(cell)), None)
    return first if isinstance(first, str) else ""


def _records(texts: Sequence[str], delimiter: str) -> list[list[str]]:
    """Cut the texts; only records of the most usual width are kept."""
    records = list(readable_records(texts, delimiter))
    width, _ = Counter(map(len, records)).most_common(1)[0]
    return [record for record in records if len(record) == width > 1]


def _hold_more(records: Sequence[Sequence[str]]) -> bool:
    """Whether the records hold something else than identifiers, or are headed by names."""
    others = [not all(map(holds_identifier, record)) for record in records]
    return others[0] or sum(others) > len(others) * _MANY
