-- Drafts that somebody of the office fills in for a resident: whose they are, and how the matter came.
ALTER TABLE drafts ADD COLUMN staff BLOB REFERENCES staff (id);
ALTER TABLE drafts ADD COLUMN department TEXT REFERENCES departments (id);
ALTER TABLE drafts ADD COLUMN desk TEXT;
CREATE INDEX drafts_desk ON drafts (department, saved_at) WHERE department IS NOT NULL;

-- What somebody of the office entered for a resident.
CREATE TABLE entries (
    submission BLOB PRIMARY KEY REFERENCES submissions (id),
    staff BLOB NOT NULL REFERENCES staff (id),
    entered_at TEXT NOT NULL,
    -- The day it reached the office on paper, and why that is long ago, where it is.
    paper_day TEXT,
    late_reason TEXT NOT NULL,
    -- Whether the resident began it online.
    begun_online INTEGER NOT NULL
) STRICT;

-- What an entry has in place of a file: an original that was seen, or a paper that is to come.
CREATE TABLE originals (
    submission BLOB NOT NULL REFERENCES submissions (id),
    -- The name of the question's input.
    input TEXT NOT NULL,
    how TEXT NOT NULL,
    note TEXT NOT NULL,
    came_at TEXT,
    came_to BLOB REFERENCES staff (id),
    PRIMARY KEY (submission, input)
) STRICT;
