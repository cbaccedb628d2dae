"""Settings: how failed attempts are repeated, and how a register that is down is waited out."""

from dataclasses import dataclass

from batch.options.declaration import option


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryOptions:
    """How an identifier's failed attempts are repeated."""

    attempts: int = option(
        4,
        "attempts for each identifier before its error is final; the last is made when all others are done",
        metavar="N",
        minimum=1,
    )
    deadline_seconds: float = option(
        300.0,
        "time for each identifier, attempts and the waits between them, before its error is final",
        metavar="SECONDS",
        minimum=0.001,
        is_flag=False,
    )
    backoff_seconds: float = option(
        0.5, "longest wait before the second attempt; doubled before each further one", metavar="SECONDS", minimum=0
    )
    backoff_ceiling_seconds: float = option(
        30.0, "longest wait before any attempt", metavar="SECONDS", minimum=0, is_flag=False
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitOptions:
    """How a register that is down, or throttles us, is waited out."""

    # Simply chosen: most restarts are over in a quarter of an hour, and a job that waits for longer should say so.
    patience_seconds: float = option(
        900.0,
        "how long a register that answers nothing is waited for, before the run stops",
        metavar="SECONDS",
        minimum=0,
    )
    # Simply chosen: a pause of minutes is waited out, one of an hour is left to the person or cron job.
    longest_pause_seconds: float = option(
        300.0,
        "longest pause that the register may ask for by Retry-After; a longer one stops the run",
        metavar="SECONDS",
        minimum=0,
        is_flag=False,
    )
    # More than the default concurrency, so that one bad moment for all in flight is no outage; with double, a register
    # that is down is asked so much longer at full speed.
    outage_failures: int = option(
        10,
        "failures in a row, with no answer in between, that count as an outage of the register",
        metavar="N",
        minimum=2,
        is_flag=False,
    )
    # Simply chosen: an end of the outage is noticed within seconds, and a register in trouble hardly feels a probe.
    probe_seconds: float = option(
        5.0,
        "longest wait between two probes of a register that is down",
        metavar="SECONDS",
        minimum=0.01,
        is_flag=False,
    )
