//! Migrations: the same numbers and names in both folders, applied in turn, each remembered with its digest.

use sha2::{Digest, Sha256};
use sqlx::{Connection, Executor, Row, postgres::PgPool, sqlite::SqliteConnection};

use crate::{Result, StoreError};

#[cfg(test)]
mod rows;

struct Migration {
    name: &'static str,
    postgres: &'static str,
    sqlite: &'static str,
}

macro_rules! migrations { ($($name:literal),* $(,)?) => {
    const MIGRATIONS: &[Migration] = &[$(Migration {
        name: $name,
        postgres: include_str!(concat!("../../../migrations/postgres/", $name, ".sql")),
        sqlite: include_str!(concat!("../../../migrations/sqlite/", $name, ".sql")),
    }),*];
} }

migrations! {
    "0001_counter",
    "0002_engine",
    "0003_files",
    "0004_drafts",
    "0005_chores",
    "0006_office",
    "0007_documents",
    "0008_desk",
    "0009_queue",
    "0010_lists",
    "0011_people",
    "0012_texts",
    "0013_exports",
    "0014_author",
    "0015_inventory",
    "0016_plans",
    "0017_funnel",
    "0018_feedback",
    "0019_open_data",
    "0020_accounts",
    "0021_emergency",
    "0022_hours_in_english",
    "0023_proxies",
    "0024_withdrawn_rates",
}

/// How many there are.
pub(crate) const ALL: usize = MIGRATIONS.len();

/// Which of the first migrations must still be applied, given the names and digests of those that were.
fn missing(
    applied: &[(String, Vec<u8>)],
    until: usize,
    text: fn(&Migration) -> &'static str,
) -> Result<&'static [Migration]> {
    for (i, (name, digest)) in applied.iter().enumerate() {
        match MIGRATIONS.get(i) {
            None => {
                return Err(StoreError::Corrupt(format!(
                    "the database holds migration {name}, which this version does not know: run the newer version"
                )));
            }
            Some(ours) if ours.name != name || digest_of(text(ours)) != *digest => {
                return Err(StoreError::Corrupt(format!(
                    "migration {name} in the database differs from {} in this version",
                    ours.name
                )));
            }
            Some(_) => {}
        }
    }
    Ok(&MIGRATIONS[applied.len()..until.max(applied.len())])
}

fn digest_of(text: &str) -> Vec<u8> {
    Sha256::digest(text.as_bytes()).to_vec()
}

const REMEMBER: &str = "INSERT INTO migrations (name, digest) VALUES ($1, $2)";
const REMEMBERED: &str = "SELECT name, digest FROM migrations ORDER BY name";

/// Applies those of the first migrations that were not applied yet.
pub(crate) async fn postgres(pool: &PgPool, until: usize) -> Result<()> {
    let mut tx = pool.begin().await?;
    // Nodes that start together take turns: the number is ours alone ("MADO").
    tx.execute("SELECT pg_advisory_xact_lock(1296123983)").await?;
    tx.execute(
        r#"CREATE TABLE IF NOT EXISTS migrations (name text COLLATE "C" PRIMARY KEY, digest bytea NOT NULL)"#,
    )
    .await?;
    let applied: Vec<_> = tx
        .fetch_all(REMEMBERED)
        .await?
        .iter()
        .map(|r| (r.get::<String, _>(0), r.get::<Vec<u8>, _>(1)))
        .collect();
    for migration in missing(&applied, until, |m| m.postgres)? {
        tx.execute(migration.postgres).await?;
        sqlx::query(REMEMBER)
            .bind(migration.name)
            .bind(digest_of(migration.postgres))
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Applies those of the first migrations that were not applied yet.
pub(crate) async fn sqlite(connection: &mut SqliteConnection, until: usize) -> Result<()> {
    let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
    tx.execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, digest BLOB NOT NULL) STRICT")
        .await?;
    let applied: Vec<_> = tx
        .fetch_all(REMEMBERED)
        .await?
        .iter()
        .map(|r| (r.get::<String, _>(0), r.get::<Vec<u8>, _>(1)))
        .collect();
    for migration in missing(&applied, until, |m| m.sqlite)? {
        tx.execute(migration.sqlite).await?;
        sqlx::query(REMEMBER)
            .bind(migration.name)
            .bind(digest_of(migration.sqlite))
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_migration_in_the_folders_is_applied() {
        for folder in ["postgres", "sqlite"] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(folder);
            let files = std::fs::read_dir(path).unwrap().flatten();
            let mut names: Vec<_> = files
                .filter_map(|f| Some(f.file_name().to_str()?.strip_suffix(".sql")?.to_owned()))
                .collect();
            names.sort();
            assert_eq!(names, MIGRATIONS.iter().map(|m| m.name).collect::<Vec<_>>(), "{folder}");
        }
    }
}
