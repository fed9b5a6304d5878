-- When a department answers, for those who read English. Empty: it is told in Japanese.
ALTER TABLE departments ADD COLUMN hours_en TEXT NOT NULL DEFAULT '';
