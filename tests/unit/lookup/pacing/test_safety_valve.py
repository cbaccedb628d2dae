"""When so many fail for themselves that the judgement is in doubt."""

from batch.lookup.pacing.safety_valve import LEAST_SECONDS_BETWEEN, SafetyValve


def noted(*, answered: int, failed: int) -> SafetyValve:
    valve = SafetyValve()
    for number in range(answered + failed):
        valve.note(has_failed=number >= answered, now=float(number))
    return valve


def test_a_tenth_of_the_last_two_hundred_is_not_too_many() -> None:
    assert not noted(answered=180, failed=20).is_open
    assert noted(answered=180, failed=21).is_open


def test_a_short_list_of_difficult_ones_does_not_open_it() -> None:
    assert not noted(answered=0, failed=199).is_open


def test_those_before_the_last_two_hundred_do_not_count() -> None:
    valve = noted(answered=190, failed=10)
    for number in range(300, 500):
        assert not valve.note(has_failed=number >= 481, now=float(number))


def test_it_opens_once_and_the_last_attempts_come_a_minute_after_the_latest_failure() -> None:
    valve = noted(answered=180, failed=20)
    assert valve.last_attempts_at == float("-inf")
    assert valve.note(has_failed=True, now=500.0)
    assert not valve.note(has_failed=True, now=600.0)
    assert valve.last_attempts_at == 600.0 + LEAST_SECONDS_BETWEEN
