"""The composed configuration: it only holds the parts' option classes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from batch.config.addresses import Addresses, addresses_of, rate_of, timeout_of
from batch.config.own_options import AddressOptions, CredentialOptions, LogOptions, RunOptions
from batch.config.setting_names import settings_of
from batch.config.sources import read_settings
from batch.export.annotate import AnnotateOptions
from batch.export.result_files import ExportOptions
from batch.identity import is_2032_rule_in_force
from batch.inputs import InputOptions
from batch.ledger import SlowOptions
from batch.lookup import LookupOptions
from batch.lookup.group_commit import CommitOptions
from batch.lookup.pacing import CircuitOptions
from batch.lookup.pacing.retry import RetryOptions
from batch.maskinporten import RefreshOptions
from batch.register import RegisterOptions

_Options = TypeVar("_Options")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every option class of a run; `addresses` is None when the embedded register is to be started."""

    run: RunOptions
    inputs: InputOptions
    export: ExportOptions
    annotate: AnnotateOptions
    lookup: LookupOptions
    retry: RetryOptions
    circuit: CircuitOptions
    slow: SlowOptions
    register: RegisterOptions
    commit: CommitOptions
    log: LogOptions
    credentials: CredentialOptions
    token: RefreshOptions
    addresses: Addresses | None
    ca_file: Path | None
    timeout_seconds: float
    rate: float | None
    accepts_2032: bool  #: take real-looking numbers of the 2032 rule as issued


def load_config(flags: Mapping[str, Any], *, folder: Path, today: date) -> Config:
    """Read the settings, and compose them. Raises SettingsError for what is unknown or of the wrong form."""
    values = read_settings(flags, folder)
    run = _make(RunOptions, values)
    overrides = _make(AddressOptions, values)
    lookup = _make(LookupOptions, values)
    return Config(
        run=run,
        inputs=_make(InputOptions, values),
        export=_make(ExportOptions, values),
        annotate=_make(AnnotateOptions, values),
        lookup=lookup,
        retry=_make(RetryOptions, values),
        circuit=_make(CircuitOptions, values),
        slow=_make(SlowOptions, values),
        register=_make(RegisterOptions, values),
        commit=_make(CommitOptions, values),
        log=_make(LogOptions, values),
        credentials=_make(CredentialOptions, values),
        token=_make(RefreshOptions, values),
        addresses=addresses_of(run.env, overrides),
        ca_file=overrides.ca_file,
        timeout_seconds=run.timeout_seconds or timeout_of(run.env),
        rate=lookup.rate or rate_of(run.env),
        accepts_2032=run.accept_2032 or is_2032_rule_in_force(today),
    )


def _make(option_class: type[_Options], values: Mapping[str, Any]) -> _Options:
    named = {setting.field.name: values[setting.name] for setting in settings_of(option_class)}
    return option_class(**named)
