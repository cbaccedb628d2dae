"""Says what a run would do, without asking or changing anything."""

from batch.jobs.plan.contents import Plan
from batch.jobs.plan.plan_lines import report_lines
from batch.jobs.plan.planning import make_plan

__all__ = ["Plan", "make_plan", "report_lines"]
