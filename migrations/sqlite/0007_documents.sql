-- What the city has issued. A row stays for good, so that a document can be verified as long as somebody holds it.
CREATE TABLE documents (
    id BLOB PRIMARY KEY,
    submission BLOB NOT NULL REFERENCES submissions (id),
    -- What it is: notice.
    kind TEXT NOT NULL,
    -- 文書番号; never given twice.
    number TEXT NOT NULL UNIQUE,
    -- 1 for the first of its kind and submission.
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    issued_at TEXT NOT NULL,
    -- 職名
    issued_by TEXT NOT NULL,
    -- SHA-256 of the PDF; its bytes lie where files lie.
    digest BLOB NOT NULL,
    size INTEGER NOT NULL,
    -- What it was made of; gone when the submission is disposed of.
    facts TEXT,
    superseded_by BLOB,
    -- Whether it goes on paper, for want of consent; and when it did, and by whom.
    by_post INTEGER NOT NULL,
    posted_on TEXT,
    posted_by TEXT,
    first_downloaded_at TEXT,
    UNIQUE (submission, kind, version)
) STRICT;

-- The last number given in a series (令8橿市民).
CREATE TABLE document_numbers (
    series TEXT PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT;

-- Who wants the decision on the page instead of on paper (デジタル手続法7条).
CREATE TABLE notice_consents (
    submission BLOB PRIMARY KEY REFERENCES submissions (id),
    agreed_at TEXT NOT NULL
) STRICT;
