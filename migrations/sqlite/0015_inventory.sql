-- Every change of the inventory makes a version. The head is taken before anything else is read or written, so that changes
-- come one after the other and a version is whole.
CREATE TABLE inventory_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL
) STRICT;

CREATE TABLE inventory_versions (
    version INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    what TEXT NOT NULL
) STRICT;

-- What a procedure was after a change: the inventory of any version is the latest of these up to it.
ALTER TABLE procedure_changes ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE procedure_changes ADD COLUMN after TEXT;
UPDATE procedure_changes SET after = (SELECT body FROM procedures WHERE id = procedure_id)
    WHERE seq IN (SELECT MAX(seq) FROM procedure_changes GROUP BY procedure_id);
CREATE INDEX procedure_changes_of ON procedure_changes (procedure_id, version);
INSERT INTO inventory_versions (version, at, actor, what)
    SELECT 0, MAX(at), '{"who":"system"}', 'before' FROM procedure_changes HAVING COUNT(*) > 0;

-- What was said of a day before it was said otherwise stays.
CREATE TABLE standings_said (
    procedure_id TEXT NOT NULL,
    since TEXT NOT NULL,
    status TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (procedure_id, since, version)
) STRICT;
INSERT INTO standings_said SELECT procedure_id, since, status, recorded_at, 0 FROM standings;
DROP TABLE standings;
ALTER TABLE standings_said RENAME TO standings;

-- Numbers as they were published, with their rows.
CREATE TABLE rate_snapshots (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    as_of TEXT NOT NULL,
    rates TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;

-- A file somebody has been shown the changes of and has not said yes to.
CREATE TABLE inventory_pending (
    staff BLOB PRIMARY KEY REFERENCES staff (id),
    at TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;
