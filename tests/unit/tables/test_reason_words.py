"""Every reason has its words."""

from batch.tables.advice import _BY_REASON
from batch.tables.reason_words import REASON_WORDS, in_words


def test_every_reason_with_an_advice_has_words_that_fit_a_plan() -> None:
    assert REASON_WORDS.keys() == _BY_REASON.keys()
    assert max(len(in_words(reason)) for reason in REASON_WORDS) <= 36


def test_what_has_no_words_keeps_its_code() -> None:
    assert in_words("k1") == "first check digit is wrong"
    assert in_words("fnr_13") == "fnr_13"
