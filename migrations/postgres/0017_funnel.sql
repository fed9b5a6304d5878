-- How far people get with a paper: sums alone. Nothing here says who, from where or with what; `day` is the day on which
-- the drafts began. The key begins with the day, so that periods are read and old ones forgotten by it.
CREATE TABLE funnel (
    day date NOT NULL,
    slug text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    step text COLLATE "C" NOT NULL,
    place text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (day, slug, version, step, place, kind)
) WITH (fillfactor = 50);

-- What of a draft is in those sums already; NULL for drafts that are not counted (those of the desk, and from before).
-- It goes with the draft, and when the draft becomes a submission.
ALTER TABLE drafts ADD COLUMN counted jsonb;
-- Whether it was ever taken up by its code.
ALTER TABLE drafts ADD COLUMN resumed boolean NOT NULL DEFAULT false;
