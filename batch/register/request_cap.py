"""Counts the requests of a command, and lets no more through than it may make (--max-requests)."""

from collections.abc import Callable

from batch.errors import RequestsUsedUpError


class RequestCap:
    """Controls and repeated attempts count too; requests for a token don't. A `limit` of None is none."""

    def __init__(self, limit: int | None = None) -> None:
        self._limit = limit
        self.count = 0
        self.when_used_up: Callable[[], None] = lambda: None
        """Called when the last request that is allowed goes out."""

    def take(self) -> None:
        """Count a request that is about to go out. Raises RequestsUsedUpError when it must not."""
        if self.count == self._limit:
            raise RequestsUsedUpError(f"--max-requests {self._limit} allows no further request")
        self.count += 1
        if self.count == self._limit:
            self.when_used_up()
