"""Opens the memory of slow identities where a run keeps it."""

from datetime import datetime

from batch.config import Config
from batch.ledger import SLOW_NAME, SlowMemory


def open_slow_memory(config: Config, now: datetime) -> SlowMemory:
    """Open it for the environment of the settings. Raises LedgerError."""
    return SlowMemory(config.export.out / SLOW_NAME, config.run.env, since=slow_since(config, now))


def slow_since(config: Config, now: datetime) -> datetime:
    """Return the moment before which a time-out counts as forgotten."""
    return now - config.slow.forget_after
