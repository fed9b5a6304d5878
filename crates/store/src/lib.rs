//! The filing cabinet: keeps and finds everything, decides nothing. The only home of SQL.
//!
//! The same texts run on SQLite (one machine) and PostgreSQL (many nodes). Reading goes through a
//! [`Reader`], which cannot write; writing goes through a [`Tx`], which is forgotten unless it is committed.

mod dialect;
mod migrate;
mod open;
mod pen;
mod snapshot;

pub mod accounts;
pub mod announcements;
pub mod assign_rules;
pub mod attachments;
pub mod audit;
pub mod chores;
pub mod clamd;
pub mod disposal;
pub mod documents;
pub mod drafts;
pub mod entries;
pub mod events;
pub mod export_templates;
pub mod exports;
pub mod feedback;
pub mod funnel;
pub mod held;
pub mod inventory;
pub mod ledger;
pub mod looks;
pub mod measurements;
pub mod mergers;
pub mod names;
pub mod open_sets;
pub mod opinions;
pub mod outbox;
pub mod papers;
pub mod people;
pub mod phrases;
pub mod plans;
pub mod residents;
pub mod saved_answers;
pub mod saved_views;
pub mod seals;
pub mod seats;
pub mod sign_ins;
pub mod submissions;
pub mod subscriptions;
pub mod substitutes;
pub mod throttle;
pub mod transfers;
pub mod views;
pub mod wordings;
pub mod written;

pub use dialect::On;
pub use open::{Location, Pause, Reader, Store, Tx};

use sqlx::{error::DatabaseError, sqlite::SqliteError};

/// What went wrong in the cabinet.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It is not there.
    #[error("not found")]
    NotFound,
    /// Somebody else changed it since it was read.
    #[error("changed by somebody else in the meantime")]
    Overtaken,
    /// There is one already.
    #[error("there already")]
    Duplicate,
    /// The database cannot be reached or cannot work now; the text says which and why.
    #[error("{0}")]
    Unreachable(String),
    /// What was read cannot be what was written.
    #[error("unreadable: {0}")]
    Corrupt(String),
    /// Anything else the database said.
    #[error("database: {0}")]
    Database(sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(e: sqlx::Error) -> Self {
        match &e {
            sqlx::Error::Database(d) if d.is_unique_violation() => StoreError::Duplicate,
            sqlx::Error::Database(d) if is_of_the_machine(d.as_ref()) => {
                StoreError::Unreachable(e.to_string())
            }
            // A server that goes away in the middle of a word speaks no protocol.
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::WorkerCrashed => StoreError::Unreachable(e.to_string()),
            _ => StoreError::Database(e),
        }
    }
}

/// Whether a database says that the machine fails it, not what it was asked: a full or read-only disk, a server that
/// goes down or has too many guests. The same may go well later.
fn is_of_the_machine(error: &dyn DatabaseError) -> bool {
    let Some(code) = error.code() else { return false };
    if error.try_downcast_ref::<SqliteError>().is_some() {
        // https://www.sqlite.org/rescode.html: BUSY, READONLY, IOERR, FULL, CANTOPEN; the low byte is the family.
        return code.parse::<u32>().is_ok_and(|code| matches!(code & 0xFF, 5 | 8 | 10 | 13 | 14));
    }
    // https://www.postgresql.org/docs/current/errcodes-appendix.html: connection, resources, operator, system.
    ["08", "53", "57P", "58"].iter().any(|class| code.starts_with(class))
}

/// What the cabinet gives back.
pub type Result<T> = std::result::Result<T, StoreError>;
