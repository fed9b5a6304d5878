//! A fresh cabinet on either database.

use std::sync::atomic::{AtomicU32, Ordering};

use madoguchi_store::{Location, Store};
use tempfile::TempDir;

/// Where the tests find PostgreSQL.
const POSTGRES: &str = "MADOGUCHI_TEST_POSTGRES";

/// A cabinet in a temporary folder, and the folder: it goes when that is dropped.
pub async fn sqlite() -> (Store, TempDir) {
    let folder = TempDir::new().expect("a temporary folder");
    let store = Store::open(&Location::Sqlite(folder.path().join("test.db"))).await.expect("SQLite opens");
    store.migrate().await.expect("the tables are made");
    (store, folder)
}

/// A cabinet in a schema of its own. Without a PostgreSQL the test fails; it is never skipped.
pub async fn postgres() -> Store {
    let store = Store::open(&fresh_schema()).await.expect("PostgreSQL opens");
    store.migrate().await.expect("the tables are made");
    store
}

/// A schema nobody has used.
pub fn fresh_schema() -> Location {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let url =
        std::env::var(POSTGRES).unwrap_or_else(|_| panic!("{POSTGRES} is not set: run `cargo xtask test`"));
    let schema = format!("t{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
    Location::Postgres { url, schema: Some(schema) }
}

/// Runs a test of the cabinet on both databases.
#[macro_export]
macro_rules! on_both {
    ($name:ident, |$store:ident| $body:expr) => {
        mod $name {
            use super::*;

            async fn body($store: madoguchi_store::Store) {
                $body
            }

            #[tokio::test]
            async fn on_sqlite() {
                let (store, _folder) = $crate::databases::sqlite().await;
                body(store).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                body($crate::databases::postgres().await).await;
            }
        }
    };
}
