"""Checks that this machine can do a run: each check in order, each with its remedy."""

from batch.jobs.doctor.diagnosis import SIGNS, Check, CheckResult, Diagnosis
from batch.jobs.doctor.examination import examine

__all__ = ["SIGNS", "Check", "CheckResult", "Diagnosis", "examine"]
