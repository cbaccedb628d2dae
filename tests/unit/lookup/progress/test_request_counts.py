"""Requests by what came of them."""

import pytest

from batch.errors import Answered, LookupTimeoutError, NetworkFailedError, RegisterError, ServerFailedError
from batch.lookup.progress.request_counts import RequestCounts, status_of


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (ServerFailedError("failed", answered=Answered(http_status=502)), "502"),
        (LookupTimeoutError("late"), "timeout"),
        (NetworkFailedError("gone"), "network"),
        (None, "abandoned"),
    ],
)
def test_a_failure_has_its_status_or_why_there_is_none(failure: RegisterError | None, status: str) -> None:
    assert status_of(failure) == status


def test_rounds_are_added_up() -> None:
    one, two = RequestCounts(), RequestCounts()
    one.note("200", 0.2, is_retry=False, is_probe=True)
    two.note("500", 0.2, is_retry=True, is_probe=False)
    both = one.plus(two)
    assert both.by_status == {"200": 1, "500": 1}
    assert (both.retries, both.probes, sum(both.latencies), both.latency_seconds) == (1, 1, 2, 0.4)
    assert (one.by_status.total(), two.by_status.total()) == (1, 1)


def test_only_what_was_answered_has_a_latency() -> None:
    counts = RequestCounts()
    counts.note("timeout", 60.0, is_retry=False, is_probe=False)
    assert (counts.by_status.total(), sum(counts.latencies)) == (1, 0)
