"""The limit's rules, each by itself; windows are filled by hand."""

from dataclasses import dataclass, field

import pytest

from batch.lookup.pacing import AdaptiveLimit

CEILING = 64
WINDOW = 200  # enough results for any window
QUIET = 0.05


@dataclass
class Pressed:
    """A limit under test, and its clock."""

    limit: AdaptiveLimit = field(default_factory=lambda: AdaptiveLimit(ceiling=CEILING))
    now: float = 0.0

    def window(self, *, seconds: float = QUIET, failures: int = 0, is_used: bool = True, answers: int = WINDOW) -> int:
        """Let one window pass, its failures first; return the limit then."""
        if is_used:
            self.limit.note_start(in_flight=self.limit.limit)
        for _ in range(failures):
            self.limit.note_failure(now=self.now)
        self.now += 1.0
        for _ in range(answers):
            self.limit.note_answer(seconds=seconds, now=self.now)
            if self.limit._window.failure_count + len(self.limit._window.seconds) == 0:
                break
        return self.limit.limit

    def grown(self, to: int = 32) -> "Pressed":
        while self.limit.limit < to:
            self.window()
        return self


def test_at_first_it_doubles() -> None:
    pressed = Pressed()
    assert [pressed.limit.limit, pressed.window(), pressed.window()] == [4, 8, 16]


def test_it_never_rises_above_the_ceiling() -> None:
    pressed = Pressed().grown(CEILING)
    assert pressed.window() == CEILING
    assert AdaptiveLimit(ceiling=2).limit == 2


def test_after_a_fall_it_rises_by_a_step_of_one_that_doubles_until_the_next_fall() -> None:
    pressed = Pressed().grown(32)
    assert pressed.window(failures=30) == 28
    assert [pressed.window(), pressed.window(), pressed.window()] == [29, 31, 35]
    assert pressed.window(failures=30) == 32
    assert pressed.window() == 33


def test_a_window_of_few_answers_that_were_slow_by_chance_does_not_lower_it() -> None:
    pressed = Pressed().grown(8)
    pressed.limit.note_start(in_flight=8)
    pressed.now += 1.0
    for seconds in (0.02, 0.3) * 8:
        pressed.limit.note_answer(seconds=seconds, now=pressed.now)
    assert pressed.limit.limit == 16


@pytest.mark.parametrize(("unread_seconds", "limit"), [(4 * QUIET, CEILING), (QUIET, 28)])
def test_the_time_in_which_answers_lay_unread_in_our_own_event_loop_is_no_queue(
    unread_seconds: float, limit: int
) -> None:
    pressed = Pressed().grown(32)
    pressed.limit.note_start(in_flight=32)
    pressed.now += 1.0
    for _ in range(50):
        pressed.limit.note_answer(seconds=5 * QUIET, unread_seconds=unread_seconds, now=pressed.now)
    assert pressed.limit.limit == limit


def test_one_very_slow_answer_does_not_lower_it() -> None:
    pressed = Pressed().grown(8)
    pressed.limit.note_start(in_flight=8)
    pressed.now += 1.0
    for seconds in (*(QUIET,) * 15, 60.0):
        pressed.limit.note_answer(seconds=seconds, now=pressed.now)
    assert pressed.limit.limit == 16


def test_a_limit_that_is_not_used_does_not_rise() -> None:
    pressed = Pressed().grown(8)
    assert pressed.window(is_used=False) == 8


def test_a_window_lowers_it_by_a_tenth_at_most() -> None:
    pressed = Pressed().grown(32)
    assert pressed.window(failures=45) == 28


def test_one_failure_or_less_than_a_tenth_does_not_lower_it() -> None:
    pressed = Pressed().grown(32)
    pressed.window(failures=1)
    assert pressed.limit.limit == 32
    for _ in range(45):
        pressed.limit.note_answer(seconds=QUIET, now=pressed.now)
    pressed.limit.note_failure(now=pressed.now)
    pressed.limit.note_failure(now=pressed.now)
    assert pressed.limit.limit == 32


def test_failures_never_raise_it_however_fast_they_come() -> None:
    pressed = Pressed().grown(16)
    highest = 16
    for _ in range(200):
        pressed.now += 0.01
        pressed.limit.note_start(in_flight=pressed.limit.limit)
        pressed.limit.note_failure(now=pressed.now)
        highest = max(highest, pressed.limit.limit)
    assert highest == 16
    pressed.grown(CEILING)
    assert pressed.window(seconds=1.5 * QUIET) == CEILING, "the baseline is that of the answers"
    assert pressed.window(seconds=3 * QUIET) < CEILING


def test_it_never_falls_below_one() -> None:
    pressed = Pressed()
    for _ in range(100):
        pressed.window(failures=100, answers=0)
    assert pressed.limit.limit == 1


def test_latency_that_has_left_its_baseline_lowers_it() -> None:
    pressed = Pressed().grown(32)
    assert pressed.window(seconds=3 * QUIET) == 28


def test_a_little_more_latency_does_not_lower_it() -> None:
    pressed = Pressed().grown(32)
    assert pressed.window(seconds=1.5 * QUIET) >= 32


def test_latency_that_does_not_fall_with_the_limit_becomes_the_baseline() -> None:
    pressed = Pressed().grown(32)
    for _ in range(8):
        pressed.window(seconds=10 * QUIET)
    before = pressed.limit.limit
    assert pressed.window(seconds=10 * QUIET) == before + 1
    risen = pressed.window(seconds=15 * QUIET)
    assert risen > before
    assert pressed.window(seconds=30 * QUIET) < risen


def test_a_queue_that_empties_some_windows_after_the_limit_has_fallen_is_not_taken_for_the_baseline() -> None:
    pressed = Pressed().grown(32)
    for seconds in (0.15, 0.2, 0.25, 0.3, 0.3, 0.27, 0.24, 0.21, 0.19):
        pressed.window(seconds=seconds)
    before = pressed.limit.limit
    assert before < 16
    assert pressed.window(seconds=3 * QUIET) < before, "three times the baseline is a queue, as at first"


def test_a_refusal_is_remembered_for_a_while_and_the_next_for_longer() -> None:
    pressed = Pressed().grown(32)
    pressed.limit.note_throttled(in_flight=20, now=pressed.now)
    assert pressed.limit.limit == 19
    assert [pressed.window() for _ in range(9)] == [19] * 9
    assert [pressed.window(), pressed.window()] == [20, 22]
    pressed.limit.note_throttled(in_flight=20, now=pressed.now)
    assert [pressed.window() for _ in range(19)] == [19] * 19


def test_after_an_outage_it_begins_anew_at_half() -> None:
    pressed = Pressed().grown(32)
    pressed.limit.restart()
    assert pressed.limit.limit == 16
    assert pressed.window() == 32


def test_first_answers_that_were_quick_by_chance_do_not_end_the_doubling_at_the_start() -> None:
    pressed = Pressed()
    pressed.window(seconds=QUIET / 3, answers=8)
    assert [pressed.window(answers=16), pressed.window()] == [16, 32]


def test_what_an_answer_usually_takes_follows_the_register_and_is_unknown_at_first() -> None:
    pressed = Pressed()
    assert pressed.limit.usual_seconds is None
    pressed.window(seconds=QUIET)
    assert pressed.limit.usual_seconds == pytest.approx(QUIET)
    for _ in range(30):
        pressed.window(seconds=10 * QUIET)
    assert pressed.limit.usual_seconds == pytest.approx(10 * QUIET, rel=0.01)
