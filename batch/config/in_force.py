"""The settings in force, as they can be shown: defaults filled in, secrets left out."""

from datetime import date, time, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from batch.config.composed import Config
from batch.config.setting_names import PARTS
from batch.identity.masking import mask_identifiers
from batch.options.access_options import AddressOptions
from batch.options.durations import show_duration


def settings_in_force(config: Config) -> dict[str, Any]:
    """Return the value of every setting that is no secret, by its name in TOML, as JSON can hold it.

    What the environment decides where nothing is set (`rate`, `timeout_seconds`) is what it has decided. Addresses are
    not among them: a run knows which it asks at.
    """
    in_force = {
        setting.name: shown(getattr(getattr(config, part.name), setting.field.name))
        for part in PARTS
        if part.option_class is not AddressOptions
        for setting in part.settings
        if not setting.is_secret
    }
    return {**in_force, "rate": config.rate, "timeout_seconds": config.timeout_seconds}


def shown(value: object) -> Any:  # noqa: ANN401 - what JSON can hold
    """Show a path or text without what could be an identifier: a file can be named after a person."""
    match value:
        case tuple():
            return [shown(each) for each in value]
        case timedelta():
            return show_duration(value)
        case time() | date():
            return value.isoformat()
        case Enum():
            return value.value
        case str() | Path():
            return mask_identifiers(str(value))
        case _:
            return value
