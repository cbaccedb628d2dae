"""What is pending comes page by page: nobody is passed over, and memory does not hold the whole list."""

from collections.abc import Iterable
from math import ceil

import pytest
from support.pool_rig import pool_rig
from support.scripted_register import ScriptedRegister

from batch.lookup import feeder
from batch.lookup.backlog import Backlog
from batch.lookup.trial import Trial
from batch.outcome import OutcomeKind

PAGE = 10


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Read small pages, and note after each how many wait to be begun."""
    counts: list[int] = []
    add = Backlog.add_new

    def add_new(backlog: Backlog, trials: Iterable[Trial]) -> None:
        add(backlog, trials)
        counts.append(backlog.new_count)

    monkeypatch.setattr(feeder, "_PAGE_SIZE", PAGE)
    monkeypatch.setattr(Backlog, "add_new", add_new)
    return counts


@pytest.mark.parametrize("count", [PAGE - 1, PAGE, PAGE + 1, 4 * PAGE + 3])
def test_everybody_is_asked_in_order_though_a_page_ends(held: list[int], count: int) -> None:
    with pool_rig(count, concurrency=1) as rig:
        register = ScriptedRegister()
        assert set(rig.run(register).values()) == {OutcomeKind.EMPTY}
    assert register.asked == list(rig.identifiers)
    assert len(held) == ceil(count / PAGE)


def test_the_next_page_is_read_when_half_of_the_last_one_has_been_begun(held: list[int]) -> None:
    with pool_rig(6 * PAGE, concurrency=1) as rig:
        rig.run(ScriptedRegister())
    assert held == [PAGE] + [PAGE + PAGE // 2] * 5
