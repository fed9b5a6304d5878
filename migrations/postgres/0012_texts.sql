-- Words of a department for letters and notices of a procedure, every version of them. The last is in force.
CREATE TABLE wordings (
    slug text COLLATE "C" NOT NULL,
    piece text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    -- NULL: back to the words of the paper or the city.
    words jsonb,
    at timestamptz NOT NULL,
    actor jsonb NOT NULL,
    PRIMARY KEY (slug, piece, version)
);

-- 文例: sentences a department writes again and again, every version of them. The last is in force.
CREATE TABLE phrases (
    id uuid NOT NULL,
    version bigint NOT NULL,
    department text COLLATE "C" NOT NULL REFERENCES departments (id),
    -- Empty: for every procedure of the department.
    slug text COLLATE "C" NOT NULL,
    topic text COLLATE "C" NOT NULL,
    -- NULL: taken out.
    words jsonb,
    at timestamptz NOT NULL,
    actor jsonb NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE INDEX phrases_department ON phrases (department, topic);

-- The version of a department's words a letter left with; NULL where it left with the usual ones.
ALTER TABLE letters ADD COLUMN wording bigint;
