"""Every setting by its name, gathered from the parts' option classes: there a default and its help are written once."""

from dataclasses import Field, dataclass
from typing import Any, get_type_hints

from batch.config.own_options import AddressOptions, CredentialOptions, LogOptions, RunOptions
from batch.export.annotate import AnnotateOptions
from batch.export.result_files import ExportOptions
from batch.inputs import InputOptions
from batch.ledger import SlowOptions
from batch.lookup import LookupOptions
from batch.lookup.group_commit import CommitOptions
from batch.lookup.pacing import CircuitOptions
from batch.lookup.pacing.retry import RetryOptions
from batch.maskinporten import RefreshOptions
from batch.options import OptionHelp, declared_options
from batch.register import RegisterOptions

ENVIRONMENT_PREFIX = "EKTEPAKT_"

_PREFIXES: dict[type[Any], str] = {
    RunOptions: "",
    InputOptions: "",
    ExportOptions: "",
    AnnotateOptions: "",
    LookupOptions: "",
    RetryOptions: "",
    CircuitOptions: "",
    SlowOptions: "",
    RegisterOptions: "",
    CommitOptions: "",
    LogOptions: "",
    CredentialOptions: "",
    AddressOptions: "",
    RefreshOptions: "token_",
}
"""The option classes, in the order of the help; the prefix tells apart fields that have the same name in two parts."""


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
    def shown_name(self) -> str:
        """How a person set it, or would: by flag where there is one, else by environment name."""
        return f"{self.flag} ({self.environment_name})" if self.about.is_flag else self.environment_name


def settings_of(option_class: type[Any]) -> list[Setting]:
    """List the settings that make an option class, in its order; any other class has none."""
    if option_class not in _PREFIXES:
        return []
    types = get_type_hints(option_class, include_extras=True)
    return [
        Setting(name=_PREFIXES[option_class] + field.name, field=field, type=types[field.name], about=about)
        for field, about in declared_options(option_class)
    ]


SETTINGS: dict[str, Setting] = {
    setting.name: setting for option_class in _PREFIXES for setting in settings_of(option_class)
}
