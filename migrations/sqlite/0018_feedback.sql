-- What residents said of a procedure: nothing leads from here to a submission. The key is pure chance and there is no
-- number of the row, so that not even the order in which they came is kept; the day is all that is known of the time.
CREATE TABLE feedback (
    id BLOB PRIMARY KEY,
    slug TEXT NOT NULL,
    version INTEGER NOT NULL,
    day TEXT NOT NULL,
    stars INTEGER NOT NULL,
    -- With addresses and numbers masked before it came here.
    words TEXT NOT NULL,
    handled INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX feedback_of ON feedback (slug, day);
CREATE INDEX feedback_day ON feedback (day);

-- Whether something was said after this submission: so it is said once. Not what, and not when.
ALTER TABLE submissions ADD COLUMN rated INTEGER NOT NULL DEFAULT 0;
