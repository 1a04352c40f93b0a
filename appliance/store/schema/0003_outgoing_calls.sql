-- Outgoing calls, and the ledger: every wish to call, write or forward, granted or refused.

ALTER TABLE calls ADD COLUMN direction  TEXT NOT NULL DEFAULT 'incoming';
ALTER TABLE calls ADD COLUMN dialled    TEXT NOT NULL DEFAULT '';   -- the number called
ALTER TABLE calls ADD COLUMN dial_fault TEXT;                       -- why nobody was reached

CREATE INDEX calls_by_dialled ON calls (dialled) WHERE dialled <> '';

CREATE TABLE ledger (
    run        INTEGER NOT NULL,      -- no reference: what went out must outlive the row of its run
    entry      INTEGER NOT NULL,      -- counts within the run
    kind       TEXT    NOT NULL,
    at_utc_ms  INTEGER NOT NULL,
    who        TEXT    NOT NULL,
    number     TEXT    NOT NULL,
    line       TEXT,
    refused    TEXT    NOT NULL,      -- why; empty when it was granted
    emergency  INTEGER NOT NULL,
    length_ms  INTEGER,               -- NULL while the call is up, and of what has no length
    UNIQUE (run, entry)
) STRICT;

CREATE INDEX ledger_by_time ON ledger (at_utc_ms);
