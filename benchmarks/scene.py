"""A scene to be played against the sandbox, as it is handed to the process that plays it."""

import msgspec

from batch.sandbox import Faults


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What goes wrong in the sandbox from a second of the scene on, in place of what did before."""

    at: float
    faults: Faults


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """How a list is looked up, and what the register does meanwhile.

    `identifiers` is a file of them, one a line. `fixed_limit` is None for the adaptive limit, whose ceiling is
    `concurrency`. The scene is over after `length` seconds, or when every identifier has its outcome.
    """

    name: str
    identifiers: str
    changes: tuple[Change, ...]
    concurrency: int
    fixed_limit: int | None = None
    timeout_seconds: float = 60.0
    length: float = 30.0

    @property
    def most_per_second(self) -> float:
        """The answers per second that the sandbox can give at most, or the limit can ask for."""
        limit = self.fixed_limit or self.concurrency
        capacities = [each.faults.capacity for each in self.changes]
        return max(min(limit, each.served) / each.seconds for each in capacities if each is not None)


class Sample(msgspec.Struct, frozen=True, array_like=True):
    """The pool at a moment; `at` is in seconds of the scene."""

    at: float
    limit: int
    in_flight: int


class Seen(msgspec.Struct, kw_only=True):
    """What a scene brought; moments are in seconds of the scene.

    - `answered_at`: when each identifier was answered; `failed_at`: when an attempt ended in an error.
    - `served_count`: how many answers the sandbox itself says it gave.
    - `seconds` it lasted, of which `client_cpu_seconds` and `sandbox_cpu_seconds` were work of the two processes.
    - `longest_lag`: how late the client's event loop was at most.
    """

    answered_at: list[float] = []
    failed_at: list[float] = []
    samples: list[Sample] = []
    served_count: int = 0
    seconds: float = 0.0
    client_cpu_seconds: float = 0.0
    sandbox_cpu_seconds: float = 0.0
    longest_lag: float = 0.0

    def rate(self, begin: float, end: float) -> float:
        """Return the answers per second from one moment to another."""
        return sum(begin <= at < end for at in self.answered_at) / (end - begin)

    def error_share(self, begin: float, end: float) -> float:
        """Return how large a part of the attempts that ended then were errors."""
        failed = sum(begin <= at < end for at in self.failed_at)
        answered = sum(begin <= at < end for at in self.answered_at)
        return failed / max(1, failed + answered)
