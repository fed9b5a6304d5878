-- What the virus scanner said of a file: unscanned (none is set), waiting, clean, infected, unscannable.
ALTER TABLE files ADD COLUMN scan TEXT NOT NULL DEFAULT 'unscanned';
ALTER TABLE files ADD COLUMN scan_attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE files ADD COLUMN scan_next_at TEXT;
ALTER TABLE files ADD COLUMN scan_note TEXT;
CREATE INDEX files_scan ON files (scan, scan_next_at);
CREATE INDEX files_digest ON files (digest);
