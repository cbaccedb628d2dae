"""Lets `python -m batch` be the command `ektepakt-batch`."""

from batch.cli.entry import main

if __name__ == "__main__":
    main()
