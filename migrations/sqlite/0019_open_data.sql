-- When what is published of a set of open data last changed: the digest says whether it has.
CREATE TABLE open_sets (
    name TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;

-- What ended in a month, in all departments.
CREATE INDEX submissions_decided ON submissions (decided_at) WHERE decided_at IS NOT NULL;
