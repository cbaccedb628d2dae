"""The sections on what came back: outcomes, ektepakter, changes."""

from collections.abc import Iterator, Mapping

from batch.identity.masking import mask_identifiers
from batch.outcome import OutcomeKind
from batch.report.page.bars import stacked
from batch.report.page.blocks import Bar, BarRow, BarTable, Block, Paragraph, Section, Table, Tone
from batch.report.page.speech import Speech
from batch.report.page.story import Story
from batch.tables.words.avtaletyper import avtaletype_said
from batch.tables.words.changes import change_said
from batch.tables.words.outcomes import OUTCOMES, OutcomeClass, outcome_class

_TONES = {
    OutcomeClass.FOUND: Tone.FOUND,
    OutcomeClass.EMPTY: Tone.EMPTY,
    OutcomeClass.CORRECT: Tone.CORRECT,
    OutcomeClass.RETRY: Tone.FAILED,
}


def outcomes_section(story: Story, speech: Speech) -> Section:
    return Section(name="outcomes", heading=speech.say("outcomes"), blocks=list(_outcome_blocks(story, speech)))


def ektepakter_section(story: Story, speech: Speech) -> Section:
    figures = story.figures
    types = {mask_identifiers(code) or speech.say("type_none"): count for code, count in figures.ektepakttyper.items()}
    avtaletyper = {
        mask_identifiers(avtaletype_said(code, speech.words)): count for code, count in figures.avtaletyper.items()
    }
    blocks: list[Block] = [Paragraph(text=speech.say("ektepakter_none"))]
    if types:
        blocks = [
            _counted("types_caption", "type", "ektepakter", types, speech),
            Paragraph(text=speech.say("types_note")),
        ]
    if avtaletyper:
        blocks.append(_counted("avtaletyper_caption", "avtaletype", "persons", avtaletyper, speech))
    return Section(name="ektepakter", heading=speech.say("ektepakter"), blocks=blocks)


def changes_section(story: Story, speech: Speech) -> Section:
    heading, spell, changes = speech.say("changes"), speech.spell, story.changes
    if changes is None:
        return Section(name="changes", heading=heading, blocks=[Paragraph(text=speech.say("changes_none"))])
    summary = speech.say(
        "changes_summary",
        old_run=changes.old_run,
        changed=spell.counted(changes.changed_count, "person"),
        unchanged=spell.counted(changes.unchanged_count, "person"),
        unknown=spell.counted(changes.unknown_count, "person"),
    )
    rows = [(change_said(kind, speech.words), spell.count(count)) for kind, count in changes.rows.items()]
    table = Table(
        caption=speech.say("changes_caption"),
        headings=(speech.say("change"), speech.say("number")),
        rows=rows,
        numeric=frozenset({1}),
    )
    return Section(name="changes", heading=heading, blocks=[Paragraph(text=summary), *([table] if rows else [])])


def _outcome_blocks(story: Story, speech: Speech) -> Iterator[Block]:
    spell, account = speech.spell, story.account
    total = account.identifier_count
    rows = [
        BarRow(
            label=OUTCOMES[kind].by(speech.words),
            cells=(
                spell.count(count.identifiers),
                spell.share(count.identifiers, total),
                spell.count(count.rows),
            ),
            bars=[_outcome_bar(kind, count.identifiers, story, speech)],
        )
        for kind, count in account.counts.items()
    ]
    in_all = BarRow(
        label=speech.say("total"),
        cells=(spell.count(total), spell.share(total, total), spell.count(account.cell_count)),
        bars=(),
    )
    yield BarTable(
        caption=speech.say("outcomes_caption"),
        headings=[speech.say(each) for each in ("outcome", "distinct", "share", f"{account.counted_noun}s")],
        bar_heading=speech.say("bar"),
        rows=[*rows, in_all],
    )
    if account.reused_count:
        yield Paragraph(text=speech.say("reused", count=spell.count(account.reused_count)))
    if account.blank_count:
        yield Paragraph(text=speech.say("blank", rows=spell.counted(account.blank_count, "row")))
    if (sample := story.facts["settings"].get("sample")) and account.leaves_some_out:
        yield Paragraph(text=speech.say("sample", count=spell.count(sample)))


def _outcome_bar(kind: OutcomeKind, count: int, story: Story, speech: Speech) -> Bar:
    longest = max(each.identifiers for each in story.account.counts.values())
    label = OUTCOMES[kind].by(speech.words)
    return _bar(label, count, speech, of=story.account.identifier_count, longest=longest, tone=_tone(kind))


def _tone(kind: OutcomeKind) -> Tone:
    return Tone.PENDING if kind is OutcomeKind.NOT_RUN else _TONES[outcome_class(kind)]


def _counted(caption: str, heading: str, of: str, counts: Mapping[str, int], speech: Speech) -> BarTable:
    total, longest = sum(counts.values()), max(counts.values())
    return BarTable(
        caption=speech.say(caption),
        headings=(speech.say(heading), speech.say(of)),
        bar_heading=speech.say("bar"),
        rows=[
            BarRow(
                label=label,
                cells=(speech.spell.count(count),),
                bars=[_bar(label, count, speech, of=total, longest=longest, tone=Tone.FOUND)],
            )
            for label, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        ],
    )


def _bar(label: str, count: int, speech: Speech, *, of: int, longest: int, tone: Tone) -> Bar:
    [extent] = stacked([count], longest)
    share = speech.spell.share(count, of)
    title = speech.say("bar_title", label=label, count=speech.spell.count(count), share=share)
    return Bar(title=title, tone=tone, left=extent.left, width=extent.width)
