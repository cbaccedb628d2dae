"""Builders: each makes a valid object, of which a test changes what it is about."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from support.made_identifiers import REAL, made_identifiers

from batch.cells.rules import ReadingRules
from batch.errors import Answered, BadResponseError, DoorError
from batch.export.about_run import AboutRun
from batch.export.changes import Changes
from batch.identity import Identity, IdType, Series
from batch.identity.environment import Environment
from batch.ledger import KindCount, Ledger, LedgerRow
from batch.lookup.trial import Trial
from batch.oppslag.decoding import decode_oppslag
from batch.oppslag.gist import gist_of
from batch.outcome import Entry, Lookup, Outcome, OutcomeKind, Pending, Subject
from batch.report.account import Account
from batch.report.summary import Summary
from batch.tables import ColumnType, OppslagRecord, OutputColumn, OutputTable, Row, flatten, read_entry
from batch.tables.changes import ChangeKind
from batch.tables.words import Said

DATA = Path(__file__).parents[1] / "data"
TODAY = date(2026, 3, 1)
TEST_READING = ReadingRules(accepts_2032=False, pads_only_tenor=True)
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

EXAMPLE_FNR = "06821349425"
TENOR_DNR = "41819077302"
_PEOPLE = tuple(islice(made_identifiers(7), 100))
TENOR = (EXAMPLE_FNR, TENOR_DNR, "08909610029", "25898096974")
DOLLY = "24436114016"
NHN = "21769418900"


def real_looking(seed: int = 1) -> str:
    """Return a lawful number that looks like a real person's; computed, since none is ever written down."""
    return next(made_identifiers(seed, series=REAL))


def identity(digits: str = EXAMPLE_FNR) -> Identity:
    return Identity.parse(digits, accepts_2032=True)


def example_body() -> bytes:
    """Return the documentation's own example, as it stands there."""
    return (DATA / "oppslag_example.json").read_bytes()


def example() -> dict[str, Any]:
    """Return the documentation's own example, to be changed."""
    parsed: dict[str, Any] = json.loads(example_body())
    return parsed


def body(answer: object) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode()


def oppslag_with(*ektepakter: dict[str, Any]) -> bytes:
    """Return the body of an answer that holds these ektepakter, and is whole but for them."""
    return body(example() | {"antallEktepakt": len(ektepakter), "ektepakt": list(ektepakter)})


def ektepakt(**changes: object) -> dict[str, Any]:
    """Return the example's ektepakt with these members in place of its own."""
    return {**example()["ektepakt"][0], **changes}


def rolle(*, adresse: dict[str, Any] | None = None, **changes: object) -> dict[str, Any]:
    """Return the example's first role with these members, or this address, in place of its own."""
    made = {**example()["ektepakt"][0]["rolle"][0], **changes}
    if adresse is not None:
        made["person"] = {**made["person"], "adresse": adresse}
    return made


def door_error(status: int = 404) -> DoorError:
    """Return the refusal of a proxy or gateway in front of the register."""
    answered = Answered(http_status=status)
    return DoorError(f"refused ({status})", remedy="ask", answered=answered)


def subject(digits: str | None = EXAMPLE_FNR, **changes: Any) -> Subject:
    """Return what intake makes of a whole identifier, or of a value that is none when `digits` is None."""
    if digits is None:
        made = Subject(None, "no number", None, None, "format", None, OutcomeKind.INVALID_ID)
    else:
        read = identity(digits)
        made = Subject(digits, None, read.id_type, read.series, None, None, None)
    return made._replace(**changes)


def ledger_row(row: int, digits: str | None = EXAMPLE_FNR, *, position: int = 1, **changes: Any) -> LedgerRow:
    return LedgerRow(row, position, subject(digits, **changes))


def lookup(lookup_id: int = 1, digits: str = EXAMPLE_FNR) -> Lookup:
    return Lookup(lookup_id=lookup_id, identity=identity(digits))


def trial(lookup_id: int = 1, **pending: Any) -> Trial:
    return Trial(pending=Pending(lookup=lookup(lookup_id, _PEOPLE[lookup_id % len(_PEOPLE)]), **pending))


def outcome(kind: OutcomeKind = OutcomeKind.FOUND, *, lookup_id: int = 1, **changes: Any) -> Outcome:
    """Return an outcome of one attempt; one that is an answer has the example's body."""
    facts: dict[str, Any] = {"attempts": 1, "duration_ms": 12, "first_attempt_at": NOW, "last_attempt_at": NOW}
    if kind.is_answer:
        facts |= {"http_status": 200, "body": example_body()}
    if kind.is_answer and (told := changes.get("body", facts["body"])) is not None:
        with suppress(BadResponseError):
            facts["gist"] = gist_of(decode_oppslag(told).oppslag)
    return Outcome(lookup_id=lookup_id, kind=kind, **(facts | changes))


