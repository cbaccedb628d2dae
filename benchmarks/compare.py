"""Compares a run of a million identifiers with one of the same list in another order, of whom 1 % have changed.

The comparison is a process of its own: its processor time, its peak memory, and whether it tells just what was changed.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import msgspec
from identifiers import tenor_identifiers

from batch.export.about_run import AboutRun
from batch.export.changes import write_changes
from batch.identity import Identity, IdType, Series
from batch.identity.environment import Environment
from batch.ledger import LEDGER_NAME, Ledger, LedgerRow, comparable_run
from batch.oppslag.decoding import decode_oppslag
from batch.oppslag.gist import gist_of
from batch.outcome import Lookup, Outcome, OutcomeKind, Subject
from batch.report.told_changes import changes_as_json
from batch.sandbox import MemberKind, Population
from batch.sandbox.population.codes import Spraak

ROWS = 1_000_000
SHARE_CHANGED = 0.01
WANTED_SECONDS, WANTED_MEBIBYTES = 60, 300
NOW = datetime(2026, 3, 1, tzinfo=UTC)
GROUP = 5_000


def main() -> None:
    """Make the two runs, compare them, and print what it took."""
    with tempfile.TemporaryDirectory() as name:
        old, new = Path(name) / "old", Path(name) / "new"
        identifiers = tenor_identifiers(ROWS)
        _make(old, identifiers, changed=set())
        dice = random.Random(2)
        answered = [each for each in identifiers if Population(seed=1).describe(each).kind is not MemberKind.SLOW]
        changed = set(dice.sample(answered, int(ROWS * SHARE_CHANGED)))
        dice.shuffle(identifiers)
        _make(new, identifiers, changed=changed)
        ended = subprocess.run(
            [sys.executable, __file__, str(old), str(new)], check=True, capture_output=True, text=True
        )
        print(ended.stdout, end="")
        print(f"changed on purpose: {len(changed):,}; wanted: {WANTED_SECONDS} s and {WANTED_MEBIBYTES} MiB at most")


def _make(folder: Path, identifiers: Sequence[str], *, changed: set[str]) -> None:
    folder.mkdir()
    population = Population(seed=1, calm=True)
    with Ledger(folder / LEDGER_NAME) as ledger:
        ledger.add_rows(1, (LedgerRow(row, 1, _subject(each)) for row, each in enumerate(identifiers, 2)))
        ledger.finish_intake(NOW)
        outcomes = (_settled(population, *each, is_changed=each[1] in changed) for each in enumerate(identifiers, 1))
        for group in _groups(outcomes):
            ledger.record(group)
        ledger.note({"completed_at": NOW.isoformat()})
    print(f"made {folder.name}: {(folder / LEDGER_NAME).stat().st_size / 2**20:,.0f} MiB", flush=True)


def _subject(digits: str) -> Subject:
    return Subject(digits, None, IdType.FNR, Series.TENOR, None, None, None)


def _settled(population: Population, number: int, digits: str, *, is_changed: bool) -> tuple[Lookup, Outcome]:
    """Answer as the sandbox does; of the changed an ektepakt has another status, and who had none has one."""
    ektepakter: list[dict[str, object]] = []
    if population.describe(digits).kind is not MemberKind.SLOW:
        ektepakter = list(population.ektepakter(digits, Spraak.NOB))
    if is_changed and not ektepakter:
        ektepakter = [{"ektepaktnummer": number}]
    elif is_changed:
        ektepakter[0] = ektepakter[0] | {"status": "ektepaktstatus.endret"}
    body = msgspec.json.encode({"rolleinnehaver": digits, "antallEktepakt": len(ektepakter), "ektepakt": ektepakter})
    gist = gist_of(decode_oppslag(body).oppslag)
    kind = OutcomeKind.FOUND if gist.antall_ektepakt else OutcomeKind.EMPTY
    identity = Identity(digits, IdType.FNR, Series.TENOR)
    outcome = Outcome(lookup_id=number, kind=kind, attempts=1, http_status=200, body=body, gist=gist)
    return Lookup(lookup_id=number, identity=identity), outcome


def _groups(outcomes: Iterable[tuple[Lookup, Outcome]]) -> Iterator[list[tuple[Lookup, Outcome]]]:
    unread = iter(outcomes)
    while group := list(islice(unread, GROUP)):
        yield group


def compare(old: Path, new: Path) -> None:
    """Compare two runs as the program does, and print what it took this process."""
    began = time.perf_counter()
    before = time.process_time()
    about = AboutRun(run_id=new.name, environment=Environment.SANDBOX, started_at=datetime.now(UTC), retry_command="")
    with comparable_run(old) as old_run, comparable_run(new) as new_run:
        changes = write_changes(old_run, new_run, new, about)
    mebibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = time.process_time() - before
    print(f"{seconds:.1f} s of the processor ({time.perf_counter() - began:.1f} on the clock), {mebibytes:.0f} MiB")
    print(f"told: {changes.changed_count:,} identifiers, in rows: {changes_as_json(changes)['rows']}")


if __name__ == "__main__":
    if len(sys.argv) == 3:  # noqa: PLR2004 - itself as the process that is measured
        compare(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        main()
