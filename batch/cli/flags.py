"""Makes the flags of a command from the declared settings, and reads the settings with those that were given."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import click

from batch.cli.help.completion import completer_of
from batch.cli.output import say
from batch.cli.speech.voice import current_voice
from batch.config import SETTINGS, Config, Setting
from batch.errors import SettingsError
from batch.options.durations import show_duration

_Command = TypeVar("_Command", bound=Callable[..., Any])


def settings_flags(*names: str) -> Callable[[_Command], _Command]:
    """Add a flag for each of these settings, or for every one that has a flag.

    A flag that is not given is None, and says nothing.
    """

    def add_flags(command: _Command) -> _Command:
        wanted = [SETTINGS[name] for name in names] or [each for each in SETTINGS.values() if each.about.is_flag]
        for setting in reversed(wanted):
            command = _flag(setting)(command)
        return command

    return add_flags


def configured(flags: dict[str, Any]) -> Config:
    """Read the settings, with the given flags taking precedence, and say what was not read."""
    config = settings_read(flags)
    current_voice().settle(config)
    for note in config.notes:
        say(note)
    return config


def settings_read(flags: dict[str, Any]) -> Config:
    """Read the settings, with the given flags taking precedence."""
    from batch.config.loading import load_config  # noqa: PLC0415 - pydantic, which help and completion do without

    return load_config(given(flags), folder=Path.cwd(), today=datetime.now(UTC).date())


def given(flags: dict[str, Any]) -> dict[str, Any]:
    """Keep the flags that were given. Raises SettingsError for one that is given twice: flags may not be repeated."""
    return {name: _once(name, value) for name, value in flags.items() if value is not None and value != ()}


def speaking(of_json: str, *, can_log: bool = False) -> Callable[[_Command], _Command]:
    """Add the flags of how a command speaks; its voice has read them (`Manner`), they are here to be known and told."""

    def add_flags(command: _Command) -> _Command:
        quiet = "say nothing unless something is wrong or somebody must act soon; then one line on standard error"
        command = click.option("-q", "--quiet", is_flag=True, expose_value=False, help=quiet)(command)
        if can_log:
            verbose = "log at debug level"
            command = click.option("-v", "--verbose", is_flag=True, expose_value=False, help=verbose)(command)
        return click.option("--json", "as_json", is_flag=True, expose_value=False, help=of_json)(command)

    return add_flags


def _once(name: str, value: object) -> object:
    setting = SETTINGS[name]
    if setting.is_list or not isinstance(value, tuple):
        return value
    if len(value) > 1:
        raise SettingsError(f"{setting.flag} is given {len(value)} times", remedy="give it once")
    return value[0]


def _flag(setting: Setting) -> Callable[[_Command], _Command]:
    if setting.is_switch:
        state = "on" if setting.field.default else "off"
        help_ = f"{setting.about.help}  [default: {state}]  [{setting.environment_name}]"
        names = f"{setting.flag}/--no-{setting.flag.removeprefix('--')}"
        return click.option(names, setting.name, is_flag=True, default=None, help=help_)
    shown = f"{setting.about.help}{_shown_default(setting.field.default)}  [{setting.environment_name}]"
    return click.option(
        setting.flag,
        setting.name,
        metavar=setting.about.metavar,
        multiple=True,
        default=None,
        help=shown,
        shell_complete=completer_of(setting),
    )


def _shown_default(default: object) -> str:
    match default:
        case None | () | False:
            return ""
        case tuple():
            return f"  [default: {','.join(str(each) for each in default)}]"
        case Enum():
            return f"  [default: {default.value}]"
        case timedelta():
            return f"  [default: {show_duration(default)}]"
        case Path() | str() | int() | float():
            return f"  [default: {default}]"
        case _:
            return ""
