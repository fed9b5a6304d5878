-- What is done again and again behind the counter: by whichever node comes first, and seen by whoever tends the office.
CREATE TABLE chores (
    name TEXT PRIMARY KEY,
    -- Not before this; while a node is at it, the end of its lease.
    next_at TEXT NOT NULL,
    begun_at TEXT,
    done_at TEXT,
    -- How often it went wrong since it last went well, and how.
    failures INTEGER NOT NULL,
    last_error TEXT
) STRICT;
