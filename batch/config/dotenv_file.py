"""Reads `.env` in the working folder: every line is a setting, another program's variable, a comment, or an error."""

import os
import re
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path

from dotenv.parser import Binding, parse_stream
from dotenv.variables import Variable, parse_variables

from batch.config.known_names import is_ours
from batch.config.origins import Origin, OriginKind
from batch.config.setting_names import SETTINGS
from batch.config.text_files import read_found_file
from batch.config.variables import Variable as Written
from batch.config.variables import is_read
from batch.errors import SettingsError

DOTENV_NAME = ".env"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_REMEDY = "write it as EKTEPAKT_NAME=value (several lines in double quotes), or as a comment (#)"


def read_dotenv(folder: Path, *, trusts_others: bool) -> list[Written]:
    """Return its variables in their order. Raises SettingsError with file and line, and never with what stands there.

    A folder of that name is a virtual environment, and passed over. Raises ForeignFileError too.
    """
    path = folder / DOTENV_NAME
    variables: dict[str, str] = {}
    return [_variable(each, path, variables) for each in _bindings(path, trusts_others=trusts_others) if _says(each)]


def glance_at_dotenv(folder: Path) -> dict[str, str]:
    """Return what it says, whatever is wrong beside it. Raises SettingsError where it can't be read."""
    found = _bindings(folder / DOTENV_NAME, trusts_others=False)
    return {each.key: each.value for each in found if each.key is not None and each.value is not None}


def _bindings(path: Path, *, trusts_others: bool) -> Iterator[Binding]:
    text = None if path.is_dir() else read_found_file(path, trusts_others=trusts_others)
    return parse_stream(StringIO(text or ""))


def _says(binding: Binding) -> bool:
    """Whether it is more than blanks and comments."""
    return binding.error or binding.key is not None


def _variable(binding: Binding, path: Path, variables: dict[str, str]) -> Written:
    blank = len(binding.original.string) - len(binding.original.string.lstrip())
    line = binding.original.line + binding.original.string[:blank].count("\n")
    name, value = binding.key, binding.value
    if name is None or value is None or not _NAME.fullmatch(name):
        raise SettingsError("is no setting", remedy=_REMEDY, source=f"{path}, line {line}")
    if name in SETTINGS:
        meant = SETTINGS[name].environment_name
        raise SettingsError(
            f"{name} is a name for ektepakt-batch.toml", remedy=f"write {meant}=…", source=f"{path}, line {line}"
        )
    origin = Origin(kind=OriginKind.FILE, name=name, path=path, line=line)
    if is_ours(name) or is_read(name):
        value = _resolved(value, origin, variables)
    variables[name] = value
    return Written(name=name, value=value, origin=origin)


def _resolved(value: str, origin: Origin, variables: Mapping[str, str]) -> str:
    """Put in what `${NAME}` stands for. Raises SettingsError where it stands for nothing."""
    defined = {**os.environ, **variables}
    atoms = list(parse_variables(value))
    for atom in atoms:
        if isinstance(atom, Variable) and atom.default is None and atom.name not in defined:
            raise origin.error(
                "refers by ${…} to a variable that is not set", remedy="set it before, or write the value"
            )
    return "".join(atom.resolve(defined) for atom in atoms)
