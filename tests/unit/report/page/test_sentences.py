"""The page's own sentences: complete in both languages, and none too many."""

import re
from pathlib import Path
from string import Formatter

import pytest

import batch.errors
import batch.report.page
from batch.report.page.sentences import ANOMALIES, PAUSES, SENTENCES
from batch.report.page.stopped import STOPPED
from batch.tables.words import Said

SOURCE = "\n".join(
    path.read_text("utf-8") for path in Path(batch.report.page.__path__[0]).glob("*.py") if path.name != "sentences.py"
)
_ALIKE = {
    "range",
    "and_more",
    "bar_title",
    "http",
    "tokens",
    "ektepakter",
    "avtaletype",
    "type",
    "pause",
    "event_pause",
}
_ALIKE |= {"paused", "title", "bucket_first", "sort", "pause_title"}


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_has_the_same_figures_in_both_languages(name: str) -> None:
    both = SENTENCES[name]
    assert fields(both.nb) == fields(both.en)


@pytest.mark.parametrize("both", [*SENTENCES.values(), *PAUSES.values(), *ANOMALIES.values(), *STOPPED.values()])
def test_nothing_is_left_untold_in_a_language(both: Said) -> None:
    assert both.nb.strip()
    assert both.en.strip()


def test_norwegian_and_english_differ() -> None:
    alike = {name for name, both in SENTENCES.items() if both.nb == both.en}
    assert alike <= _ALIKE


def test_why_a_run_was_stopped_is_said_by_the_types_that_there_are() -> None:
    assert STOPPED.keys() - {""} <= set(dir(batch.errors))


def test_every_sentence_is_said_somewhere() -> None:
    named = set(re.findall(r'"([a-z_]+)"', SOURCE)) | {f"{name}_caption" for name in ("timings", "certificate")}
    assert set(SENTENCES) <= named
