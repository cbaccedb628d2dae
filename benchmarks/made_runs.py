"""Makes the ledger of a run in which identifiers have ektepakter, as intake and look-ups would leave it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from identifiers import tenor_identifiers

from batch.cells.rules import ReadingRules
from batch.identity.environment import Environment, EnvironmentGuard
from batch.inputs import InputFile, open_inputs
from batch.intake.ledger_rows import IntakeRules, add_rows
from batch.ledger import Ledger
from batch.oppslag.decoding import decode_oppslag
from batch.oppslag.gist import gist_of
from batch.options.input_options import InputOptions
from batch.outcome import Outcome, OutcomeKind, Pending

LEDGER = "ledger.sqlite3"
_AT_ONCE = 1_000
_RULES = IntakeRules(
    guard=EnvironmentGuard(environment=Environment.PPE),
    reading=ReadingRules(accepts_2032=False, pads_only_tenor=True),
)
_EXAMPLE = Path(__file__).parents[1] / "tests" / "data" / "oppslag_example.json"
_NAMES = ("OLA", "KARI", "AUTORISERT", "SORGLØS", "ÅSE")
_PLACES = ("OSLO", "BERGEN", "TRONDHEIM", "KÁRÁŠJOHKA", "SØR-FRON")
_START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_run(folder: Path, people: int, *, ektepakter: int = 1, one_in: int = 1) -> None:
    """Leave a list of so many identifiers in the folder, and a ledger in which one in so many has ektepakter."""
    identifiers = tenor_identifiers(people)
    list_of(folder).write_text("\n".join(["fnr", *identifiers, ""]), encoding="utf-8")
    with Ledger(folder / LEDGER) as ledger:
        add_rows([input_of(folder)], ledger, _RULES)
        after, numbers = 0, count(1)
        while pending := ledger.pending(after=after, limit=_AT_ONCE if ektepakter == 1 else 1):
            after = pending[-1].lookup.lookup_id
            ledger.record(
                (each.lookup, _answer(each, numbers, 0 if each.lookup.lookup_id % one_in else ektepakter))
                for each in pending
            )


def list_of(folder: Path) -> Path:
    return folder / "people.csv"


def input_of(folder: Path) -> InputFile:
    (file,) = open_inputs(list_of(folder), InputOptions(), accepts_2032=False)
    return file


def _answer(pending: Pending, numbers: Iterator[int], ektepakter: int) -> Outcome:
    digits = pending.lookup.identity.digits
    answer = {
        **json.loads(_EXAMPLE.read_bytes()),
        "rolleinnehaver": digits,
        "antallEktepakt": ektepakter,
        "ektepakt": [_ektepakt(next(numbers)) for _ in range(ektepakter)],
    }
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
    at = _START + timedelta(milliseconds=pending.lookup.lookup_id)
    return Outcome(
        lookup_id=pending.lookup.lookup_id,
        kind=OutcomeKind.FOUND if ektepakter else OutcomeKind.EMPTY,
        attempts=1,
        http_status=200,
        korrelasjonsid=f"{pending.lookup.lookup_id:032x}",
        duration_ms=20 + pending.lookup.lookup_id % 100,
        first_attempt_at=at,
        last_attempt_at=at,
        body=body,
        gist=gist_of(decode_oppslag(body).oppslag),
    )


def _ektepakt(number: int) -> dict[str, Any]:
    ektepakt: dict[str, Any] = json.loads(_EXAMPLE.read_bytes())["ektepakt"][0]
    ektepakt["ektepaktnummer"] = number
    ektepakt["innkomsttidspunkt"] = f"20{number % 24:02}-{number % 12 + 1:02}-{number % 28 + 1:02}T05:30:00+02:00"
    for position, rolle in enumerate(ektepakt["rolle"]):
        rolle["person"]["navn"] = {"fornavn": _NAMES[number % len(_NAMES)], "etternavn": f"NORDMANN {number % 9_973}"}
        adresse = rolle["person"]["adresse"]
        adresse["adressenavn"] = f"Storgata {number % 997}"
        adresse["nummer"] = {"nummer": str(number % 90 + position)}
        adresse["poststed"] = {"navn": _PLACES[number % len(_PLACES)], "postnummer": f"{number % 9_999:04}"}
    return ektepakt
