-- How far people get with a paper: sums alone. Nothing here says who, from where or with what; `day` is the day on which
-- the drafts began. The key begins with the day, so that periods are read and old ones forgotten by it.
CREATE TABLE funnel (
    day TEXT NOT NULL,
    slug TEXT NOT NULL,
    version INTEGER NOT NULL,
    step TEXT NOT NULL,
    place TEXT NOT NULL,
    kind TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (day, slug, version, step, place, kind)
) STRICT, WITHOUT ROWID;

-- What of a draft is in those sums already; NULL for drafts that are not counted (those of the desk, and from before).
-- It goes with the draft, and when the draft becomes a submission.
ALTER TABLE drafts ADD COLUMN counted TEXT;
-- Whether it was ever taken up by its code.
ALTER TABLE drafts ADD COLUMN resumed INTEGER NOT NULL DEFAULT 0;
