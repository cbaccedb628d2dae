"""The lines that a command ends with: how the run stands, counts that add up to the input, and what to do next."""

from collections.abc import Iterator, Sequence
from itertools import chain
from textwrap import wrap

from batch.errors.counted import counted
from batch.errors.shown_text import shown_name
from batch.identity.environment import Environment
from batch.outcome import OutcomeKind
from batch.report.next_steps import Step, worth_retry
from batch.report.summary import Summary
from batch.report.told_changes import changes_line
from batch.report.wording import SANDBOX_WARNING, some_of
from batch.tables.words.outcomes import OUTCOMES

_NO_USE = (OutcomeKind.REJECTED, OutcomeKind.SLOW_SKIPPED)  # trying again changes nothing
_INDENT = "  "
_FILES = "Files: "
_JOINED = "\N{NO-BREAK SPACE}"


def closing_lines(summary: Summary, steps: Sequence[Step], *, width: int | None) -> list[str]:
    """Return the lines; on a terminal of that width sentences are wrapped, table, paths and commands never."""
    blocks = [
        _standing(summary),
        _table(summary),
        list(_remarks(summary)),
        [*_unanswered(summary), f"{_FILES}{summary.folder.absolute()}", *filter(None, [summary.report])],
        list(chain.from_iterable(_step(step) for step in steps)),
    ]
    lines = chain.from_iterable(["", *block] for block in blocks if block)
    return list(chain.from_iterable(_wrapped(line, width) for line in lines))[1:]


def _wrapped(line: str, width: int | None) -> list[str]:
    lines = [line]
    if width is not None and line and not line.startswith((_INDENT, _FILES)):
        lines = wrap(line, width, break_long_words=False, break_on_hyphens=False)
    return [each.replace(_JOINED, " ") for each in lines]


def _standing(summary: Summary) -> list[str]:
    """Name the environment first, the run, and whether it is whole."""
    pending = summary.account.counts.get(OutcomeKind.NOT_RUN)
    state = "complete" if pending is None else f"not complete: {counted(pending.identifiers, 'identifier')} to go"
    said = f"un {summary.run_id} is {state}."
    if summary.environment is Environment.SANDBOX:
        lines = [f"SANDBOX: {SANDBOX_WARNING}.", f"R{said}"]
    else:
        lines = [f"{summary.environment.value.upper()}: r{said}"]
    return [*lines, *([] if summary.second_try is None else [str(summary.second_try)])]


def _table(summary: Summary) -> list[str]:
    account = summary.account
    rows = [
        ("outcome", "identifiers", f"{account.counted_noun}s"),
        *((kind.value, f"{count.identifiers:,}", f"{count.rows:,}") for kind, count in account.counts.items()),
        ("in all", f"{account.identifier_count:,}", f"{account.cell_count:,}"),
    ]
    name, *numbers = (max(map(len, column)) for column in zip(*rows, strict=True))
    return [
        f"{_INDENT}{row[0]:<{name}}{''.join(f'  {cell:>{size}}' for cell, size in zip(row[1:], numbers, strict=True))}"
        for row in rows
    ]


def _remarks(summary: Summary) -> Iterator[str]:
    account = summary.account
    yield from _about_rows(summary)
    if account.shrunk_list:
        yield f"LOOK: {account.shrunk_list}."
    if account.refused:
        yield f"Refused, while others were answered: {_refused(summary)}."
    if account.reused_count:
        are = "is that of an earlier run" if account.reused_count == 1 else "are those of earlier runs"
        yield f"{counted(account.reused_count, 'answer')} {are}; attempts is 0 there."
    if summary.control_count:
        yield f"{counted(summary.control_count, 'look-up')} only checked that the register still answers."
    yield from summary.remarks
    if summary.changes:
        yield changes_line(summary.changes)
    if summary.untold_changes:
        yield summary.untold_changes
    yield from (f"NOT READ: {each}. The run went on with the other inputs." for each in summary.unread)
    if summary.edited:
        yield f"Changed by hand, and kept: {some_of(shown_name(each.name) for each in summary.edited)}."


def _about_rows(summary: Summary) -> Iterator[str]:
    account = summary.account
    rows = counted(account.row_count, "row")
    if summary.sample is not None and account.leaves_some_out:
        yield f"A sample (--sample {summary.sample:,}): the rest of the {rows} is not in this run."
    elif account.cell_count != account.row_count:
        hold = "holds" if account.row_count == 1 else "hold"
        yield f"{rows} {hold} {counted(account.cell_count, 'identifier cell')}, each counted."
    if account.repaired_count:
        it = "it" if account.repaired_count == 1 else "them"
        repaired = counted(account.repaired_count, "damaged value")
        yield f"{repaired} {_were(account.repaired_count)} read as `repair` says; check {it}."
    if account.blank_count:
        yield f"{counted(account.blank_count, 'blank row')} {_were(account.blank_count)} passed over."
    if account.cut_at:
        yield f"The input was cut (--limit) at {account.cut_at}: that row and all after it are not in this run."


def _refused(summary: Summary) -> str:
    account = summary.account
    places = [f"{each.source} row {each.row} ({each.http_status})" for each in account.refused]
    more = account.counts[OutcomeKind.REFUSED].identifiers - len(places)
    return ", ".join([*places, *([f"and {more:,} more, see errors.csv"] if more else [])])


def _unanswered(summary: Summary) -> Iterator[str]:
    """Say what keeps identifiers from an answer, and which of that another try may mend."""
    account = summary.account
    parts = []
    if invalid := account.counts.get(OutcomeKind.INVALID_ID):
        empty = f" ({account.empty_cells:,} empty)" if account.empty_cells else ""
        parts.append(f"no identifier{'' if invalid.rows == 1 else 's'}: {counted(invalid.rows, 'cell')}{empty}")
    if elsewhere := account.counts.get(OutcomeKind.WRONG_ENVIRONMENT):
        parts.append(f"{OUTCOMES[OutcomeKind.WRONG_ENVIRONMENT].en}: {counted(elsewhere.rows, 'cell')}")
    parts += [
        f"{OUTCOMES[kind].en}: {account.counts[kind].identifiers:,}" for kind in _NO_USE if kind in account.counts
    ]
    if count := worth_retry(account):
        parts.append(f"no answer: {count:,}, worth `retry`")
    if parts:
        said = "; ".join(part.replace(" ", _JOINED) for part in parts)
        yield f"{said[0].upper()}{said[1:]}."
    elif account.is_complete and account.identifier_count:
        yield "Every identifier has its answer."


def _step(step: Step) -> list[str]:
    return [step.what, *(f"{_INDENT}{command}" for command in step.commands)]


def _were(count: int) -> str:
    return "was" if count == 1 else "were"
