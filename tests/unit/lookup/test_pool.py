"""What the pool keeps of an attempt once it is over."""

import gc
import weakref
from collections.abc import Callable, Iterator

import pytest
from support.pool_rig import pool_rig
from support.scripted_register import Kind, Reply, ScriptedRegister, Window

from batch.errors import Answered, BadResponseError, ServerFailedError
from batch.identity import Identity
from batch.outcome import OutcomeKind
from batch.register import Answer


class Body:
    """Stands for the bytes that an attempt has read, and can be seen to be gone."""


@pytest.fixture
def without_search_for_cycles() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class RegisterOfBadBodies(ScriptedRegister):
    """Every other attempt fails with its body at hand; at each it is counted how many earlier ones are kept."""

    def __init__(self) -> None:
        super().__init__()
        self.bodies: weakref.WeakSet[Body] = weakref.WeakSet()
        self.read_count = 0
        self.most_kept = 0

    async def fetch(self, identity: Identity, *, sending: Callable[[], None]) -> Answer:
        self.most_kept = max(self.most_kept, len(self.bodies))
        answer = await super().fetch(identity, sending=sending)
        self.read_count += 1
        if self.read_count % 2:
            return answer
        self._refuse(Body())
        return answer

    def _refuse(self, body: Body) -> None:
        self.bodies.add(body)
        try:
            int("not JSON")
        except ValueError:
            raise BadResponseError("not JSON", answered=Answered(http_status=200)) from None


@pytest.mark.usefixtures("without_search_for_cycles")
def test_a_failure_does_not_keep_the_body_that_it_is_about() -> None:
    register = RegisterOfBadBodies()
    with pool_rig(30, concurrency=1) as rig:
        assert set(rig.run(register).values()) == {OutcomeKind.EMPTY, OutcomeKind.BAD_RESPONSE}
    assert register.read_count > 30
    assert register.most_kept == 0


class RegisterThatFailsFirst(ScriptedRegister):
    """The first attempt at each fails after it was sent; before the first request goes out, its token is refused."""

    async def fetch(self, identity: Identity, *, sending: Callable[[], None]) -> Answer:
        if not self.asked_before:
            sending()
        is_first = identity.digits not in self.asked_before
        self.asked_before.add(identity.digits)
        answer = await super().fetch(identity, sending=sending)
        if is_first:
            raise ServerFailedError("failed", answered=Answered(http_status=500))
        return answer

    def __init__(self) -> None:
        super().__init__()
        self.asked_before: set[str] = set()


def test_requests_are_counted_by_what_came_of_them() -> None:
    with pool_rig(30, concurrency=1) as rig:
        assert set(rig.run(RegisterThatFailsFirst()).values()) == {OutcomeKind.EMPTY}
    requests = rig.tally.requests
    assert requests.by_status["replayed"] == 1
    assert requests.by_status["200"] == 30
    assert requests.by_status["500"] >= 30
    assert requests.by_status["200"] + requests.by_status["500"] == rig.tally.attempt_count
    assert requests.retries == rig.tally.attempt_count - rig.tally.control_count - 30
    assert requests.probes > 0
    assert sum(requests.latencies) == rig.tally.attempt_count


def test_a_stop_in_a_pause_does_not_wait_for_its_end() -> None:
    throttled = Reply(kind=Kind.THROTTLED, asked_seconds=200.0)
    register = ScriptedRegister(windows=[Window(begin=0.2, end=1000.0, reply=throttled)])
    with pool_rig(100, concurrency=4) as rig:
        outcomes = rig.run(register, stop_at=5.0)
        assert rig.seconds == pytest.approx(5.0, abs=0.1)
    assert set(outcomes.values()) == {OutcomeKind.EMPTY, OutcomeKind.NOT_RUN}
