"""The SQL of a run's ledger: executed by store.py and reading.py, with the columns that row_values.py declares."""

from collections.abc import Iterable

from batch.ledger.rows.course import Stretch
from batch.ledger.rows.row_values import (
    FILE_COLUMNS,
    LOOKUP_COLUMNS,
    OUTCOME_COLUMNS,
    PENDING_WIDTH,
    AttemptedRow,
    CellRow,
    EntryRow,
)
from batch.outcome import OutcomeKind


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(columns)


def _marks(columns: Iterable[str]) -> str:
    return _listed("?" for _ in columns)


def _kinds(kinds: Iterable[OutcomeKind]) -> str:
    return _listed(f"'{kind}'" for kind in kinds)


FACT = "SELECT value, checksum FROM run WHERE key = ?"
FACT_IS_THERE = "SELECT 1 FROM run WHERE key = ?"
NOTE = "INSERT OR IGNORE INTO run VALUES (?, ?, ?)"
PAUSES = "SELECT key, value, checksum FROM run WHERE key GLOB 'pause *' ORDER BY key"
FACTS = "SELECT key, value, checksum FROM run"
ADD_LOOKUP = f"""
    INSERT OR IGNORE INTO lookup ({_listed(LOOKUP_COLUMNS)}, checksum)
    VALUES ({_marks(LOOKUP_COLUMNS)}, ? + 1)"""
