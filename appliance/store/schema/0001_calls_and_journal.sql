-- The journal, the calls it made, and what callers left. JSON columns hold values of appliance.model as msgspec writes them.

CREATE TABLE runs (               -- one start of the box
    run           INTEGER PRIMARY KEY,
    boot_id       TEXT    NOT NULL,
    program       TEXT    NOT NULL,   -- version that wrote it
    start_utc_ms  INTEGER NOT NULL,
    start_now_ms  INTEGER NOT NULL,   -- the monotonic clock at start_utc_ms
    ended         TEXT,               -- stopped, killed, power lost; NULL while it runs
    ended_now_ms  INTEGER             -- last sign of life, on the monotonic clock of this run
) STRICT;

CREATE TABLE calls (
    call                INTEGER PRIMARY KEY,
    run                 INTEGER NOT NULL REFERENCES runs (run),
    line                TEXT    NOT NULL,
    caller_number       TEXT    NOT NULL,
    caller_name         TEXT    NOT NULL,
    caller_presentation TEXT    NOT NULL,
    rang_ms             INTEGER NOT NULL,
    rang_utc_ms         INTEGER NOT NULL,
    answered_ms         INTEGER,
    asked_person_ms     INTEGER,
    offered_ms          INTEGER,
    talk_began_ms       INTEGER,
    talk_ended_ms       INTEGER,
    ended_ms            INTEGER,            -- NULL while the call is open
    queue               TEXT,
    agent               TEXT,
    misses              INTEGER NOT NULL,
    path                TEXT    NOT NULL CHECK (json_valid(path)),
    variables           TEXT    NOT NULL CHECK (json_valid(variables)),
    outcome             TEXT,
    hung_up             TEXT    NOT NULL,
    cause               TEXT,
    recorded            INTEGER NOT NULL
) STRICT;

CREATE INDEX calls_by_time ON calls (rang_utc_ms);
CREATE INDEX calls_by_number ON calls (caller_number) WHERE caller_number <> '';
CREATE INDEX calls_by_outcome ON calls (outcome, call);
CREATE INDEX calls_open ON calls (run) WHERE ended_ms IS NULL;

CREATE TABLE timeline (
    run     INTEGER NOT NULL,
    ticket  INTEGER NOT NULL,         -- the writer's number of the row within its run
    call    INTEGER NOT NULL REFERENCES calls (call) ON DELETE CASCADE,
    at_ms   INTEGER NOT NULL,         -- since the first ring
    text    TEXT    NOT NULL,
    UNIQUE (run, ticket)
) STRICT;

CREATE INDEX timeline_by_call ON timeline (call, at_ms);

-- What a caller left must outlive whatever happened to the row of the call: no foreign key here.
CREATE TABLE messages (
    file                TEXT    PRIMARY KEY,
    call                INTEGER NOT NULL,
    box                 TEXT    NOT NULL,
    caller_number       TEXT    NOT NULL,
    caller_name         TEXT    NOT NULL,
    caller_presentation TEXT    NOT NULL,
    taken_utc_ms        INTEGER NOT NULL,
    length_ms           INTEGER NOT NULL,
    heard               INTEGER NOT NULL,
    cut                 INTEGER NOT NULL
) STRICT;

CREATE INDEX messages_by_call ON messages (call);
CREATE INDEX messages_by_time ON messages (taken_utc_ms);

CREATE TABLE recordings (
    file       TEXT    PRIMARY KEY,
    call       INTEGER NOT NULL,
    length_ms  INTEGER NOT NULL,
    cut        INTEGER NOT NULL
) STRICT;

CREATE INDEX recordings_by_call ON recordings (call);

CREATE TABLE journal (            -- the engine's whole input, and what it decided
    run      INTEGER NOT NULL REFERENCES runs (run),
    seq      INTEGER NOT NULL,        -- 1, 2, 3 …; a gap tells that steps were lost
    now      INTEGER NOT NULL,        -- ms on the monotonic clock of the run
    event    TEXT CHECK (event IS NULL OR json_valid(event)),   -- NULL: a wake
    actions  TEXT NOT NULL CHECK (json_valid(actions)),
    UNIQUE (run, seq)
) STRICT;

CREATE TABLE journal_calls (      -- which steps concern which call
    call  INTEGER NOT NULL,
    run   INTEGER NOT NULL,
    seq   INTEGER NOT NULL,
    PRIMARY KEY (call, run, seq)
) STRICT, WITHOUT ROWID;
