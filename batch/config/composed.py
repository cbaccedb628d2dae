"""The composed settings: they only hold the parts' option classes, and what these come to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from batch.config.addresses import Addresses
from batch.config.origins import Origin
from batch.options.access_options import AddressOptions, CredentialOptions
from batch.options.compare_options import CompareOptions
from batch.options.consent_options import ConsentOptions
from batch.options.export_options import AnnotateOptions, ExportOptions
from batch.options.input_options import InputOptions
from batch.options.keeping_options import KeepingOptions
from batch.options.lookup_options import CommitOptions, LookupOptions
from batch.options.network_options import NetworkOptions
from batch.options.pacing_options import CircuitOptions, RetryOptions
from batch.options.refresh_options import RefreshOptions
from batch.options.register_options import RegisterOptions
from batch.options.run_options import LogOptions, RunOptions
from batch.options.slow_options import SlowOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every option class of a run, in the order of the help; the settings are derived from these annotations.

    A `prefix` goes before a part's settings where another part has a field of the same name.
    """

    run: RunOptions
    inputs: InputOptions
    export: ExportOptions
    annotate: AnnotateOptions
    compare: CompareOptions
    keeping: KeepingOptions
    lookup: LookupOptions
    retry: RetryOptions
    circuit: CircuitOptions
    slow: SlowOptions
    register: RegisterOptions
    commit: CommitOptions
    log: LogOptions
    consent: ConsentOptions
    credentials: CredentialOptions
    overrides: AddressOptions
    network: NetworkOptions
    token: RefreshOptions = field(metadata={"prefix": "token_"})
    addresses: Addresses | None  #: None when the embedded register is to be started
    timeout_seconds: float
    rate: float | None
    accepts_2032: bool  #: take real-looking numbers of the 2032 rule as issued
    origins: Mapping[str, Origin] = field(default_factory=dict)  #: of every setting that was given, by its name
    notes: tuple[str, ...] = ()  #: what a person must hear about the files that settings were looked for in
