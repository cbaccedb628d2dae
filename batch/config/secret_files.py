"""Reads the secrets that stand in files."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar

from batch.config.setting_names import ENVIRONMENT_PREFIX, FILE_SUFFIX
from batch.config.text_files import read_named_file

_Options = TypeVar("_Options", bound=Any)


def with_secrets_read(options: _Options) -> _Options:
    """Put the content of each `…_file` of an option class in the place of the secret, also of one beside it.

    Raises SettingsError.
    """
    names = {each.name for each in fields(options)}
    read = {
        name: secret_in_file(name, path, remedy=f"check {ENVIRONMENT_PREFIX}{name.upper()}{FILE_SUFFIX.upper()}")
        for name in names
        if f"{name}{FILE_SUFFIX}" in names and (path := getattr(options, f"{name}{FILE_SUFFIX}")) is not None
    }
    return replace(options, **read)


def secret_in_file(name: str, path: Path, *, remedy: str) -> str:
    """Return a secret that is the content of a file, without the line end; key material is named instead of read."""
    return str(path) if name == "keystore" else read_named_file(path, remedy=remedy).rstrip("\r\n")
