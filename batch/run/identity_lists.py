"""Reads the files that name identifiers one a line: fictitious test persons, and those to be skipped."""

from pathlib import Path

from batch.config import Config
from batch.environment import Environment
from batch.errors import InputError, SettingsError


def read_test_persons(config: Config) -> frozenset[str]:
    """Raise InputError when the file can't be read."""
    return _read(config.run.test_persons, "--test-persons")


def read_skip_list(config: Config) -> frozenset[str]:
    """Raise InputError when the file can't be read, SettingsError for production, where everybody is asked about."""
    if config.lookup.skip_list is not None and config.run.env is Environment.PROD:
        raise SettingsError("--skip-list is for test environments; in production take the rows out of the input")
    return _read(config.lookup.skip_list, "--skip-list")


def _read(path: Path | None, flag: str) -> frozenset[str]:
    if path is None:
        return frozenset()
    try:
        return frozenset(path.expanduser().read_text("utf-8-sig").split())
    except (OSError, ValueError) as error:
        raise InputError(f"can't read {path}: {error}; check {flag}") from error
