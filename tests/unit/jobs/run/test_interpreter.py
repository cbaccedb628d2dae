"""How the interpreter is set up while look-ups are made, and that it is as before afterwards."""

import gc

import pytest

from batch.jobs.run.interpreter import program_frozen


def test_while_look_ups_are_made_collections_pass_over_the_program() -> None:
    with program_frozen():
        assert gc.get_freeze_count() > 0


def test_afterwards_all_is_as_it_was_even_when_the_look_ups_fail() -> None:
    before = gc.get_freeze_count()
    with pytest.raises(OSError, match="disk"), program_frozen():
        raise OSError("disk")
    assert gc.get_freeze_count() == before
