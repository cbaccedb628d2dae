"""The options that belong to the run as a whole and to no part of it."""

import re
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from batch.identity import Series
from batch.identity.environment import Environment
from batch.options import Secret, option
from batch.options.durations import Duration


def _count_or_percentage(text: str) -> str:
    if not re.fullmatch(r"[0-9]+|[0-9]+([.,][0-9]+)?%", text):
        raise ValueError("write a count such as 10, or a percentage such as 1.5%")
    return text.replace(",", ".")


def _further_test_series(series: Series) -> Series:
    if series not in {Series.DOLLY, Series.NHN}:
        raise ValueError("dolly and nhn can be allowed; tenor is, and real-looking ones are named by --test-persons")
    return series


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
    max_errors: Annotated[str, AfterValidator(_count_or_percentage)] = option(
        "0", "identifiers in errors.csv, as a count or a percentage, that still exit 0", metavar="N|N%"
    )
    limit: int | None = option(
        None,
        "ask about the first so many distinct identifiers only; the input is cut where the next one stands",
        metavar="N",
        minimum=1,
    )
    max_age: Duration = option(
        None,
        "take over answers of at most this age (12h, 7d, 2w) from completed runs under --out; default: ask again",
        metavar="AGE",
    )
    sample: int | None = option(
        None,
        "ask about so many identifiers of the input alone, drawn by --seed; a slow one is replaced by another",
        metavar="N",
        minimum=1,
    )
    seed: int = option(1, "which sample is drawn", metavar="S", minimum=0)
    stop_at: time | None = option(
        None, "stop at this time of day, export what there is and exit 75; the same command goes on", metavar="HH:MM"
    )
    stop_after: Duration = option(None, "the same after so long (90m, 4h)", metavar="DURATION")
    test_persons: Path | None = option(
        None,
        "file of fictitious persons that look real, one a line, that a test environment may be asked about",
        metavar="FILE",
    )
    allow_series: tuple[Annotated[Series, AfterValidator(_further_test_series)], ...] = option(
        (), "test series a test environment may be asked about besides Tenor: dolly, nhn", metavar="LIST"
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
    """How the program tells what it does."""

    log_format: LogFormat | None = option(
        None, "json or console (default: console on a terminal, otherwise json)", metavar="FORMAT"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialOptions:
    """Who asks: the Maskinporten client and its key. None of it is a flag."""

    client_id: str | None = option(None, "client id at Maskinporten", is_flag=False)
    keystore: Secret | None = option(None, "key material: a path, or base64:…", is_flag=False, is_secret=True)
    keystore_password: Secret | None = option(None, "its password", is_flag=False, is_secret=True)
    keystore_password_file: Path | None = option(None, "file that holds its password", is_flag=False)
    keystore_alias: str | None = option(None, "which key of it", is_flag=False)
    key_id: str | None = option(None, "kid of the registered key; without it the certificate tells", is_flag=False)
    key_registered_on: date | None = option(None, "the day the key was registered; it lives one year", is_flag=False)
    leaf_only: bool = option(False, "send the certificate without its chain", is_flag=False)
    consumer_org: str | None = option(None, "organisation on whose behalf a supplier asks", is_flag=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressOptions:
    """Addresses in place of the environment's own, for a proxy or a sandbox elsewhere."""

    register_url: str | None = option(None, "base address of the register, with /ektepakt", is_flag=False)
    token_url: str | None = option(None, "Maskinporten's token endpoint", is_flag=False)
    audience: str | None = option(None, "Maskinporten's issuer, with the slash", is_flag=False)
    scope: str | None = option(None, "scope of the token", is_flag=False)
    ca_file: Path | None = option(None, "certificates to trust besides the system's", is_flag=False)
