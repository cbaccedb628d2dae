"""Sentences that more than one command says."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from batch.config import ForeignAddress
from batch.errors.counted import counted
from batch.errors.shown_text import shown_name
from batch.report.reading_notes import describe_reading

SANDBOX_WARNING = "answers are made up by the embedded register, not Ektepaktregisteret's"
_LISTED = 10  # names in one line; more would push the first lines off the screen


def input_lines(inputs: Sequence[tuple[str, Mapping[str, str]]], *, all_in: str) -> list[str]:
    """Say how each of the first inputs is read, and how many more there are, all of which are in `all_in`."""
    lines = [describe_reading(name, notes) for name, notes in inputs[:_LISTED]]
    rest = len(inputs) - _LISTED
    return [*lines, f"and {counted(rest, 'more input')}; all are in {all_in}"] if rest > 0 else lines


def other_foreign_lines(addresses: Iterable[ForeignAddress]) -> list[str]:
    """Name what is not the environment's own besides the two addresses, which are always named."""
    named = {"register_url", "token_url"}
    return [f"not the environment's own: {each}" for each in addresses if each.setting.name not in named]


def passed_over_line(paths: Sequence[Path]) -> str:
    """Name the files of a folder that are passed over, since they are no tables."""
    return f"passed over, since their names are no table's: {some_of(shown_name(str(path)) for path in paths)}"


def unknown_answers_line(count: int, out: Path) -> str:
    """Say why the answers in a fed back copy can't be reused, and how they could be."""
    return (
        f"the input carries answers to {counted(count, 'identifier')} that no run under {out} (--out) has in this"
        " environment and language: they are asked about anew; with the --out of the run that wrote them, `run` and"
        " `retry FILE` reuse them"
    )


def some_of(names: Iterable[str]) -> str:
    """List the first few names, and say how many more there are."""
    listed = list(names)
    rest = len(listed) - _LISTED
    return ", ".join(listed[:_LISTED]) + (f" and {rest:,} more" if rest > 0 else "")
