-- Papers that are written in the browser: whose they are, and how often each was saved.
CREATE TABLE written (
    slug TEXT PRIMARY KEY,
    department TEXT NOT NULL REFERENCES departments (id),
    revision INTEGER NOT NULL
) STRICT;

-- What was saved, sound or not; the newest is the draft.
CREATE TABLE written_saves (
    slug TEXT NOT NULL REFERENCES written (slug),
    revision INTEGER NOT NULL,
    source TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    saved_by TEXT NOT NULL,
    PRIMARY KEY (slug, revision)
) STRICT;

-- What opens to residents on a day to come.
CREATE TABLE paper_plans (
    slug TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    day TEXT NOT NULL,
    reason TEXT NOT NULL,
    planned_at TEXT NOT NULL,
    planned_by TEXT NOT NULL
) STRICT;

-- Why a version was opened although the check had something to say.
ALTER TABLE papers ADD COLUMN reason TEXT NOT NULL DEFAULT '';
