"""Puts a page together: its top, and its sections in the order in which a person asks."""

from batch import __version__
from batch.options.export_options import Words
from batch.report.page import opening
from batch.report.page.answers import changes_section, ektepakter_section, outcomes_section
from batch.report.page.blocks import Page
from batch.report.page.circumstances import certificate_section, inputs_section, settings_section, timings_section
from batch.report.page.course_section import course_section, latency_section
from batch.report.page.speech import Speech
from batch.report.page.story import Story
from batch.report.page.troubles import anomalies_section, failures_section, repairs_section, unsent_section
from batch.tables.words.legend import MADE_UP

_SECTIONS = (
    outcomes_section,
    failures_section,
    course_section,
    latency_section,
    unsent_section,
    repairs_section,
    ektepakter_section,
    changes_section,
    anomalies_section,
    inputs_section,
    timings_section,
    certificate_section,
    settings_section,
)


def page_of(story: Story, words: Words) -> Page:
    speech = Speech.of(words)
    run_id = str(story.facts["run_id"])
    return Page(
        language=words.value,
        title=speech.say("title", run_id=run_id),
        warning=MADE_UP.by(words) if story.facts["answers_are_made_up"] else None,
        heading=speech.say("heading", run_id=run_id),
        status=opening.status(story, speech),
        is_good=story.account.error_count == 0,
        asked=opening.asked(story, speech),
        when=opening.when(story, speech),
        news=opening.news(story, speech),
        todo_heading=speech.say("todo"),
        todo=opening.todo(story, speech),
        contents_heading=speech.say("contents"),
        sections=[section(story, speech) for section in _SECTIONS],
        footer=speech.say("footer", version=__version__),
    )
