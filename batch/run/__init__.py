"""The composition root: builds the parts from the configuration, and runs the three phases."""

from batch.run.access import Access, opened_access
from batch.run.announcement import Announcement
from batch.run.clients import Clients, open_clients
from batch.run.event_loop import loop_factory
from batch.run.guard import make_guard
from batch.run.hooks import RunHooks
from batch.run.main_job import run_main_job
from batch.run.summary import Summary

__all__ = [
    "Access",
    "Announcement",
    "Clients",
    "RunHooks",
    "Summary",
    "loop_factory",
    "make_guard",
    "open_clients",
    "opened_access",
    "run_main_job",
]
