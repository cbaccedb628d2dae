"""The command `retry`: asks again about what a run could not get answered."""

from batch.jobs.retry.retry_job import retry_run, run_settings

__all__ = ["retry_run", "run_settings"]
