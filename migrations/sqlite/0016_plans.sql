-- What it takes to put a procedure online, as somebody estimated.
CREATE TABLE terms (
    procedure_id TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    actor TEXT NOT NULL
) STRICT;

-- What is to go online in which month, with the numbers of the day on which it was decided.
CREATE TABLE plans (
    id BLOB PRIMARY KEY,
    body TEXT NOT NULL,
    made_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    revision INTEGER NOT NULL,
    -- Whether the city goes by it: its months are the release calendar.
    adopted INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX plans_adopted ON plans (adopted) WHERE adopted;

-- What was measured of KPIs. Nothing is overwritten: of several of one day the last holds, and one without a value takes
-- back what was written before.
CREATE TABLE measurements (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    plan TEXT NOT NULL,
    number INTEGER NOT NULL,
    on_day TEXT NOT NULL,
    value TEXT,
    source TEXT NOT NULL,
    note TEXT NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL
) STRICT;
CREATE INDEX measurements_kpi ON measurements (plan, number, on_day, seq);

-- Measures that save time of staff, in the order of their sheet.
CREATE TABLE savings (
    id TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
