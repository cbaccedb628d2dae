"""Builds the environment guard and the skip list from the settings."""

from batch.config import Config
from batch.errors import SettingsError
from batch.identity.environment import Environment, EnvironmentGuard
from batch.inputs.identity_lists import read_skip_list, read_test_persons


def make_guard(config: Config) -> EnvironmentGuard:
    """Build the guard of the run's environment. Raises InputError when the file of test persons can't be read."""
    return EnvironmentGuard(
        environment=config.run.env,
        allowed_series=frozenset(config.run.allow_series),
        test_persons=read_test_persons(config.run.test_persons),
    )


def skipped_identities(config: Config) -> frozenset[str]:
    """Return the digits of those that --skip-list names.

    Raises InputError for a list that can't be read, SettingsError for production, where everybody is asked about.
    """
    path = config.lookup.skip_list
    if path is not None and config.run.env is Environment.PROD:
        raise SettingsError(
            "--skip-list is for test environments", remedy="in production take the rows out of the input"
        )
    return read_skip_list(path, accepts_2032=config.accepts_2032)
