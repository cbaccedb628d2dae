"""Keeps the course of a run in its ledger: adds to it with each commit, and keeps it short."""

from pathlib import Path
from sqlite3 import Connection

from batch.ledger.rows import queries
from batch.ledger.rows.checksums import checksum
from batch.ledger.rows.course import FIRST_SECONDS, MOST_STRETCHES, Stretch, joined
from batch.ledger.rows.verification import checked_stretch


def read_course(connection: Connection, path: Path) -> list[Stretch]:
    return [checked_stretch(values, path) for values in connection.execute(queries.STRETCHES)]


def add_to_course(connection: Connection, stretch: Stretch, path: Path) -> None:
    """Add to the interval that it falls in; when there are too many intervals, make all of them twice as long."""
    [(count, seconds)] = connection.execute(queries.COURSE_LENGTH)
    own = stretch.within(seconds or FIRST_SECONDS)
    there = connection.execute(queries.STRETCH, (own.begins,)).fetchone()
    changed = [own if there is None else checked_stretch(there, path).plus(own)]
    if there is None and count >= MOST_STRETCHES:
        changed = joined([*read_course(connection, path), own], 2 * own.seconds)
        connection.execute(queries.FORGET_STRETCHES)
    connection.executemany(queries.NOTE_STRETCH, ((*each, checksum(*each)) for each in changed))
