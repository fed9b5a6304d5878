-- Every change of the inventory makes a version. The head is taken before anything else is read or written, so that changes
-- come one after the other and a version is whole.
CREATE TABLE inventory_head (
    one bigint PRIMARY KEY CHECK (one = 1),
    version bigint NOT NULL
);

CREATE TABLE inventory_versions (
    version bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    actor jsonb NOT NULL,
    what text COLLATE "C" NOT NULL
);

-- What a procedure was after a change: the inventory of any version is the latest of these up to it.
ALTER TABLE procedure_changes ADD COLUMN version bigint NOT NULL DEFAULT 0;
ALTER TABLE procedure_changes ADD COLUMN after jsonb;
UPDATE procedure_changes SET after = (SELECT p.body FROM procedures p WHERE p.id = procedure_id)
    WHERE seq IN (SELECT MAX(seq) FROM procedure_changes GROUP BY procedure_id);
CREATE INDEX procedure_changes_of ON procedure_changes (procedure_id, version);
INSERT INTO inventory_versions (version, at, actor, what)
    SELECT 0, MAX(at), '{"who":"system"}', 'before' FROM procedure_changes HAVING COUNT(*) > 0;

-- What was said of a day before it was said otherwise stays.
ALTER TABLE standings ADD COLUMN version bigint NOT NULL DEFAULT 0;
ALTER TABLE standings ALTER COLUMN version DROP DEFAULT;
ALTER TABLE standings DROP CONSTRAINT standings_pkey;
ALTER TABLE standings ADD PRIMARY KEY (procedure_id, since, version);

-- Numbers as they were published, with their rows.
CREATE TABLE rate_snapshots (
    number bigint PRIMARY KEY,
    name text NOT NULL,
    at timestamptz NOT NULL,
    actor jsonb NOT NULL,
    as_of date NOT NULL,
    rates jsonb NOT NULL,
    body jsonb NOT NULL
);

-- A file somebody has been shown the changes of and has not said yes to.
CREATE TABLE inventory_pending (
    staff uuid PRIMARY KEY REFERENCES staff (id),
    at timestamptz NOT NULL,
    content text NOT NULL
);
