"""The sections on what did not go well: without an answer, not sent, repaired, anomalies."""

from collections.abc import Iterator, Sequence

from batch.identity.masking import mask_identifiers
from batch.ledger import Category
from batch.outcome import OutcomeKind
from batch.report.page.blocks import Block, Paragraph, Section, Table
from batch.report.page.sentences import ANOMALIES
from batch.report.page.speech import Speech
from batch.report.page.story import Story
from batch.tables.advice import advise_for
from batch.tables.words.outcomes import OUTCOMES
from batch.tables.words.reasons import reason_said
from batch.tables.words.repairs import repair_said


def failures_section(story: Story, speech: Speech) -> Section:
    return Section(name="failures", heading=speech.say("failures"), blocks=list(_failure_blocks(story, speech)))


def unsent_section(story: Story, speech: Speech) -> Section:
    blocks: list[Block] = [Paragraph(text=speech.say("unsent_none"))]
    if story.unsent:
        rows = [
            (
                reason_said(each.name, speech.words),
                *_counts(each, speech),
                advise_for(OutcomeKind.INVALID_ID, each.name, speech.words) or "",
            )
            for each in story.unsent
        ]
        blocks = [_sorted_out("unsent_caption", rows, ("sort", "distinct", "rows", "first_rows", "advice"), speech)]
    return Section(name="unsent", heading=speech.say("unsent"), blocks=blocks)


def repairs_section(story: Story, speech: Speech) -> Section:
    blocks: list[Block] = [Paragraph(text=speech.say("repairs_none"))]
    if story.repairs:
        rows = [(repair_said(each.name, speech.words) or each.name, *_counts(each, speech)) for each in story.repairs]
        blocks = [_sorted_out("repairs_caption", rows, ("sort", "distinct", "rows", "first_rows"), speech)]
    return Section(name="repairs", heading=speech.say("repairs"), blocks=blocks)


def anomalies_section(story: Story, speech: Speech) -> Section:
    blocks: list[Block] = [Paragraph(text=speech.say("anomalies_none"))]
    if story.anomalies:
        rows = [
            (*_anomaly(name, speech), speech.spell.count(count))
            for name, count in sorted(story.anomalies.items(), key=lambda each: (-each[1], each[0]))
        ]
        table = Table(
            caption=speech.say("anomalies_caption"),
            headings=[speech.say(each) for each in ("anomaly", "where", "answers")],
            rows=rows,
            numeric=frozenset({2}),
        )
        blocks = [Paragraph(text=speech.say("anomalies_note")), table]
    return Section(name="anomalies", heading=speech.say("anomalies"), blocks=blocks)


def _failure_blocks(story: Story, speech: Speech) -> Iterator[Block]:
    spell = speech.spell
    if pending := story.identifiers(OutcomeKind.NOT_RUN):
        yield Paragraph(text=speech.say("pending_cause", count=spell.count(pending)))
    if not story.figures.causes:
        if not pending:
            yield Paragraph(text=speech.say("failures_none"))
        return
    rows = []
    for each in story.figures.causes:
        cause = OUTCOMES[each.kind].by(speech.words)
        if each.http_status is not None:
            cause = speech.say("http", cause=cause, status=str(each.http_status))
        tried = ""
        if each.first_at is not None and each.last_at is not None:
            tried = spell.span(each.first_at.timestamp(), each.last_at.timestamp())
        places = speech.places(each.places, of=each.identifiers)
        advice = advise_for(each.kind, None, speech.words) or ""
        rows.append((cause, spell.count(each.identifiers), tried, places, advice))
    headings = ("cause", "persons", "last_tried", "first_rows", "advice")
    yield Table(
        caption=speech.say("failures_caption"),
        headings=[speech.say(each) for each in headings],
        rows=rows,
        numeric=frozenset({1}),
    )
    yield Paragraph(text=speech.say("all_in_errors"))


def _counts(category: Category, speech: Speech) -> tuple[str, str, str]:
    places = speech.places(category.places, of=category.rows)
    return speech.spell.count(category.identifiers), speech.spell.count(category.rows), places


def _sorted_out(caption: str, rows: Sequence[Sequence[str]], headings: Sequence[str], speech: Speech) -> Table:
    return Table(
        caption=speech.say(caption),
        headings=[speech.say(each) for each in headings],
        rows=rows,
        numeric=frozenset({1, 2}),
    )


def _anomaly(name: str, speech: Speech) -> tuple[str, str]:
    code, _, where = name.partition(":")
    return (ANOMALIES[code].by(speech.words) if code in ANOMALIES else code), mask_identifiers(where)
