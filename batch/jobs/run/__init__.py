"""The command `run`: take in, look up, export, over one ledger."""

from batch.jobs.run.hooks import RunHooks
from batch.jobs.run.main_job import run_main_job

__all__ = ["RunHooks", "run_main_job"]
