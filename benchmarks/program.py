"""Runs the program with its arguments, and says on its standard error what its look-up phase took of a processor."""

import sys
import time

from batch.cli.entry import main
from batch.jobs.run.job import Job
from batch.lookup.lookup_ending import LookupEnding

PHASE = "look-up phase, processor seconds:"
_look_up = Job.look_up


def _timed(self: Job) -> LookupEnding:
    began = time.process_time()
    try:
        return _look_up(self)
    finally:
        sys.stderr.write(f"\n{PHASE} {time.process_time() - began}\n")


if __name__ == "__main__":
    Job.look_up = _timed  # type: ignore[method-assign]
    main()
