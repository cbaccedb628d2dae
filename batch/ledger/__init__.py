"""The only package that uses SQLite: the ledger of each run, and the memory of slow identities."""

from batch.ledger.earlier_runs import (
    SHRUNK_LIST,
    EarlierList,
    EarlierPace,
    Origin,
    last_list,
    last_pace,
    reuse_answers,
    reuse_marked_answers,
)
from batch.ledger.lock import locked, looked_at
from batch.ledger.row_values import KindCount, KnownAnswer, LedgerFile, LedgerRow, Place
from batch.ledger.runs import LEDGER_NAME, Run, existing_run, find_run, open_run, unfinished_run
from batch.ledger.slow_memory import SLOW_NAME, SlowIdentity, SlowMemory, open_slow_memory
from batch.ledger.store import Ledger
from batch.ledger.survey import Category, CellPlace, SurveyLedger
from batch.ledger.thread import LedgerThread
from batch.ledger.undisturbed import private_copy, read_facts, undisturbed

__all__ = [
    "LEDGER_NAME",
    "SHRUNK_LIST",
    "SLOW_NAME",
    "Category",
    "CellPlace",
    "EarlierList",
    "EarlierPace",
    "KindCount",
    "KnownAnswer",
    "Ledger",
    "LedgerFile",
    "LedgerRow",
    "LedgerThread",
    "Origin",
    "Place",
    "Run",
    "SlowIdentity",
    "SlowMemory",
    "SurveyLedger",
    "existing_run",
    "find_run",
    "last_list",
    "last_pace",
    "locked",
    "looked_at",
    "open_run",
    "open_slow_memory",
    "private_copy",
    "read_facts",
    "reuse_answers",
    "reuse_marked_answers",
    "undisturbed",
    "unfinished_run",
]
