"""Puts into words for the user how an input was read: format, encoding, sheet, header row, column."""

from collections.abc import Mapping

from batch.errors.base import MESSAGE_LENGTH
from batch.errors.shown_text import shorten_middle, shown_line

_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with byte order mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
}
_DELIMITERS = {
    "semicolon": "semicolons",
    "comma": "commas",
    "tab": "tabs",
    "pipe": "pipes",
    "none": "one value a line",
}
_SAID_OTHERWISE = frozenset({"format", "compression", "encoding", "delimiter", "header_row", "column"})
_IN_THE_NAME = frozenset({"sheet", "column_evidence"})
_TEXT = "delimited text"


def describe_reading(name: str, notes: Mapping[str, str]) -> str:
    """Return one line, as in `members.csv: Windows-1252, semicolons, header in row 4, column Fnr (found by name)`.

    What a reader notes besides is said under its own name, so that nothing is missing.
    """
    format_ = notes.get("format", _TEXT)
    parts = [
        "" if format_ == _TEXT else format_,
        notes.get("compression", ""),
        _encoding(notes.get("encoding", "")),
        _delimiter(notes.get("delimiter", "")),
        _header(notes.get("header_row")),
        *(
            f"{key.replace('_', ' ')} {value}"
            for key, value in notes.items()
            if key not in _SAID_OTHERWISE | _IN_THE_NAME
        ),
        _column(notes),
    ]
    return shorten_middle(shown_line(f"{name}: {', '.join(part for part in parts if part)}"), MESSAGE_LENGTH)


def _encoding(noted: str) -> str:
    codec, comma, rest = noted.partition(",")
    return f"{_ENCODINGS.get(codec, codec)}{comma}{rest}"


def _delimiter(noted: str) -> str:
    return _DELIMITERS.get(noted, f"delimiter {noted}") if noted else ""


def _header(row: str | None) -> str:
    match row:
        case None:
            return ""
        case "none":
            return "no header"
        case _:
            return f"header in row {row}"


def _column(notes: Mapping[str, str]) -> str:
    if (column := notes.get("column")) is None:
        return ""
    name = column if column.startswith("column ") else f"column {column}"
    evidence = notes.get("column_evidence")
    return f"{name} ({evidence})" if evidence else name
