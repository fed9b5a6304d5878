-- Accounts of residents. Nobody needs one; without one everything works by number and key.
CREATE TABLE accounts (
    id BLOB PRIMARY KEY,
    -- The language of its letters.
    lang TEXT NOT NULL,
    created_at TEXT NOT NULL,
    -- The last day on which it was used counts against its end.
    seen_at TEXT NOT NULL,
    warned_at TEXT,
    -- Whether drafts that end soon are told of.
    reminders INTEGER NOT NULL
) STRICT;
CREATE INDEX accounts_seen ON accounts (seen_at);

-- By what an account is known: a kind and a subject. One subject is one account's.
CREATE TABLE identities (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    account BLOB NOT NULL REFERENCES accounts (id),
    -- As it was written, for letters.
    label TEXT NOT NULL,
    verified_at TEXT NOT NULL,
    PRIMARY KEY (kind, subject)
) STRICT;
CREATE INDEX identities_account ON identities (account);

CREATE TABLE account_sessions (
    token_hash BLOB PRIMARY KEY,
    account BLOB NOT NULL REFERENCES accounts (id),
    device TEXT NOT NULL,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;
CREATE INDEX account_sessions_account ON account_sessions (account);

-- Tries to sign in by a letter. What stands in the letter is derived; of the link only the digest is kept.
CREATE TABLE sign_ins (
    id BLOB PRIMARY KEY,
    key_hash BLOB NOT NULL UNIQUE,
    -- The browser that asked: only there the short code counts.
    visitor_hash BLOB NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    label TEXT NOT NULL,
    lang TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    -- Wrong codes.
    tries INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_ins_visitor ON sign_ins (visitor_hash, created_at);
CREATE INDEX sign_ins_subject ON sign_ins (subject, created_at);

-- Which submissions an account shows, and whether letters on the way are wanted.
CREATE TABLE account_submissions (
    account BLOB NOT NULL REFERENCES accounts (id),
    submission BLOB NOT NULL REFERENCES submissions (id),
    added_at TEXT NOT NULL,
    progress INTEGER NOT NULL,
    PRIMARY KEY (account, submission)
) STRICT;
CREATE INDEX account_submissions_submission ON account_submissions (submission);

-- What somebody wished to have kept for the next procedure, sealed with the ring of the files.
CREATE TABLE saved_answers (
    account BLOB NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,
    sealed BLOB NOT NULL,
    saved_at TEXT NOT NULL,
    PRIMARY KEY (account, kind)
) STRICT;

-- Who wishes to be told once when a procedure can be done online; confirmed by a letter.
CREATE TABLE subscriptions (
    id BLOB PRIMARY KEY,
    key_hash BLOB NOT NULL UNIQUE,
    -- The procedure as its page is called.
    about TEXT NOT NULL,
    subject TEXT NOT NULL,
    address TEXT NOT NULL,
    lang TEXT NOT NULL,
    created_at TEXT NOT NULL,
    confirmed_at TEXT,
    told_at TEXT,
    UNIQUE (about, subject)
) STRICT;
CREATE INDEX subscriptions_subject ON subscriptions (subject);
CREATE INDEX subscriptions_waiting ON subscriptions (about) WHERE confirmed_at IS NOT NULL AND told_at IS NULL;

ALTER TABLE drafts ADD COLUMN account BLOB REFERENCES accounts (id);
CREATE INDEX drafts_account ON drafts (account) WHERE account IS NOT NULL;
-- What was typed a moment ago in the same browser is looked for by it.
CREATE INDEX drafts_visitor ON drafts (visitor_hash, saved_at);

-- A letter may also be about signing in, a subscription or an account.
CREATE TABLE letters_anew (
    id BLOB PRIMARY KEY,
    submission BLOB REFERENCES submissions (id),
    draft BLOB REFERENCES drafts (id),
    sign_in BLOB,
    subscription BLOB,
    account BLOB,
    body TEXT NOT NULL,
    lang TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    sent_at TEXT,
    last_error TEXT,
    wording INTEGER,
    CHECK ((submission IS NOT NULL) + (draft IS NOT NULL) + (sign_in IS NOT NULL) + (subscription IS NOT NULL)
        + (account IS NOT NULL) = 1)
) STRICT;
INSERT INTO letters_anew (id, submission, draft, body, lang, address, created_at, state, attempts, next_at, sent_at, last_error, wording)
    SELECT id, submission, draft, body, lang, address, created_at, state, attempts, next_at, sent_at, last_error, wording FROM letters;
DROP TABLE letters;
ALTER TABLE letters_anew RENAME TO letters;
CREATE INDEX letters_waiting ON letters (state, next_at);
CREATE INDEX letters_submission ON letters (submission, created_at);
CREATE INDEX letters_draft ON letters (draft) WHERE draft IS NOT NULL;
CREATE INDEX letters_other ON letters (created_at) WHERE submission IS NULL AND draft IS NULL;
