//! Stands beside the house and looks in: an office for tests, its databases, its post, its people.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot be set up has failed"
)]
#![allow(unfulfilled_lint_expectations)]

pub mod browser;
pub mod databases;
pub mod gate;
pub mod letterbox;
pub mod office;
pub mod people;
pub mod printing;
pub mod storage;
pub mod vaults;

pub use browser::{Browser, Seen};
pub use gate::Gate;
pub use letterbox::Letterbox;
pub use office::Office;
pub use people::{Resident, Worker};
pub use storage::Storage;

/// Runs a story in an office on SQLite and in one on PostgreSQL.
#[macro_export]
macro_rules! story {
    ($(#[$doc:meta])* async fn $name:ident($office:ident: Office) $body:block) => {
        mod $name {
            use super::*;

            async fn story($office: $crate::Office) {
                $body
            }

            #[tokio::test]
            async fn on_sqlite() {
                $crate::office::tell($crate::Office::on_sqlite().await, story).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                $crate::office::tell($crate::Office::on_postgres().await, story).await;
            }
        }
    };
}
