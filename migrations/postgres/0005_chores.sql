-- What is done again and again behind the counter: by whichever node comes first, and seen by whoever tends the office.
CREATE TABLE chores (
    name text COLLATE "C" PRIMARY KEY,
    -- Not before this; while a node is at it, the end of its lease.
    next_at timestamptz NOT NULL,
    begun_at timestamptz,
    done_at timestamptz,
    -- How often it went wrong since it last went well, and how.
    failures bigint NOT NULL,
    last_error text COLLATE "C"
);
