"""The composition root: builds the parts from the configuration, and runs the three phases."""

from batch.run.access import Access, opened_access
from batch.run.announcement import SANDBOX_WARNING, Announcement, input_lines, passed_over_line, unknown_answers_line
from batch.run.clients import Clients, open_clients
from batch.run.event_loop import loop_factory
from batch.run.guard import make_guard
from batch.run.hooks import RunHooks
from batch.run.limits import describe_limits
from batch.run.main_job import run_main_job
from batch.run.preparation import Preparation, prepare
from batch.run.retry_job import retry_run, run_facts
from batch.run.slow import open_slow_memory, slow_since
from batch.run.summary import Summary

__all__ = [
    "SANDBOX_WARNING",
    "Access",
    "Announcement",
    "Clients",
    "Preparation",
    "RunHooks",
    "Summary",
    "describe_limits",
    "input_lines",
    "loop_factory",
    "make_guard",
    "open_clients",
    "open_slow_memory",
    "opened_access",
    "passed_over_line",
    "prepare",
    "retry_run",
    "run_facts",
    "run_main_job",
    "slow_since",
    "unknown_answers_line",
]
