"""The only package that uses SQLite: the ledger of each run, and the memory of slow identities."""

from batch.ledger.comparable import ComparableLedger, ComparedRow, comparable_run
from batch.ledger.deletion import delete_runs, finish_deletions
from batch.ledger.disk_trial import check_room, expected_bytes, free_bytes, in_megabytes, try_disk
from batch.ledger.earlier_runs import (
    SHRUNK_LIST,
    EarlierList,
    EarlierPace,
    Origin,
    last_list,
    last_pace,
    last_run,
    last_two_runs,
    reuse_answers,
    reuse_marked_answers,
)
from batch.ledger.kept_runs import KeptRun, RunState, half_forgotten, kept_runs
from batch.ledger.lock import locked, locked_state, looked_at, read_alone
from batch.ledger.places import LEDGER_NAME, MANIFEST_NAME, ledger_of, manifest_of, place_of, state_folder, state_of
from batch.ledger.read_only import readable_run
from batch.ledger.rows.categories import Category, CellPlace
from batch.ledger.rows.course import NamedPause, Stretch, joined, pause_facts
from batch.ledger.rows.row_values import CellCount, KindCount, KnownAnswer, LedgerFile, LedgerRow, Place, subject_key
from batch.ledger.runs import Run, existing_run, find_run, open_run, unfinished_run
from batch.ledger.slow_memory import SLOW_NAME, SlowIdentity, SlowMemory, open_slow_memory
from batch.ledger.store import Ledger
from batch.ledger.survey import SurveyLedger
from batch.ledger.thread import LedgerThread
from batch.ledger.undisturbed import private_copy, read_facts, undisturbed

__all__ = [
    "LEDGER_NAME",
    "MANIFEST_NAME",
    "SHRUNK_LIST",
    "SLOW_NAME",
    "Category",
    "CellCount",
    "CellPlace",
    "ComparableLedger",
    "ComparedRow",
    "EarlierList",
    "EarlierPace",
    "KeptRun",
    "KindCount",
    "KnownAnswer",
    "Ledger",
    "LedgerFile",
    "LedgerRow",
    "LedgerThread",
    "NamedPause",
    "Origin",
    "Place",
    "Run",
    "RunState",
    "SlowIdentity",
    "SlowMemory",
    "Stretch",
    "SurveyLedger",
    "check_room",
    "comparable_run",
    "delete_runs",
    "existing_run",
    "expected_bytes",
    "find_run",
    "finish_deletions",
    "free_bytes",
    "half_forgotten",
    "in_megabytes",
    "joined",
    "kept_runs",
    "last_list",
    "last_pace",
    "last_run",
    "last_two_runs",
    "ledger_of",
    "locked",
    "locked_state",
    "looked_at",
    "manifest_of",
    "open_run",
    "open_slow_memory",
    "pause_facts",
    "place_of",
    "private_copy",
    "read_alone",
    "read_facts",
    "readable_run",
    "reuse_answers",
    "reuse_marked_answers",
    "state_folder",
    "state_of",
    "subject_key",
    "try_disk",
    "undisturbed",
    "unfinished_run",
]
