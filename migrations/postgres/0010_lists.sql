-- How a person likes lists to be drawn: comfortable, or compact.
CREATE TABLE list_habits (
    staff uuid PRIMARY KEY REFERENCES staff (id),
    density text COLLATE "C" NOT NULL
);

-- What is open, by each of the things a list is narrowed by, so that none is looked for from end to end.
CREATE INDEX submissions_holder ON submissions (department, holder, arrived_at, id)
    WHERE stage IN ('received', 'accepted', 'in_review', 'awaiting_correction', 'corrected', 'awaiting_approval');
CREATE INDEX submissions_paper ON submissions (department, slug, arrived_at, id)
    WHERE stage IN ('received', 'accepted', 'in_review', 'awaiting_correction', 'corrected', 'awaiting_approval');
-- Most are online and in Japanese: those need no index, and the others are few.
CREATE INDEX submissions_offline ON submissions (department, channel, arrived_at, id)
    WHERE channel <> 'online'
    AND stage IN ('received', 'accepted', 'in_review', 'awaiting_correction', 'corrected', 'awaiting_approval');
CREATE INDEX submissions_foreign ON submissions (department, (lang <> 'ja'), arrived_at, id)
    WHERE lang <> 'ja'
    AND stage IN ('received', 'accepted', 'in_review', 'awaiting_correction', 'corrected', 'awaiting_approval');
CREATE INDEX submissions_asked ON submissions (department, asked_at) WHERE asked_at IS NOT NULL;
-- What is over keeps its day, and is nobody's concern: submissions_open_due has the others.
DROP INDEX submissions_due;

-- What has moved lately in a department. Nobody asks by stage alone.
DROP INDEX submissions_step;
CREATE INDEX submissions_moved ON submissions (department, stage_since) WHERE decided_at IS NULL;
-- What was done on which day.
CREATE INDEX submissions_done ON submissions (department, decided_at) WHERE decided_at IS NOT NULL;
-- Others of one name, for what seems to be there twice.
CREATE INDEX submissions_name ON submissions (applicant_name, slug);

-- What has changed since somebody looked is found by what they have looked at.
CREATE INDEX looks_staff ON looks (staff, submission, revision);
-- Notices that are still to be sent on paper.
CREATE INDEX documents_to_post ON documents (submission)
    WHERE by_post AND posted_on IS NULL AND superseded_by IS NULL;
CREATE INDEX saved_views_owner ON saved_views (owner);

-- While it is the resident's turn to mend, no day is due: it moves on with every day.
UPDATE submissions SET due_on = NULL WHERE stage = 'awaiting_correction';
