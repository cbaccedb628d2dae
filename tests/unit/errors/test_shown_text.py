"""Texts of others as they are shown: printable, on a line, and not too long."""

import os

import pytest

from batch.errors import ColumnError, InputError, NoReadableInputError
from batch.errors.base import MESSAGE_LENGTH
from batch.errors.shown_text import shown, shown_line, shown_name

UNPRINTABLE = ["\x1b", "\x07", "\x9b", "\x7f", "\u202e", "\u2066", "\u2028", "\ud800"]


@pytest.mark.parametrize("char", UNPRINTABLE)
def test_what_a_terminal_would_act_on_is_replaced(char: str) -> None:
    for show in (shown, shown_line, shown_name):
        assert show(f"a{char}[31mb æøå €\u00a0") == "a\ufffd[31mb æøå €\u00a0"


def test_lines_stay_lines_but_not_in_a_name_or_a_sentence() -> None:
    assert shown("a\nb\tc") == "a\nb\tc"
    assert shown_line("a \r\n  b\tc") == "a b\tc"
    assert shown_name("a\nb\tc") == "a\ufffdb\ufffdc"


def test_a_name_is_read_as_utf_8_and_what_is_none_is_replaced() -> None:
    assert shown_name(os.fsdecode(b"f\xf8dsel \xc3\xa6.csv")) == "f\ufffddsel æ.csv"
    assert shown_name(b"f\xc3\xb8dsel.csv".decode("ascii", "surrogateescape")) == "fødsel.csv", "in a C locale"


@pytest.mark.parametrize(
    ("what", "remedy", "source"),
    [("w" * 5000, "mend it", "a.csv"), ("is wrong", "r" * 5000, "a.csv"), ("w" * 5000, "r" * 5000, "s" * 5000)],
)
def test_a_message_is_cut_and_keeps_what_is_wrong_and_what_to_do(what: str, remedy: str, source: str) -> None:
    error = InputError(what, remedy=remedy, source=source)
    assert len(str(error)) <= MESSAGE_LENGTH
    for part, whole in zip(str(error).partition("; ")[::2], (f"{source}: {what}", remedy), strict=True):
        assert part[0] == whole[0]
        assert part[-1] == whole[-1]
    assert f"{error.as_json()['source']}: {error.as_json()['what']}; {error.as_json()['remedy']}" == str(error)


def test_a_message_of_usual_length_is_whole() -> None:
    error = ColumnError("w" * 300, remedy="r" * 270, source="s" * 20)
    assert str(error) == f"{'s' * 20}: {'w' * 300}; {'r' * 270}"


def test_a_message_is_printable_in_all_its_parts() -> None:
    error = ColumnError("has \x1b[31m", remedy="name\nit \x9b", source=os.fsdecode(b"f\xf8\n.csv"))
    assert str(error) == "f\ufffd\ufffd.csv: has \ufffd[31m; name it \ufffd"


def test_of_many_inputs_that_can_not_be_read_the_first_are_named() -> None:
    error = NoReadableInputError([InputError("is a PDF", source=f"{number}.csv") for number in range(25)])
    assert [len(str(error).splitlines()), str(error).splitlines()[-1]] == [12, "  and 15 more; --json names all"]
    assert len(error.as_json()["unread_inputs"]) == 25
