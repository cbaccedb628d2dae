"""Where values come from: flags, the environment, systemd's credentials, `.env` and `ektepakt-batch.toml`, in order."""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from batch.config.credentials_folder import read_credentials_folder
from batch.config.dotenv_file import DOTENV_NAME, glance_at_dotenv, read_dotenv
from batch.config.origins import Given, Origin, OriginKind, Source
from batch.config.setting_names import FILE_SUFFIX, SECRETS, SETTINGS
from batch.config.text_files import ForeignFileError
from batch.config.toml_file import TOML_NAME, glance_at_toml, read_toml
from batch.config.validation import is_switched_on, validated
from batch.config.variables import Variable, settings_of
from batch.errors import EktepaktBatchError

_OF_PROXIES = frozenset({"HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"})

__all__ = ["DOTENV_NAME", "TOML_NAME", "SettingsRead", "glance", "read_settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsRead:
    """A valid value for every setting, and where those that were given came from."""

    values: Mapping[str, Any]
    origins: Mapping[str, Origin]
    notes: tuple[str, ...]


def read_settings(flags: Mapping[str, Any], folder: Path) -> SettingsRead:
    """Read the settings; `flags` holds those that were given, `folder` is the working folder.

    Raises SettingsError naming the first setting that is unknown or of the wrong form; never shows a secret's value.
    """
    written = _flags(flags), _environment()
    trusts_others = any(is_switched_on(source.get("trust_folder")) for source in written)
    files, notes = _files(folder, trusts_others=trusts_others)
    given = _first_of(*written, read_credentials_folder(), *files)
    return SettingsRead(
        values=validated(given), origins={name: each.origin for name, each in given.items()}, notes=notes
    )


def glance(folder: Path, names: Sequence[str]) -> Mapping[str, str]:
    """Return settings as they stand, whatever is wrong with others: for how to say what that is."""
    found: dict[str, str] = {}
    with suppress(EktepaktBatchError, ForeignFileError):
        found |= glance_at_toml(folder)
    for read in (lambda: glance_at_dotenv(folder), lambda: os.environ):
        with suppress(EktepaktBatchError, ForeignFileError):
            said = read()
            written = {name: said.get(SETTINGS[name].environment_name) for name in names}
            found |= {name: value for name, value in written.items() if value}
    return {name: found[name] for name in names if name in found}


def _flags(flags: Mapping[str, Any]) -> Source:
    return {
        name: Given(value=value, origin=Origin(kind=OriginKind.FLAG, name=SETTINGS[name].flag))
        for name, value in flags.items()
    }


def _environment() -> Source:
    variables = [
        Variable(name=name, value=value, origin=Origin(kind=OriginKind.ENVIRONMENT, name=name))
        for name, value in os.environ.items()
    ]
    return settings_of(variables, "the environment")


def _files(folder: Path, *, trusts_others: bool) -> tuple[list[Source], tuple[str, ...]]:
    """Read both files of the working folder; what belongs to others is passed over, and noted."""
    sources: list[Source] = []
    notes: list[str] = []
    readers: tuple[Callable[[], Source], ...] = (
        lambda: _of_dotenv(read_dotenv(folder, trusts_others=trusts_others), notes),
        lambda: read_toml(folder, trusts_others=trusts_others),
    )
    for read in readers:
        try:
            source = read()
        except ForeignFileError as foreign:
            notes.append(str(foreign))
        else:
            _refuse_own_consent(source)
            sources.append(source)
    return sources, tuple(notes)


def _of_dotenv(variables: Sequence[Variable], notes: list[str]) -> Source:
    """Take the settings, and note the proxies: they are read from the environment only, where the file is not."""
    for each in variables:
        if each.name.upper() in _OF_PROXIES and not {each.name.upper(), each.name.lower()} & os.environ.keys():
            instead = "set it in the environment" if each.name.upper() == "NO_PROXY" else "write EKTEPAKT_PROXY=…"
            notes.append(f"{each.origin.source}: {each.name} is not read from a file; {instead}")
    return settings_of(variables, DOTENV_NAME)


def _refuse_own_consent(source: Source) -> None:
    """A folder does not vouch for itself."""
    if "trust_folder" in source:
        raise source["trust_folder"].origin.error(
            "can't stand in the folder that it is about", remedy="give --trust-folder, or set it in the environment"
        )


def _first_of(*sources: Source) -> dict[str, Given]:
    """Take each setting from the first source that has it, a secret as it is or by its file."""
    found: dict[str, Given] = {}
    for source in reversed(sources):
        said = {name for name in SECRETS if {name, f"{name}{FILE_SUFFIX}"} & source.keys()}
        hidden = said | {f"{name}{FILE_SUFFIX}" for name in said}
        found = {name: given for name, given in found.items() if name not in hidden} | dict(source)
    return found
