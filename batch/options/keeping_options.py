"""Settings: how long runs and the register's answers are kept, and what for somebody was asked about."""

from dataclasses import dataclass

from batch.options.declaration import option


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepingOptions:
    """How long runs and answers are kept; `purpose` is noted in the audit."""

    keep: int | None = option(
        None,
        "once this run is complete, delete complete runs of the same inputs but the newest N, this one among them",
        metavar="N",
        minimum=1,
    )
    forget_answers: bool = option(
        False, "once the run is complete and its files are checked, delete the register's answers from its ledger"
    )
    purpose: str | None = option(
        None, "why these people are asked about: noted in audit.jsonl under --out", metavar="TEXT"
    )
