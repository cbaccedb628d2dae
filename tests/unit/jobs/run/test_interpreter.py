"""How the interpreter is set up while look-ups are made, and that it is as before afterwards."""

import gc
import sys

import pytest

from batch.jobs.run.interpreter import set_up_for_lookups


def test_while_look_ups_are_made_collections_pass_over_the_program() -> None:
    with set_up_for_lookups():
        assert gc.get_freeze_count() > 0


def test_while_look_ups_are_made_the_ledgers_thread_has_its_turn_sooner_than_usual() -> None:
    usual = sys.getswitchinterval()
    with set_up_for_lookups():
        assert sys.getswitchinterval() < usual


def test_afterwards_all_is_as_it_was_even_when_the_look_ups_fail() -> None:
    before = gc.get_freeze_count(), sys.getswitchinterval()
    with pytest.raises(OSError, match="disk"), set_up_for_lookups():
        raise OSError("disk")
    assert (gc.get_freeze_count(), sys.getswitchinterval()) == before


def test_of_runs_that_overlap_the_last_puts_back_what_the_first_found() -> None:
    usual = sys.getswitchinterval()
    first, second = set_up_for_lookups(), set_up_for_lookups()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert sys.getswitchinterval() < usual
    second.__exit__(None, None, None)
    assert sys.getswitchinterval() == usual
