-- What an administrator and the person know of an account: where mail reaches them, a code for the first password, a second
-- factor (derived from the office's key and this number; nothing secret is kept), and how often it was changed.
ALTER TABLE staff ADD COLUMN email text COLLATE "C";
ALTER TABLE staff ADD COLUMN revision bigint NOT NULL DEFAULT 0;
ALTER TABLE staff ADD COLUMN code_hash bytea;
ALTER TABLE staff ADD COLUMN code_until timestamptz;
ALTER TABLE staff ADD COLUMN factor bigint NOT NULL DEFAULT 0;
ALTER TABLE staff ADD COLUMN factor_since timestamptz;
ALTER TABLE staff ADD COLUMN factor_step bigint NOT NULL DEFAULT 0;
ALTER TABLE staff ADD COLUMN recovery bigint NOT NULL DEFAULT 0;
CREATE INDEX sessions_staff ON sessions (staff);
-- Whether the second factor was shown: 'in', or what is still owed.
ALTER TABLE sessions ADD COLUMN standing text COLLATE "C" NOT NULL DEFAULT 'in';

-- 異動: what becomes of whom on which day. Kept after it was done: who gave away what is told from here.
CREATE TABLE transfers (
    id uuid PRIMARY KEY,
    login text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    department text COLLATE "C" NOT NULL REFERENCES departments (id),
    active boolean NOT NULL,
    -- The name to sign in with of who takes over their work; empty where it goes back to the list.
    successor text COLLATE "C" NOT NULL,
    from_day date NOT NULL,
    listed_at timestamptz NOT NULL,
    listed_by jsonb NOT NULL,
    done_at timestamptz,
    -- The department that was left, if one was, and what became of the work.
    left_department text COLLATE "C",
    handed_at timestamptz,
    released bigint NOT NULL DEFAULT 0,
    handed bigint NOT NULL DEFAULT 0,
    refused text COLLATE "C" NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX transfers_waiting ON transfers (login, from_day) WHERE done_at IS NULL;
CREATE INDEX transfers_left ON transfers (left_department, handed_at);
CREATE INDEX submissions_hands ON submissions (holder)
    WHERE stage IN ('accepted', 'in_review', 'awaiting_correction', 'corrected', 'awaiting_approval');

-- 統合: departments that go into another on a day.
CREATE TABLE mergers (
    department text COLLATE "C" PRIMARY KEY REFERENCES departments (id),
    into_department text COLLATE "C" NOT NULL REFERENCES departments (id),
    from_day date NOT NULL,
    reason text COLLATE "C" NOT NULL,
    done_at timestamptz
);

-- The trail by person, and why somebody looked where a reason is asked.
ALTER TABLE audit ADD COLUMN staff uuid;
ALTER TABLE audit ADD COLUMN reason text COLLATE "C" NOT NULL DEFAULT '';
UPDATE audit SET staff = (actor->>'id')::uuid WHERE actor->>'id' IS NOT NULL;
CREATE INDEX audit_staff ON audit (staff, seq);
CREATE INDEX audit_at ON audit (at);
