CREATE TABLE departments (
    id text COLLATE "C" PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    name_en text COLLATE "C" NOT NULL,
    phone text COLLATE "C" NOT NULL,
    hours text COLLATE "C" NOT NULL,
    note text COLLATE "C" NOT NULL
);

CREATE TABLE staff (
    id uuid PRIMARY KEY,
    login text COLLATE "C" NOT NULL UNIQUE,
    name text COLLATE "C" NOT NULL,
    password_hash text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    department text COLLATE "C" NOT NULL REFERENCES departments (id),
    active boolean NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY,
    staff uuid NOT NULL REFERENCES staff (id),
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

-- A version of a paper as residents were shown it. Never changed: drafts and submissions point at it.
CREATE TABLE papers (
    slug text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    hash text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    published_at timestamptz NOT NULL,
    published_by text COLLATE "C" NOT NULL,
    withdrawn_at timestamptz,
    PRIMARY KEY (slug, version)
);
CREATE UNIQUE INDEX papers_open ON papers (slug) WHERE withdrawn_at IS NULL;

CREATE TABLE submissions (
    id uuid PRIMARY KEY,
    receipt text COLLATE "C" NOT NULL UNIQUE,
    -- The draft it came of: one draft, one submission, however often the button is pressed.
    draft uuid NOT NULL UNIQUE,
    slug text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    paper_hash text COLLATE "C" NOT NULL,
    flow text COLLATE "C" NOT NULL,
    department text COLLATE "C" NOT NULL REFERENCES departments (id),
    stage text COLLATE "C" NOT NULL,
    stage_facts jsonb NOT NULL,
    revision bigint NOT NULL,
    answers jsonb NOT NULL,
    applicant_name text COLLATE "C" NOT NULL,
    applicant_kana text COLLATE "C" NOT NULL,
    email text COLLATE "C",
    search_key text COLLATE "C" NOT NULL,
    lang text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    arrived_at timestamptz NOT NULL,
    received_at timestamptz,
    decided_at timestamptz,
    due_on date,
    correction_due date,
    holder uuid REFERENCES staff (id),
    FOREIGN KEY (slug, version) REFERENCES papers (slug, version)
);
CREATE INDEX submissions_queue ON submissions (department, stage, arrived_at, id);
CREATE INDEX submissions_due ON submissions (department, due_on, id);
CREATE INDEX submissions_arrived ON submissions (arrived_at, slug);

CREATE TABLE drafts (
    id uuid PRIMARY KEY,
    visitor_hash bytea NOT NULL,
    slug text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    lang text COLLATE "C" NOT NULL,
    typed jsonb NOT NULL,
    revision bigint NOT NULL,
    created_at timestamptz NOT NULL,
    saved_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    resume_hash bytea NOT NULL UNIQUE,
    submission uuid REFERENCES submissions (id),
    FOREIGN KEY (slug, version) REFERENCES papers (slug, version)
);
CREATE INDEX drafts_expiry ON drafts (expires_at);

-- What is known of an uploaded file. Its bytes lie in the data folder under their digest.
CREATE TABLE files (
    id uuid PRIMARY KEY,
    draft uuid,
    submission uuid REFERENCES submissions (id),
    field text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    size bigint NOT NULL,
    digest bytea NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX files_draft ON files (draft);
CREATE INDEX files_submission ON files (submission);

-- Append-only. Each row's hash covers the one before it.
CREATE TABLE events (
    submission uuid NOT NULL REFERENCES submissions (id),
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    actor jsonb NOT NULL,
    body jsonb NOT NULL,
    prev_hash bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (submission, seq)
);

-- Which browsers have shown number and key of a submission, and until when that is remembered.
CREATE TABLE visits (
    visitor_hash bytea NOT NULL,
    submission uuid NOT NULL REFERENCES submissions (id),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (visitor_hash, submission)
);

-- The out-tray: written in the transaction of what a letter tells of, emptied afterwards.
CREATE TABLE letters (
    id uuid PRIMARY KEY,
    submission uuid NOT NULL REFERENCES submissions (id),
    body jsonb NOT NULL,
    lang text COLLATE "C" NOT NULL,
    address text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    state text COLLATE "C" NOT NULL,
    attempts bigint NOT NULL,
    next_at timestamptz NOT NULL,
    sent_at timestamptz,
    last_error text COLLATE "C"
);
CREATE INDEX letters_waiting ON letters (state, next_at);
CREATE INDEX letters_submission ON letters (submission, created_at);

-- 手続台帳: one row per procedure, as the rules read it.
CREATE TABLE procedures (
    id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    body jsonb NOT NULL
);

-- Every change of the inventory, dated and signed.
CREATE TABLE procedure_changes (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    procedure_id text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    actor jsonb NOT NULL,
    body jsonb NOT NULL
);

-- Since when a procedure has stood how, so that the rate of a past day can be computed again.
CREATE TABLE standings (
    procedure_id text COLLATE "C" NOT NULL,
    since date NOT NULL,
    status text COLLATE "C" NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (procedure_id, since)
);

CREATE TABLE kpis (
    plan text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    body jsonb NOT NULL,
    PRIMARY KEY (plan, number)
);

-- The trail: who looked at, changed or took away what.
CREATE TABLE audit (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    actor jsonb NOT NULL,
    verb text COLLATE "C" NOT NULL,
    object text COLLATE "C" NOT NULL
);
CREATE INDEX audit_object ON audit (object, seq);

CREATE TABLE throttle (
    key text COLLATE "C" NOT NULL,
    window_start timestamptz NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (key, window_start)
);
