"""The command `compare`, and what a run tells of its own changes."""

from batch.jobs.compare.compare_job import Compared, compare_runs
from batch.jobs.compare.earlier_run import RunChanges, check_named_run, compare_with_earlier

__all__ = ["Compared", "RunChanges", "check_named_run", "compare_runs", "compare_with_earlier"]
