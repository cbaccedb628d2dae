"""At whatever width, the bar says first what matters most, and reaches no last column."""

import re
from dataclasses import replace

import pytest

from batch.cli.speech.bar import Glimpse, bar_lines

EARLY = Glimpse(
    what="look-ups",
    done=305,
    total=3_000,
    per_second=23.44,
    seconds_left=115.0,
    counts={"found": 61, "empty": 244, "errors": 0},
    remarks=["in flight 9 of 10"],
)
MILLION = replace(
    EARLY,
    done=612_345,
    total=1_000_000,
    per_second=1_234.5,
    seconds_left=7_500.0,
    counts={"found": 112_345, "empty": 490_000, "errors": 10_000},
    remarks=["paused 12 s", "in flight 16 of 16", "difficult 1,234"],
)


@pytest.mark.parametrize(
    ("glimpse", "columns", "first", "second"),
    [
        (
            EARLY,
            80,
            "look-ups  305/3,000  10 %  ━━─────────────────────────  23.4/s  1 min 55 s left",
            "found 61  empty 244  errors 0  in flight 9 of 10",
        ),
        (EARLY, 40, "305/3,000 10 % 23/s 1m left", "found 61  empty 244  errors 0"),
        (EARLY, 20, "305/3000 10%", "found 61 empty 244"),
        (
            MILLION,
            80,
            "look-ups  612,345/1,000,000  61 %  ━━━━━━─────  1,234.5/s  2 h 5 min left",
            "found 112,345  empty 490,000  errors 10,000  paused 12 s  in flight 16 of 16",
        ),
        (MILLION, 40, "612,345/1,000,000 61 % 1234/s 2h05 left", "found 112345 empty 490000 errors 10000"),
    ],
)
def test_it_fits(glimpse: Glimpse, columns: int, first: str, second: str) -> None:
    shown = bar_lines(glimpse, columns)
    assert (re.sub("━+─*", "━", shown[0]), shown[1]) == (re.sub("━+─*", "━", first), second)
    assert max(map(len, shown)) < columns


@pytest.mark.parametrize("glimpse", [EARLY, MILLION, replace(MILLION, seconds_left=None), replace(MILLION, total=None)])
def test_no_width_is_too_small(glimpse: Glimpse) -> None:
    for columns in range(2, 200):
        assert all(0 < len(line) < columns for line in bar_lines(glimpse, columns))


@pytest.mark.parametrize("seconds", [0.0, 59.6, 3_599.0, 86_399.0, 900_000.0])
def test_at_forty_columns_a_million_has_all_five_figures(seconds: float) -> None:
    shown = bar_lines(replace(MILLION, done=1_000_000 - 1, seconds_left=seconds), 40)[0]
    assert re.fullmatch(r"999,?999/1,?000,?000 99 ?% 1234/s (0s|1m|59m|23h59|10d10h) left", shown)


def test_a_bar_is_as_full_as_its_percentage_and_coloured_where_it_is_full() -> None:
    shown = bar_lines(replace(EARLY, done=1_500), 100, has_colour=True)[0]
    full, empty = re.findall("━+|─+", shown)
    assert abs(len(full) - len(empty)) <= 1
    assert f"\x1b[32m{full}\x1b[0m{empty}" in shown


def test_letters_stand_in_where_the_encoding_has_no_lines() -> None:
    assert bar_lines(EARLY, 80, has_lines=False)[0].isascii()


@pytest.mark.parametrize(
    ("done", "total", "first"),
    [(0, None, "changes"), (5, None, "rows  5  23.4/s"), (5, 0, "100 %"), (5, 10, "rows  5/~10  50 %")],
)
def test_what_is_not_known_is_not_shown(done: int, total: int | None, first: str) -> None:
    glimpse = Glimpse(
        what="rows" if done else "changes",
        done=done,
        total=total,
        is_about=True,
        per_second=23.44,
        seconds_left=None,
    )
    assert first in bar_lines(glimpse, 80)[0]
    assert len(bar_lines(glimpse, 80)) == 1
