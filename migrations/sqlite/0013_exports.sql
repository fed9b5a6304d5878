-- Lists of everything that ever arrived at a department, in the order in which it arrived. Every row has a stage; the
-- condition keeps this index from the lists of what is open, which have one of their own that is shorter.
CREATE INDEX submissions_ever ON submissions (department, arrived_at, id) WHERE stage <> '';

-- Lists that are being written into files behind the counter, and those that lie there for a week.
CREATE TABLE exports (
    id BLOB PRIMARY KEY,
    staff BLOB NOT NULL REFERENCES staff (id),
    department TEXT NOT NULL REFERENCES departments (id),
    asked_at TEXT NOT NULL,
    -- What is wanted: filter, period, columns, form, purpose.
    wanted TEXT NOT NULL,
    state TEXT NOT NULL,
    -- Rows when it was asked for, rows read, rows written.
    total INTEGER NOT NULL,
    read INTEGER NOT NULL,
    written INTEGER NOT NULL,
    -- The last row that was read.
    place TEXT,
    -- Counts the times somebody took it in hand; what an earlier hand does no longer counts.
    turn INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    failures INTEGER NOT NULL,
    trouble TEXT,
    digest BLOB,
    bytes INTEGER NOT NULL,
    persons INTEGER NOT NULL,
    files INTEGER NOT NULL,
    -- What the file could not be written in, and how many such characters.
    lacking_digest BLOB,
    lacking_bytes INTEGER NOT NULL,
    lacking INTEGER NOT NULL,
    done_at TEXT,
    expires_at TEXT NOT NULL
) STRICT;
CREATE INDEX exports_due ON exports (next_at, id) WHERE state IN ('reading', 'writing');
CREATE INDEX exports_staff ON exports (staff, asked_at);
CREATE INDEX exports_expiry ON exports (expires_at);

-- Rows as they were read, sealed where files lie, until the file is written.
CREATE TABLE export_parts (
    export BLOB NOT NULL REFERENCES exports (id),
    number INTEGER NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (export, number)
) STRICT;

-- Columns in an order that programs rely on, by name, for a department and a paper.
CREATE TABLE export_templates (
    department TEXT NOT NULL REFERENCES departments (id),
    -- Empty for lists of several papers.
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    columns TEXT NOT NULL,
    staff BLOB NOT NULL REFERENCES staff (id),
    saved_at TEXT NOT NULL,
    PRIMARY KEY (department, slug, name)
) STRICT;
