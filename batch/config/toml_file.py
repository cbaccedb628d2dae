"""Reads `ektepakt-batch.toml` in the working folder."""

import re
import tomllib
from pathlib import Path
from typing import Any

from batch.config.known_names import known
from batch.config.origins import Given, Origin, OriginKind
from batch.config.setting_names import SETTINGS
from batch.config.text_files import read_found_file, unreadable
from batch.config.variables import refuse_empty_address

TOML_NAME = "ektepakt-batch.toml"


def read_toml(folder: Path, *, trusts_others: bool) -> dict[str, Given]:
    """Return the settings by their names. Raises SettingsError with file and line, and ForeignFileError."""
    path = folder / TOML_NAME
    text = read_found_file(path, trusts_others=trusts_others) or ""
    found = {}
    for key, value in _parsed(text, path).items():
        origin = Origin(kind=OriginKind.FILE, name=key, path=path, line=_line_of(key, text))
        name = known(key.replace("-", "_"), SETTINGS, path.name, source=origin.source)
        refuse_empty_address(name, value, origin)
        found[name] = Given(value=value, origin=origin)
    return found


def glance_at_toml(folder: Path) -> dict[str, str]:
    """Return what it says of any key, known or not. Raises SettingsError where it is no TOML, and ForeignFileError."""
    path = folder / TOML_NAME
    values = _parsed(read_found_file(path, trusts_others=False) or "", path)
    return {key.replace("-", "_"): str(value) for key, value in values.items()}


def _parsed(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise unreadable(path, f"is no TOML: {error}") from error


def _line_of(key: str, text: str) -> int:
    """Return the line on which a key of the top level, or a table, is first named: the parser does not tell."""
    named = re.compile(rf"\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*[=.\]]")
    return next((number for number, line in enumerate(text.splitlines(), 1) if named.match(line)), 1)
