-- Settings as they were published, one after the other, and those that somebody is changing.

CREATE TABLE settings_versions (
    version          INTEGER PRIMARY KEY,
    base             INTEGER NOT NULL,
    published_utc_ms INTEGER NOT NULL,
    who              TEXT    NOT NULL,
    note             TEXT    NOT NULL,
    origin           TEXT    NOT NULL,   -- files, published, undone
    document         TEXT    NOT NULL    -- JSON
) STRICT;

CREATE TABLE settings_drafts (
    name           TEXT    NOT NULL UNIQUE,
    base           INTEGER NOT NULL,     -- the version it was begun on
    revision       INTEGER NOT NULL,
    changed_utc_ms INTEGER NOT NULL,
    who            TEXT    NOT NULL,
    document       TEXT    NOT NULL
) STRICT;
