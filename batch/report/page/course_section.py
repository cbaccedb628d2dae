"""The sections on how the look-ups went: over time, and how long each took."""

from collections.abc import Iterator, Sequence
from heapq import nlargest

from batch.export.figures import Took
from batch.ledger import NamedPause, Stretch
from batch.report.page.bars import Bucket, bucketed, percentiles, stacked
from batch.report.page.blocks import (
    Bar,
    BarRow,
    BarTable,
    Block,
    ChartPanel,
    CourseBlock,
    Paragraph,
    Section,
    Table,
    Tone,
)
from batch.report.page.course_chart import (
    Column,
    CourseChart,
    Span,
    answered_per_second,
    breaks_of,
    course_chart,
    failed_attempts,
)
from batch.report.page.sentences import PAUSES
from batch.report.page.speech import Speech
from batch.report.page.story import Story

_PERCENTS = (50, 90, 95, 99, 100)
_MINUTE = 60
_MOST_EVENTS = 20  # as many as are read


def course_section(story: Story, speech: Speech) -> Section:
    blocks: list[Block] = [Paragraph(text=speech.say("no_course"))]
    if story.course:
        chart = course_chart(story.course, story.pauses)
        blocks = [_course_block(chart, story, speech), *_events(story, speech), _figures(chart, speech)]
    return Section(name="course", heading=speech.say("course"), blocks=blocks)


def latency_section(story: Story, speech: Speech) -> Section:
    durations = story.figures.durations
    blocks: list[Block] = [Paragraph(text=speech.say("no_latency"))]
    if durations:
        blocks = [*_percentiles(durations, speech), _histogram(durations, speech)]
    return Section(name="latency", heading=speech.say("latency"), blocks=blocks)


def _course_block(chart: CourseChart, story: Story, speech: Speech) -> CourseBlock:
    spell = speech.spell
    said = speech.say(
        "course_said",
        begins=spell.clock(story.asked_span.begins),
        ends=spell.clock(story.asked_span.ends),
        answered=spell.decimal(max(answered_per_second(each.stretch) for each in chart.columns)),
        failed=spell.decimal(max(failed_attempts(each.stretch) / each.stretch.seconds for each in chart.columns)),
        pauses=spell.counted(len(chart.pauses), "pause"),
        paused=spell.duration(story.paused_seconds),
    )
    tops = (chart.answered_top, chart.failed_top, float(chart.limit_top))
    names = ("panel_answered", "panel_failed", "panel_limit")
    has_seconds = any(moment % _MINUTE for _, moment in chart.ticks)
    return CourseBlock(
        chart=chart,
        caption=speech.say("course"),
        said=said,
        panels=[
            ChartPanel(name=speech.say(name), top=speech.say("range", top=spell.decimal(top)))
            for name, top in zip(names, tops, strict=True)
        ],
        note=speech.say("course_end") if story.figures.causes else "",
        legend=[
            *([("pause", speech.say("legend_pause"))] if chart.pauses else []),
            *([("break", speech.say("legend_break"))] if chart.breaks else []),
        ],
        titles=[_column_title(each, speech) for each in chart.columns],
        pause_titles=[_pause_title(each, speech) for each in story.pauses],
        gap_titles=[_area_title("break_title", each.span, speech) for each in chart.breaks],
        ticks=[(place, spell.clock(moment, has_seconds=has_seconds)) for place, moment in chart.ticks],
    )


def _column_title(column: Column, speech: Speech) -> str:
    spell, stretch = speech.spell, column.stretch
    return speech.say(
        "column_title",
        span=f"{spell.clock(stretch.begins)}–{spell.clock(stretch.begins + stretch.seconds)}",
        answered=spell.count(stretch.lookups - stretch.errors),
        errors=spell.count(stretch.errors),
        failed=spell.count(failed_attempts(stretch)),
        limit=_limit(stretch),
    )


def _pause_title(pause: NamedPause, speech: Speech) -> str:
    when = _area_title("pause_title", Span(pause.begins, pause.ends), speech)
    return f"{_why(pause, speech)}, {when}"


def _why(pause: NamedPause, speech: Speech) -> str:
    return PAUSES[pause.why].by(speech.words) if pause.why in PAUSES else speech.say("event_pause")


def _area_title(sentence: str, span: Span, speech: Speech) -> str:
    spell = speech.spell
    return speech.say(sentence, span=spell.span(*span), duration=spell.duration(span.seconds))


