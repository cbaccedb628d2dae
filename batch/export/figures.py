"""Sums up, while the tables are written, how those who were asked about were answered: by groups, never by person."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from batch.outcome import Entry, OutcomeKind
from batch.tables import Columns

EXAMPLES = 5  # rows named for a cause: enough to see a pattern in the file; errors.csv has all


class FirstRow(NamedTuple):
    """Where an identifier first stands: its input, and its row as a person counts there."""

    source: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Those who got no answer for the same cause, asked about or remembered as slow, and when they were last tried."""

    kind: OutcomeKind
    http_status: int | None
    identifiers: int
    first_at: datetime | None
    last_at: datetime | None
    places: tuple[FirstRow, ...]


class Took(NamedTuple):
    """So many last attempts took so long, and were answered or not."""

    milliseconds: int
    is_answered: bool
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`avtaletyper` counts the persons who have each, by its code.

    `ektepakttyper` counts the ektepakter of each type, as the register calls it; empty where it names none.
    """

    causes: tuple[Cause, ...] = ()
    durations: tuple[Took, ...] = ()
    avtaletyper: Mapping[str, int] = field(default_factory=dict)
    ektepakttyper: Mapping[str, int] = field(default_factory=dict)


class FigureCount:
    """Counts entry by entry; the groups are few, however many entries there are."""

    def __init__(self) -> None:
        self._failed: dict[tuple[OutcomeKind, int | None], _Failed] = {}
        self._durations: Counter[tuple[int, bool]] = Counter()
        self._avtaletyper: Counter[tuple[str, ...]] = Counter()
        self._ektepakttyper: Counter[str | None] = Counter()
        self._type_words: dict[str | None, str | None] = {}

    def add(self, entry: Entry) -> None:
        """Count one; an answer of an earlier run has no attempt, and its duration is not this run's."""
        outcome = entry.outcome
        is_answer = outcome.kind.is_answer
        if outcome.attempts and outcome.duration_ms is not None:
            self._durations[outcome.duration_ms, is_answer] += 1
        if outcome.gist is not None and outcome.gist.avtaletyper:
            self._avtaletyper[outcome.gist.avtaletyper] += 1
        if not is_answer and (outcome.attempts or outcome.kind is OutcomeKind.SLOW_SKIPPED):
            cause = (outcome.kind, outcome.http_status)
            (self._failed.get(cause) or self._failed.setdefault(cause, _Failed())).add(entry)

    def add_ektepakter(self, rows: Columns) -> None:
        """Count what the rows of `ektepakter` are read from; a type is called as the register first called it."""
        codes, words = (rows.column(f"ektepakt.{field}") for field in ("ektepakttype", "ektepakttypebeskrivelse"))
        self._ektepakttyper.update(codes)
        self._type_words = dict(zip(reversed(codes), reversed(words), strict=True)) | self._type_words

    def figures(self) -> Figures:
        avtaletyper: Counter[str] = Counter()
        for listed, count in self._avtaletyper.items():
            avtaletyper.update(dict.fromkeys(listed, count))
        causes = (failed.cause(*of) for of, failed in self._failed.items())
        return Figures(
            causes=tuple(sorted(causes, key=lambda cause: -cause.identifiers)),
            durations=tuple(Took(*took, count) for took, count in sorted(self._durations.items())),
            avtaletyper=avtaletyper,
            ektepakttyper={self._type_words[code] or code or "": count for code, count in self._ektepakttyper.items()},
        )


@dataclass(slots=True)
class _Failed:
    count: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    places: list[FirstRow] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        self.count += 1
        if len(self.places) < EXAMPLES:
            self.places.append(FirstRow(entry.source, entry.row))
        if (at := entry.outcome.last_attempt_at) is not None:
            self.first_at = at if self.first_at is None else min(self.first_at, at)
            self.last_at = at if self.last_at is None else max(self.last_at, at)

    def cause(self, kind: OutcomeKind, http_status: int | None) -> Cause:
        return Cause(
            kind=kind,
            http_status=http_status,
            identifiers=self.count,
            first_at=self.first_at,
            last_at=self.last_at,
            places=tuple(self.places),
        )
