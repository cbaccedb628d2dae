"""Faults in random combinations, drawn by a seed: everybody ends as it should, and nobody is asked too often.

CHAOS says how many combinations; `make chaos` tries many.
"""

import os
import random
from pathlib import Path

import pytest
from support.lists import SEED, some_identifiers, write_list
from support.outputs import manifest, read_csv
from support.program import Program

from batch.sandbox import Fault, FaultKind, Faults, Sandbox, Spread, describe
from batch.sandbox.trouble.faults import RetryAfter

COUNT = 60
LASTING = {
    FaultKind.SERVER_ERROR: "server_error",
    FaultKind.BAD_GATEWAY: "server_error",
    FaultKind.GATEWAY_TIMEOUT: "server_error",
    FaultKind.TOO_MANY_REQUESTS: "server_error",
    FaultKind.UNAVAILABLE: "server_error",
    FaultKind.HTML: "bad_response",
    FaultKind.EMPTY_BODY: "bad_response",
    FaultKind.TRUNCATED_JSON: "bad_response",
    FaultKind.OTHER_PERSON: "bad_response",
    FaultKind.RESET: "network_error",
    FaultKind.RESET_IN_BODY: "bad_response",
}
PASSING = list(LASTING)
BUSY = {FaultKind.TOO_MANY_REQUESTS, FaultKind.UNAVAILABLE}
CUT = {FaultKind.RESET, FaultKind.RESET_IN_BODY}
DOWN = (FaultKind.SERVER_ERROR, FaultKind.UNAVAILABLE, FaultKind.TOO_MANY_REQUESTS, FaultKind.RESET, FaultKind.HTML)
HINTS = (None, RetryAfter.ZERO, RetryAfter.NEGATIVE, RetryAfter.GARBAGE, RetryAfter.SECONDS, RetryAfter.HTTP_DATE)
HINTING = frozenset({FaultKind.TOO_MANY_REQUESTS, FaultKind.UNAVAILABLE})
SETTINGS = {"EKTEPAKT_PROBE_SECONDS": "0.3", "EKTEPAKT_COMMIT_EVERY": "10"}


class Combination:
    """Faults drawn by one seed, and what must become of each identifier."""

    def __init__(self, seed: int) -> None:
        dice = random.Random(seed)
        self.identifiers = some_identifiers(COUNT)
        self.concurrency = dice.choice((1, 4, 8, 16))
        self.lasting = {  # one at most is refused for load for itself alone: several are the register's refusal
            digits: dice.choice(list(LASTING)) for digits in dice.sample(self.identifiers[:-10], dice.randint(0, 5))
        }
        busy = [digits for digits, kind in self.lasting.items() if kind in BUSY]
        self.lasting |= dict.fromkeys(busy[1:], FaultKind.SERVER_ERROR)
        self._faults = [
            Fault(kind=kind, seconds=0.01, only=frozenset({digits})) for digits, kind in self.lasting.items()
        ]
        self._faults += [self._passing(dice) for _ in range(dice.randint(0, 3))]
        self._faults += [self._down(dice) for _ in range(dice.randint(0, 2))]
        self._faults.append(Fault(kind=FaultKind.DELAY, seconds=0.01, spread=dice.choice(list(Spread))))

    @property
    def faults(self) -> Faults:
        return Faults(faults=tuple(self._faults))

    @property
    def cuts_connections(self) -> bool:
        """Whether requests may count twice: aiohttp itself repeats one that a kept connection was cut under."""
        return any(fault.kind in CUT for fault in self._faults)

    @staticmethod
    def _passing(dice: random.Random) -> Fault:
        share, hint, kind = dice.uniform(0.02, 0.2), dice.choice(HINTS), dice.choice(PASSING)
        return Fault(kind=kind, seconds=0.3, share=share, first_asks=2, retry_after=hint if kind in HINTING else None)

    @staticmethod
    def _down(dice: random.Random) -> Fault:
        begin = dice.uniform(0.0, 0.6)
        kind, hint = dice.choice(DOWN), dice.choice(HINTS)
        return Fault(
            kind=kind,
            seconds=0.5,
            from_seconds=begin,
            to_seconds=begin + dice.uniform(0.1, 1.5),
            retry_after=hint if kind in HINTING else None,
        )

    def expected(self, digits: str) -> str:
        kind = self.lasting.get(digits)
        return LASTING[kind] if kind else describe(SEED, digits).kind.value


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", range(1, 1 + int(os.environ.get("CHAOS", "8"))))
def test_whatever_goes_wrong_everybody_ends_as_it_should(tmp_path: Path, sandbox: Sandbox, seed: int) -> None:
    combination = Combination(seed)
    program = Program(tmp_path, {**sandbox.settings, **SETTINGS})
    write_list(tmp_path / "people.csv", combination.identifiers)
    sandbox.faults = combination.faults
    ended = program.run(
        *("run", "people.csv", "--concurrency", str(combination.concurrency), "--timeout-seconds", "1"),
        *("--backoff-seconds", "0.05", "--max-errors", "100%"),
    )
    assert ended.code == 0, ended.stderr
    rows = {row["fnr"]: row for row in read_csv(tmp_path / "out" / "latest" / "oppslag.csv")}
    ends = {digits: row["outcome"] for digits, row in rows.items()}
    assert ends == {digits: combination.expected(digits) for digits in combination.identifiers}
    recorded = {digits: int(row["attempts"]) for digits, row in rows.items()}
    times = 2 if combination.cuts_connections else 1
    surplus = {digits: asked - recorded[digits] * times for digits, asked in sandbox.memory.asks.items()}
    assert all(recorded[digits] <= asked for digits, asked in sandbox.memory.asks.items())
    asked_again = {digits for digits, more in surplus.items() if more > 0}
    assert {ends[digits] for digits in asked_again} <= {"found", "empty"}, "only who was answered is a control"
    controls = manifest(tmp_path / "out" / "latest")["control_lookups"]
    assert sum(surplus[digits] for digits in asked_again) <= controls * times
    assert sandbox.memory.highest_in_flight <= combination.concurrency
