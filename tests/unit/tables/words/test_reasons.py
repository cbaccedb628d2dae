"""Every reason has its words."""

from batch.options.export_options import Words
from batch.tables.advice import _BY_REASON
from batch.tables.words.reasons import REASONS, reason_said


def test_every_reason_with_an_advice_has_words_that_fit_a_plan() -> None:
    assert REASONS.keys() == _BY_REASON.keys()
    assert max(len(said) for both in REASONS.values() for said in both) <= 36


def test_what_has_no_words_keeps_its_code() -> None:
    assert reason_said("k1", Words.EN) == "first check digit is wrong"
    assert reason_said("k1", Words.NB) == "første kontrollsiffer er feil"
    assert reason_said("fnr_13", Words.NB) == "fnr_13"
