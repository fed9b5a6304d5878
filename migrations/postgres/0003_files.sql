-- What the virus scanner said of a file: unscanned (none is set), waiting, clean, infected, unscannable.
ALTER TABLE files ADD COLUMN scan text COLLATE "C" NOT NULL DEFAULT 'unscanned';
ALTER TABLE files ADD COLUMN scan_attempts bigint NOT NULL DEFAULT 0;
ALTER TABLE files ADD COLUMN scan_next_at timestamptz;
ALTER TABLE files ADD COLUMN scan_note text;
CREATE INDEX files_scan ON files (scan, scan_next_at);
CREATE INDEX files_digest ON files (digest);
