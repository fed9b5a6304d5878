//! Stories in the office's own words. Each runs on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a story that stumbles has failed, and the line says where")]

mod accounts;
mod authors;
mod closing;
mod corrections;
mod counter;
mod desk;
mod documents;
mod drafts;
mod emergency;
mod engine;
mod exports;
mod files;
mod following;
mod funnel;
mod guards;
mod inventory;
mod letters;
mod look_up_code;
mod manager;
mod office;
mod people;
mod places;
mod plans;
mod proxies;
mod texts;
mod works;
