"""Settings: what is asked where, what counts as a success, and how logs are written."""

import re
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path

from batch.identity import Series
from batch.identity.environment import Environment
from batch.options.declaration import option
from batch.options.durations import read_duration
from batch.options.times_of_day import read_time_of_day


def _count_or_percentage(text: str) -> str:
    if not re.fullmatch(r"[0-9]+|[0-9]+([.,][0-9]+)?%", text):
        raise ValueError("write a count such as 10, or a percentage such as 1.5%")
    return text.replace(",", ".")


def _further_test_series(allowed: tuple[Series, ...]) -> tuple[Series, ...]:
    if not {Series.DOLLY, Series.NHN}.issuperset(allowed):
        raise ValueError("name dolly, nhn or both: tenor is allowed, and real-looking ones by --test-persons")
    return allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What is asked where, and what counts as a success."""

    env: Environment = option(
        Environment.SANDBOX, "where to ask: sandbox (embedded, made-up answers), ppe (test) or prod", metavar="ENV"
    )
    timeout_seconds: float | None = option(
        None,
        "longest wait for a whole answer (default: 3 in the sandbox, 60 in ppe and prod)",
        metavar="SECONDS",
        minimum=0.001,
    )
    max_errors: str = option(
        "0",
        "most identifiers in errors.csv, as a count or a percentage, for which the exit code is still 0",
        metavar="N|N%",
        check=_count_or_percentage,
    )
    limit: int | None = option(
        None,
        "look up the first N distinct identifiers only; the input is cut where the next one stands",
        metavar="N",
        minimum=1,
    )
    max_age: timedelta | None = option(
        None,
        "take over answers of at most this age (12h, 7d, 2w) from completed runs under --out; default: ask again",
        metavar="AGE",
        read=read_duration,
    )
    sample: int | None = option(
        None,
        "look up N identifiers of the input only, drawn by --seed; a slow one is replaced by another",
        metavar="N",
        minimum=1,
    )
    allow_shrunk: bool = option(
        False, "in prod, with nobody watching, take a list of less than a tenth of what it was last time for meant"
    )
    allow_empty: bool = option(False, "take inputs without any row for a good run, not for an export that failed")
    seed: int = option(1, "which sample is drawn", metavar="S", minimum=0)
    stop_at: time | None = option(
        None,
        "stop at this time of day, export what there is and exit 75; the same command goes on",
        metavar="HH:MM",
        read=read_time_of_day,
    )
    stop_after: timedelta | None = option(
        None, "the same after this time (90m, 4h)", metavar="DURATION", read=read_duration
    )
    max_requests: int | None = option(
        None,
        "stop after so many requests to the register, as --stop-at does; the same command goes on",
        metavar="N",
        minimum=1,
    )
    test_persons: Path | None = option(
        None,
        "file of fictitious persons that look real, one a line, that a test environment may be asked about",
        metavar="FILE",
    )
    allow_series: tuple[Series, ...] = option(
        (),
        "test series a test environment may be asked about besides Tenor: dolly, nhn",
        metavar="LIST",
        check=_further_test_series,
    )
    accept_2032: bool = option(
        False,
        "take real numbers of the 2032 rule as issued already",
        is_flag=False,
    )
    accept_zero_filled: bool = option(
        False, "take numbers that end in 0000 as they stand, though a spreadsheet may have rounded them", is_flag=False
    )


class LogFormat(StrEnum):
    """How log lines are written."""

    JSON = "json"  #: one object a line, for machines
    CONSOLE = "console"  #: for people


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOptions:
    """How logs are written, and the figures for a monitor."""

    log_format: LogFormat | None = option(
        None,
        "console (lines for people) or json (each line of standard error is an event)  [default: console]",
        metavar="FORMAT",
    )
    metrics_file: Path | None = option(
        None,
        "write the figures of this command there in Prometheus text format, however it ends; name it .prom, in the "
        "folder that node_exporter's textfile collector reads",
        metavar="FILE",
    )
