"""Tells the names of settings from unknown ones, and says which is the nearest."""

from collections.abc import Iterable
from difflib import get_close_matches

from batch.config.setting_names import ENVIRONMENT_PREFIX, SETTINGS
from batch.errors import SettingsError
from batch.errors.called import command


def is_ours(name: str) -> bool:
    """Whether an environment name is meant for this program, in whichever case."""
    return name.upper().startswith(ENVIRONMENT_PREFIX)


def known_environment_name(name: str, where: str, *, source: str | None = None) -> str:
    """Return the setting that an environment name of ours stands for. Raises SettingsError for an unknown one."""
    by_name = {setting.environment_name: setting.name for setting in SETTINGS.values()}
    return by_name[known(name.upper(), by_name, where, source=source)]


def known(name: str, names: Iterable[str], where: str, *, source: str | None = None) -> str:
    """Return the name, if it is one of them. Raises SettingsError, with the nearest, if it is not."""
    if name in names:
        return name
    spellings = (name, name.lower().removeprefix(ENVIRONMENT_PREFIX.lower()))  # as in `.env`, as in TOML
    nearest = next((found[0] for each in spellings if (found := get_close_matches(each, names, n=1))), None)
    remedy = f"did you mean {nearest}?" if nearest else f"remove it, or see `{command('run', '--help')}`"
    raise SettingsError(f"{where} has an unknown setting {name}", remedy=remedy, source=source)
