-- The list by what is due next; what has no day stands behind everything that has one.
CREATE INDEX submissions_open_due ON submissions (department, COALESCE(due_on, DATE '9999-12-31'), id)
    WHERE stage IN ('received', 'accepted', 'in_review', 'awaiting_correction', 'corrected', 'awaiting_approval');
