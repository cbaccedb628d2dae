"""No more requests than --max-requests allows, and a word when the last one goes out."""

import pytest

from batch.errors import RequestsUsedUpError
from batch.register import RequestCap


def test_the_last_one_that_is_allowed_is_told_of_and_the_next_is_refused() -> None:
    cap, told = RequestCap(2), []
    cap.when_used_up = lambda: told.append(cap.count)
    cap.take()
    assert told == []
    cap.take()
    assert told == [2]
    for _ in range(2):
        with pytest.raises(RequestsUsedUpError, match="--max-requests 2"):
            cap.take()
    assert (cap.count, told) == (2, [2])


def test_without_a_limit_all_go_through() -> None:
    cap = RequestCap()
    for _ in range(1000):
        cap.take()
    assert cap.count == 1000
