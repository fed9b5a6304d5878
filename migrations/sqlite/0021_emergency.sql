-- What the office says to everybody at once: 'banner' on every page, and 'disaster'. Every version is kept; the last is in force.
CREATE TABLE announcements (
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    -- NULL: taken away, over.
    body TEXT,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (kind, version)
) STRICT;
