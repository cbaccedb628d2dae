"""How the interpreter is set up while look-ups are made, and that it is as before afterwards."""

import gc
import sys

import pytest

from batch.jobs.run.interpreter import set_up_for_look_ups


def test_while_look_ups_are_made_threads_take_turns_soon_and_collections_pass_over_the_program() -> None:
    before = sys.getswitchinterval()
    with set_up_for_look_ups():
        assert sys.getswitchinterval() < before / 2
        assert gc.get_freeze_count() > 0


def test_afterwards_all_is_as_it_was_even_when_the_look_ups_fail() -> None:
    before = sys.getswitchinterval(), gc.get_freeze_count()
    with pytest.raises(OSError, match="disk"), set_up_for_look_ups():
        raise OSError("disk")
    assert (sys.getswitchinterval(), gc.get_freeze_count()) == before
