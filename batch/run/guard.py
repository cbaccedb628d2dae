"""Makes the environment guard of a run from its settings."""

from batch.config import Config
from batch.environment import EnvironmentGuard
from batch.run.identity_lists import read_test_persons


def make_guard(config: Config) -> EnvironmentGuard:
    """Raise InputError when the file of test persons can't be read."""
    return EnvironmentGuard(
        environment=config.run.env,
        allowed_series=frozenset(config.run.allow_series),
        test_persons=read_test_persons(config),
    )
