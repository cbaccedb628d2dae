"""Says in plain words what was decided to read an input."""

from collections.abc import Mapping

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


def describe_decisions(name: str, decided: Mapping[str, str]) -> str:
    """Return one line, as in `members.csv: Windows-1252, semicolons, header in row 4, column Fnr (found by name)`.

    What a reader decided besides is said under its own name, so that nothing is left out.
    """
    format_ = decided.get("format", _TEXT)
    parts = [
        "" if format_ == _TEXT else format_,
        decided.get("compression", ""),
        _encoding(decided.get("encoding", "")),
        _delimiter(decided.get("delimiter", "")),
        _header(decided.get("header_row")),
        *(
            f"{key.replace('_', ' ')} {value}"
            for key, value in decided.items()
            if key not in _SAID_OTHERWISE | _IN_THE_NAME
        ),
        _column(decided),
    ]
    return f"{name}: {', '.join(part for part in parts if part)}"


def _encoding(decided: str) -> str:
    codec, comma, rest = decided.partition(",")
    return f"{_ENCODINGS.get(codec, codec)}{comma}{rest}"


def _delimiter(decided: str) -> str:
    return _DELIMITERS.get(decided, f"delimiter {decided}") if decided else ""


def _header(row: str | None) -> str:
    match row:
        case None:
            return ""
        case "none":
            return "no header"
        case _:
            return f"header in row {row}"


def _column(decided: Mapping[str, str]) -> str:
    column = decided.get("column", "")
    name = column if column.startswith("column ") else f"column {column}"
    evidence = decided.get("column_evidence")
    return f"{name} ({evidence})" if evidence else name
