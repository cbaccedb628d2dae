"""The top of a page: how the run stands, what was asked and what came back, when, and what to do."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from batch.identity.masking import mask_identifiers
from batch.outcome import OutcomeKind
from batch.report.next_steps import worth_retry
from batch.report.page.blocks import Step
from batch.report.page.course_chart import breaks_of
from batch.report.page.speech import Speech
from batch.report.page.stopped import STOPPED
from batch.report.page.story import Story

_TO_CORRECT = (OutcomeKind.INVALID_ID, OutcomeKind.WRONG_ENVIRONMENT)
_ENDS_SOON_DAYS = 100  # of a key that is warned of; a warning with more days left is about something else


def status(story: Story, speech: Speech) -> str:
    pending = story.identifiers(OutcomeKind.NOT_RUN)
    if pending:
        return speech.say("status_pending", pending=speech.spell.count(pending))
    if missing := story.account.error_count:
        return speech.say("status_missing", missing=speech.spell.count(missing))
    return speech.say("status_all")


def asked(story: Story, speech: Speech) -> str:
    spell, account = speech.spell, story.account
    return speech.say(
        "asked",
        rows=spell.counted(account.cell_count, account.counted_noun),
        files=spell.counted(len(account.files), "file"),
        values=spell.counted(account.identifier_count, "value"),
        environment=str(story.facts["environment"]),
        answered=spell.count(story.answered_count),
        found=spell.count(story.identifiers(OutcomeKind.FOUND)),
        empty=spell.count(story.identifiers(OutcomeKind.EMPTY)),
    )


def when(story: Story, speech: Speech) -> str:
    if not story.course:
        return speech.say("no_course")
    spell, span = speech.spell, story.asked_span
    pauses, broken = len(story.pauses), sum(each.seconds for each in breaks_of(story.course, story.pauses))
    said = spell.counted(pauses, "pause")
    return speech.say(
        "when",
        span=spell.span(*span),
        asking=spell.duration(span.seconds - broken),
        pauses=speech.say("when_pauses", pauses=said, duration=spell.duration(story.paused_seconds)) if pauses else "",
        breaks=speech.say("when_breaks", duration=spell.duration(broken)) if broken else "",
    )


def news(story: Story, speech: Speech) -> str:
    """Say how much has changed since an earlier run, if there is one; the section on changes says what."""
    changes = story.changes
    if changes is None:
        return ""
    return speech.say("news", changes=speech.spell.counted(changes.row_count, "change"))


def todo(story: Story, speech: Speech) -> list[Step]:
    """Return what a person does, the most urgent first."""
    steps = [*_to_get_on(story, speech), *_to_look_at(story, speech), *_to_get_answers(story, speech)]
    return steps or [Step(speech.say("todo_nothing"))]


def _to_get_on(story: Story, speech: Speech) -> Iterator[Step]:
    if stopped_by := story.facts.get("stopped_by"):
        reason = STOPPED.get(stopped_by["type"], STOPPED[""]).by(speech.words)
        yield Step(speech.say("todo_stopped", reason=reason), original=_error(stopped_by))
    if pending := story.identifiers(OutcomeKind.NOT_RUN):
        yield Step(speech.say("todo_continue", pending=speech.spell.count(pending)))
    for unread in story.facts.get("unread_inputs", ()):
        yield Step(speech.say("todo_unread"), original=_error(unread))


def _to_look_at(story: Story, speech: Speech) -> Iterator[Step]:
    account = story.account
    if account.shrunk_list:
        yield Step(speech.say("todo_shrunk"), original=account.shrunk_list)
    if account.cut_at:
        yield Step(speech.say("todo_cut", place=mask_identifiers(account.cut_at)))
    if (key := story.facts.get("key") or {}).get("warning"):
        yield _about_key(key, speech)


def _to_get_answers(story: Story, speech: Speech) -> Iterator[Step]:
    spell, account = speech.spell, story.account
    if account.is_complete and (retryable := worth_retry(account)):
        yield Step(speech.say("todo_retry", count=spell.counted(retryable, "person")), command=story.retry)
    if slow := story.identifiers(OutcomeKind.SLOW_SKIPPED):
        yield Step(speech.say("todo_slow", count=spell.counted(slow, "person")))
    if rejected := story.identifiers(OutcomeKind.REJECTED):
        yield Step(speech.say("todo_rejected", count=spell.counted(rejected, "person")))
    if to_correct := story.identifiers(*_TO_CORRECT):
        yield Step(speech.say("todo_correct", count=spell.counted(to_correct, "value")))
    if account.repaired_count:
        yield Step(speech.say("todo_check_repairs", count=spell.counted(account.repaired_count, "row")))


def _about_key(key: Mapping[str, Any], speech: Speech) -> Step:
    days_left = key.get("days_left")
    if days_left is None or days_left > _ENDS_SOON_DAYS:
        return Step(speech.say("todo_key_look"), original=key["warning"])
    sentence = "todo_key_ended" if days_left < 0 else "todo_key"
    ends_on = speech.spell.day(date.fromisoformat(key["ends_on"]))
    return Step(speech.say(sentence, ends_on=ends_on, days=speech.spell.counted(days_left, "day")))


def _error(error: dict[str, str | None]) -> str:
    """Join an error as the manifest has it."""
    return "; ".join(filter(None, [": ".join(filter(None, [error["source"], error["what"]])), error["remedy"]]))
