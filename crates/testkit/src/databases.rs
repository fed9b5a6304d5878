//! A fresh cabinet on either database.

use std::sync::atomic::{AtomicU32, Ordering};

use madoguchi_store::{Location, Store};
use tempfile::TempDir;

/// Where the tests find PostgreSQL.
const POSTGRES: &str = "MADOGUCHI_TEST_POSTGRES";

/// A cabinet in a temporary folder, and the folder: it goes when that is dropped.
pub async fn sqlite() -> (Store, TempDir) {
    let folder = TempDir::new().expect("a temporary folder");
    let store = opened(&Location::Sqlite(folder.path().join("test.db"))).await;
    (store, folder)
}

/// A cabinet in a schema of its own. Without a PostgreSQL the test fails; it is never skipped.
pub async fn postgres() -> Store {
    opened(&fresh_schema()).await
}

/// A cabinet at that place, up to date.
pub async fn opened(location: &Location) -> Store {
    let store = Store::open(location).await.expect("the database opens");
    store.migrate().await.expect("the tables are made");
    store
}

/// Changes a cabinet behind its back, as somebody with the database password could.
pub async fn meddle(location: &Location, statement: &'static str) {
    use sqlx::{Connection, Executor};
    match location {
        Location::Sqlite(path) => {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).foreign_keys(false);
            let mut connection = sqlx::SqliteConnection::connect_with(&options).await.expect("SQLite opens");
            connection.execute(statement).await.expect("the statement runs");
            connection.close().await.expect("SQLite closes");
        }
        Location::Postgres { url, schema } => {
            let mut connection = sqlx::PgConnection::connect(url).await.expect("PostgreSQL opens");
            let schema = schema.as_deref().unwrap_or("public");
            let path = sqlx::AssertSqlSafe(format!("SET search_path TO {schema}"));
            connection.execute(path).await.expect("the schema is there");
            connection.execute(statement).await.expect("the statement runs");
            connection.close().await.expect("PostgreSQL closes");
        }
    }
}

/// The address of a database nobody has used, for a program that is told an address only.
pub async fn fresh_database() -> String {
    use sqlx::{Connection, Executor};
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let url =
        std::env::var(POSTGRES).unwrap_or_else(|_| panic!("{POSTGRES} is not set: run `cargo xtask test`"));
    let name = format!("d{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
    let mut connection = sqlx::PgConnection::connect(&url).await.expect("PostgreSQL opens");
    connection
        .execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .await
        .expect("the database is made");
    connection.close().await.expect("PostgreSQL closes");
    let (server, _) = url.rsplit_once('/').expect("the address names a database");
    format!("{server}/{name}")
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
