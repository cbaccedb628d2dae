-- The ledger of one run: the only state there is between its phases. Readable with any SQLite client.

CREATE TABLE run (
    key   TEXT PRIMARY KEY,  -- fingerprint, started_at, environment, language, 'register <address>', intake_done_at,
                           -- cut_at, reuse_done_at, completed_at
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE input_file (
    file_id    INTEGER PRIMARY KEY,  -- order of the command line, from 1
    name       TEXT NOT NULL,        -- what a person calls it: file name, and sheet where there is one
    path       TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    decided    TEXT NOT NULL,        -- JSON object: encoding, delimiter, column …
    row_count  INTEGER NOT NULL,     -- data rows, blank ones not counted
    blank_count INTEGER NOT NULL,    -- rows in which every cell is empty
    observations TEXT NOT NULL       -- JSON list: what the columns look like besides
) STRICT;

-- One row for each distinct identifier, and for each distinct value that is none; lookup_id is input order.
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
    row_count   INTEGER NOT NULL DEFAULT 1
) STRICT;

-- Every input row leads to its lookup; nothing is lost.
CREATE TABLE input_row (
    file_id     INTEGER NOT NULL,
    row         INTEGER NOT NULL,  -- 1-based, as a person counts in that file
    position    INTEGER NOT NULL,  -- which identifier column of that row, from 1
    lookup_id   INTEGER NOT NULL,
    input_value TEXT,
    repair      TEXT,
    PRIMARY KEY (file_id, row, position)
) STRICT, WITHOUT ROWID;

-- Exactly one row for a lookup that is accounted for; a lookup without one is pending.
CREATE TABLE outcome (
    lookup_id        INTEGER PRIMARY KEY,
    kind             TEXT NOT NULL,
    attempts         INTEGER NOT NULL,
    http_status      INTEGER,
    korrelasjonsid   TEXT,
    feilmelding      TEXT,
    duration_ms      INTEGER,
    first_attempt_at TEXT,  -- ISO 8601, UTC
    last_attempt_at  TEXT,
    body             BLOB,  -- the answer's own bytes; of an error, a JSON object with its tidspunkt
    reused_from      TEXT   -- the earlier run that got this answer; null for this one's own
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
    is_suspect       INTEGER NOT NULL   -- 1: it has failed, or kept a place for too long, while others were answered
) STRICT;

PRAGMA user_version = 3;
