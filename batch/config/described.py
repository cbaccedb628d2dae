"""Describes every setting as it is in force: its value, or that it is a secret, and where it came from."""

from dataclasses import dataclass
from typing import Any

from batch.config.composed import Config
from batch.config.in_force import shown
from batch.config.origins import Origin
from batch.config.setting_names import FILE_SUFFIX, PARTS, Part, Setting
from batch.options.access_options import AddressOptions

_HIDDEN = "***"


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedSetting:
    """One setting in force; `origin` is None for a default, which the environment may decide."""

    name: str
    value: Any
    origin: Origin | None
    default_of: str | None = None

    @property
    def said_origin(self) -> str:
        if self.origin is not None:
            return str(self.origin)
        return "default" if self.default_of is None else f"default of {self.default_of}"

    def as_json(self) -> dict[str, Any]:
        default = {"kind": "default", "name": self.default_of, "path": None, "line": None}
        return {"value": self.value, "origin": default if self.origin is None else self.origin.as_json()}


def described_settings(config: Config) -> list[DescribedSetting]:
    """Return all settings in the order of the help."""
    return [_described(config, part, setting) for part in PARTS for setting in part.settings]


def _described(config: Config, part: Part, setting: Setting) -> DescribedSetting:
    origin = config.origins.get(setting.name)
    if setting.is_secret:
        origin = config.origins.get(f"{setting.name}{FILE_SUFFIX}", origin)
        return DescribedSetting(name=setting.name, value=None if origin is None else _HIDDEN, origin=origin)
    own = shown(getattr(getattr(config, part.name), setting.field.name))
    decided = _decided_by_environment(config, part, setting)
    return DescribedSetting(
        name=setting.name,
        value=own if origin is not None or decided is None else decided,
        origin=origin,
        default_of=None if origin is not None or decided is None else str(config.run.env),
    )


def _decided_by_environment(config: Config, part: Part, setting: Setting) -> object:
    """Return what the environment decides where nothing is set, None for all other settings."""
    if part.option_class is AddressOptions:
        return getattr(config.addresses, setting.field.name, None)
    return {"rate": config.rate, "timeout_seconds": config.timeout_seconds}.get(setting.name)
