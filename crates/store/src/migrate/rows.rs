//! Migrations with rows in every table: what a city has kept when it takes a newer version is there behind each of them,
//! and points at what it pointed at.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use sqlx::{
    AssertSqlSafe, Connection, Executor, PgConnection, Row, SqliteConnection, sqlite::SqliteConnectOptions,
};

use super::MIGRATIONS;
use crate::{Location, Store};

/// Tables of whose rows each has a value in exactly one of these columns.
const ONE_OF: &[(&str, &[&str])] =
    &[("letters", &["submission", "draft", "sign_in", "subscription", "account"])];

/// The database, behind the back of the store.
enum Hand {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

struct Column {
    name: String,
    kind: String,
    is_needed: bool,
}

/// The rows of each table, as objects.
type Rows = BTreeMap<String, Vec<Map<String, Value>>>;

impl Hand {
    async fn on(location: &Location) -> Self {
        match location {
            Location::Sqlite(path) => {
                let options = SqliteConnectOptions::new().filename(path).foreign_keys(true);
                let options = options.collation("C", |a, b| a.as_bytes().cmp(b.as_bytes()));
                Hand::Sqlite(SqliteConnection::connect_with(&options).await.unwrap())
            }
            Location::Postgres { url, schema } => {
                let mut connection = PgConnection::connect(url).await.unwrap();
                let path = format!("SET search_path TO {}", schema.as_deref().unwrap());
                connection.execute(AssertSqlSafe(path)).await.unwrap();
                Hand::Postgres(connection)
            }
        }
    }

    async fn run(&mut self, statement: &str) -> Result<(), String> {
        let statement = AssertSqlSafe(statement.to_owned());
        match self {
            Hand::Sqlite(c) => c.execute(statement).await.map(|_| ()),
            Hand::Postgres(c) => c.execute(statement).await.map(|_| ()),
        }
        .map_err(|e| e.to_string())
    }

    /// The texts of the columns of every row.
    async fn read<const N: usize>(&mut self, statement: String) -> Vec<[String; N]> {
        let statement = AssertSqlSafe(statement);
        match self {
            Hand::Sqlite(c) => {
                let rows = c.fetch_all(statement).await.unwrap();
                rows.iter().map(|row| std::array::from_fn(|i| row.get(i))).collect()
            }
            Hand::Postgres(c) => {
                let rows = c.fetch_all(statement).await.unwrap();
                rows.iter().map(|row| std::array::from_fn(|i| row.get(i))).collect()
            }
        }
    }

    async fn tables(&mut self) -> Vec<String> {
        let names = match self {
            Hand::Sqlite(_) => {
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            }
            Hand::Postgres(_) => {
                "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()"
            }
        };
        let names: Vec<[String; 1]> = self.read(names.to_owned()).await;
        names.into_iter().map(|[name]| name).filter(|name| name != "migrations").collect()
    }

    /// The columns of a table, but for those that number their rows by themselves.
    async fn columns(&mut self, table: &str) -> Vec<Column> {
        let columns = match self {
            Hand::Sqlite(_) => format!(
                "SELECT name, lower(type), iif(\"notnull\" OR pk > 0, 'yes', 'no') FROM pragma_table_info('{table}')"
            ),
            Hand::Postgres(_) => format!(
                "SELECT column_name::text, data_type::text, CASE is_nullable WHEN 'NO' THEN 'yes' ELSE 'no' END
                 FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = '{table}' AND is_identity = 'NO'"
            ),
        };
        let columns: Vec<[String; 3]> = self.read(columns).await;
        let column = |[name, kind, needed]: [String; 3]| Column { name, kind, is_needed: needed == "yes" };
        columns.into_iter().map(column).collect()
    }

    async fn rows(&mut self) -> Rows {
        let mut rows = Rows::new();
        for table in self.tables().await {
            let row = match self {
                Hand::Postgres(_) => "to_jsonb(t)::text".to_owned(),
                Hand::Sqlite(_) => {
                    let columns = self.columns(&table).await;
                    let pairs: Vec<_> =
                        columns.iter().map(|c| format!("'{0}', quote(\"{0}\")", c.name)).collect();
                    format!("json_object({})", pairs.join(", "))
                }
            };
            let found: Vec<[String; 1]> = self.read(format!("SELECT {row} FROM {table} t")).await;
            rows.insert(table, found.iter().map(|[row]| serde_json::from_str(row).unwrap()).collect());
        }
        rows
    }

