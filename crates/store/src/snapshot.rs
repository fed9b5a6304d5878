//! A copy of the whole cabinet as it was at one moment, made while others work; and a cabinet made of such a copy.
//!
//! SQLite copies itself into a file. PostgreSQL gives its rows table by table, each a line of JSON, from one
//! transaction that sees one moment. A copy of one is not for the other.

use std::path::Path;

use futures_util::TryStreamExt;
use sqlx::{AssertSqlSafe, Connection, Executor, Row, postgres::PgPool, sqlite::SqliteConnection};
use tokio::{
    fs::File,
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, BufWriter},
};

use crate::{Result, StoreError};

/// The file of a SQLite copy.
pub(crate) const SQLITE_FILE: &str = "madoguchi.db";

/// Every table, those before others that others point at. What is only of a moment (sessions, counted tries, chores, lists
/// written for a week) is not copied.
const TABLES: &[&str] = &[
    "departments",
    "staff",
    "papers",
    "submissions",
    "accounts",
    "identities",
    "drafts",
    "account_submissions",
    "saved_answers",
    "subscriptions",
    "files",
    "documents",
    "document_numbers",
    "notice_consents",
    "events",
    "visits",
    "letters",
    "procedures",
    "procedure_changes",
    "standings",
    "inventory_head",
    "inventory_versions",
    "rate_snapshots",
    "rate_withdrawals",
    "kpis",
    "audit",
    "seals",
    "seats",
    "name_pairs",
    "saved_views",
    "list_habits",
    "substitutes",
    "opinions",
    "assign_rules",
    "transfers",
    "mergers",
    "entries",
    "originals",
    "export_templates",
    "wordings",
    "phrases",
    "written",
    "written_saves",
    "paper_plans",
    "terms",
    "plans",
    "measurements",
    "savings",
    "funnel",
    "feedback",
    "announcements",
    "open_sets",
];
/// Tables that are not copied.
const PASSING: &[&str] = &[
    "sessions",
    "account_sessions",
    "sign_ins",
    "throttle",
    "chores",
    "looks",
    "exports",
    "export_parts",
    "inventory_pending",
    "migrations",
];
/// Tables whose numbers the database gives.
const NUMBERED: &[&str] = &["procedure_changes", "audit", "measurements"];
/// Rows that are put back at a time.
const HANDFUL: usize = 500;

fn io(e: std::io::Error) -> StoreError {
    StoreError::Unreachable(e.to_string())
}

pub(crate) async fn of_sqlite(connection: &mut SqliteConnection, folder: &Path) -> Result<()> {
    let to = folder.join(SQLITE_FILE);
    sqlx::query("VACUUM INTO $1").bind(to.display().to_string()).execute(connection).await?;
    Ok(())
}

pub(crate) async fn of_postgres(pool: &PgPool, folder: &Path) -> Result<()> {
    let mut connection = pool.acquire().await?;
    let mut tx = connection.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let known: Vec<String> = tx
        .fetch_all(
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()",
        )
        .await?
        .iter()
        .map(|r| r.get(0))
        .collect();
    if let Some(new) = known.iter().find(|t| !TABLES.contains(&t.as_str()) && !PASSING.contains(&t.as_str()))
    {
        return Err(StoreError::Corrupt(format!("table {new} would be missing from the copy")));
    }
    for table in TABLES {
        let mut file = BufWriter::new(File::create(folder.join(format!("{table}.jsonl"))).await.map_err(io)?);
        let select = AssertSqlSafe(format!("SELECT to_jsonb(t)::text FROM {table} t"));
        let mut rows = sqlx::query(select).fetch(&mut *tx);
        while let Some(row) = rows.try_next().await? {
            let line: String = row.get(0);
            file.write_all(line.as_bytes()).await.map_err(io)?;
            file.write_all(b"\n").await.map_err(io)?;
        }
        file.flush().await.map_err(io)?;
    }
    tx.commit().await?;
    Ok(())
}

/// Puts the rows of a copy into tables that are empty.
pub(crate) async fn into_postgres(pool: &PgPool, folder: &Path) -> Result<()> {
    let mut tx = pool.begin().await?;
    for table in TABLES {
        let count = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        if sqlx::query_scalar::<_, i64>(count).fetch_one(&mut *tx).await? > 0 {
            return Err(StoreError::Duplicate);
        }
    }
    for table in TABLES {
        let file = File::open(folder.join(format!("{table}.jsonl"))).await.map_err(io)?;
        let mut lines = BufReader::new(file).lines();
        let overriding = if NUMBERED.contains(table) { "OVERRIDING SYSTEM VALUE" } else { "" };
        let insert = format!(
            "INSERT INTO {table} {overriding} SELECT * FROM jsonb_populate_recordset(NULL::{table}, $1::jsonb)"
        );
        loop {
            let mut rows = Vec::new();
            while rows.len() < HANDFUL
                && let Some(line) = lines.next_line().await.map_err(io)?
            {
                rows.push(line);
            }
            if rows.is_empty() {
                break;
            }
            let rows = format!("[{}]", rows.join(","));
            sqlx::query(AssertSqlSafe(insert.clone())).bind(rows).execute(&mut *tx).await?;
        }
        if NUMBERED.contains(table) {
            let next = format!(
                "SELECT setval(pg_get_serial_sequence('{table}', 'seq'), COALESCE((SELECT MAX(seq) FROM {table}), 0) + 1, false)"
            );
            tx.execute(AssertSqlSafe(next)).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
