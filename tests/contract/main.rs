//! What the filing cabinet promises, on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a test that cannot read what it wrote has failed")]

mod accounts;
mod announcements;
mod bucket;
mod chores;
mod documents;
mod drafts;
mod exports;
mod flow;
mod funnel;
mod history;
mod inventory;
mod lists;
mod opening;
mod people;
mod plans;
mod queue;
mod samples;
mod texts;
mod tray;
mod vault;
mod written;
