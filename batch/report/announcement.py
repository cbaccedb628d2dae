"""The first lines of a run: where it asks, what, within which limits, and how the inputs are read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from batch.identity.environment import Environment
from batch.report.decisions import describe_decisions

SANDBOX_WARNING = "answers are made up by the embedded register, not Ektepaktregisteret's"
_LISTED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What a person must know before the first look-up. Holds no identifier and no secret.

    `inputs` are the files by name, with what was decided to read each; `limits` what else bounds the run; `manifest`
    is the file that the run ends with.
    """

    environment: Environment
    register_url: str
    token_url: str
    inputs: Sequence[tuple[str, Mapping[str, str]]]
    passed_over: Sequence[Path]
    run_id: str
    manifest: Path
    is_continued: bool
    left_behind: str | None
    limits: Sequence[str]

    def lines(self) -> list[str]:
        return [
            self._first_line(),
            *input_lines(self.inputs, all_in=f"{self.manifest}, when the command ends"),
            *([passed_over_line(self.passed_over)] if self.passed_over else []),
            *([_left_behind_line(self.left_behind)] if self.left_behind else []),
        ]

    def _first_line(self) -> str:
        warning = f" ({SANDBOX_WARNING})" if self.environment is Environment.SANDBOX else ""
        begun = "continues" if self.is_continued else "begins"
        names = some_of(name for name, _ in self.inputs)
        return (
            f"{self.environment}{warning}: run {self.run_id} {begun}; register {self.register_url}, "
            f"Maskinporten {self.token_url}; input {names}; {', '.join(self.limits)}"
        )


def input_lines(inputs: Sequence[tuple[str, Mapping[str, str]]], *, all_in: str) -> list[str]:
    """Say for each of the first inputs what was decided, and how many more there are, all of which are in `all_in`."""
    lines = [describe_decisions(name, decided) for name, decided in inputs[:_LISTED]]
    rest = len(inputs) - _LISTED
    return [*lines, f"and {rest:,} more inputs; all are in {all_in}"] if rest > 0 else lines


def _left_behind_line(run_id: str) -> str:
    return f"run {run_id} is unfinished and stays as it is: its input, or what changes answers, was another than now"


def passed_over_line(paths: Sequence[Path]) -> str:
    """Name the files of a folder that are no tables."""
    return f"passed over, since their names are no table's: {some_of(map(str, paths))}"


def unknown_answers_line(count: int, out: Path) -> str:
    """Say why the answers in a fed back copy spare nothing, and what would."""
    return (
        f"the input carries answers to {count:,} identifiers that no run under {out} (--out) has in this environment"
        " and language: they are asked about anew; with the --out of the run that wrote them, `run` and `retry FILE`"
        " reuse them"
    )


def some_of(names: Iterable[str]) -> str:
    """List the first few names, and say how many more there are."""
    listed = list(names)
    rest = len(listed) - _LISTED
    return ", ".join(listed[:_LISTED]) + (f" and {rest:,} more" if rest > 0 else "")
