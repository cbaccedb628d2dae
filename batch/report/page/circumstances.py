"""The sections on how it was asked: inputs, timings, certificate, settings."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from batch.identity.masking import mask_identifiers
from batch.report.page.blocks import Section, Table
from batch.report.page.speech import Speech
from batch.report.page.story import Story


def inputs_section(story: Story, speech: Speech) -> Section:
    table = Table(
        caption=speech.say("inputs_caption"),
        headings=[speech.say(each) for each in ("input", "rows", "blank_rows", "column")],
        rows=[
            (
                mask_identifiers(file.name),
                speech.spell.count(file.row_count),
                speech.spell.count(file.blank_count),
                mask_identifiers(file.decided.get("column", "")),
            )
            for file in story.account.files
        ],
        numeric=frozenset({1, 2}),
    )
    return Section(name="inputs", heading=speech.say("inputs"), blocks=[table])


def timings_section(story: Story, speech: Speech) -> Section:
    return _named("timings", _timings(story, speech), speech)


def certificate_section(story: Story, speech: Speech) -> Section:
    key, unknown = story.facts.get("key") or {}, speech.say("unknown")
    ends_on, days_left = key.get("ends_on"), key.get("days_left")
    rows = [
        ("organisation_number", key.get("organisation_number") or unknown),
        ("key_id", key.get("key_id") or unknown),
        ("ends_on", unknown if ends_on is None else speech.spell.day(date.fromisoformat(ends_on))),
        ("days_left", unknown if days_left is None else speech.spell.count(days_left)),
    ]
    return _named("certificate", ((name, str(value)) for name, value in rows), speech)


def settings_section(story: Story, speech: Speech) -> Section:
    table = Table(
        caption=speech.say("settings_caption"),
        headings=(speech.say("setting"), speech.say("value")),
        rows=[(name, _setting(value, speech)) for name, value in story.facts["settings"].items()],
        is_folded=True,
    )
    return Section(name="settings", heading=speech.say("settings"), blocks=[table])


def _named(name: str, rows: Iterator[tuple[str, str]], speech: Speech) -> Section:
    table = Table(
        caption=speech.say(f"{name}_caption"),
        headings=(speech.say("what"), speech.say("value")),
        rows=[(speech.say(label), value) for label, value in rows],
    )
    return Section(name=name, heading=speech.say(name), blocks=[table])


def _timings(story: Story, speech: Speech) -> Iterator[tuple[str, str]]:
    spell, facts = speech.spell, story.facts
    if started_at := facts.get("started_at"):
        yield "started", spell.moment(datetime.fromisoformat(started_at))
    if story.taken_in_at is not None:
        yield "taken_in", spell.moment(story.taken_in_at)
    if story.course:
        yield "first_asked", spell.moment(datetime.fromtimestamp(story.asked_span.begins, UTC))
        yield "last_asked", spell.moment(datetime.fromtimestamp(story.asked_span.ends, UTC))
        yield "paused_total", spell.duration(story.paused_seconds)
    yield "asking_seconds", spell.duration(facts.get("lookup_seconds") or 0.0)
    yield "attempts", spell.count(story.account.totals.get("attempts", 0))
    yield "controls", spell.count(facts.get("control_lookups") or 0)
    yield "tokens", spell.count(facts.get("token_count") or 0)
    yield "written", spell.moment(datetime.now(UTC))


def _setting(value: Any, speech: Speech) -> str:  # noqa: ANN401 - what JSON can hold
    match value:
        case None | [] | "":
            return speech.say("unset")
        case True:
            return speech.say("yes")
        case False:
            return speech.say("no")
        case list():
            return ", ".join(map(str, value))
        case _:
            return str(value)
