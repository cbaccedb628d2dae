"""Says what a run would do, without asking or changing anything."""

from batch.plan.plan import Plan
from batch.plan.planning import make_plan
from batch.plan.report import report_lines

__all__ = ["Plan", "make_plan", "report_lines"]
