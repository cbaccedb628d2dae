"""Counts how far the reading of inputs and the writing of files have come, for whoever shows it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

_Item = TypeVar("_Item")


@dataclass(slots=True)
class Steps:
    """What is being done, how many there are of it, and how many are done.

    `total` is None while nobody can tell, and `is_about` where it is an estimate. One thread counts, any may read.
    """

    what: str = ""
    done: int = 0
    total: int | None = None
    is_about: bool = False

    def begin(self, what: str, total: int | None = None, *, is_about: bool = False) -> None:
        """Count something else from now on."""
        self.what, self.done, self.total, self.is_about = what, 0, total, is_about

    def through(self, what: str, items: Iterable[_Item], total: int | None = None) -> Iterator[_Item]:
        """Count the items as they are taken."""
        self.begin(what, total)
        for item in items:
            yield item
            self.done += 1
