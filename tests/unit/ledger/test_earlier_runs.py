"""What a run learns from earlier ones of the same output folder, and what it does without when one is damaged."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support import builders as make

from batch.identity.environment import Environment
from batch.ledger import (
    LEDGER_NAME,
    EarlierList,
    EarlierPace,
    Ledger,
    LedgerFile,
    Origin,
    last_list,
    last_pace,
    last_run,
    last_two_runs,
)

ORIGIN = Origin(environment=Environment.PPE, register="https://register.example", language=None)
NAME = "people.csv"


def _made(
    out: Path,
    day: int,
    *digits: str,
    milliseconds: int = 500,
    origin: Origin = ORIGIN,
    name: str = NAME,
    facts: dict[str, str] | None = None,
) -> Path:
    """Make the ledger of a run that was begun and completed on this day of the month."""
    path = out / "runs" / f"202603{day:02}T120000Z-abcdef01" / LEDGER_NAME
    path.parent.mkdir(parents=True)
    with Ledger(path) as ledger:
        ledger.note(origin.as_facts(make.NOW) | {"started_at": _day(day)} | (facts or {}))
        ledger.add_rows(1, [make.ledger_row(row, each) for row, each in enumerate(digits, 2)])
        ledger.add_file(LedgerFile(file_id=1, name=name, path=name, sha256="", decided={}))
        ledger.finish_intake(make.NOW)
        make.settle(ledger, [make.outcome(duration_ms=milliseconds)])
        ledger.note({"completed_at": _day(day)})
    return path


def _day(day: int) -> str:
    return make.NOW.replace(day=day).isoformat()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    _made(tmp_path, 1, *make.TENOR[:3])
    return tmp_path


def _last_list(out: Path) -> EarlierList | None:
    return last_list(out, ORIGIN, [NAME])


def _last_pace(out: Path) -> EarlierPace | None:
    return last_pace(out, ORIGIN)


def test_the_last_complete_run_tells(out: Path) -> None:
    _made(out, 2, *make.TENOR[:2], milliseconds=250)
    assert _last_list(out) == EarlierList(
        run_id="20260302T120000Z-abcdef01", identifiers=2, completed_at=make.NOW.replace(day=2)
    )
    assert _last_pace(out) == EarlierPace(usual_seconds=0.25, silent_share=0.0)


@pytest.mark.parametrize("ask", [_last_list, _last_pace])
@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:5000],
        lambda content: content.replace(b"tableoutcomeoutcome", b"tableoutcameoutcome"),
        lambda content: content.replace(b"tablelookuplookup", b"tablelaakuplookup"),
        lambda content: content[:4096] + bytes(byte ^ 0x55 for byte in content[4096:]),
    ],
    ids=["cut", "outcome", "lookup", "pages"],
)
def test_a_damaged_earlier_run_is_warned_of_and_the_one_before_it_tells(
    out: Path, capsys: pytest.CaptureFixture[str], ask: Callable[[Path], Any], damage: Callable[[bytes], bytes]
) -> None:
    expected = ask(out)
    path = _made(out, 2, *make.TENOR[:2], milliseconds=250)
    path.write_bytes(damage(path.read_bytes()))
    assert ask(out) == expected is not None
    assert "an earlier run is passed over" in "".join(capsys.readouterr())


def _compared_with(out: Path, day: int) -> str | None:
    found = last_run(out, ORIGIN, [NAME], begun_before=_day(day))
    return None if found is None else found.name


def test_a_run_is_compared_with_the_last_complete_one_that_was_begun_before_it(out: Path) -> None:
    for day in (2, 4):
        _made(out, day, *make.TENOR)
    assert [_compared_with(out, day) for day in (1, 2, 4, 9)] == [
        None,
        "20260301T120000Z-abcdef01",
        "20260302T120000Z-abcdef01",
        "20260304T120000Z-abcdef01",
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"origin": replace(ORIGIN, environment=Environment.PROD)},
        {"origin": replace(ORIGIN, register="https://other.example")},
        {"origin": replace(ORIGIN, language="NNO")},
        {"name": "others.csv"},
        {"facts": {"cut_at": "row 3"}},
        {"facts": {"is_cut_to_sample": "yes"}},
    ],
    ids=["environment", "register", "language", "names", "limit", "sample"],
)
def test_a_run_of_another_kind_is_no_earlier_run(out: Path, other: dict[str, Any]) -> None:
    _made(out, 2, *make.TENOR, **other)
    assert _compared_with(out, 3) == "20260301T120000Z-abcdef01"
    assert last_two_runs(out) is None


def test_the_two_latest_of_a_kind_are_the_newest_run_that_has_one_before_it(out: Path) -> None:
    assert last_two_runs(out) is None
    _made(out, 2, *make.TENOR)
    _made(out, 3, *make.TENOR)
    _made(out, 4, *make.TENOR, name="others.csv")
    found = last_two_runs(out)
    assert found is not None
    assert [each.name[:8] for each in found] == ["20260302", "20260303"]
