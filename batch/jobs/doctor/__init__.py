"""Checks that this machine can do a run: each check in order, each with its remedy."""

from batch.jobs.doctor.diagnosis import Check, Diagnosis, Verdict
from batch.jobs.doctor.examination import examine

__all__ = ["Check", "Diagnosis", "Verdict", "examine"]
