-- Which step of its paper's life a submission stands at, and since when: what rests too long is seen by it.
ALTER TABLE submissions ADD COLUMN step text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE submissions ADD COLUMN stage_since timestamptz;
UPDATE submissions SET step = stage;
-- 起案 waits for approval, and is not over.
DROP INDEX submissions_open;
CREATE INDEX submissions_open ON submissions (department, arrived_at, id)
    WHERE stage IN ('received', 'accepted', 'in_review', 'awaiting_correction', 'corrected', 'awaiting_approval');
CREATE INDEX submissions_step ON submissions (stage, stage_since) WHERE decided_at IS NULL;

-- Who has looked at which submission, at which revision, and when last: what is unread, what has changed since, and who
-- has it open just now. Passing, and gone with the submission.
CREATE TABLE looks (
    submission uuid NOT NULL REFERENCES submissions (id),
    staff uuid NOT NULL REFERENCES staff (id),
    revision bigint NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (submission, staff)
);

-- 保存した条件: filters of the queue under a name, one's own or the department's.
CREATE TABLE saved_views (
    id uuid PRIMARY KEY,
    department text COLLATE "C" NOT NULL REFERENCES departments (id),
    owner uuid NOT NULL REFERENCES staff (id),
    shared boolean NOT NULL,
    name text COLLATE "C" NOT NULL,
    query text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX saved_views_department ON saved_views (department, name);

-- Who stands in for whom, from day to day (代決).
CREATE TABLE substitutes (
    id uuid PRIMARY KEY,
    absent uuid NOT NULL REFERENCES staff (id),
    deputy uuid NOT NULL REFERENCES staff (id),
    from_day date NOT NULL,
    until_day date NOT NULL,
    reason text COLLATE "C" NOT NULL
);
CREATE INDEX substitutes_deputy ON substitutes (deputy, until_day);

-- 意見照会 that other departments have not answered yet, so that they see what waits for them.
CREATE TABLE opinions (
    submission uuid NOT NULL REFERENCES submissions (id),
    number bigint NOT NULL,
    department text COLLATE "C" NOT NULL REFERENCES departments (id),
    due date NOT NULL,
    answered_at timestamptz,
    PRIMARY KEY (submission, number)
);
CREATE INDEX opinions_open ON opinions (department, due) WHERE answered_at IS NULL;

-- To whom what arrives is given by itself: in turn to these people, for one paper or (empty) for all others.
CREATE TABLE assign_rules (
    department text COLLATE "C" NOT NULL REFERENCES departments (id),
    slug text COLLATE "C" NOT NULL,
    people jsonb NOT NULL,
    next bigint NOT NULL,
    PRIMARY KEY (department, slug)
);
