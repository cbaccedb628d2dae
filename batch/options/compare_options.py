"""Settings: which earlier run a run is compared with, and whether a change is an exit code of its own."""

from dataclasses import dataclass

from batch.options.declaration import option

PREVIOUS, NONE = "previous", "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareOptions:
    """What a run is compared with; `compare_with` is None where nobody said, which is `previous` if there is one."""

    compare_with: str | None = option(
        None,
        "write what has changed since another run: previous, none, or a run's name "
        "(default: previous, where a complete run of the same inputs is under --out)",
        metavar="previous|RUN|none",
    )
    fail_on_change: bool = option(
        False, "exit with 5 where it would be 0, when something is new, changed (but for addresses) or gone"
    )
