-- Words of a department for letters and notices of a procedure, every version of them. The last is in force.
CREATE TABLE wordings (
    slug TEXT NOT NULL,
    piece TEXT NOT NULL,
    version INTEGER NOT NULL,
    -- NULL: back to the words of the paper or the city.
    words TEXT,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (slug, piece, version)
) STRICT;

-- 文例: sentences a department writes again and again, every version of them. The last is in force.
CREATE TABLE phrases (
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    department TEXT NOT NULL REFERENCES departments (id),
    -- Empty: for every procedure of the department.
    slug TEXT NOT NULL,
    topic TEXT NOT NULL,
    -- NULL: taken out.
    words TEXT,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (id, version)
) STRICT;
CREATE INDEX phrases_department ON phrases (department, topic);

-- The version of a department's words a letter left with; NULL where it left with the usual ones.
ALTER TABLE letters ADD COLUMN wording INTEGER;
