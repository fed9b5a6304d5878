//! The filing cabinet: keeps and finds everything, decides nothing. The only home of SQL.
//!
//! The same texts run on SQLite (one machine) and PostgreSQL (many nodes). Reading goes through a
//! [`Reader`], which cannot write; writing goes through a [`Tx`], which is forgotten unless it is committed.

mod dialect;
mod migrate;
mod open;
mod pen;
mod snapshot;

pub mod attachments;
pub mod audit;
pub mod clamd;
pub mod disposal;
pub mod drafts;
pub mod events;
pub mod inventory;
pub mod names;
pub mod outbox;
pub mod papers;
pub mod people;
pub mod seals;
pub mod seats;
pub mod submissions;
pub mod throttle;
pub mod views;

pub use dialect::On;
pub use open::{Location, Pause, Reader, Store, Tx};

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
    /// The database cannot be reached; the text says which and why.
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
            sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) => StoreError::Unreachable(e.to_string()),
            _ => StoreError::Database(e),
        }
    }
}

/// What the cabinet gives back.
pub type Result<T> = std::result::Result<T, StoreError>;
