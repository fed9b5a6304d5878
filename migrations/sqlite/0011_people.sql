-- What an administrator and the person know of an account: where mail reaches them, a code for the first password, a second
-- factor (derived from the office's key and this number; nothing secret is kept), and how often it was changed.
ALTER TABLE staff ADD COLUMN email TEXT;
ALTER TABLE staff ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE staff ADD COLUMN code_hash BLOB;
ALTER TABLE staff ADD COLUMN code_until TEXT;
ALTER TABLE staff ADD COLUMN factor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE staff ADD COLUMN factor_since TEXT;
ALTER TABLE staff ADD COLUMN factor_step INTEGER NOT NULL DEFAULT 0;
ALTER TABLE staff ADD COLUMN recovery INTEGER NOT NULL DEFAULT 0;
CREATE INDEX sessions_staff ON sessions (staff);
-- Whether the second factor was shown: 'in', or what is still owed.
ALTER TABLE sessions ADD COLUMN standing TEXT NOT NULL DEFAULT 'in';

-- 異動: what becomes of whom on which day. Kept after it was done: who gave away what is told from here.
CREATE TABLE transfers (
    id BLOB PRIMARY KEY,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    department TEXT NOT NULL REFERENCES departments (id),
    active INTEGER NOT NULL,
    -- The name to sign in with of who takes over their work; empty where it goes back to the list.
    successor TEXT NOT NULL,
    from_day TEXT NOT NULL,
    listed_at TEXT NOT NULL,
    listed_by TEXT NOT NULL,
    done_at TEXT,
    -- The department that was left, if one was, and what became of the work.
    left_department TEXT,
    handed_at TEXT,
    released INTEGER NOT NULL DEFAULT 0,
    handed INTEGER NOT NULL DEFAULT 0,
    refused TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX transfers_waiting ON transfers (login, from_day) WHERE done_at IS NULL;
CREATE INDEX transfers_left ON transfers (left_department, handed_at);
CREATE INDEX submissions_hands ON submissions (holder)
    WHERE stage IN ('accepted', 'in_review', 'awaiting_correction', 'corrected', 'awaiting_approval');

-- 統合: departments that go into another on a day.
CREATE TABLE mergers (
    department TEXT PRIMARY KEY REFERENCES departments (id),
    into_department TEXT NOT NULL REFERENCES departments (id),
    from_day TEXT NOT NULL,
    reason TEXT NOT NULL,
    done_at TEXT
) STRICT;

-- The trail by person, and why somebody looked where a reason is asked.
ALTER TABLE audit ADD COLUMN staff BLOB;
ALTER TABLE audit ADD COLUMN reason TEXT NOT NULL DEFAULT '';
UPDATE audit SET staff = unhex(replace(json_extract(actor, '$.id'), '-', '')) WHERE json_extract(actor, '$.id') IS NOT NULL;
CREATE INDEX audit_staff ON audit (staff, seq);
CREATE INDEX audit_at ON audit (at);
