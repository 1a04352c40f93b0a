-- Where a recording has nothing said in it: times since its beginning, as JSON.

ALTER TABLE recordings ADD COLUMN pauses TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(pauses));
