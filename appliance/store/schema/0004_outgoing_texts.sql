-- Texts that are sent from here: the row is on the disk before the modem gets the text, and again as its state changes.

CREATE TABLE outgoing_texts (
    text            INTEGER PRIMARY KEY,
    line            TEXT    NOT NULL,
    number          TEXT    NOT NULL,
    body            TEXT    NOT NULL,
    ordered_utc_ms  INTEGER NOT NULL,
    state           TEXT    NOT NULL,
    changed_utc_ms  INTEGER NOT NULL,
    words           TEXT    NOT NULL,       -- why it is in this state
    parts           INTEGER NOT NULL,       -- 0 while not known
    refs            TEXT    NOT NULL CHECK (json_valid(refs)),     -- the network's numbers of the parts it took
    arrived         TEXT    NOT NULL CHECK (json_valid(arrived))       -- parts reported as delivered
) STRICT;

CREATE INDEX outgoing_texts_by_number ON outgoing_texts (number);
CREATE INDEX outgoing_texts_open ON outgoing_texts (text) WHERE state IN ('to be sent', 'being sent');
