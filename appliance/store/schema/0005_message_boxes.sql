-- What has become of each message in its box: new, heard, taken by somebody, done.

ALTER TABLE messages ADD COLUMN urgent         INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN state          TEXT    NOT NULL DEFAULT 'new';
ALTER TABLE messages ADD COLUMN who            TEXT    NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN changed_utc_ms INTEGER NOT NULL DEFAULT 0;
UPDATE messages SET state = 'heard' WHERE heard;
ALTER TABLE messages DROP COLUMN heard;

CREATE INDEX messages_by_box ON messages (box, state);
