-- Drafts that somebody of the office fills in for a resident: whose they are, and how the matter came.
ALTER TABLE drafts ADD COLUMN staff uuid REFERENCES staff (id);
ALTER TABLE drafts ADD COLUMN department text COLLATE "C" REFERENCES departments (id);
ALTER TABLE drafts ADD COLUMN desk jsonb;
CREATE INDEX drafts_desk ON drafts (department, saved_at) WHERE department IS NOT NULL;

-- What somebody of the office entered for a resident.
CREATE TABLE entries (
    submission uuid PRIMARY KEY REFERENCES submissions (id),
    staff uuid NOT NULL REFERENCES staff (id),
    entered_at timestamptz NOT NULL,
    -- The day it reached the office on paper, and why that is long ago, where it is.
    paper_day date,
    late_reason text COLLATE "C" NOT NULL,
    -- Whether the resident began it online.
    begun_online boolean NOT NULL
);

-- What an entry has in place of a file: an original that was seen, or a paper that is to come.
CREATE TABLE originals (
    submission uuid NOT NULL REFERENCES submissions (id),
    -- The name of the question's input.
    input text COLLATE "C" NOT NULL,
    how text COLLATE "C" NOT NULL,
    note text COLLATE "C" NOT NULL,
    came_at timestamptz,
    came_to uuid REFERENCES staff (id),
    PRIMARY KEY (submission, input)
);
