-- Whether somebody acts for the applicant: a mark in lists. What was submitted before says it in its answers.
ALTER TABLE submissions ADD COLUMN by_proxy INTEGER NOT NULL DEFAULT FALSE;
UPDATE submissions SET by_proxy = TRUE
    WHERE json_extract(answers, '$.values.proxy_kind.value') IN ('family', 'representative', 'professional');
-- Most act for themselves: those need no index, and the others are few.
CREATE INDEX submissions_by_proxy ON submissions (department, by_proxy, arrived_at, id)
    WHERE by_proxy
    AND stage IN ('received', 'accepted', 'in_review', 'awaiting_correction', 'corrected', 'awaiting_approval');
