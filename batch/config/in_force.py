"""The settings in force, as they can be shown: defaults filled in, secrets left out."""

from datetime import time, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, get_args

from batch.config.composed import Config
from batch.config.setting_names import PARTS, Setting
from batch.identity.masking import mask_identifiers
from batch.options import Secret
from batch.options.access_options import AddressOptions
from batch.options.durations import show_duration


def settings_in_force(config: Config) -> dict[str, Any]:
    """Return the value of every setting that is no secret, by its name in TOML, as JSON can hold it.

    What the environment decides where nothing is set (`rate`, `timeout_seconds`) is what it has decided. Addresses are
    not among them: a run knows which it asks at.
    """
    in_force = {
        setting.name: _shown(getattr(getattr(config, part.name), setting.field.name))
        for part in PARTS
        if part.option_class is not AddressOptions
        for setting in part.settings
        if not _is_secret(setting)
    }
    return {**in_force, "rate": config.rate, "timeout_seconds": config.timeout_seconds}


def _is_secret(setting: Setting) -> bool:
    return Secret in {setting.type, *get_args(setting.type)}


def _shown(value: object) -> Any:  # noqa: ANN401 - what JSON can hold
    """Show a path or text without what could be an identifier: a file can be named after a person."""
    match value:
        case tuple():
            return [_shown(each) for each in value]
        case timedelta():
            return show_duration(value)
        case time():
            return value.isoformat()
        case Enum():
            return value.value
        case str() | Path():
            return mask_identifiers(str(value))
        case _:
            return value
