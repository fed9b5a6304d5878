-- What the office says to everybody at once: 'banner' on every page, and 'disaster'. Every version is kept; the last is in force.
CREATE TABLE announcements (
    kind text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    -- NULL: taken away, over.
    body jsonb,
    at timestamptz NOT NULL,
    actor jsonb NOT NULL,
    PRIMARY KEY (kind, version)
);
