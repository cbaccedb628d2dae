"""The composition root: builds the parts from the configuration, and runs the three phases."""

from batch.run.announcement import Announcement
from batch.run.hooks import RunHooks
from batch.run.main_job import run_main_job
from batch.run.summary import Summary

__all__ = ["Announcement", "RunHooks", "Summary", "run_main_job"]
