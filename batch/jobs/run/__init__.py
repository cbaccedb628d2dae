"""The command `run`: three phases over one ledger, and what surrounds them."""

from batch.jobs.run.hooks import RunHooks
from batch.jobs.run.main_job import run_main_job

__all__ = ["RunHooks", "run_main_job"]