def settle(ledger: Ledger, outcomes: Iterable[Outcome]) -> None:
    """Record outcomes of lookups that are in the ledger, by their numbers, whatever their identifiers look like."""
    digits = dict(ledger._connection.execute("SELECT lookup_id, fnr FROM lookup"))  # no other one is let in meanwhile
    asked = {number: Identity(fnr or "", IdType.FNR, Series.TENOR) for number, fnr in digits.items()}
    ledger.record((Lookup(lookup_id=each.lookup_id, identity=asked[each.lookup_id]), each) for each in outcomes)


def entry(
    kind: OutcomeKind = OutcomeKind.FOUND,
    *,
    of: Subject | None = None,
    row: int = 2,
    row_count: int = 1,
    **changes: Any,
) -> Entry:
    """Return the account of one identifier; `changes` are its outcome's."""
    return Entry(
        subject=of or subject(), outcome=outcome(kind, **changes), source="people.csv", row=row, row_count=row_count
    )


def record(answer: bytes | None = None) -> OppslagRecord:
    """Return what the tables are made from, for this body or the example's."""
    return read_entry(entry(body=answer if answer is not None else example_body()))


def rows_of(table: OutputTable, answer: bytes) -> list[dict[str, Any]]:
    """Return the rows that this body gives in one table, each by its column names."""
    return [named(table, row) for its_table, row in rows_in_order(record(answer)) if its_table is table]


def rows_in_order(of: OppslagRecord) -> list[tuple[OutputTable, Row]]:
    """Return every row that an entry gives, with its table, in the order of the response."""
    return [(table, row) for table, rows in flatten([of]) for row in zip(*table.values(rows), strict=True)]


def column(name: str, column_type: ColumnType, source: str = "nothing") -> OutputColumn:
    return OutputColumn(name, column_type, source, Said(f"Hva {name} er.", f"What {name} is."))


def about_run(**changes: Any) -> AboutRun:
    """Return what the files of a run in the sandbox say about it."""
    facts: dict[str, Any] = {
        "run_id": "20260301T120000Z-0123abcd",
        "environment": Environment.SANDBOX,
        "started_at": NOW,
        "retry_command": "ektepakt-batch retry 20260301T120000Z-0123abcd",
        "settings": {"env": "sandbox", "format": ["csv", "xlsx"]},
    }
    return AboutRun(**(facts | changes))


def read_from_tuples(table: OutputTable) -> OutputTable:
    """Return the table with rows that are read from tuples of their values."""
    columns = [replace(column, source="row", read=itemgetter(at)) for at, column in enumerate(table.columns)]
    return replace(table, columns=tuple(columns))


def named(table: OutputTable, row: Row) -> dict[str, Any]:
    return dict(zip(table.column_names, row, strict=True))


def account(counts: dict[OutcomeKind, KindCount] | None = None, **changes: Any) -> Account:
    """Return how a run stands: eight answers, one slow identity, one invalid value of two rows."""
    own_counts = {
        OutcomeKind.FOUND: KindCount(identifiers=3, rows=4),
        OutcomeKind.EMPTY: KindCount(identifiers=5, rows=5),
        OutcomeKind.INVALID_ID: KindCount(identifiers=1, rows=2),
        OutcomeKind.SLOW_SKIPPED: KindCount(identifiers=1, rows=1),
    }
    counted = own_counts if counts is None else counts
    cells = sum(count.rows for count in counted.values())
    totals = {"identifier_cells": cells, "repaired_cells": 0, "reused": 0} | changes.pop("totals", {})
    return Account(counts=counted, totals=totals, **changes)


def changes(rows: dict[ChangeKind, int] | None = None, **others: Any) -> Changes:
    """Return what is told of a comparison with a run of the day before."""
    facts: dict[str, Any] = {
        "old_run": "20260228T120000Z-0123abcd",
        "new_run": "20260301T120000Z-0123abcd",
        "rows": rows or {},
        "changed_count": sum((rows or {}).values()),
        "unchanged_count": 5,
        "unknown_count": 0,
        "files": (),
    }
    return Changes(**(facts | others))


PENDING = {OutcomeKind.FOUND: KindCount(identifiers=3, rows=4), OutcomeKind.NOT_RUN: KindCount(identifiers=1, rows=1)}
"""The counts of a run that is not complete."""


def summary(counts: dict[OutcomeKind, KindCount] | None = None, **changes: Any) -> Summary:
    """Return the summary of a complete run, unless the counts are those of another."""
    facts: dict[str, Any] = {
        "environment": Environment.SANDBOX,
        "run_id": "20260301T120000Z-0123abcd",
        "folder": Path("out/runs/20260301T120000Z-0123abcd"),
        "account": account(counts),
        "max_errors": "0",
    }
    return Summary(**(facts | changes))
