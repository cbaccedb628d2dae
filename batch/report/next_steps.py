"""Decides what a person does after a run, and with which commands: open, correct, ask again, go on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from batch.errors.counted import counted
from batch.outcome import OutcomeKind
from batch.report.account import Account
from batch.report.summary import Summary

_NAMES_PEOPLE = re.compile("-ektepakt|^errors|^oppslag")
"""The files that can be fed back: each row of them is about somebody who can be asked about."""

_MOST_COPIES = 3  # more are found in the folder, which is named
_TO_CORRECT = (OutcomeKind.INVALID_ID, OutcomeKind.REJECTED)


class CommandsToCopy(Protocol):
    """Writes the commands that can follow this one, with the flags that it was given."""

    def same(self) -> str: ...

    def again_without_answered(self) -> str | None:
        """Return the same run, in which whoever was answered lately is not asked again; None without such inputs."""

    def whole_list(self) -> str: ...

    def run(self, *inputs: Path) -> str: ...

    def run_alone(self, path: Path) -> str:
        """Return a run of a file of ours, to which flags about the inputs of this run do not apply."""

    def retry(self, run_id: str) -> str: ...

    def open(self, path: Path) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What can be done now, and the commands for it."""

    what: str
    commands: tuple[str, ...]


def next_steps(summary: Summary, commands: CommandsToCopy) -> Iterator[Step]:
    """Yield the steps, the most usual one first."""
    if not summary.account.is_complete:
        if summary.second_try is None:
            yield Step(what="To go on, run the same command again:", commands=(commands.same(),))
        else:
            yield Step(what="To go on, retry again:", commands=(commands.retry(summary.run_id),))
    else:
        if summary.unread:
            yield Step(what="Mend what was not read, and take all of it in:", commands=(commands.same(),))
        yield from _opened(summary, commands)
        yield from _corrected(summary, commands)
        if count := worth_retry(summary.account):
            yield Step(
                what=f"Ask again about {'the one' if count == 1 else f'the {count:,}'} without an answer:",
                commands=(_asking_again(summary, commands),),
            )
        if summary.outlook is not None:
            yield Step(what=str(summary.outlook), commands=(commands.whole_list(),))
    if people := [each for each in summary.edited if _NAMES_PEOPLE.search(each.stem)]:
        yield Step(what="Ask about what was corrected in there:", commands=(commands.run(*people),))


def worth_retry(account: Account) -> int:
    """Count those who may be answered by another try; who is remembered as slow is not asked by one."""
    no_use = {OutcomeKind.SLOW_SKIPPED, OutcomeKind.NOT_RUN}
    return sum(each.identifiers for kind, each in account.counts.items() if kind.can_retry and kind not in no_use)


def _asking_again(summary: Summary, commands: CommandsToCopy) -> str:
    """Return the command for those without an answer; a run whose answers are forgotten can't be retried."""
    if summary.is_forgotten:
        return commands.run_alone(summary.folder / "errors.csv")
    return commands.retry(summary.run_id)


def _opened(summary: Summary, commands: CommandsToCopy) -> Iterator[Step]:
    if 0 < len(summary.copies) <= _MOST_COPIES:
        what = "Open the list with the answers beside its rows:"
        if len(summary.copies) > 1:
            what = "Open the lists with the answers beside their rows:"
        yield Step(what=what, commands=tuple(map(commands.open, summary.copies)))
    if summary.book is not None:
        yield Step(
            what="Open all tables as one workbook, with the counts on top:", commands=(commands.open(summary.book),)
        )
    if summary.account.error_count:
        what = "See for each of them what to do about it:" if summary.account.error_count > 1 else "See what to do:"
        yield Step(what=what, commands=(commands.open(summary.folder / "errors.csv"),))


def _corrected(summary: Summary, commands: CommandsToCopy) -> Iterator[Step]:
    """Say how to have corrected cells asked about, and nobody else; a sample is not of those that are wrong."""
    counts = summary.account.counts
    cells = sum(counts[kind].rows for kind in _TO_CORRECT if kind in counts)
    if not cells or summary.sample is not None:
        return
    empty = summary.account.empty_cells
    if 0 < len(summary.copies) <= _MOST_COPIES:
        what = _to_correct(cells - empty, empty, "in the list" if len(summary.copies) == 1 else "in the lists")
        yield Step(
            what=f"{what}, save, and ask about rows without an answer:", commands=(commands.run(*summary.copies),)
        )
    elif again := commands.again_without_answered():
        what = _to_correct(cells - empty, empty, "in the input")
        yield Step(what=f"{what}, and ask about rows without an answer:", commands=(again,))


def _to_correct(wrong: int, empty: int, where: str) -> str:
    """Name the wrong cells; an empty one is right where there is nobody, as in a column of spouses."""
    if not wrong:
        return f"Fill in the {counted(empty, 'empty cell')} {where} that should hold somebody"
    more = f" ({empty:,} more {'is' if empty == 1 else 'are'} empty)" if empty else ""
    return f"Correct the {counted(wrong, 'cell')} {where}{more}"
