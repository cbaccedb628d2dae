"""What a page is made of: sections of paragraphs, lists, tables, bars and charts, all of it text by now."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from batch.report.page.course_chart import CourseChart


class Tone(StrEnum):
    """The few colours, each with one meaning."""

    FOUND = "found"  #: an answer with ektepakter
    EMPTY = "empty"  #: an answer without any, or an ordinary count
    CORRECT = "correct"  #: to be corrected at its source
    FAILED = "failed"  #: no answer, though it was asked for
    PENDING = "pending"  #: not asked yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A sentence or a few."""

    text: str
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under headings; the first column names its row, and the `numeric` ones hold figures.

    A folded table is shown when it is asked for.
    """

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: frozenset[int] = frozenset()
    is_folded: bool = False
    kind: str = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A count as a part of a bar, `left` and `width` in percent of the longest; `title` says it in words."""

    title: str
    tone: Tone
    left: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BarRow:
    """A row of a table of bars; the bars lie one behind the other."""

    label: str
    cells: Sequence[str]
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True, kw_only=True)
class BarTable:
    """A table whose counts are drawn beside them; `headings` are those of the label and of the cells."""

    caption: str
    headings: Sequence[str]
    bar_heading: str
    rows: Sequence[BarRow]
    kind: str = "bars"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPanel:
    """What a panel of the chart shows, and the figure at its top."""

    name: str
    top: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseBlock:
    """The chart of a run's course, with what it shows in words."""

    chart: CourseChart
    caption: str
    said: str
    note: str
    panels: Sequence[ChartPanel]
    legend: Sequence[tuple[str, str]]
    titles: Sequence[str]
    pause_titles: Sequence[str]
    gap_titles: Sequence[str]
    ticks: Sequence[tuple[float, str]]
    kind: str = "course"


Block = Paragraph | Table | BarTable | CourseBlock


class Step(NamedTuple):
    """One thing to do, and the command for it; `original` is what the program itself said of it, in English."""

    text: str
    command: str = ""
    original: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the page under its heading; `name` is its address within the page."""

    name: str
    heading: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The whole page: `asked` is what was asked and what came back, in one sentence."""

    language: str
    title: str
    warning: str | None
    heading: str
    status: str
    is_good: bool
    asked: str
    when: str
    news: str
    todo_heading: str
    todo: Sequence[Step]
    contents_heading: str
    sections: Sequence[Section]
    footer: str
