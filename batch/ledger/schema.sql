-- The ledger of one run: the only state there is between its phases. Readable with any SQLite client.
-- Each `checksum` is over the other columns of its row (checksums.py); a row that does not fit its own is damaged.

CREATE TABLE run (
    key   TEXT PRIMARY KEY,  -- fingerprint, started_at, environment, language, 'register <address>', intake_done_at,
                           -- cut_at, reuse_done_at, completed_at, forgetting_at and
                           -- forgotten_at (rows/forgetting.py), 'pause <when it began>' (when it ended, and why);
                           -- and how many rows other tables hold: lookup_count, cell_counts (a JSON object, by
                           -- file_id), left_out (count and sum)
    value TEXT NOT NULL,
    checksum INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE input_file (
    file_id    INTEGER PRIMARY KEY,  -- order of the command line, from 1
    name       TEXT NOT NULL,        -- what a person calls it: file name, and sheet where there is one
    path       TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    decided    TEXT NOT NULL,        -- JSON object: encoding, delimiter, column …
    row_count  INTEGER NOT NULL,     -- data rows, blank ones not counted
    blank_count INTEGER NOT NULL,    -- rows in which every cell is empty
    observations TEXT NOT NULL,      -- JSON list: what the columns look like besides
    checksum   INTEGER NOT NULL
) STRICT;

-- One row for each distinct identifier, and for each distinct value that is none; lookup_id is input order, from 1.
CREATE TABLE lookup (
    lookup_id   INTEGER PRIMARY KEY,
    subject     TEXT NOT NULL UNIQUE,  -- 'fnr ' + eleven digits, or 'none ' + the value
    fnr         TEXT,
    input_value TEXT,                  -- the cell's text, where it differs from fnr
    id_type     TEXT,
    series      TEXT,
    reason      TEXT,
    repair      TEXT,
    file_id     INTEGER NOT NULL,      -- where it first stands
    row         INTEGER NOT NULL,
    row_count   INTEGER NOT NULL DEFAULT 1,
    checksum    INTEGER NOT NULL       -- that of subject to row, plus row_count, which is known last
) STRICT;

-- Every input row leads to its lookup; nothing is lost.
CREATE TABLE input_row (
    file_id     INTEGER NOT NULL,
    row         INTEGER NOT NULL,  -- 1-based, as a person counts in that file
    position    INTEGER NOT NULL,  -- which identifier column of that row, from 1
    lookup_id   INTEGER NOT NULL,
    input_value TEXT,
    repair      TEXT,
    checksum    INTEGER NOT NULL,  -- with the lookup's subject in place of its number
    PRIMARY KEY (file_id, row, position)
) STRICT, WITHOUT ROWID;

-- Exactly one row for a lookup that is accounted for; a lookup without one is pending.
-- The body is last: what the copies of the inputs, and a comparison of runs, need of it stands before, and is read
-- without it.
CREATE TABLE outcome (
    lookup_id        INTEGER PRIMARY KEY,
    kind             TEXT NOT NULL,
    attempts         INTEGER NOT NULL,
    http_status      INTEGER,
    korrelasjonsid   TEXT,
    feilmelding      TEXT,
    duration_ms      INTEGER,
    first_attempt_at TEXT,     -- ISO 8601, UTC
    last_attempt_at  TEXT,
    reused_from      TEXT,     -- the earlier run that got this answer; null for this one's own
    antall_ektepakt  INTEGER,  -- as the answer counts them
    avtaletyper      TEXT,     -- JSON list: each type once, in the order of the answer
    siste_innkomst   TEXT,     -- ISO 8601: the latest innkomsttidspunkt
    compared         INTEGER,  -- 64 bits of a hash of what a comparison of runs compares; null where that is nothing
    body_checksum    INTEGER,
    checksum         INTEGER NOT NULL,  -- of kind to body_checksum, and the lookup's subject
    body             BLOB      -- the answer's own bytes; of an error, a JSON object with its tidspunkt
) STRICT;

-- Lookups that are no part of the run, since it asks about a sample alone.
CREATE TABLE left_out (lookup_id INTEGER PRIMARY KEY) STRICT;

-- Lookups that have failed and are not given up: what a resumed run must know of them.
CREATE TABLE attempted (
    lookup_id        INTEGER PRIMARY KEY,
    attempts         INTEGER NOT NULL,
    charged          INTEGER NOT NULL,  -- those of the attempts that were the identifier's own failures
    first_attempt_at TEXT,              -- ISO 8601, UTC
    lane             INTEGER NOT NULL,  -- 0: in input order, 1: then, with more patience, 2: last, a few at a time
    is_suspect       INTEGER NOT NULL,  -- 1: it has failed, or kept a place for too long, while others were answered
    checksum         INTEGER NOT NULL
) STRICT;

-- How the look-ups went, over all commands of the run: one row for each interval in which something was settled.
CREATE TABLE course (
    begins         INTEGER PRIMARY KEY,  -- seconds since 1970, UTC; a multiple of `seconds`
    seconds        INTEGER NOT NULL,     -- how long the interval is; the same for all, and doubled when they are many
    lookups        INTEGER NOT NULL,     -- settled by asking
    errors         INTEGER NOT NULL,     -- those of them that got no answer
    attempts       INTEGER NOT NULL,     -- ended in it, failed ones too
    least_limit    INTEGER NOT NULL,     -- of look-ups in flight
    most_limit     INTEGER NOT NULL,
    paused_ms      INTEGER NOT NULL,     -- time in which nothing was asked on purpose
    checksum       INTEGER NOT NULL
) STRICT;

PRAGMA user_version = 4;
