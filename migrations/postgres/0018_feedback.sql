-- What residents said of a procedure: nothing leads from here to a submission. The key is pure chance and there is no
-- number of the row, so that not even the order in which they came is kept; the day is all that is known of the time.
CREATE TABLE feedback (
    id uuid PRIMARY KEY,
    slug text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    day date NOT NULL,
    stars bigint NOT NULL,
    -- With addresses and numbers masked before it came here.
    words text COLLATE "C" NOT NULL,
    handled boolean NOT NULL
);
CREATE INDEX feedback_of ON feedback (slug, day);
CREATE INDEX feedback_day ON feedback (day);

-- Whether something was said after this submission: so it is said once. Not what, and not when.
ALTER TABLE submissions ADD COLUMN rated boolean NOT NULL DEFAULT false;
