-- Where a draft's code and the warning of its end go, and whether that warning was given.
ALTER TABLE drafts ADD COLUMN email text COLLATE "C";
ALTER TABLE drafts ADD COLUMN warned_at timestamptz;
-- The version of the paper it was begun with, if it was carried over to a newer one.
ALTER TABLE drafts ADD COLUMN carried_from bigint;

-- A letter is about a submission or about a draft.
ALTER TABLE letters ALTER COLUMN submission DROP NOT NULL;
ALTER TABLE letters ADD COLUMN draft uuid REFERENCES drafts (id);
ALTER TABLE letters ADD CHECK ((submission IS NULL) <> (draft IS NULL));
CREATE INDEX letters_draft ON letters (draft) WHERE draft IS NOT NULL;
