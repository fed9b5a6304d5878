-- What the city has issued. A row stays for good, so that a document can be verified as long as somebody holds it.
CREATE TABLE documents (
    id uuid PRIMARY KEY,
    submission uuid NOT NULL REFERENCES submissions (id),
    -- What it is: notice.
    kind text COLLATE "C" NOT NULL,
    -- 文書番号; never given twice.
    number text COLLATE "C" NOT NULL UNIQUE,
    -- 1 for the first of its kind and submission.
    version bigint NOT NULL,
    title text COLLATE "C" NOT NULL,
    issued_at timestamptz NOT NULL,
    -- 職名
    issued_by text COLLATE "C" NOT NULL,
    -- SHA-256 of the PDF; its bytes lie where files lie.
    digest bytea NOT NULL,
    size bigint NOT NULL,
    -- What it was made of; gone when the submission is disposed of.
    facts jsonb,
    superseded_by uuid,
    -- Whether it goes on paper, for want of consent; and when it did, and by whom.
    by_post boolean NOT NULL,
    posted_on date,
    posted_by text COLLATE "C",
    first_downloaded_at timestamptz,
    UNIQUE (submission, kind, version)
);

-- The last number given in a series (令8橿市民).
CREATE TABLE document_numbers (
    series text COLLATE "C" PRIMARY KEY,
    last bigint NOT NULL
);

-- Who wants the decision on the page instead of on paper (デジタル手続法7条).
CREATE TABLE notice_consents (
    submission uuid PRIMARY KEY REFERENCES submissions (id),
    agreed_at timestamptz NOT NULL
);