LAST_LOOKUP = "SELECT coalesce(max(lookup_id), 0) FROM lookup"
LOOKUPS_AFTER = "SELECT subject, lookup_id FROM lookup WHERE lookup_id > ?"
LOOKUP_OF = "SELECT lookup_id FROM lookup WHERE subject = ?"
ADD_ROW = """
    INSERT OR IGNORE INTO input_row (file_id, row, position, lookup_id, input_value, repair, checksum)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
ADD_VERDICT = "INSERT OR IGNORE INTO outcome (lookup_id, kind, attempts, checksum) VALUES (?, ?, 0, ?)"
ADD_FILE = f"""
    INSERT OR REPLACE INTO input_file ({_listed(FILE_COLUMNS)}, checksum) VALUES ({_marks(FILE_COLUMNS)}, ?)"""
FILES = f"SELECT {_listed(FILE_COLUMNS)}, checksum FROM input_file ORDER BY file_id"
COUNT_ROWS = """
    UPDATE lookup SET row_count = counted.row_count, checksum = checksum - lookup.row_count + counted.row_count
    FROM (SELECT lookup_id, count(*) AS row_count FROM input_row GROUP BY lookup_id HAVING count(*) > 1) AS counted
    WHERE counted.lookup_id = lookup.lookup_id"""
_SEAL = """
    INSERT OR REPLACE INTO run
    SELECT key, value, checksum(key, value) FROM (SELECT '{key}' AS key, {value} AS value)"""
LOOKUP_COUNT, CELL_COUNTS, LEFT_OUT = "lookup_count", "cell_counts", "left_out"
INTAKE_DONE = "intake_done_at"
COUNTED = {
    LOOKUP_COUNT: "(SELECT CAST(count(*) AS TEXT) FROM lookup)",
    CELL_COUNTS: """
        (SELECT json_group_object(file_id, cells)
         FROM (SELECT file_id, count(*) AS cells FROM input_row GROUP BY file_id ORDER BY file_id))""",
    LEFT_OUT: "(SELECT count(*) || ' ' || coalesce(sum(lookup_id), 0) FROM left_out)",
}
"""Facts that say how many rows the tables hold once they are filled, so that none can be missing in silence."""
SEALS = {key: _SEAL.format(key=key, value=value) for key, value in COUNTED.items()}
_PENDING_COLUMNS = (*EntryRow()[:PENDING_WIDTH], *AttemptedRow())
PENDING = f"""
    SELECT {_listed(_PENDING_COLUMNS)}
    FROM lookup LEFT JOIN attempted USING (lookup_id)
    WHERE lookup_id > ? AND coalesce(lane, 0) = 0
          AND NOT EXISTS (SELECT 1 FROM outcome WHERE outcome.lookup_id = lookup.lookup_id)
          AND lookup_id NOT IN (SELECT lookup_id FROM left_out)
    ORDER BY lookup_id LIMIT ?"""
PENDING_IN_LATER_LANE = f"""
    SELECT {_listed(_PENDING_COLUMNS)}
    FROM attempted JOIN lookup USING (lookup_id)
    WHERE lookup_id > ? AND lane = ?
          AND NOT EXISTS (SELECT 1 FROM outcome WHERE outcome.lookup_id = attempted.lookup_id)
    ORDER BY lookup_id LIMIT ?"""
LARGEST_KNOWN = 100_000  # bytes: whoever is asked again only to see whether the register answers should be quick
_ANSWERED = "lookup LEFT JOIN input_file USING (file_id) JOIN outcome USING (lookup_id)"
KNOWN_ANSWERS = f"""
    SELECT {_listed(EntryRow())} FROM {_ANSWERED} WHERE kind = ? AND length(body) <= ? LIMIT ?"""
_ATTEMPTED_COLUMNS = ("lookup_id", *AttemptedRow._fields[1:])
_ATTEMPTED_NOW = f"{_listed(_ATTEMPTED_COLUMNS)}, checksum"
NOTE_ATTEMPTS = f"INSERT OR REPLACE INTO attempted ({_ATTEMPTED_NOW}) VALUES ({_marks(_ATTEMPTED_COLUMNS)}, ?)"
_RECORDED_COLUMNS = ("lookup_id", *OUTCOME_COLUMNS, "checksum", "body")
RECORD = f"INSERT INTO outcome ({_listed(_RECORDED_COLUMNS)}) VALUES "
OUTCOME_PARAMETERS = f"({_marks(_RECORDED_COLUMNS)})"
LARGE_OUTCOME = f"({_marks(_RECORDED_COLUMNS[1:])}, zeroblob(?))"
OUTCOMES_AT_ONCE = 500  # 8,500 parameters, far from the 32,766 that SQLite takes
BODY_BYTES_AT_ONCE = 1 << 20  # simply chosen: some 700 usual answers
COPY = f"INSERT OR IGNORE INTO main.outcome ({_listed(_RECORDED_COLUMNS)}) VALUES {OUTCOME_PARAMETERS}"
NOTE_STRETCH = f"""
    INSERT OR REPLACE INTO course ({_listed(Stretch._fields)}, checksum) VALUES ({_marks(Stretch._fields)}, ?)"""
STRETCHES = f"SELECT {_listed(Stretch._fields)}, checksum FROM course ORDER BY begins"
STRETCH = f"SELECT {_listed(Stretch._fields)}, checksum FROM course WHERE begins = ?"
COURSE_LENGTH = "SELECT count(*), max(seconds) FROM course"
FORGET_STRETCHES = "DELETE FROM course"
ENTRIES = f"""
    SELECT {_listed(EntryRow())}
    FROM lookup JOIN input_file USING (file_id) LEFT JOIN outcome USING (lookup_id)
    WHERE lookup.lookup_id NOT IN (SELECT lookup_id FROM left_out)
    ORDER BY lookup.lookup_id"""
IN_ORDER = """
    SELECT {columns} FROM lookup LEFT JOIN outcome USING (lookup_id)
    WHERE fnr IS NOT NULL AND subject >= ? ORDER BY subject"""
IS_CUT = "SELECT 1 FROM run WHERE key IN ('cut_at', 'is_cut_to_sample')"
CELLS = f"""
    SELECT {_listed((*CellRow(), *EntryRow(body="NULL")))}
    FROM input_row JOIN lookup USING (lookup_id) JOIN input_file ON input_file.file_id = input_row.file_id
         LEFT JOIN outcome USING (lookup_id)
    WHERE input_row.file_id = ? ORDER BY input_row.row, input_row.position"""
ALL_ENTRIES = f"""
    SELECT {_listed((*AttemptedRow(), *EntryRow()))}
    FROM lookup LEFT JOIN input_file USING (file_id) LEFT JOIN outcome USING (lookup_id)
         LEFT JOIN attempted USING (lookup_id)
    ORDER BY lookup.lookup_id"""
ALL_CELLS = f"""
    SELECT {_listed(CellRow())}, lookup.subject FROM input_row LEFT JOIN lookup USING (lookup_id)"""
ROW_COUNTS = "SELECT (SELECT count(*) FROM outcome), (SELECT count(*) FROM attempted)"
COUNTS = f"""
    SELECT coalesce(outcome.kind, '{OutcomeKind.NOT_RUN}'), count(*), sum(lookup.row_count)
    FROM lookup LEFT JOIN outcome USING (lookup_id)
    WHERE lookup_id NOT IN (SELECT lookup_id FROM left_out) GROUP BY 1"""
ROWS_OF_FILE = "SELECT count(*) FROM input_row WHERE file_id = ? AND position = 1"
CELL_SUMS = """
    SELECT (SELECT count(*) FROM input_row),
           coalesce(sum(row_count) FILTER (WHERE fnr IS NOT NULL), 0),
           coalesce(sum(row_count) FILTER (WHERE fnr IS NULL), 0),
           coalesce(sum(row_count) FILTER (WHERE lookup_id NOT IN (SELECT lookup_id FROM left_out)), 0)
    FROM lookup"""
TOTAL_COLUMNS = {
    "identifier_cells": "(SELECT count(*) FROM input_row)",
    "repaired_cells": "(SELECT count(*) FROM input_row WHERE repair IS NOT NULL)",
    "attempts": "(SELECT coalesce(sum(attempts), 0) FROM outcome)",
    "reused": "(SELECT count(*) FROM outcome WHERE reused_from IS NOT NULL)",
}
EMPTY_CELLS = """
    SELECT coalesce(sum(row_count), 0) FROM lookup
    WHERE reason = 'empty' AND lookup_id NOT IN (SELECT lookup_id FROM left_out)"""
TOTALS = f"SELECT {_listed(TOTAL_COLUMNS.values())}"
ASKED = """
    SELECT count(*) FROM (SELECT lookup_id FROM outcome WHERE attempts > 0
                          UNION SELECT lookup_id FROM attempted WHERE attempts > 0)"""
LENT_SINCE = f"""
    WHERE kind IN ({_kinds(kind for kind in OutcomeKind if kind.is_answer)}) AND last_attempt_at >= :since"""
LENT_TO_MARKED = f"""
    JOIN temp.marked ON marked.lookup_id = own.lookup_id
    WHERE kind IN ({_kinds(kind for kind in OutcomeKind if kind.is_final)})"""
SUSPECT_AS_BEFORE = f"""
    INSERT OR IGNORE INTO attempted ({_ATTEMPTED_NOW})
    SELECT own.lookup_id, 0, 0, NULL, 0, 1, checksum(own.lookup_id, 0, 0, NULL, 0, 1)
    FROM earlier.outcome AS old JOIN earlier.lookup USING (lookup_id) JOIN main.lookup AS own USING (subject)
    WHERE old.attempts > 0 AND old.kind IN ({_kinds(kind for kind in OutcomeKind if kind.can_retry)})
          AND NOT EXISTS (SELECT 1 FROM main.outcome WHERE main.outcome.lookup_id = own.lookup_id)"""
MARKED_NOT_REUSED = """
    SELECT count(*) FROM temp.marked
    WHERE NOT EXISTS (SELECT 1 FROM outcome WHERE outcome.lookup_id = temp.marked.lookup_id)"""
PENDING_BY_LANE = """
    SELECT lane, charged > 0, count(*) FROM attempted
    WHERE NOT EXISTS (SELECT 1 FROM outcome WHERE outcome.lookup_id = attempted.lookup_id) GROUP BY 1, 2"""
PACE = f"""
    SELECT avg(CASE WHEN kind IN ({_kinds(kind for kind in OutcomeKind if kind.is_answer)}) THEN duration_ms END),
           avg(kind IN ({_kinds([OutcomeKind.SLOW_SKIPPED, OutcomeKind.TIMEOUT])}))
    FROM outcome WHERE attempts > 0"""
REFUSED_AT = f"""
    SELECT input_file.name, lookup.row, outcome.http_status
    FROM outcome JOIN lookup USING (lookup_id) JOIN input_file USING (file_id)
    WHERE outcome.kind = {_kinds([OutcomeKind.REFUSED])} ORDER BY lookup_id LIMIT ?"""
LEAVE_ALL_OUT = "INSERT OR IGNORE INTO left_out SELECT lookup_id FROM lookup"
LEAVE_OUT = "INSERT OR IGNORE INTO left_out VALUES (?)"
TAKE_IN = "DELETE FROM left_out WHERE lookup_id = ?"
SETTLED_AS = """
    SELECT lookup_id FROM outcome WHERE kind = ? AND lookup_id NOT IN (SELECT lookup_id FROM left_out)
    ORDER BY lookup_id"""
UNSETTLED = """
    SELECT lookup_id, fnr FROM lookup
    WHERE NOT EXISTS (SELECT 1 FROM outcome WHERE outcome.lookup_id = lookup.lookup_id)
          AND (lookup_id IN (SELECT lookup_id FROM left_out)
               OR NOT EXISTS (SELECT 1 FROM run WHERE key = 'is_cut_to_sample'))"""
FORGET_THE_UNSUSPECTED = """
    DELETE FROM attempted
    WHERE NOT is_suspect OR EXISTS (SELECT 1 FROM outcome WHERE outcome.lookup_id = attempted.lookup_id)"""
FORGET_ATTEMPTS = """
    UPDATE attempted SET attempts = 0, charged = 0, first_attempt_at = NULL, lane = 0,
                         checksum = checksum(lookup_id, 0, 0, NULL, 0, is_suspect)"""
SUSPECT = f"""
    INSERT INTO attempted ({_ATTEMPTED_NOW})
    SELECT lookup_id, 0, 0, NULL, 0, 1, checksum(lookup_id, 0, 0, NULL, 0, 1) FROM outcome
    WHERE attempts > 0 AND kind IN (SELECT value FROM json_each(?))"""
REOPEN = "DELETE FROM outcome WHERE kind IN (SELECT value FROM json_each(?))"
FORGET_COMPLETION = "DELETE FROM run WHERE key = 'completed_at'"
FORGETTING, FORGOTTEN = "forgetting_at", "forgotten_at"
_TOLD = frozenset({"feilmelding", "avtaletyper", "siste_innkomst", "body_checksum"})
_KEPT = _listed("NULL" if name in _TOLD else name for name in OUTCOME_COLUMNS)
FORGET_ANSWERS = f"""
    UPDATE outcome SET body = NULL, {_listed(f"{name} = NULL" for name in sorted(_TOLD))},
        checksum = checksum((SELECT subject FROM lookup WHERE lookup.lookup_id = outcome.lookup_id), {_KEPT})"""
