-- When the caller's last wait ended without a person; NULL in the rows of earlier versions too, which then tell the call's end.

ALTER TABLE calls ADD COLUMN wait_ended_ms INTEGER;
