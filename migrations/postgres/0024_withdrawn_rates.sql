-- Numbers that were published and withdrawn: they stay, with the reason.
CREATE TABLE rate_withdrawals (
    number bigint PRIMARY KEY REFERENCES rate_snapshots (number),
    at timestamptz NOT NULL,
    actor jsonb NOT NULL,
    reason text NOT NULL
);
