-- Texts (short messages) that came in over a line. A modem gives up its copy only when the row is on the disk.

CREATE TABLE texts (
    key              TEXT    PRIMARY KEY,   -- the same when one is fetched from the modem again
    line             TEXT    NOT NULL,
    sender           TEXT    NOT NULL,
    body             TEXT    NOT NULL,
    sent_utc_ms      INTEGER,               -- by the network's clock
    received_utc_ms  INTEGER NOT NULL,
    kind             TEXT    NOT NULL,
    parts            INTEGER NOT NULL,
    missing          TEXT    NOT NULL CHECK (json_valid(missing)),
    pdus             TEXT    NOT NULL CHECK (json_valid(pdus))
) STRICT;

CREATE INDEX texts_by_time ON texts (received_utc_ms);
CREATE INDEX texts_by_sender ON texts (sender);
