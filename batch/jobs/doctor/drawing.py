"""Draws a few persons of the inputs, for the one look-up of the doctor."""

from collections.abc import Sequence
from heapq import nsmallest
from pathlib import Path

from batch.assembly.preparation import Preparation, prepare, without_unreadable
from batch.config import Config
from batch.identity import Identity
from batch.jobs.plan.planning import known_slow
from batch.jobs.run.sample import place_of
from batch.ledger import SurveyLedger


def draw_persons(inputs: Sequence[Path], config: Config, *, size: int) -> tuple[list[Identity], int]:
    """Return the first that a sample of the inputs would draw, and how many there are to draw from.

    Raises InputError, and SettingsError for lists of persons that can't be used.
    """
    return without_unreadable(prepare(inputs, config), lambda prepared: _draw(prepared, size))


def _draw(prepared: Preparation, size: int) -> tuple[list[Identity], int]:
    config, slow = prepared.config, known_slow(prepared)
    with SurveyLedger() as ledger:
        prepared.intake.take_in(ledger)
        persons = [fnr for _, fnr in ledger.unsettled() if fnr not in slow]
    drawn = nsmallest(size, persons, key=lambda fnr: place_of(fnr, config.run.seed))
    return [Identity.parse(fnr, accepts_2032=config.accepts_2032) for fnr in drawn], len(persons)
