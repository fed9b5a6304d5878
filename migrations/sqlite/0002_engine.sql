-- 到達, 受付 and 審査開始 are three moments (デジタル手続法6条3項, 行政手続法7条).
ALTER TABLE submissions ADD COLUMN review_started_at TEXT;
UPDATE submissions SET review_started_at = received_at;

-- 保存年限: the day from which it may be disposed of, whether something keeps it, and when it was disposed of.
-- Since when a question of the resident waits for an answer.
ALTER TABLE submissions ADD COLUMN asked_at TEXT;
ALTER TABLE submissions ADD COLUMN dispose_from TEXT;
ALTER TABLE submissions ADD COLUMN kept_because TEXT;
ALTER TABLE submissions ADD COLUMN disposed_at TEXT;
CREATE INDEX submissions_dispose ON submissions (dispose_from) WHERE dispose_from IS NOT NULL AND disposed_at IS NULL;

-- What happened is hashed by the digest of what is said of it, salted, so that the words can be disposed of and
-- the chain still holds. Rows from before have neither and are hashed over the words themselves.
ALTER TABLE events ADD COLUMN salt BLOB;
ALTER TABLE events ADD COLUMN body_hash BLOB;
ALTER TABLE events ADD COLUMN seal INTEGER;
CREATE INDEX events_seal ON events (seal, submission, seq);

-- Daily roots over what happened. Each covers the one before it.
CREATE TABLE seals (
    number INTEGER PRIMARY KEY,
    sealed_at TEXT NOT NULL,
    events INTEGER NOT NULL,
    root BLOB NOT NULL,
    prev_hash BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;

-- 定員: how many places of a procedure are taken.
CREATE TABLE seats (
    slug TEXT PRIMARY KEY,
    taken INTEGER NOT NULL
) STRICT;

-- Pairs of letters of names, so that 「佐藤」 is found among a million: what a search by LIKE would read from end to end.
CREATE TABLE name_pairs (
    department TEXT NOT NULL,
    pair TEXT NOT NULL,
    arrived_at TEXT NOT NULL,
    submission BLOB NOT NULL,
    PRIMARY KEY (department, pair, arrived_at, submission)
) STRICT, WITHOUT ROWID;

-- What is not over, in the order of arrival.
CREATE INDEX submissions_open ON submissions (department, arrived_at, id)
    WHERE stage IN ('received', 'accepted', 'in_review', 'awaiting_correction', 'corrected');
