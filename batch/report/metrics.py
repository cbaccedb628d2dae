"""Writes the figures of one command in Prometheus text format; no identifier, no address, nothing of a person.

Names and labels follow Prometheus's conventions: base units, and `_total` for counters alone. These are gauges, since
the file tells of the last run and begins anew with the next.
"""

import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import accumulate
from pathlib import Path
from typing import TypeVar

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from batch import __version__
from batch.disk.files import whole_file
from batch.errors.shown_text import shown_name
from batch.identity.masking import mask_identifiers
from batch.lookup.progress.request_counts import BOUNDS_SECONDS, RequestCounts
from batch.outcome import OutcomeKind
from batch.tables.changes import ChangeKind

PREFIX = "ektepakt_batch"
_LAST = f"{PREFIX}_last_run"
_Kind = TypeVar("_Kind", bound=StrEnum)
_READABLE = 0o644  # a monitor reads it as another user


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMetrics:
    """What a command counted. `outcomes`, `changes` and `key_ends_at` are None where it did not get so far."""

    task: str  #: which of several jobs of this machine: the stem of the file's name
    environment: str
    started_at: datetime
    ended_at: datetime
    seconds: float
    exit_code: int
    requests: RequestCounts = field(default_factory=RequestCounts)
    token_requests: int = 0
    pauses: int = 0
    paused_seconds: float = 0.0
    outcomes: Mapping[OutcomeKind, int] | None = None
    changes: Mapping[ChangeKind, int] | None = None
    key_ends_at: datetime | None = None


def write_metrics(path: Path, metrics: RunMetrics) -> None:
    """Put the figures in the place of the last ones, as a whole. Raises OutputError, OutFolderError."""
    registry = CollectorRegistry()
    registry.register(_Figures(metrics))
    with whole_file(path, before_renaming=lambda beside, _: beside.chmod(_READABLE)) as file:
        file.write(generate_latest(registry))


class _Figures(Collector):
    def __init__(self, metrics: RunMetrics) -> None:
        self._of = metrics
        self._task = mask_identifiers(shown_name(metrics.task))

    def collect(self) -> Iterator[Metric]:
        yield self._info()
        yield from self._course()
        yield from self._work()
        yield self._latencies()
        yield from self._results()

    def _info(self) -> Metric:
        info = InfoMetricFamily(PREFIX, "The program, and where it asks.", labels=["task"])
        known = {"environment": self._of.environment or "unknown"}
        info.add_metric([self._task], {"version": __version__, "python": platform.python_version(), **known})
        return info

    def _course(self) -> Iterator[Metric]:
        of = self._of
        yield self._gauge("start_timestamp_seconds", "When the last run began.", of.started_at.timestamp())
        yield self._gauge("end_timestamp_seconds", "When the last run ended.", of.ended_at.timestamp())
        yield self._gauge("duration_seconds", "How long the last run took.", of.seconds)
        yield self._gauge("exit_code", "How the last run ended; 0 is well, 75 is resumable.", of.exit_code)

    def _work(self) -> Iterator[Metric]:
        of, requests = self._of, self._of.requests
        said = "Requests to the register that ended in the last run, by HTTP status or by why there is none."
        yield self._family("requests", said, "status", sorted(requests.by_status.items()))
        yield self._gauge("retries", "Requests about somebody who had been asked about before.", requests.retries)
        yield self._gauge("probes", "Requests that went alone while all others were held back.", requests.probes)
        yield self._gauge("pauses", "Times of a second or more in which nothing was asked on purpose.", of.pauses)
        yield self._gauge("paused_seconds", "How long nothing was asked on purpose.", of.paused_seconds)
        yield self._gauge("token_requests", "Grants that were sent to Maskinporten.", of.token_requests)

    def _latencies(self) -> Metric:
        requests = self._of.requests
        family = HistogramMetricFamily(
            f"{_LAST}_request_duration_seconds", "How long the register's answers took.", labels=["task"]
        )
        bounds = [*(str(each) for each in BOUNDS_SECONDS), "+Inf"]
        family.add_metric(
            [self._task],
            buckets=list(zip(bounds, map(float, accumulate(requests.latencies)), strict=True)),
            sum_value=requests.latency_seconds,
        )
        return family

    def _results(self) -> Iterator[Metric]:
        of = self._of
        if of.outcomes is not None:
            said = "Distinct identifiers of the input, by outcome."
            yield self._family("identifiers", said, "outcome", _each(OutcomeKind, of.outcomes))
        if of.changes is not None:
            said = "What differs from an earlier run, by kind: rows of the table changes."
            yield self._family("changes", said, "change", _each(ChangeKind, of.changes))
        if of.key_ends_at is not None:
            name, said = f"{PREFIX}_certificate_expiry_timestamp_seconds", "The day on which certificate or key ends."
            family = GaugeMetricFamily(name, said, labels=["task"])
            family.add_metric([self._task], of.key_ends_at.timestamp())
            yield family

    def _gauge(self, name: str, said: str, value: float) -> Metric:
        family = GaugeMetricFamily(f"{_LAST}_{name}", said, labels=["task"])
        family.add_metric([self._task], value)
        return family

    def _family(self, name: str, said: str, label: str, values: Sequence[tuple[str, int]]) -> Metric:
        family = GaugeMetricFamily(f"{_LAST}_{name}", said, labels=["task", label])
        for key, value in values:
            family.add_metric([self._task, key], value)
        return family


def _each(kinds: Iterable[_Kind], counts: Mapping[_Kind, int]) -> list[tuple[str, int]]:
    """Name every kind, so that a series does not vanish when there is none of it."""
    return [(str(kind), counts.get(kind, 0)) for kind in kinds]
