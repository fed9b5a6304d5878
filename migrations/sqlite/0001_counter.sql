CREATE TABLE departments (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    phone TEXT NOT NULL,
    hours TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;

CREATE TABLE staff (
    id BLOB PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    department TEXT NOT NULL REFERENCES departments (id),
    active INTEGER NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY,
    staff BLOB NOT NULL REFERENCES staff (id),
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;

-- A version of a paper as residents were shown it. Never changed: drafts and submissions point at it.
CREATE TABLE papers (
    slug TEXT NOT NULL,
    version INTEGER NOT NULL,
    hash TEXT NOT NULL,
    source TEXT NOT NULL,
    published_at TEXT NOT NULL,
    published_by TEXT NOT NULL,
    withdrawn_at TEXT,
    PRIMARY KEY (slug, version)
) STRICT;
CREATE UNIQUE INDEX papers_open ON papers (slug) WHERE withdrawn_at IS NULL;

CREATE TABLE submissions (
    id BLOB PRIMARY KEY,
    receipt TEXT NOT NULL UNIQUE,
    -- The draft it came of: one draft, one submission, however often the button is pressed.
    draft BLOB NOT NULL UNIQUE,
    slug TEXT NOT NULL,
    version INTEGER NOT NULL,
    paper_hash TEXT NOT NULL,
    flow TEXT NOT NULL,
    department TEXT NOT NULL REFERENCES departments (id),
    stage TEXT NOT NULL,
    stage_facts TEXT NOT NULL,
    revision INTEGER NOT NULL,
    answers TEXT NOT NULL,
    applicant_name TEXT NOT NULL,
    applicant_kana TEXT NOT NULL,
    email TEXT,
    search_key TEXT NOT NULL,
    lang TEXT NOT NULL,
    channel TEXT NOT NULL,
    arrived_at TEXT NOT NULL,
    received_at TEXT,
    decided_at TEXT,
    due_on TEXT,
    correction_due TEXT,
    holder BLOB REFERENCES staff (id),
    FOREIGN KEY (slug, version) REFERENCES papers (slug, version)
) STRICT;
CREATE INDEX submissions_queue ON submissions (department, stage, arrived_at, id);
CREATE INDEX submissions_due ON submissions (department, due_on, id);
CREATE INDEX submissions_arrived ON submissions (arrived_at, slug);

CREATE TABLE drafts (
    id BLOB PRIMARY KEY,
    visitor_hash BLOB NOT NULL,
    slug TEXT NOT NULL,
    version INTEGER NOT NULL,
    lang TEXT NOT NULL,
    typed TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    resume_hash BLOB NOT NULL UNIQUE,
    submission BLOB REFERENCES submissions (id),
    FOREIGN KEY (slug, version) REFERENCES papers (slug, version)
) STRICT;
CREATE INDEX drafts_expiry ON drafts (expires_at);

-- What is known of an uploaded file. Its bytes lie in the data folder under their digest.
CREATE TABLE files (
    id BLOB PRIMARY KEY,
    draft BLOB,
    submission BLOB REFERENCES submissions (id),
    field TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    size INTEGER NOT NULL,
    digest BLOB NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX files_draft ON files (draft);
CREATE INDEX files_submission ON files (submission);

-- Append-only. Each row's hash covers the one before it.
CREATE TABLE events (
    submission BLOB NOT NULL REFERENCES submissions (id),
    seq INTEGER NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    body TEXT NOT NULL,
    prev_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (submission, seq)
) STRICT;

-- Which browsers have shown number and key of a submission, and until when that is remembered.
CREATE TABLE visits (
    visitor_hash BLOB NOT NULL,
    submission BLOB NOT NULL REFERENCES submissions (id),
    expires_at TEXT NOT NULL,
    PRIMARY KEY (visitor_hash, submission)
) STRICT;

-- The out-tray: written in the transaction of what a letter tells of, emptied afterwards.
CREATE TABLE letters (
    id BLOB PRIMARY KEY,
    submission BLOB NOT NULL REFERENCES submissions (id),
    body TEXT NOT NULL,
    lang TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    sent_at TEXT,
    last_error TEXT
) STRICT;
CREATE INDEX letters_waiting ON letters (state, next_at);
CREATE INDEX letters_submission ON letters (submission, created_at);

-- 手続台帳: one row per procedure, as the rules read it.
CREATE TABLE procedures (
    id TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

-- Every change of the inventory, dated and signed.
CREATE TABLE procedure_changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    procedure_id TEXT NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;

-- Since when a procedure has stood how, so that the rate of a past day can be computed again.
CREATE TABLE standings (
    procedure_id TEXT NOT NULL,
    since TEXT NOT NULL,
    status TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (procedure_id, since)
) STRICT;

CREATE TABLE kpis (
    plan TEXT NOT NULL,
    number INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (plan, number)
) STRICT;

-- The trail: who looked at, changed or took away what.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    verb TEXT NOT NULL,
    object TEXT NOT NULL
) STRICT;
CREATE INDEX audit_object ON audit (object, seq);

CREATE TABLE throttle (
    key TEXT NOT NULL,
    window_start TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (key, window_start)
) STRICT;
