"""A machine that has reached nobody is told so after 20 s, and given up after two minutes."""

import structlog

from batch.network.unreached import Unreached

ERROR = OSError("does this machine reach the internet through a proxy?")


def test_it_is_said_once_after_a_while_and_given_up_after_two_minutes() -> None:
    unreached = Unreached()
    with structlog.testing.capture_logs() as logs:
        given_up = {at: unreached.is_given_up(ERROR, now=1000.0 + at) for at in (0, 5, 19.9)}
        assert logs == []
        given_up |= {at: unreached.is_given_up(ERROR, now=1000.0 + at) for at in (20, 60, 119.9, 120)}
    assert [at for at, is_so in given_up.items() if is_so] == [120]
    [said] = logs
    assert (said["log_level"], said["seconds"]) == ("warning", 20)
    assert "through a proxy?" in said["reason"]


def test_who_was_reached_once_is_only_away() -> None:
    unreached = Unreached()
    assert not unreached.is_given_up(ERROR, now=0)
    unreached.note_reached()
    with structlog.testing.capture_logs() as logs:
        assert not unreached.is_given_up(ERROR, now=10_000)
    assert logs == []
