"""Lets `python -m batch.sandbox` be the sandbox as a process of its own."""

import sys

from batch.sandbox.command import run_command
from batch.sandbox.errors import UnusableOptionsError
from batch.sandbox.hosting.ready_message import Audience

if __name__ == "__main__":
    try:
        run_command(sys.argv[1:], prog="python -m batch.sandbox", audience=Audience.PROGRAM)
    except UnusableOptionsError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
