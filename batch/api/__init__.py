"""Asks from Python: `look_up` runs the same job as the command `run`, `read_run` reads what either has left behind."""

from batch.api.asking import look_up
from batch.api.result import Result
from batch.api.run_folder import read_run

__all__ = ["Result", "look_up", "read_run"]
