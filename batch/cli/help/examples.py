"""Examples of each command, and the exit codes that it can end with."""

from typing import NamedTuple

from batch.errors.called import PROGRAM
from batch.jobs.exit_codes import ExitCode

_ALWAYS = (ExitCode.OK, ExitCode.USAGE, ExitCode.DEFECT)
_WITH_LOCK = (*_ALWAYS, ExitCode.RESUMABLE)


class Example(NamedTuple):
    """What somebody wants to do, and the command for it, without the program's name."""

    what: str
    words: str

    @property
    def line(self) -> str:
        return f"{PROGRAM} {self.words}"


FIRST_STEPS = (
    Example("Try it on a list of your own; answers are made up, and nothing leaves this machine", "run my-list.csv"),
    Example("See what a run in the test environment would do, without asking anybody", "plan my-list.csv --env ppe"),
    Example("Check that this machine can ask: settings, key, clock, token, disk", "doctor --env ppe"),
    Example("All commands", "--help"),
)
EXAMPLES: dict[str, tuple[Example, ...]] = {
    PROGRAM: FIRST_STEPS[:-1],
    "run": (
        Example("A list, in the sandbox", "run my-list.csv"),
        Example("One column of two workbooks, in the test environment", "run a.xlsx b.xlsx --column fnr --env ppe"),
        Example("Every night, asking nobody twice in a week", "run members.csv --env prod --max-age 7d -q"),
        Example("Keep a week of runs, and answers in the tables alone", "run list.csv --keep 7 --forget-answers"),
    ),
    "plan": (
        Example("What a run would do", "plan my-list.csv --env ppe"),
        Example("The same for a script", "plan my-list.csv --env ppe --json"),
    ),
    "retry": (
        Example("Ask again about what the latest run could not get", "retry"),
        Example("Ask about the rows of a corrected copy", "retry people-ektepakt.xlsx"),
    ),
    "compare": (
        Example("What is new since the run before", "compare"),
        Example("Any two runs", "compare 20260101T020000Z-1a2b3c4d 20260201T020000Z-1a2b3c4d"),
    ),
    "doctor": (
        Example("Settings, key, token and disk", "doctor --env ppe"),
        Example("One look-up too, of somebody in a list", "doctor my-list.csv --env ppe"),
    ),
    "config": (
        Example("What is in force", "config"),
        Example("What a flag would change", "config --env prod --rate 5"),
    ),
    "runs": (
        Example("All runs, the newest first", "runs"),
        Example("One of them", "runs show latest"),
        Example("Delete what is older than a month", "runs purge --older-than 30d"),
    ),
    "runs show": (
        Example("The newest complete run", "runs show latest"),
        Example("For a script", "runs show latest --json"),
    ),
    "runs purge": (
        Example("See what would go, and be asked", "runs purge --older-than 30d"),
        Example("From cron, stopped runs too", "runs purge --older-than 30d --stopped --yes"),
        Example("Just one", "runs purge 20260101T020000Z-1a2b3c4d"),
    ),
    "runs forget": (Example("Once its tables are where they belong", "runs forget latest"),),
    "slow": (
        Example("Who is remembered as slow", "slow --env ppe"),
        Example("Ask about all of them again", "slow forget --env ppe"),
    ),
    "slow add": (Example("From a file", "slow add - --env ppe < slow.txt"),),
    "slow forget": (Example("All that are remembered", "slow forget --env ppe"),),
    "sandbox": (
        Example("Start it, and write what a client needs", "sandbox --env-file sandbox.env"),
        Example("Without trouble, on a port of your choice", "sandbox --calm --port 8080"),
    ),
    "completion": (
        Example("bash, from the next shell on", "completion bash >> ~/.bashrc"),
        Example("zsh, from the next shell on; behind its compinit, if it has one", "completion zsh >> ~/.zshrc"),
        Example("fish, in this shell", "completion fish | source"),
    ),
}
CODES: dict[str, tuple[ExitCode, ...]] = {
    PROGRAM: tuple(ExitCode),
    "run": tuple(ExitCode),
    "retry": tuple(ExitCode),
    "plan": tuple(code for code in ExitCode if code is not ExitCode.CHANGED),
    "doctor": tuple(code for code in ExitCode if code is not ExitCode.CHANGED),
    "compare": (ExitCode.OK, ExitCode.USAGE, ExitCode.CHANGED, ExitCode.DEFECT, ExitCode.RESUMABLE),
    "config": _ALWAYS,
    "sandbox": _ALWAYS,
    "completion": _ALWAYS,
}


def codes_of(name: str) -> tuple[ExitCode, ...]:
    """Return the codes of a command, or of the command that it is part of."""
    return CODES.get(name) or CODES.get(name.partition(" ")[0]) or _WITH_LOCK
