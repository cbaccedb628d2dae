"""The SQL of a run's ledger, as text: executed by store.py, with the columns that row_values.py declares."""

from collections.abc import Iterable

from batch.ledger.row_values import CELL_COLUMNS, FILE_COLUMNS, OUTCOME_COLUMNS, EntryRow, PendingRow
from batch.outcome import OutcomeKind


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(columns)


def _kinds(kinds: Iterable[OutcomeKind]) -> str:
    return _listed(f"'{kind}'" for kind in kinds)


_LOOKUP_COLUMNS = ("subject", *CELL_COLUMNS, "file_id", "row")
_ATTEMPTED_COLUMNS = ("lookup_id", "attempts", "charged", "first_attempt_at", "lane", "is_suspect")
ADD_LOOKUP = f"""
    INSERT OR IGNORE INTO lookup ({_listed(_LOOKUP_COLUMNS)}) VALUES ({_listed("?" for _ in _LOOKUP_COLUMNS)})"""
ADD_ROW = """
    INSERT OR IGNORE INTO input_row (file_id, row, position, lookup_id, input_value, repair)
    SELECT ?, ?, ?, lookup_id, ?, ? FROM lookup WHERE subject = ?"""
ADD_VERDICT = """
    INSERT OR IGNORE INTO outcome (lookup_id, kind, attempts)
    SELECT lookup_id, ?, 0 FROM lookup WHERE subject = ?"""
ADD_FILE = f"""
    INSERT OR REPLACE INTO input_file ({_listed(FILE_COLUMNS)})
    VALUES ({_listed(f":{name}" for name in FILE_COLUMNS)})"""
FILES = f"SELECT {_listed(FILE_COLUMNS)} FROM input_file ORDER BY file_id"
COUNT_ROWS = """
    UPDATE lookup SET row_count = counted.row_count
    FROM (SELECT lookup_id, count(*) AS row_count FROM input_row GROUP BY lookup_id) AS counted
    WHERE counted.lookup_id = lookup.lookup_id"""
PENDING = f"""
    SELECT {_listed(PendingRow())}
    FROM lookup LEFT JOIN attempted USING (lookup_id)
    WHERE lookup_id > ? AND coalesce(lane, 0) = 0
          AND NOT EXISTS (SELECT 1 FROM outcome WHERE outcome.lookup_id = lookup.lookup_id)
          AND lookup_id NOT IN (SELECT lookup_id FROM left_out)
    ORDER BY lookup_id LIMIT ?"""
PENDING_IN_LATER_LANE = f"""
    SELECT {_listed(PendingRow())}
    FROM attempted JOIN lookup USING (lookup_id)
    WHERE lookup_id > ? AND lane = ?
          AND NOT EXISTS (SELECT 1 FROM outcome WHERE outcome.lookup_id = attempted.lookup_id)
    ORDER BY lookup_id LIMIT ?"""
LARGEST_KNOWN = 100_000  # bytes: whoever is asked again only to see whether the register answers should be quick
KNOWN_ANSWERS = """
    SELECT fnr, id_type, series, body FROM outcome JOIN lookup USING (lookup_id)
    WHERE kind = ? AND length(body) <= ? LIMIT ?"""
NOTE_ATTEMPTS = f"""
    INSERT OR REPLACE INTO attempted ({_listed(_ATTEMPTED_COLUMNS)})
    VALUES ({_listed(f":{name}" for name in _ATTEMPTED_COLUMNS)})"""
RECORD = f"INSERT INTO outcome ({_listed(OUTCOME_COLUMNS)}) VALUES "
OUTCOME_PARAMETERS = f"({_listed('?' for _ in OUTCOME_COLUMNS)})"
OUTCOMES_AT_ONCE = 500  # 5,000 parameters, far from the 32,766 that SQLite takes
ENTRIES = f"""
    SELECT {_listed(EntryRow())}
    FROM lookup JOIN input_file USING (file_id) LEFT JOIN outcome USING (lookup_id)
    WHERE lookup.lookup_id NOT IN (SELECT lookup_id FROM left_out)
    ORDER BY lookup.lookup_id"""
ROW_ENTRIES = f"""
    SELECT {_listed(EntryRow(repair="input_row.repair", row="input_row.row", row_count="1"))}
    FROM input_row JOIN lookup USING (lookup_id) JOIN input_file ON input_file.file_id = input_row.file_id
         LEFT JOIN outcome USING (lookup_id)
    WHERE input_row.file_id = ? ORDER BY input_row.row, input_row.position"""
COUNTS = f"""
    SELECT {EntryRow().kind}, count(*), sum(lookup.row_count)
    FROM lookup LEFT JOIN outcome USING (lookup_id)
    WHERE lookup_id NOT IN (SELECT lookup_id FROM left_out) GROUP BY 1"""
TOTAL_COLUMNS = {
    "identifier_cells": "(SELECT count(*) FROM input_row)",
    "repaired_cells": "(SELECT count(*) FROM input_row WHERE repair IS NOT NULL)",
    "attempts": "(SELECT coalesce(sum(attempts), 0) FROM outcome)",
    "reused": "(SELECT count(*) FROM outcome WHERE reused_from IS NOT NULL)",
}
TOTALS = f"SELECT {_listed(TOTAL_COLUMNS.values())}"
_REUSED_COLUMNS = {name: f"old.{name}" for name in OUTCOME_COLUMNS} | {
    "lookup_id": "own.lookup_id",
    "attempts": "0",
    "reused_from": "coalesce(old.reused_from, :run_id)",
}
_REUSE = f"""INSERT OR IGNORE INTO outcome ({_listed(_REUSED_COLUMNS)})
    SELECT {_listed(_REUSED_COLUMNS.values())}"""
REUSE_SINCE = f"""
    {_REUSE}
    FROM earlier.outcome AS old JOIN earlier.lookup USING (lookup_id) JOIN main.lookup AS own USING (subject)
    WHERE old.kind IN ({_kinds(kind for kind in OutcomeKind if kind.is_answer)}) AND old.last_attempt_at >= :since"""
REUSE_MARKED = f"""
    {_REUSE}
    FROM temp.marked JOIN main.lookup AS own USING (lookup_id) JOIN earlier.lookup USING (subject)
         JOIN earlier.outcome AS old ON old.lookup_id = earlier.lookup.lookup_id
    WHERE old.kind IN ({_kinds(kind for kind in OutcomeKind if kind.is_final)})"""
SUSPECT_AS_BEFORE = f"""
    INSERT OR IGNORE INTO attempted (lookup_id, attempts, charged, lane, is_suspect) SELECT own.lookup_id, 0, 0, 0, 1
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
NOTE_SAMPLE = "INSERT OR IGNORE INTO run VALUES ('is_cut_to_sample', 'yes')"
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
FORGET_ATTEMPTS = "UPDATE attempted SET attempts = 0, charged = 0, first_attempt_at = NULL, lane = 0"
SUSPECT = """
    INSERT INTO attempted (lookup_id, attempts, charged, lane, is_suspect) SELECT lookup_id, 0, 0, 0, 1 FROM outcome
    WHERE attempts > 0 AND kind IN (SELECT value FROM json_each(?))"""
REOPEN = "DELETE FROM outcome WHERE kind IN (SELECT value FROM json_each(?))"
FORGET_COMPLETION = "DELETE FROM run WHERE key = 'completed_at'"
