"""Shows the settings in force, for a person or a script."""

from collections.abc import Sequence
from typing import Any

from batch.config import Config, DescribedSetting, described_settings, foreign_addresses, refuse_untrusted_addresses
from batch.errors import SettingsError

_NAME_WIDTH, _VALUE_WIDTH = 29, 24


def settings_lines(config: Config) -> list[str]:
    """Return a line for each setting; those that somebody has set come first, since they are what is looked for."""
    described = described_settings(config)
    given = [each for each in described if each.origin is not None]
    defaults = [each for each in described if each.origin is None]
    return [
        f"{len(given)} settings are given, {len(defaults)} have their default; a value of - is not set.",
        *_lines(given),
        *([""] if given else []),
        *_lines(defaults),
        *([f"ektepakt-batch would refuse this: {error}"] if (error := _refusal(config)) else []),
    ]


def settings_as_json(config: Config) -> dict[str, Any]:
    return {
        "environment": config.run.env.value,
        "settings": {each.name: each.as_json() for each in described_settings(config)},
        "foreign_addresses": [each.setting.name for each in foreign_addresses(config)],
        "refused": (error := _refusal(config)) and error.as_json(),
        "notes": list(config.notes),
    }


def _lines(settings: Sequence[DescribedSetting]) -> list[str]:
    return [f"{each.name:<{_NAME_WIDTH}} {_shown(each.value):<{_VALUE_WIDTH}} {each.said_origin}" for each in settings]


def _shown(value: object) -> str:
    match value:
        case None | [] | "":
            return "-"
        case bool():
            return str(value).lower()
        case list():
            return ",".join(map(str, value))
        case float():
            return f"{value:g}"
        case _:
            return str(value)


def _refusal(config: Config) -> SettingsError | None:
    try:
        refuse_untrusted_addresses(config)
    except SettingsError as error:
        return error
    return None
