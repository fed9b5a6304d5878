-- Papers that are written in the browser: whose they are, and how often each was saved.
CREATE TABLE written (
    slug text COLLATE "C" PRIMARY KEY,
    department text COLLATE "C" NOT NULL REFERENCES departments (id),
    revision bigint NOT NULL
);

-- What was saved, sound or not; the newest is the draft.
CREATE TABLE written_saves (
    slug text COLLATE "C" NOT NULL REFERENCES written (slug),
    revision bigint NOT NULL,
    source text COLLATE "C" NOT NULL,
    saved_at timestamptz NOT NULL,
    saved_by text COLLATE "C" NOT NULL,
    PRIMARY KEY (slug, revision)
);

-- What opens to residents on a day to come.
CREATE TABLE paper_plans (
    slug text COLLATE "C" PRIMARY KEY,
    source text COLLATE "C" NOT NULL,
    day date NOT NULL,
    reason text COLLATE "C" NOT NULL,
    planned_at timestamptz NOT NULL,
    planned_by text COLLATE "C" NOT NULL
);

-- Why a version was opened although the check had something to say.
ALTER TABLE papers ADD COLUMN reason text COLLATE "C" NOT NULL DEFAULT '';
