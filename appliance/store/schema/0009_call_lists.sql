-- Long lists of calls, newest first, of one queue, agent or outcome; and who sees to whom nobody has called back yet.

CREATE INDEX calls_of_queue_by_time ON calls (queue, rang_utc_ms) WHERE queue IS NOT NULL;
CREATE INDEX calls_of_agent_by_time ON calls (agent, rang_utc_ms) WHERE agent IS NOT NULL;
CREATE INDEX calls_of_outcome_by_time ON calls (outcome, rang_utc_ms) WHERE outcome IS NOT NULL;

CREATE TABLE missed_marks (       -- what somebody said last of a number that nobody has spoken with
    number          TEXT    NOT NULL UNIQUE,   -- with + and country where it has one
    state           TEXT    NOT NULL,
    who             TEXT    NOT NULL,
    changed_utc_ms  INTEGER NOT NULL
) STRICT;
