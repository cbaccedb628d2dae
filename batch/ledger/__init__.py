"""What must survive: the ledger of each run, and the memory of slow identities; the only place that knows SQLite."""

from batch.ledger.earlier import MarkedLookups, earlier_ledgers
from batch.ledger.runs import LEDGER_NAME, Run, locked, open_run
from batch.ledger.slow import SlowIdentity, SlowMemory
from batch.ledger.store import KindCount, Ledger, LedgerFile, LedgerRow
from batch.ledger.thread import LedgerThread

__all__ = [
    "LEDGER_NAME",
    "KindCount",
    "Ledger",
    "LedgerFile",
    "LedgerRow",
    "LedgerThread",
    "MarkedLookups",
    "Run",
    "SlowIdentity",
    "SlowMemory",
    "earlier_ledgers",
    "locked",
    "open_run",
]
