"""Every query of the ledger of a run."""

ADD_LOOKUP = """
    INSERT OR IGNORE INTO lookup (subject, fnr, input_value, id_type, series, reason, repair, file_id, row)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
ADD_ROW = """
    INSERT OR IGNORE INTO input_row (file_id, row, position, lookup_id, input_value, repair)
    SELECT ?, ?, ?, lookup_id, ?, ? FROM lookup WHERE subject = ?"""
ADD_VERDICT = """
    INSERT OR IGNORE INTO outcome (lookup_id, kind, attempts)
    SELECT lookup_id, ?, 0 FROM lookup WHERE subject = ?"""
COUNT_ROWS = """
    UPDATE lookup SET row_count = counted.row_count
    FROM (SELECT lookup_id, count(*) AS row_count FROM input_row GROUP BY lookup_id) AS counted
    WHERE counted.lookup_id = lookup.lookup_id"""
PENDING = """
    SELECT lookup_id, fnr, id_type, series, coalesce(attempts, 0), coalesce(charged, 0), first_attempt_at, 0,
           coalesce(is_suspect, 0)
    FROM lookup LEFT JOIN attempted USING (lookup_id)
    WHERE lookup_id > ? AND coalesce(lane, 0) = 0
          AND NOT EXISTS (SELECT 1 FROM outcome WHERE outcome.lookup_id = lookup.lookup_id)
          AND lookup_id NOT IN (SELECT lookup_id FROM left_out)
    ORDER BY lookup_id LIMIT ?"""
PUT_OFF = """
    SELECT lookup_id, fnr, id_type, series, attempts, charged, first_attempt_at, lane, is_suspect
    FROM attempted JOIN lookup USING (lookup_id)
    WHERE lookup_id > ? AND lane = ?
          AND NOT EXISTS (SELECT 1 FROM outcome WHERE outcome.lookup_id = attempted.lookup_id)
    ORDER BY lookup_id LIMIT ?"""
NOTE_ATTEMPTS = "INSERT OR REPLACE INTO attempted VALUES (?, ?, ?, ?, ?, ?)"
RECORD = """
    INSERT INTO outcome (lookup_id, kind, attempts, http_status, korrelasjonsid, feilmelding, duration_ms,
                         first_attempt_at, last_attempt_at, body)
    VALUES """
OUTCOME_PLACES = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
OUTCOMES_AT_ONCE = 500
ENTRIES = """
    SELECT lookup.fnr, lookup.input_value, lookup.id_type, lookup.series, lookup.reason, lookup.repair,
           lookup.lookup_id, coalesce(outcome.kind, 'not_run'), coalesce(outcome.attempts, 0), outcome.http_status,
           outcome.korrelasjonsid, outcome.feilmelding, outcome.duration_ms, outcome.first_attempt_at,
           outcome.last_attempt_at, outcome.body, input_file.name, lookup.row, lookup.row_count
    FROM lookup JOIN input_file USING (file_id) LEFT JOIN outcome USING (lookup_id)
    WHERE lookup.lookup_id NOT IN (SELECT lookup_id FROM left_out)
    ORDER BY lookup.lookup_id"""
ROW_ENTRIES = """
    SELECT lookup.fnr, lookup.input_value, lookup.id_type, lookup.series, lookup.reason, input_row.repair,
           lookup.lookup_id, coalesce(outcome.kind, 'not_run'), coalesce(outcome.attempts, 0), outcome.http_status,
           outcome.korrelasjonsid, outcome.feilmelding, outcome.duration_ms, outcome.first_attempt_at,
           outcome.last_attempt_at, outcome.body, input_file.name, input_row.row, 1
    FROM input_row JOIN lookup USING (lookup_id) JOIN input_file ON input_file.file_id = input_row.file_id
         LEFT JOIN outcome USING (lookup_id)
    WHERE input_row.file_id = ? ORDER BY input_row.row, input_row.position"""
COUNTS = """
    SELECT coalesce(outcome.kind, 'not_run'), count(*), sum(lookup.row_count)
    FROM lookup LEFT JOIN outcome USING (lookup_id)
    WHERE lookup_id NOT IN (SELECT lookup_id FROM left_out) GROUP BY 1"""
TOTALS = """
    SELECT (SELECT count(*) FROM input_row), (SELECT count(*) FROM input_row WHERE repair IS NOT NULL),
           (SELECT coalesce(sum(attempts), 0) FROM outcome),
           (SELECT count(*) FROM outcome WHERE reused_from IS NOT NULL)"""
REUSE = """
    INSERT OR IGNORE INTO outcome
    SELECT own.lookup_id, old.kind, 0, old.http_status, old.korrelasjonsid, old.feilmelding, old.duration_ms,
           old.first_attempt_at, old.last_attempt_at, old.body, coalesce(old.reused_from, ?)
    FROM earlier.outcome AS old JOIN earlier.lookup USING (lookup_id) JOIN main.lookup AS own USING (subject)
    WHERE old.kind IN ('found', 'empty') AND old.last_attempt_at >= ?"""
REUSE_MARKED = """
    INSERT OR IGNORE INTO outcome
    SELECT own.lookup_id, old.kind, 0, old.http_status, old.korrelasjonsid, old.feilmelding, old.duration_ms,
           old.first_attempt_at, old.last_attempt_at, old.body, coalesce(old.reused_from, ?)
    FROM temp.marked JOIN main.lookup AS own USING (lookup_id) JOIN earlier.lookup USING (subject)
         JOIN earlier.outcome AS old ON old.lookup_id = earlier.lookup.lookup_id
    WHERE old.kind IN ('found', 'empty', 'rejected')"""
MARKED_IN_VAIN = """
    SELECT count(*) FROM temp.marked
    WHERE NOT EXISTS (SELECT 1 FROM outcome WHERE outcome.lookup_id = temp.marked.lookup_id)"""
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
    INSERT INTO attempted SELECT lookup_id, 0, 0, NULL, 0, 1 FROM outcome
    WHERE attempts > 0 AND kind IN (SELECT value FROM json_each(?))"""
REOPEN = "DELETE FROM outcome WHERE kind IN (SELECT value FROM json_each(?))"
FORGET_COMPLETION = "DELETE FROM run WHERE key = 'completed_at'"
