"""The same list night after night while the register changes: what `changes` tells is what the sandbox changed.

Nights fail, are killed and retried, and take answers over. What the sandbox tells of itself is known by what happened
there, and which day's answer a run has by the ledgers' times.
"""

import json
import os
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pytest
from support.lists import some_identifiers, write_list
from support.made_identifiers import complete, made_identifiers
from support.outputs import manifest, read_csv
from support.program import Program
from support.rewritten_ledger import rewrite_outcomes

from batch.sandbox import (
    Fault,
    FaultKind,
    Faults,
    MemberKind,
    MemberOddity,
    Population,
    Sandbox,
    SandboxOptions,
    describe,
    sandbox_in_thread,
)
from batch.sandbox.population.codes import Spraak
from batch.sandbox.population.told_differently import ToldDifferently, told_differently

NIGHTS = int(os.environ.get("NIGHTS", "0"))
DAYS_A_NIGHT = 1 if NIGHTS else 9


def _without_numbers(count: int) -> list[str]:
    found = some_identifiers(100 * count, MemberKind.FOUND)
    return [each for each in found if describe(1, each).oddity is MemberOddity.NO_NUMBER][:count]


def _fnr_of(dnr: str) -> str | None:
    return complete(f"{int(dnr[0]) - 4}{dnr[1:9]}")


IDENTIFIERS = [
    *_without_numbers(8),
    *some_identifiers(70, MemberKind.FOUND),
    *some_identifiers(30, MemberKind.EMPTY),
    *some_identifiers(2, MemberKind.BROKEN),
    *some_identifiers(2, MemberKind.FAILS_ONCE),
]
WITH_DNR = [
    digits
    for digits in islice(made_identifiers(seed=12, day_from=41, day_to=68), 200)
    if describe(1, digits).kind is MemberKind.FOUND and describe(1, digits).oddity is None and _fnr_of(digits)
][:12]
"""People with a d-nummer, of whom each third night somebody gets a fødselsnummer."""

RUN = ("run", "people.csv", "-q", "--max-errors", "100%", "--attempts", "1", "--backoff-seconds", "0.01")
LONG_AGO = "last_attempt_at = '2020-01-01T00:00:00+00:00'"
AGED = "lookup_id % 3 = 0"
FAULTY = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, share=0.2),))
FINE = Faults()

Row = tuple[str, int | None, str, str | None, Any, Any]


@dataclass(kw_only=True)
class Known:
    """What a run knows of somebody: the day whose answer it has, None without one, and whether that is taken over."""

    day: int | None
    is_taken_over: bool


