-- Where a draft's code and the warning of its end go, and whether that warning was given.
ALTER TABLE drafts ADD COLUMN email TEXT;
ALTER TABLE drafts ADD COLUMN warned_at TEXT;
-- The version of the paper it was begun with, if it was carried over to a newer one.
ALTER TABLE drafts ADD COLUMN carried_from INTEGER;

-- A letter is about a submission or about a draft.
CREATE TABLE letters_anew (
    id BLOB PRIMARY KEY,
    submission BLOB REFERENCES submissions (id),
    draft BLOB REFERENCES drafts (id),
    body TEXT NOT NULL,
    lang TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    sent_at TEXT,
    last_error TEXT,
    CHECK ((submission IS NULL) <> (draft IS NULL))
) STRICT;
INSERT INTO letters_anew (id, submission, body, lang, address, created_at, state, attempts, next_at, sent_at, last_error)
    SELECT id, submission, body, lang, address, created_at, state, attempts, next_at, sent_at, last_error FROM letters;
DROP TABLE letters;
ALTER TABLE letters_anew RENAME TO letters;
CREATE INDEX letters_waiting ON letters (state, next_at);
CREATE INDEX letters_submission ON letters (submission, created_at);
CREATE INDEX letters_draft ON letters (draft) WHERE draft IS NOT NULL;
