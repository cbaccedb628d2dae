"""Decides who is asked as a control: somebody of this run who was answered before, to see whether the register answers.

A control changes no outcome. Never is anybody asked who is not in the run's own input, or whom it had no answer about.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from batch.identity import Identity
from batch.oppslag.ektepakt import parse_tidspunkt
from batch.outcome import OutcomeKind

# Several, so that a long outage does not ask about one person again and again; more would only cost memory.
MOST_OF_A_KIND = 8
_ENOUGH = 2  # two different ones must fail before it is an outage (see judge.py)


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """An identity that was answered; `oppslagstidspunkt` is the register's time of that answer, None where unknown."""

    identity: Identity
    kind: OutcomeKind
    oppslagstidspunkt: str | None


class Controls:
    """The identities that can be asked as controls, those that were `found` first.

    An `empty` one proves less: a source behind the register that only ektepakter need can be down alone. `example` is
    asked only while there is nobody else.
    """

    def __init__(self, known: Iterable[Control] = (), *, example: Control | None = None) -> None:
        self._example = example
        self._turns = count(1)
        self._asked: Counter[str] = Counter()  # digits: the turn at which they were asked
        self._by_kind: dict[OutcomeKind, dict[str, Control]] = {OutcomeKind.FOUND: {}, OutcomeKind.EMPTY: {}}
        for each in known:
            self._by_kind[each.kind][each.identity.digits] = each

    def __len__(self) -> int:
        return sum(map(len, self._by_kind.values())) or int(self._example is not None)

    def note(self, identity: Identity, kind: OutcomeKind, oppslagstidspunkt: str | None) -> None:
        """Keep an identity that has just been answered, unless there are enough of its kind."""
        known = self._by_kind[kind]
        if len(known) < MOST_OF_A_KIND:
            known[identity.digits] = Control(identity=identity, kind=kind, oppslagstidspunkt=oppslagstidspunkt)

    def answered(self, control: Control, kind: OutcomeKind, oppslagstidspunkt: str | None) -> None:
        """Note a newer answer to a control, by which it may be of another kind; the example stays what it is."""
        if control is not self._example:
            self.drop(control)
            self.note(control.identity, kind, oppslagstidspunkt)

    def is_anew(self, control: Control, oppslagstidspunkt: str | None) -> bool:
        """Whether an answer of this time is newer than the known one; an equal one comes from a cache on the way.

        Where all known ones have the same time, the register's clock stands still, and tells nothing.
        """
        times = {each.oppslagstidspunkt for of_kind in self._by_kind.values() for each in of_kind.values()}
        if len(self) > 1 and len(times) == 1:
            return True
        known, found = _moment(control.oppslagstidspunkt), _moment(oppslagstidspunkt)
        return known is None or found is None or found > known

    def drop(self, control: Control) -> None:
        """Ask this one no more."""
        self._by_kind[control.kind].pop(control.identity.digits, None)

    def next(self) -> Control | None:
        """Return the one that was asked longest ago: of those that were `found`, unless there are fewer than two."""
        found, empty = (list(known.values()) for known in self._by_kind.values())
        rest = empty if not found else empty[: max(0, _ENOUGH - len(found))]
        return min([*found, *rest], key=lambda each: self._asked[each.identity.digits], default=self._example)

    def note_asked(self, control: Control) -> None:
        """Let the others come before it the next time."""
        self._asked[control.identity.digits] = next(self._turns)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else parse_tidspunkt(text)
