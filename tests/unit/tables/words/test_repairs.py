"""Repairs in words."""

import ast
from pathlib import Path

from batch.cells import digits
from batch.cells.reading import LEADING_ZERO
from batch.options.export_options import Words
from batch.tables.words.repairs import REPAIRS, repair_said


def test_every_repair_that_the_reader_makes_has_words() -> None:
    """The reader names them in tuples of one text."""
    source = ast.parse(Path(digits.__file__).read_text("utf-8"))
    named = {
        each.elts[0].value
        for each in ast.walk(source)
        if isinstance(each, ast.Tuple) and len(each.elts) == 1 and isinstance(each.elts[0], ast.Constant)
    }
    assert REPAIRS.keys() == {*named, LEADING_ZERO}


def test_each_of_several_is_said() -> None:
    assert repair_said("number_cell+leading_zero", Words.EN) == "read from a number cell, lost leading zero put back"
    assert repair_said("trimmed+ny", Words.NB) == "tegn rundt fjernet, ny"
    assert repair_said(None, Words.NB) is None