@dataclass(kw_only=True)
class Nights:
    """The program, the register, and what each run knows."""

    program: Program
    sandbox: Sandbox
    dice: random.Random = field(default_factory=lambda: random.Random(4))
    begun: list[tuple[datetime, int]] = field(default_factory=list)
    runs: dict[str, dict[str, Known]] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    renumbered: dict[str, str] = field(default_factory=dict)

    def begin(self, day: int, faults: Faults) -> None:
        """Let a day begin, with these faults."""
        self.sandbox.day = day
        self.sandbox.faults = faults
        self.begun.append((datetime.now().astimezone(), day))

    def change_list(self) -> None:
        """Let four of the list stay away, and a few have another identifier than before."""
        people = self.dice.sample(IDENTIFIERS, len(IDENTIFIERS) - 4)
        for dnr in WITH_DNR[: len(self.begun) // 3]:
            fnr = _fnr_of(dnr)
            assert fnr is not None
            self.renumbered[fnr] = dnr
            self.sandbox.renumber(dnr, fnr)
        former = {dnr: fnr for fnr, dnr in self.renumbered.items()}
        write_list(self.program.folder / "people.csv", [*people, *(former.get(each, each) for each in WITH_DNR)])

    def ask(self, *command: str) -> None:
        """Run a command to its end, and check what it tells."""
        ended = self.program.run(*command)
        assert ended.code == 0, ended.stderr
        self._look_at(self._latest())

    def kill(self, asked: int, *command: str) -> None:
        """Kill a command when it has asked so often; one that was over by then has told what it told."""
        self.sandbox.memory.asks.clear()
        self.program.kill_when(lambda: self.sandbox.memory.asks.total() >= asked, *command)
        latest = self._latest()
        if latest.name not in self.runs and _is_complete(latest):
            self._look_at(latest)

    def _latest(self) -> Path:
        return (self.program.folder / "out" / "latest").resolve()

    def _look_at(self, folder: Path) -> None:
        self.runs[folder.name] = self._known(folder)
        self._check(folder)

    def age(self) -> None:
        """Make every third answer of all runs too old to be taken over."""
        for folder in (self.program.folder / "out" / "runs").iterdir():
            rewrite_outcomes(folder / "ledger.sqlite3", LONG_AGO, AGED)

    def _expected(self, old: dict[str, Known], new: dict[str, Known]) -> Iterator[Row]:
        told: set[str] = set()
        for fnr, dnr in self.renumbered.items():
            is_in_turn = dnr in old and dnr not in new and fnr in new and fnr not in old
            if is_in_turn and (rows := _renumbered(dnr, fnr, old[dnr], new[fnr])) is not None:
                told |= {fnr, dnr}
                yield from rows
        for fnr in (old.keys() | new.keys()) - told:
            rows = _expected(self.renumbered.get(fnr, fnr), old.get(fnr), new.get(fnr))
            yield from ((fnr, *row[1:]) for row in rows)

    def _known(self, folder: Path) -> dict[str, Known]:
        query = """
            SELECT fnr, kind, reused_from, last_attempt_at FROM lookup JOIN outcome USING (lookup_id)"""
        with closing(sqlite3.connect(folder / "ledger.sqlite3")) as ledger:
            return {fnr: self._known_of(fnr, *values) for fnr, *values in ledger.execute(query)}

    def _known_of(self, fnr: str, kind: str, reused_from: str | None, at: str) -> Known:
        if kind not in {"found", "empty"}:
            return Known(day=None, is_taken_over=False)
        if reused_from is not None:
            return Known(day=self.runs[reused_from][fnr].day, is_taken_over=True)
        moment = datetime.fromisoformat(at)
        return Known(day=max((begun, day) for begun, day in self.begun if begun <= moment)[1], is_taken_over=False)

    def _check(self, folder: Path) -> None:
        names = list(self.runs)
        before = names[: names.index(folder.name)]
        if not before:
            assert not (folder / "changes.csv").exists()
            return
        old, new = self.runs[before[-1]], self.runs[folder.name]
        rows = read_csv(folder / "changes.csv")
        assert {(row["old_run"], row["new_run"]) for row in rows} <= {(before[-1], folder.name)}
        expected = Counter(self._expected(old, new))
        assert Counter(map(_told, rows)) == expected
        unknown = sum(_is_unknown(known, new[fnr]) for fnr, known in old.items() if fnr in new)
        told = manifest(folder)["changes"]
        assert told["identifiers"]["unknown"] == unknown
        assert told["rows"] == Counter(row["change"] for row in rows)
        self.seen.update(told["rows"], unknown=unknown)


def _renumbered(dnr: str, fnr: str, old: Known, new: Known) -> Iterator[Row] | None:
    """Yield what is told of somebody with another identifier, if an ektepakt of both answers shows who it is."""
    if old.day is None or new.day is None or new.is_taken_over:
        return None
    before, after = (_numbers(Population(seed=1, day=each), dnr) for each in (old.day, new.day))
    if not before & after:
        return None
    rows = ((fnr, *row[1:]) for row in _expected(dnr, old, new))
    return chain([(fnr, min(before & after), "new_identifier", "fnr", dnr, fnr)], rows)


def _numbers(population: Population, digits: str) -> set[int]:
    return {int(str(each["ektepaktnummer"])) for each in population.ektepakter(digits, Spraak.NOB)}


def _is_complete(folder: Path) -> bool:
    with closing(sqlite3.connect(folder / "ledger.sqlite3")) as ledger:
        return ledger.execute("SELECT 1 FROM run WHERE key = 'completed_at'").fetchone() is not None


def _is_unknown(old: Known, new: Known) -> bool:
    return old.day is None or new.day is None or new.is_taken_over


def _expected(fnr: str, old: Known | None, new: Known | None) -> Iterator[Row]:
    if old is None or new is None:
        yield fnr, None, "only_in_new" if old is None else "only_in_old", None, None, None
    elif old.day is not None and new.day is not None and not new.is_taken_over:
        earlier, later = (Population(seed=1, day=known.day) for known in (old, new) if known.day is not None)
        for each in told_differently(earlier, later, fnr):
            yield fnr, each.ektepaktnummer, each.what, each.field, *_values(each)


def _values(told: ToldDifferently) -> tuple[Any, Any]:
    """Write values as the table does; of an address the line is the product's affair."""
    if told.field == "rolle_adresse":
        return True, True
    old, new = (" | ".join(each) if isinstance(each, list) else each for each in (told.old, told.new))
    return tuple(json.dumps(each) if isinstance(each, bool) else each or None for each in (old, new))  # type: ignore[return-value]


def _told(row: dict[str, str]) -> Row:
    number = int(row["ektepaktnummer"]) if row["ektepaktnummer"] else None
    values: tuple[Any, Any] = row["old"] or None, row["new"] or None
    if row["field"] == "rolle_adresse":
        values = values[0] is not None, values[1] is not None
    return row["fnr"], number, row["change"], row["field"] or None, *values


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Nights]:
    with sandbox_in_thread(SandboxOptions()) as sandbox:
        yield Nights(program=Program(tmp_path, sandbox.settings | {"EKTEPAKT_COMMIT_EVERY": "10"}), sandbox=sandbox)


def _usual(nights: Nights, day: int) -> None:
    nights.begin(day, nights.dice.choice([FINE, FAULTY]))
    nights.ask(*RUN)


def _taking_over(nights: Nights, day: int) -> None:
    nights.age()
    nights.begin(day, FAULTY)
    nights.ask(*RUN, "--max-age", "7d")


def _retried_the_day_after(nights: Nights, day: int) -> None:
    nights.begin(day, FAULTY)
    nights.ask(*RUN)
    nights.begin(day + 1, FINE)
    nights.ask("retry", "-q", "--max-errors", "100%", "--attempts", "1")


def _killed_and_gone_on_with_the_day_after(nights: Nights, day: int) -> None:
    nights.begin(day, FINE)
    nights.kill(nights.dice.randint(1, len(IDENTIFIERS)), *RUN)
    nights.begin(day + 1, FINE)
    nights.ask(*RUN)


SORTS = (_usual, _usual, _usual, _taking_over, _retried_the_day_after, _killed_and_gone_on_with_the_day_after)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_what_is_told_night_after_night_is_what_the_register_changed(nights: Nights) -> None:
    for night in range(NIGHTS or 2 * len(SORTS)):
        nights.change_list()
        SORTS[night % len(SORTS)](nights, 1 + night * DAYS_A_NIGHT)
    assert all(nights.seen[what] for what in ("new", "gone", "changed", "address_changed", "outcome", "unkeyed"))
    assert nights.seen["new_identifier"]
    assert all(nights.seen[what] for what in ("only_in_old", "only_in_new", "unknown"))
