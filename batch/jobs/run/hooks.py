"""Callbacks that the command line passes in: announcement, signals, progress."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext
from dataclasses import dataclass

from batch.errors import HungError
from batch.jobs.runs.audit import CodeOf
from batch.lookup import Stop
from batch.lookup.progress.tally import Tally
from batch.report.announcement import Announcement
from batch.report.question import ProductionQuestion
from batch.steps import Steps


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHooks:
    """`announced` hears the first line; `stoppable` surrounds the look-ups in their event loop, and may stop them.

    `command` is what the audit calls it: a command's name, or the function that was called. `shown` surrounds them
    too, and shows how far they have come; `counted` does the same for the reading of inputs and the writing of
    files. `is_attended`: somebody watches at a terminal. `agreed` is asked before production. `given_up` hears of a
    hang that no cancelling ends. `code_of` gives the exit code for the audit, where there is one.
    """

    command: str
    announced: Callable[[Announcement], None]
    stoppable: Callable[[Stop], AbstractContextManager[None]]
    shown: Callable[[Tally], AbstractAsyncContextManager[None]]
    is_attended: bool
    given_up: Callable[[HungError], None]
    counted: Callable[[], AbstractContextManager[Steps]] = lambda: nullcontext(Steps())
    agreed: Callable[[ProductionQuestion], bool] = lambda _question: True
    code_of: CodeOf = lambda _ended: None
