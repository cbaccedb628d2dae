"""Derives each setting's flag, environment name and TOML key from the option class that declares it."""

from collections.abc import Mapping
from dataclasses import Field, dataclass, fields, is_dataclass
from typing import Any, get_args, get_type_hints

from batch.config.composed import Config
from batch.options import OptionHelp, Secret, declared_options

ENVIRONMENT_PREFIX = "EKTEPAKT_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting: its name in TOML, its environment name and its flag are forms of `name`."""

    name: str
    field: Field[Any]
    type: Any
    about: OptionHelp

    @property
    def is_list(self) -> bool:
        return isinstance(self.field.default, tuple)

    @property
    def environment_name(self) -> str:
        return f"{ENVIRONMENT_PREFIX}{self.name.upper()}"

    @property
    def flag(self) -> str:
        return f"--{self.name.replace('_', '-')}"

    @property
    def is_switch(self) -> bool:
        """Whether its flag takes no value, and has an opposite that begins with `--no-`."""
        return self.type is bool

    @property
    def is_secret(self) -> bool:
        return Secret in {self.type, *get_args(self.type)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An option class of Config, under the name of its field there, and the settings that make it."""

    name: str
    option_class: type[Any]
    settings: tuple[Setting, ...]

    def make(self, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - an instance of the option class
        return self.option_class(**{setting.field.name: values[setting.name] for setting in self.settings})


def _settings_of(option_class: type[Any], prefix: str) -> tuple[Setting, ...]:
    types = get_type_hints(option_class)
    return tuple(
        Setting(name=prefix + field.name, field=field, type=types[field.name], about=about)
        for field, about in declared_options(option_class)
    )


def _parts() -> tuple[Part, ...]:
    types = get_type_hints(Config)
    found = [(each.name, types[each.name], each.metadata.get("prefix", "")) for each in fields(Config)]
    return tuple(
        Part(name=name, option_class=kind, settings=settings)
        for name, kind, prefix in found
        if isinstance(kind, type) and is_dataclass(kind) and (settings := _settings_of(kind, prefix))
    )


PARTS = _parts()
SETTINGS: dict[str, Setting] = {setting.name: setting for part in PARTS for setting in part.settings}
SECRETS = tuple(name for name, setting in SETTINGS.items() if setting.is_secret)
FILE_SUFFIX = "_file"
"""A secret can stand in a file that the setting of this name besides names."""
