"""What the one who started the run does meanwhile."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from rich.console import Console

from batch.lookup import Stop
from batch.run.announcement import Announcement


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHooks:
    """`announced` hears the first line; `stoppable` surrounds the look-ups in their event loop, and may stop them.

    Progress goes to the console, unless `is_quiet`.
    """

    announced: Callable[[Announcement], None]
    stoppable: Callable[[Stop], AbstractContextManager[None]]
    console: Console
    is_quiet: bool = False