    /// Puts a row into every table that has none yet, and one for each column of which a row has only one.
    async fn fill(&mut self, filled: &mut BTreeSet<(String, usize)>) {
        let mut open = Vec::new();
        for table in self.tables().await {
            let columns = self.columns(&table).await;
            let one_of =
                ONE_OF.iter().find(|(name, _)| *name == table).map_or(&[][..], |(_, columns)| columns);
            for nth in 0..one_of.len().max(1) {
                let is_there = one_of.get(nth).is_none_or(|one| columns.iter().any(|c| c.name == *one));
                if is_there && filled.insert((table.clone(), nth)) {
                    let row = |bare: bool| {
                        let is_wanted = |c: &&Column| match one_of.iter().position(|one| *one == c.name) {
                            Some(at) => at == nth,
                            None => c.is_needed || !bare,
                        };
                        insert(&table, columns.iter().filter(is_wanted), nth)
                    };
                    open.push([row(false), row(true)]);
                }
            }
        }
        // Rows wait for those they point at; where two point at each other, the first leaves out what may be left out.
        let mut bare = 0;
        while !open.is_empty() {
            let (before, mut said) = (open.len(), String::new());
            let mut refused = Vec::new();
            for row in open {
                match self.run(&row[bare]).await {
                    Ok(()) => bare = 0,
                    Err(why) => {
                        said += &format!("{}\n  {why}\n", row[bare]);
                        refused.push(row);
                    }
                }
            }
            assert!(refused.len() < before || bare == 0, "{said}");
            bare = usize::from(refused.len() == before);
            open = refused;
        }
    }
}

/// A row in which everything that can be compared is the same in every table, so that it points at the rows there are.
fn insert<'c>(table: &str, columns: impl Iterator<Item = &'c Column>, nth: usize) -> String {
    let (names, values): (Vec<_>, Vec<_>) = columns
        .map(|c| (format!("\"{}\"", c.name), value(c, if c.name == "id" { nth + 1 } else { 1 })))
        .unzip();
    format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", "))
}

fn value(column: &Column, n: usize) -> String {
    let who = "{\"id\": \"00000000-0000-0000-0000-000000000001\"}";
    match (column.kind.as_str(), column.name.as_str()) {
        ("uuid", _) => format!("'00000000-0000-0000-0000-{n:012}'"),
        ("blob", _) => format!("X'{n:032}'"),
        ("bytea", _) => format!("'\\x{n:032}'"),
        ("boolean", _) => "true".to_owned(),
        ("date", _) => "'2026-11-24'".to_owned(),
        ("timestamp with time zone", _) => "'2026-11-24T00:00:00Z'".to_owned(),
        ("text", name) if name.ends_with("_at") => "'2026-11-24T00:00:00+00:00'".to_owned(),
        ("jsonb" | "text", "actor") => format!("'{who}'"),
        ("jsonb" | "text", _) => "'{}'".to_owned(),
        ("bigint" | "integer", _) => n.to_string(),
        (other, name) => panic!("nobody knows what {name} of type {other} would hold"),
    }
}

/// What of earlier rows is not there any more, or says something else in a column that is still there.
fn lost(before: &Rows, after: &Rows) -> Vec<String> {
    let is_kept = |table: &str, row: &Map<String, Value>| {
        let same = |new: &Map<String, Value>| row.iter().all(|(k, v)| new.get(k).is_none_or(|now| now == v));
        after.get(table).is_some_and(|rows| rows.iter().any(same))
    };
    let rows = before.iter().flat_map(|(table, rows)| rows.iter().map(move |row| (table, row)));
    rows.filter(|(table, row)| !is_kept(table, row)).map(|(table, row)| format!("{table}: {row:?}")).collect()
}

async fn walk(location: Location) {
    let store = Store::open(&location).await.unwrap();
    let mut hand = Hand::on(&location).await;
    let mut filled = BTreeSet::new();
    for until in 1..=MIGRATIONS.len() {
        let before = hand.rows().await;
        let name = MIGRATIONS[until - 1].name;
        store.migrate_until(until).await.unwrap_or_else(|e| panic!("{name} with rows in every table: {e}"));
        assert_eq!(lost(&before, &hand.rows().await), [""; 0], "behind {name}");
        hand.fill(&mut filled).await;
    }
    store.migrate().await.unwrap();

    let rows = hand.rows().await;
    let empty: Vec<_> = rows.iter().filter(|(_, rows)| rows.is_empty()).collect();
    assert!(empty.is_empty() && rows["letters"].len() == 5, "a row in each: {empty:?}");
    // What is moved from one column to another is the same there.
    let [submission] = &rows["submissions"][..] else { panic!("{:?}", rows["submissions"]) };
    assert_eq!(submission["step"], submission["stage"]);
    assert_eq!(submission["review_started_at"], submission["received_at"]);
    let told = |value: &Value| value.as_str().unwrap().replace('-', "").contains(&format!("{:032}", 1));
    assert!(told(&rows["audit"][0]["staff"]), "{:?}", rows["audit"]);
    if let Hand::Sqlite(c) = &mut hand {
        let wrong = c.fetch_all("PRAGMA foreign_key_check").await.unwrap();
        assert!(wrong.is_empty(), "every key leads somewhere");
    }
    store.close().await;
}

#[tokio::test]
async fn migrations_leave_rows_as_they_were_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    walk(Location::Sqlite(folder.path().join("rows.db"))).await;
}

#[tokio::test]
async fn migrations_leave_rows_as_they_were_on_postgres() {
    let name = "MADOGUCHI_TEST_POSTGRES";
    let url = std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run `cargo xtask test`"));
    walk(Location::Postgres { url, schema: Some(format!("rows{}", std::process::id())) }).await;
}
