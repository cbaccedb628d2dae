"""Decides who is asked as a control: somebody of this run who was answered before, to see whether the register answers.

A control changes no outcome. Never is anybody asked who is not in the run's own input, or whom it had no answer about.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from batch.identity import Identity
from batch.oppslag.ektepakt import parse_tidspunkt
from batch.outcome import OutcomeKind

# Several, so that a long outage does not ask about one person again and again; more would only cost memory.
MOST_OF_A_KIND = 8
# Registers and proxies write whole seconds at times: two answers of one second are not yet one from a cache.
_CLOCK_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """An identity that was answered.

    `oppslagstidspunkt` is the register's time of that answer, None where unknown; `asked_at` is the monotonic clock's
    of the question, minus infinity where it was another command's.
    """

    identity: Identity
    kind: OutcomeKind
    oppslagstidspunkt: str | None
    asked_at: float = float("-inf")


class Controls:
    """The identities that can be asked as controls, those that were `found` first: an `empty` one proves less.

    `example` is asked only while there is nobody else.
    """

    def __init__(self, known: Iterable[Control] = (), *, example: Control | None = None) -> None:
        self._example = example
        self._turns = count(1)
        self._asked: Counter[str] = Counter()  # digits: the turn at which they were asked
        self._failures: Counter[str] = Counter()  # digits: how often they failed while others were answered
        self._by_kind: dict[OutcomeKind, dict[str, Control]] = {OutcomeKind.FOUND: {}, OutcomeKind.EMPTY: {}}
        for each in known:
            self._by_kind[each.kind][each.identity.digits] = each

    def __len__(self) -> int:
        return sum(map(len, self._by_kind.values())) or int(self._example is not None)

    @property
    def has_known(self) -> bool:
        """Whether anybody of the run was answered, the example left out of account."""
        return any(self._by_kind.values())

    @property
    def found_count(self) -> int:
        return len(self._by_kind[OutcomeKind.FOUND])

    def note(self, identity: Identity, kind: OutcomeKind, oppslagstidspunkt: str | None, asked_at: float) -> None:
        """Keep an identity that has just been answered, unless there are enough of its kind."""
        known = self._by_kind[kind]
        if len(known) < MOST_OF_A_KIND:
            known[identity.digits] = Control(
                identity=identity, kind=kind, oppslagstidspunkt=oppslagstidspunkt, asked_at=asked_at
            )

    def answered(self, control: Control, kind: OutcomeKind, oppslagstidspunkt: str | None, asked_at: float) -> None:
        """Note a newer answer to a control, by which it may be of another kind; the example stays what it is."""
        if control is not self._example:
            self.drop(control)
            self._failures.pop(control.identity.digits, None)
            self.note(control.identity, kind, oppslagstidspunkt, asked_at)

    def is_anew(self, control: Control, oppslagstidspunkt: str | None, asked_at: float) -> bool:
        """Whether an answer of this time is newer than the known one; an equal one comes from a cache on the way.

        Where all known ones have the same time, the register's clock stands still, and tells nothing.
        """
        times = {each.oppslagstidspunkt for of_kind in self._by_kind.values() for each in of_kind.values()}
        if len(self) > 1 and len(times) == 1:
            return True
        known, found = _moment(control.oppslagstidspunkt), _moment(oppslagstidspunkt)
        if known is None or found is None or found > known:
            return True
        return found == known and asked_at - control.asked_at < _CLOCK_SECONDS

    def drop(self, control: Control) -> None:
        """Ask this one no more."""
        self._by_kind[control.kind].pop(control.identity.digits, None)

    def next(self, asked_now: Collection[str] = ()) -> Control | None:
        """Return who was not asked just now (its digits), failed least often, was `found`, was asked longest ago."""

        def turn(control: Control) -> tuple[bool, int, bool, int]:
            digits = control.identity.digits
            is_empty = control.kind is OutcomeKind.EMPTY
            return digits in asked_now, self._failures[digits], is_empty, self._asked[digits]

        known = [each for of_kind in self._by_kind.values() for each in of_kind.values()]
        return min(known, key=turn, default=self._example)

    def note_asked(self, control: Control) -> None:
        """Let the others come before it the next time."""
        self._asked[control.identity.digits] = next(self._turns)

    def note_failed(self, digits: Iterable[str]) -> None:
        """Let the others come before these, which failed while somebody was answered: they may be broken themselves."""
        self._failures.update(list(digits))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else parse_tidspunkt(text)
