-- What it takes to put a procedure online, as somebody estimated.
CREATE TABLE terms (
    procedure_id text COLLATE "C" PRIMARY KEY,
    body jsonb NOT NULL,
    changed_at timestamptz NOT NULL,
    actor jsonb NOT NULL
);

-- What is to go online in which month, with the numbers of the day on which it was decided.
CREATE TABLE plans (
    id uuid PRIMARY KEY,
    body jsonb NOT NULL,
    made_at timestamptz NOT NULL,
    actor jsonb NOT NULL,
    revision bigint NOT NULL,
    -- Whether the city goes by it: its months are the release calendar.
    adopted boolean NOT NULL
);
CREATE UNIQUE INDEX plans_adopted ON plans (adopted) WHERE adopted;

-- What was measured of KPIs. Nothing is overwritten: of several of one day the last holds, and one without a value takes
-- back what was written before.
CREATE TABLE measurements (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plan text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    on_day date NOT NULL,
    value text COLLATE "C",
    source text COLLATE "C" NOT NULL,
    note text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    actor jsonb NOT NULL
);
CREATE INDEX measurements_kpi ON measurements (plan, number, on_day, seq);

-- Measures that save time of staff, in the order of their sheet.
CREATE TABLE savings (
    id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    body jsonb NOT NULL
);
