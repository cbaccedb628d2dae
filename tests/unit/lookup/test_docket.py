"""Failures in doubt, and what follows when too many are charged."""

from support import builders as make

from batch.errors import Answered, ServerFailedError
from batch.lookup.docket import Docket
from batch.lookup.pacing import AdaptiveLimit
from batch.lookup.pacing.retry_policy import RetryPolicy
from batch.options.pacing_options import RetryOptions

FAILED = ServerFailedError("500", answered=Answered(http_status=500))


def test_more_than_a_tenth_of_the_last_200_halve_the_limit_once_for_all() -> None:
    limit = AdaptiveLimit(ceiling=4)
    docket = Docket(limit=limit, policy=RetryPolicy(options=RetryOptions(), is_timeout_final=False))
    for _ in range(180):
        docket.note_answer(is_suspect=False, now=0.0)
    limits = []
    for number in range(1, 31):
        docket.charge(make.trial(number), FAILED, 1.0)
        limits.append(limit.limit)
    assert limits == [4] * 20 + [2] * 10
    assert docket.last_attempts_at == 61.0
