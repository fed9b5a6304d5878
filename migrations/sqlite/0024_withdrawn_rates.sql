-- Numbers that were published and withdrawn: they stay, with the reason.
CREATE TABLE rate_withdrawals (
    number INTEGER PRIMARY KEY REFERENCES rate_snapshots (number),
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
