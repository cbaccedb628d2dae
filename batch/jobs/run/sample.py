"""Decides who belongs to a sample: draws identifiers, and replaces those that turn out to be slow.

The register's documentation advises to try another test identity when one does not answer in time
(contract/ektepaktregisteret.md, "Errors"). Who is drawn depends on the seed and the identifier alone, so that the same
command draws the same again, and a resumed one goes on with it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from heapq import nsmallest

from batch.ledger import Ledger
from batch.lookup.lookup_ending import LookupEnding
from batch.outcome import OutcomeKind


def place_of(fnr: str, seed: int) -> bytes:
    """Return where an identifier stands in the order in which a seed draws."""
    return blake2b(f"{seed} {fnr}".encode(), digest_size=8).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """`size` identifiers; those known to be slow are never drawn."""

    size: int
    seed: int
    known_slow: frozenset[str]

    def refill(self, ledger: Ledger) -> bool:
        """Take slow ones out of the sample and draw others in their place; return whether any was drawn."""
        slow = ledger.settled_as(OutcomeKind.SLOW_SKIPPED)
        missing = self.size - (sum(count.identifiers for count in ledger.counts().values()) - len(slow))
        if not ledger.is_cut_to_sample:
            slow, missing = [], self.size
        candidates = (
            (place_of(fnr, self.seed), lookup_id) for lookup_id, fnr in ledger.unsettled() if fnr not in self.known_slow
        )
        drawn = [lookup_id for _, lookup_id in nsmallest(missing, candidates)]
        ledger.redraw(leave_out=slow, take_in=drawn)
        return bool(drawn)


def look_up_sample(sample: Sample, ledger: Ledger, look_up: Callable[[], LookupEnding]) -> LookupEnding:
    """Look up round after round, until nobody of the sample was slow or there is nobody left to draw.

    After a stop the slow ones are still replaced, so that the run counts as unfinished.
    """
    ending = LookupEnding()
    while sample.refill(ledger) or OutcomeKind.NOT_RUN in ledger.counts():
        if ending.is_last:
            break
        ending = ending.followed_by(look_up())
    return ending
