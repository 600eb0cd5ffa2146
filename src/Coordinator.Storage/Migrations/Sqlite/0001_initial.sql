-- Instants are ISO 8601 in UTC with seven decimals: readable, and sorted as text.

CREATE TABLE grain_state (
    state_name  TEXT    NOT NULL,
    grain_type  TEXT    NOT NULL,
    grain_key   TEXT    NOT NULL,
    -- The ETag. It never starts again, not even after a clear: an owner of long ago can't meet its old number.
    revision    INTEGER NOT NULL,
    -- {"version":N,"state":{...}}; NULL once cleared.
    state       TEXT,
    modified_at TEXT    NOT NULL,
    PRIMARY KEY (grain_key, grain_type, state_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
    -- AUTOINCREMENT: a position is never given twice, whatever was removed by hand.
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    stream   TEXT    NOT NULL,
    sequence INTEGER NOT NULL,
    release  TEXT    NOT NULL,
    at       TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    summary  TEXT    NOT NULL,
    body     TEXT    NOT NULL,
    UNIQUE (stream, sequence)
) STRICT;

CREATE INDEX journal_release ON journal (release, position);

CREATE TABLE registry (
    kind    TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    content TEXT    NOT NULL,
    due_at  TEXT,
    version INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
) STRICT;

CREATE INDEX registry_due ON registry (kind, name) WHERE due_at IS NOT NULL;

CREATE TABLE documents (
    digest  TEXT NOT NULL PRIMARY KEY,
    content BLOB NOT NULL
) STRICT;

-- Written by the readiness check after a write has failed, to see whether there is room again.
CREATE TABLE probe (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    content BLOB    NOT NULL
) STRICT;
