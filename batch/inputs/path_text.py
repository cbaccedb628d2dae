"""A path as a text that the ledger and JSON can hold, whatever bytes its names are made of."""

import os
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

_ENCODED = "file:"


def path_as_text(path: Path) -> str:
    """Return the path itself where it is UTF-8, otherwise with its bytes as in a URL."""
    raw = os.fsencode(str(path))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return _ENCODED + quote_from_bytes(raw)
    return _ENCODED + quote_from_bytes(raw) if text.startswith(_ENCODED) else text


def path_of_text(text: str) -> Path:
    """Return the path that `path_as_text` was given."""
    raw = unquote_to_bytes(text.removeprefix(_ENCODED)) if text.startswith(_ENCODED) else text.encode("utf-8")
    return Path(os.fsdecode(raw))
