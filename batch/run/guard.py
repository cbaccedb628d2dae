"""Makes the environment guard of a run from its settings."""

from pathlib import Path

from batch.config import Config
from batch.environment import EnvironmentGuard
from batch.errors import InputError


def make_guard(config: Config) -> EnvironmentGuard:
    """Raise InputError when the file of test persons can't be read."""
    return EnvironmentGuard(
        environment=config.run.env,
        allowed_series=frozenset(config.run.allow_series),
        test_persons=_read_test_persons(config.run.test_persons),
    )


def _read_test_persons(path: Path | None) -> frozenset[str]:
    if path is None:
        return frozenset()
    try:
        return frozenset(path.expanduser().read_text("utf-8-sig").split())
    except (OSError, ValueError) as error:
        raise InputError(f"can't read the file of test persons {path}: {error}; check --test-persons") from error
