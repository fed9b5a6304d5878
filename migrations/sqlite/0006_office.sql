-- Which step of its paper's life a submission stands at, and since when: what rests too long is seen by it.
ALTER TABLE submissions ADD COLUMN step TEXT NOT NULL DEFAULT '';
ALTER TABLE submissions ADD COLUMN stage_since TEXT;
UPDATE submissions SET step = stage;
-- 起案 waits for approval, and is not over.
DROP INDEX submissions_open;
CREATE INDEX submissions_open ON submissions (department, arrived_at, id)
    WHERE stage IN ('received', 'accepted', 'in_review', 'awaiting_correction', 'corrected', 'awaiting_approval');
CREATE INDEX submissions_step ON submissions (stage, stage_since) WHERE decided_at IS NULL;

-- Who has looked at which submission, at which revision, and when last: what is unread, what has changed since, and who
-- has it open just now. Passing, and gone with the submission.
CREATE TABLE looks (
    submission BLOB NOT NULL REFERENCES submissions (id),
    staff BLOB NOT NULL REFERENCES staff (id),
    revision INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (submission, staff)
) STRICT;

-- 保存した条件: filters of the queue under a name, one's own or the department's.
CREATE TABLE saved_views (
    id BLOB PRIMARY KEY,
    department TEXT NOT NULL REFERENCES departments (id),
    owner BLOB NOT NULL REFERENCES staff (id),
    shared INTEGER NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX saved_views_department ON saved_views (department, name);

-- Who stands in for whom, from day to day (代決).
CREATE TABLE substitutes (
    id BLOB PRIMARY KEY,
    absent BLOB NOT NULL REFERENCES staff (id),
    deputy BLOB NOT NULL REFERENCES staff (id),
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX substitutes_deputy ON substitutes (deputy, until_day);

-- 意見照会 that other departments have not answered yet, so that they see what waits for them.
CREATE TABLE opinions (
    submission BLOB NOT NULL REFERENCES submissions (id),
    number INTEGER NOT NULL,
    department TEXT NOT NULL REFERENCES departments (id),
    due TEXT NOT NULL,
    answered_at TEXT,
    PRIMARY KEY (submission, number)
) STRICT;
CREATE INDEX opinions_open ON opinions (department, due) WHERE answered_at IS NULL;

-- To whom what arrives is given by itself: in turn to these people, for one paper or (empty) for all others.
CREATE TABLE assign_rules (
    department TEXT NOT NULL REFERENCES departments (id),
    slug TEXT NOT NULL,
    people TEXT NOT NULL,
    next INTEGER NOT NULL,
    PRIMARY KEY (department, slug)
) STRICT;
