"""What waits to be asked about: in order, when due, and never without bound."""

from support import builders as make

from batch.lookup.backlog import MOST_WAITING, Backlog


def taken(backlog: Backlog, now: float, *, prefers_new: bool = False) -> int | None:
    found = backlog.take(now, prefers_new=prefers_new)
    return found and found.lookup.lookup_id


def test_new_ones_come_in_their_order() -> None:
    backlog = Backlog()
    backlog.add_new(map(make.trial, (1, 2, 3)))
    assert [taken(backlog, 0.0) for _ in range(4)] == [1, 2, 3, None]


def test_a_retry_comes_when_it_is_due_and_before_new_ones() -> None:
    backlog = Backlog()
    backlog.add_new([make.trial(1), make.trial(2)])
    backlog.add_again(make.trial(9), due_at=5.0)
    assert [taken(backlog, 4.9), taken(backlog, 5.0), taken(backlog, 5.0)] == [1, 9, 2]


def test_a_probe_is_of_a_new_one_if_there_is_any() -> None:
    backlog = Backlog()
    backlog.add_new([make.trial(1)])
    backlog.add_again(make.trial(9), due_at=0.0)
    assert [taken(backlog, 1.0, prefers_new=True) for _ in range(2)] == [1, 9]


def test_the_one_that_was_due_first_comes_first() -> None:
    backlog = Backlog()
    for lookup_id, due_at in ((1, 3.0), (2, 1.0), (3, 1.0)):
        backlog.add_again(make.trial(lookup_id), due_at)
    assert backlog.due_at() == 1.0
    assert [taken(backlog, 9.0) for _ in range(3)] == [2, 3, 1]


def test_with_very_many_waiting_nothing_new_is_begun() -> None:
    backlog = Backlog()
    backlog.add_new([make.trial(1)])
    for number in range(MOST_WAITING):
        backlog.add_again(make.trial(2 + number), due_at=10.0)
    assert backlog.due_at() == 10.0
    assert taken(backlog, 9.0, prefers_new=True) is None
    assert taken(backlog, 10.0) == 2
    assert taken(backlog, 9.0) == 1


def test_it_is_empty_when_nothing_waits() -> None:
    backlog = Backlog()
    assert (backlog.is_empty, backlog.due_at()) == (True, float("inf"))
    backlog.add_again(make.trial(1), due_at=4.0)
    assert not backlog.is_empty
