-- Accounts of residents. Nobody needs one; without one everything works by number and key.
CREATE TABLE accounts (
    id uuid PRIMARY KEY,
    -- The language of its letters.
    lang text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    -- The last day on which it was used counts against its end.
    seen_at timestamptz NOT NULL,
    warned_at timestamptz,
    -- Whether drafts that end soon are told of.
    reminders boolean NOT NULL
);
CREATE INDEX accounts_seen ON accounts (seen_at);

-- By what an account is known: a kind and a subject. One subject is one account's.
CREATE TABLE identities (
    kind text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    account uuid NOT NULL REFERENCES accounts (id),
    -- As it was written, for letters.
    label text COLLATE "C" NOT NULL,
    verified_at timestamptz NOT NULL,
    PRIMARY KEY (kind, subject)
);
CREATE INDEX identities_account ON identities (account);

CREATE TABLE account_sessions (
    token_hash bytea PRIMARY KEY,
    account uuid NOT NULL REFERENCES accounts (id),
    device text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX account_sessions_account ON account_sessions (account);

-- Tries to sign in by a letter. What stands in the letter is derived; of the link only the digest is kept.
CREATE TABLE sign_ins (
    id uuid PRIMARY KEY,
    key_hash bytea NOT NULL UNIQUE,
    -- The browser that asked: only there the short code counts.
    visitor_hash bytea NOT NULL,
    kind text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    label text COLLATE "C" NOT NULL,
    lang text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    -- Wrong codes.
    tries bigint NOT NULL
);
CREATE INDEX sign_ins_visitor ON sign_ins (visitor_hash, created_at);
CREATE INDEX sign_ins_subject ON sign_ins (subject, created_at);

-- Which submissions an account shows, and whether letters on the way are wanted.
CREATE TABLE account_submissions (
    account uuid NOT NULL REFERENCES accounts (id),
    submission uuid NOT NULL REFERENCES submissions (id),
    added_at timestamptz NOT NULL,
    progress boolean NOT NULL,
    PRIMARY KEY (account, submission)
);
CREATE INDEX account_submissions_submission ON account_submissions (submission);

-- What somebody wished to have kept for the next procedure, sealed with the ring of the files.
CREATE TABLE saved_answers (
    account uuid NOT NULL REFERENCES accounts (id),
    kind text COLLATE "C" NOT NULL,
    sealed bytea NOT NULL,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (account, kind)
);

-- Who wishes to be told once when a procedure can be done online; confirmed by a letter.
CREATE TABLE subscriptions (
    id uuid PRIMARY KEY,
    key_hash bytea NOT NULL UNIQUE,
    -- The procedure as its page is called.
    about text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    address text COLLATE "C" NOT NULL,
    lang text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    told_at timestamptz,
    UNIQUE (about, subject)
);
CREATE INDEX subscriptions_subject ON subscriptions (subject);
CREATE INDEX subscriptions_waiting ON subscriptions (about) WHERE confirmed_at IS NOT NULL AND told_at IS NULL;

ALTER TABLE drafts ADD COLUMN account uuid REFERENCES accounts (id);
CREATE INDEX drafts_account ON drafts (account) WHERE account IS NOT NULL;
-- What was typed a moment ago in the same browser is looked for by it.
CREATE INDEX drafts_visitor ON drafts (visitor_hash, saved_at);

-- A letter may also be about signing in, a subscription or an account.
ALTER TABLE letters DROP CONSTRAINT letters_check;
ALTER TABLE letters ADD COLUMN sign_in uuid;
ALTER TABLE letters ADD COLUMN subscription uuid;
ALTER TABLE letters ADD COLUMN account uuid;
ALTER TABLE letters ADD CHECK (num_nonnulls(submission, draft, sign_in, subscription, account) = 1);
CREATE INDEX letters_other ON letters (created_at) WHERE submission IS NULL AND draft IS NULL;