def _limit(stretch: Stretch) -> str:
    least, most = stretch.least_limit, stretch.most_limit
    return str(most) if least == most else f"{least}–{most}"


def _events(story: Story, speech: Speech) -> Iterator[Block]:
    """Yield when nothing was asked, and why; of many pauses the longest."""
    longest = nlargest(_MOST_EVENTS, story.pauses, key=lambda each: each.ends - each.begins)
    pauses = [(_why(each, speech), Span(each.begins, each.ends)) for each in longest]
    breaks = [(speech.say("event_break"), each) for each in breaks_of(story.course, story.pauses)]
    if not (named := [*pauses, *breaks]):
        yield Paragraph(text=speech.say("no_events"))
        return
    spell = speech.spell
    yield Table(
        caption=speech.say("events_caption"),
        headings=[speech.say(each) for each in ("event", "event_when", "event_long")],
        rows=[
            (why, spell.span(*span), spell.duration(span.seconds))
            for why, span in sorted(named, key=lambda each: each[1].begins)
        ],
    )
    if len(story.pauses) > len(pauses):
        yield Paragraph(text=speech.say("more_pauses", count=spell.count(len(story.pauses) - len(pauses))))
    if pauses:
        yield Paragraph(text=speech.say("pauses_mean"))


def _figures(chart: CourseChart, speech: Speech) -> Table:
    spell = speech.spell
    return Table(
        caption=speech.say("course_table"),
        headings=[speech.say(each) for each in ("interval", "answered", "given_up", "failed", "limit", "paused")],
        rows=[
            (
                spell.span(each.begins, each.begins + each.seconds),
                spell.count(each.lookups - each.errors),
                spell.count(each.errors),
                spell.count(failed_attempts(each)),
                _limit(each),
                spell.duration(each.paused_ms / 1000),
            )
            for each in (column.stretch for column in chart.columns)
        ],
        numeric=frozenset(range(1, 6)),
        is_folded=True,
    )


def _percentiles(durations: Sequence[Took], speech: Speech) -> Iterator[Table]:
    answered = [each for each in durations if each.is_answered]
    if not answered:
        return
    names = {50: speech.say("percentile_half"), 100: speech.say("percentile_all")}
    yield Table(
        caption=speech.say("percentiles_caption"),
        headings=(speech.say("percentile"), speech.say("took")),
        rows=[
            (names.get(percent) or speech.say("percentile_of", percent=str(percent)), speech.spell.milliseconds(found))
            for percent, found in zip(_PERCENTS, percentiles(answered, _PERCENTS), strict=True)
        ],
        numeric=frozenset({1}),
    )


def _histogram(durations: Sequence[Took], speech: Speech) -> BarTable:
    buckets, spell = bucketed(durations), speech.spell
    longest = max(each.answered + each.unanswered for each in buckets)
    return BarTable(
        caption=speech.say("latency_caption"),
        headings=[speech.say(each) for each in ("took", "answered", "unanswered")],
        bar_heading=speech.say("bar"),
        rows=[
            BarRow(
                label=_bucket(each, speech),
                cells=(spell.count(each.answered), spell.count(each.unanswered)),
                bars=_bucket_bars(each, longest, speech),
            )
            for each in buckets
        ],
    )


def _bucket(bucket: Bucket, speech: Speech) -> str:
    milliseconds = speech.spell.milliseconds
    if bucket.below is None:
        return speech.say("bucket_last", least=milliseconds(bucket.least))
    if not bucket.least:
        return speech.say("bucket_first", below=milliseconds(bucket.below))
    return speech.say("bucket", least=milliseconds(bucket.least), below=milliseconds(bucket.below))


def _bucket_bars(bucket: Bucket, longest: int, speech: Speech) -> list[Bar]:
    title = speech.say(
        "bucket_title",
        label=_bucket(bucket, speech),
        answered=speech.spell.count(bucket.answered),
        failed=speech.spell.count(bucket.unanswered),
    )
    extents = stacked((bucket.answered, bucket.unanswered), longest)
    tones = (Tone.FOUND, Tone.FAILED)
    return [
        Bar(title=title, tone=tone, left=extent.left, width=extent.width)
        for tone, extent in zip(tones, extents, strict=True)
        if extent.width
    ]
