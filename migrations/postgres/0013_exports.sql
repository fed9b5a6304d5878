-- Lists of everything that ever arrived at a department, in the order in which it arrived. Every row has a stage; the
-- condition keeps this index from the lists of what is open, which have one of their own that is shorter.
CREATE INDEX submissions_ever ON submissions (department, arrived_at, id) WHERE stage <> '';

-- Lists that are being written into files behind the counter, and those that lie there for a week.
CREATE TABLE exports (
    id uuid PRIMARY KEY,
    staff uuid NOT NULL REFERENCES staff (id),
    department text COLLATE "C" NOT NULL REFERENCES departments (id),
    asked_at timestamptz NOT NULL,
    -- What is wanted: filter, period, columns, form, purpose.
    wanted jsonb NOT NULL,
    state text COLLATE "C" NOT NULL,
    -- Rows when it was asked for, rows read, rows written.
    total bigint NOT NULL,
    read bigint NOT NULL,
    written bigint NOT NULL,
    -- The last row that was read.
    place jsonb,
    -- Counts the times somebody took it in hand; what an earlier hand does no longer counts.
    turn bigint NOT NULL,
    next_at timestamptz NOT NULL,
    failures bigint NOT NULL,
    trouble text COLLATE "C",
    digest bytea,
    bytes bigint NOT NULL,
    persons bigint NOT NULL,
    files bigint NOT NULL,
    -- What the file could not be written in, and how many such characters.
    lacking_digest bytea,
    lacking_bytes bigint NOT NULL,
    lacking bigint NOT NULL,
    done_at timestamptz,
    expires_at timestamptz NOT NULL
);
CREATE INDEX exports_due ON exports (next_at, id) WHERE state IN ('reading', 'writing');
CREATE INDEX exports_staff ON exports (staff, asked_at);
CREATE INDEX exports_expiry ON exports (expires_at);

-- Rows as they were read, sealed where files lie, until the file is written.
CREATE TABLE export_parts (
    export uuid NOT NULL REFERENCES exports (id),
    number bigint NOT NULL,
    digest bytea NOT NULL,
    PRIMARY KEY (export, number)
);

-- Columns in an order that programs rely on, by name, for a department and a paper.
CREATE TABLE export_templates (
    department text COLLATE "C" NOT NULL REFERENCES departments (id),
    -- Empty for lists of several papers.
    slug text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    columns jsonb NOT NULL,
    staff uuid NOT NULL REFERENCES staff (id),
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (department, slug, name)
);
