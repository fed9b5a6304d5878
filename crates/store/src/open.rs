//! Opening the cabinet, reading from it and writing into it.

use std::{
    path::{Path, PathBuf},
    pin::Pin,
    str::FromStr,
    sync::Arc,
    time::Duration,
};

use sqlx::{
    Connection, Executor, Postgres, Transaction,
    postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions},
    sqlite::{
        SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
        SqliteSynchronous,
    },
};

use crate::{
    Result, StoreError,
    dialect::On,
    migrate,
    pen::{Held, Pen},
    snapshot,
};

/// Where the cabinet stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A file on this machine.
    Sqlite(PathBuf),
    /// A server, for many nodes.
    Postgres {
        /// `postgres://user:password@host:port/database`
        url: String,
        /// A schema other than the default, created when missing.
        schema: Option<String>,
    },
}

/// The open cabinet. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pools: Pools,
    pause: Option<Pause>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Store").field(&self.pools).finish()
    }
}

/// A moment in which others may come between: see [`Store::pausing`].
pub type Pause = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

#[derive(Clone, Debug)]
enum Pools {
    Postgres { read: PgPool, write: PgPool },
    Sqlite { read: SqlitePool, write: Pen },
}

/// A way to read. It cannot write: both databases refuse.
#[derive(Clone, Debug)]
pub struct Reader(ReadPool);

#[derive(Clone, Debug)]
enum ReadPool {
    Postgres(PgPool),
    Sqlite(SqlitePool),
}

/// One transaction. Dropped without [`Tx::commit`], it never happened.
pub struct Tx {
    open: Open,
    pause: Option<Pause>,
}

enum Open {
    Postgres(Transaction<'static, Postgres>),
    Sqlite(Held),
}

const PATIENCE: Duration = Duration::from_secs(10);

impl Store {
    /// Opens the cabinet, creating the file or the schema when missing. [`Store::migrate`] brings it up to date.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] with where and why.
    pub async fn open(location: &Location) -> Result<Self> {
        match location {
            Location::Sqlite(path) => {
                let shown = path.display().to_string();
                Self::open_sqlite(path).await.map_err(|e| StoreError::Unreachable(format!("{shown}: {e}")))
            }
            Location::Postgres { url, schema } => {
                let shown = without_password(url);
                Self::open_postgres(url, schema.as_deref())
                    .await
                    .map_err(|e| StoreError::Unreachable(format!("{shown}: {e}")))
            }
        }
    }

    async fn open_sqlite(path: &PathBuf) -> sqlx::Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .pragma("trusted_schema", "OFF")
            .collation("C", |a, b| a.as_bytes().cmp(b.as_bytes()));
        // One writer: SQLite has but one lock, and waiting for it here is fairer than in the file.
        let write = Pen::new(&options, PATIENCE).await?;
        let read = SqlitePoolOptions::new()
            .max_connections(4)
            .acquire_timeout(PATIENCE)
            .connect_with(options.pragma("query_only", "ON"))
            .await?;
        Ok(Self { pools: Pools::Sqlite { read, write }, pause: None })
    }

    async fn open_postgres(url: &str, schema: Option<&str>) -> sqlx::Result<Self> {
        let mut options =
            PgConnectOptions::from_str(url)?.options([("timezone", "UTC"), ("statement_timeout", "30s")]);
        // A pool would try again and again and then speak of time; one try says what is wrong.
        let mut first = tokio::time::timeout(PATIENCE, PgConnection::connect_with(&options))
            .await
            .map_err(|_| sqlx::Error::PoolTimedOut)??;
        if let Some(schema) = schema {
            if !schema.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
                return Err(sqlx::Error::Configuration("a schema is named by letters, digits and _".into()));
            }
            // IF NOT EXISTS is no help against a node that creates it at this moment. Ends with the connection.
            first.execute("SELECT pg_advisory_lock(1296123984)").await?;
            let create = format!("CREATE SCHEMA IF NOT EXISTS \"{schema}\"");
            first.execute(sqlx::AssertSqlSafe(create)).await?;
            options = options.options([("search_path", schema)]);
        }
        first.close().await?;
        let write = PgPoolOptions::new()
            .max_connections(8)
            .acquire_timeout(PATIENCE)
            .connect_with(options.clone())
            .await?;
        let read = PgPoolOptions::new()
            .max_connections(8)
            .acquire_timeout(PATIENCE)
            .connect_lazy_with(options.options([("default_transaction_read_only", "on")]));
        Ok(Self { pools: Pools::Postgres { read, write }, pause: None })
    }

    /// The same cabinet, whose user pauses before each transaction and after it, at the points where on a busy day
    /// somebody else would come between. A race that is told by a seed needs it to be told again.
    #[must_use]
    pub fn pausing(&self, pause: Pause) -> Self {
        Self { pools: self.pools.clone(), pause: Some(pause) }
    }

    async fn pause(&self) {
        if let Some(pause) = &self.pause {
            pause().await;
        }
    }

    /// Brings the tables up to date. Safe to call at every start, and from several nodes at once.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if the cabinet was made by a newer version or its history differs from ours.
    pub async fn migrate(&self) -> Result<()> {
        self.migrate_until(migrate::ALL).await?;
        crate::names::catch_up(self).await
    }

    /// Brings the tables to where so many migrations bring them.
    pub(crate) async fn migrate_until(&self, until: usize) -> Result<()> {
        match &self.pools {
            Pools::Postgres { write, .. } => migrate::postgres(write, until).await,
            Pools::Sqlite { write, .. } => migrate::sqlite(write.alone().await?.connection()?, until).await,
        }
    }

    /// A way to read.
    pub fn reader(&self) -> Reader {
        Reader(match &self.pools {
            Pools::Postgres { read, .. } => ReadPool::Postgres(read.clone()),
            Pools::Sqlite { read, .. } => ReadPool::Sqlite(read.clone()),
        })
    }

    /// Begins a transaction. On SQLite it waits for its turn to write.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] if no connection is to be had in time.
    pub async fn begin(&self) -> Result<Tx> {
        self.pause().await;
        let open = match &self.pools {
            Pools::Postgres { write, .. } => Open::Postgres(write.begin().await?),
            Pools::Sqlite { write, .. } => Open::Sqlite(write.take().await?),
        };
        Ok(Tx { open, pause: self.pause.clone() })
    }

    /// Waits until everything that a transaction begun now could read is on the disk: what one that changed
    /// nothing was told may then be relied on.
    ///
    /// # Errors
    /// What the database said; then what was read may not be so.
    pub async fn settle(&self) -> Result<()> {
        match &self.pools {
            Pools::Postgres { .. } => Ok(()),
            Pools::Sqlite { .. } => self.begin().await?.commit().await,
        }
    }

    /// Writes a copy of everything, as of one moment, into files of an empty folder. Others go on working.
    ///
    /// # Errors
    /// What the database or the folder says.
    pub async fn copy_to(&self, folder: &Path) -> Result<()> {
        match &self.pools {
            Pools::Postgres { read, .. } => snapshot::of_postgres(read, folder).await,
            Pools::Sqlite { write, .. } => {
                // A connection of its own: the copy holds up neither readers nor the pen.
                let mut connection = SqliteConnection::connect_with(write.options()).await?;
                snapshot::of_sqlite(&mut connection, folder).await
            }
        }
    }

    /// Makes a cabinet out of a copy, at a place where there is none yet.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] if there is something already, [`StoreError::Corrupt`] if the copy is of the other
    /// kind of database or of a newer version.
    pub async fn restore(location: &Location, folder: &Path) -> Result<Self> {
        let of_sqlite = folder.join(snapshot::SQLITE_FILE);
        match location {
            Location::Sqlite(path) => {
                if path.exists() {
                    return Err(StoreError::Duplicate);
                }
                if !of_sqlite.exists() {
                    return Err(StoreError::Corrupt("the copy is of a PostgreSQL database".to_owned()));
                }
                tokio::fs::copy(&of_sqlite, path)
                    .await
                    .map_err(|e| StoreError::Unreachable(e.to_string()))?;
                let store = Self::open(location).await?;
                store.migrate().await?;
                Ok(store)
            }
            Location::Postgres { .. } => {
                if of_sqlite.exists() {
                    return Err(StoreError::Corrupt("the copy is of a SQLite database".to_owned()));
                }
                let store = Self::open(location).await?;
                store.migrate().await?;
                if let Pools::Postgres { write, .. } = &store.pools {
                    snapshot::into_postgres(write, folder).await?;
                }
                Ok(store)
            }
        }
    }

    /// Asks whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] or what the database said.
    pub async fn ping(&self) -> Result<()> {
        match &self.pools {
            Pools::Postgres { read, .. } => read.execute("SELECT 1").await.map(|_| ())?,
            Pools::Sqlite { read, .. } => read.execute("SELECT 1").await.map(|_| ())?,
        }
        Ok(())
    }

    /// Closes every connection; waits for those at work.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Postgres { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
        }
    }
}

impl Tx {
    /// Makes it so. When this returns, it is on the disk.
    ///
    /// # Errors
    /// What the database said; then nothing of it happened.
    pub async fn commit(self) -> Result<()> {
        match self.open {
            Open::Postgres(tx) => tx.commit().await?,
            Open::Sqlite(held) => held.commit().await?,
        }
        if let Some(pause) = &self.pause {
            pause().await;
        }
        Ok(())
    }
}

impl<'a> From<&'a Reader> for On<'a> {
    fn from(reader: &'a Reader) -> Self {
        match &reader.0 {
            ReadPool::Postgres(p) => On::PgPool(p),
            ReadPool::Sqlite(p) => On::SqlitePool(p),
        }
    }
}

impl<'a> From<&'a mut Tx> for On<'a> {
    fn from(tx: &'a mut Tx) -> Self {
        match &mut tx.open {
            Open::Postgres(tx) => On::Pg(tx),
            Open::Sqlite(held) => On::Sqlite(held.connection()),
        }
    }
}

/// A database address that may be shown: what stands before `@` is left out.
fn without_password(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, place))) => format!("{scheme}://…@{place}"),
        _ => url.to_owned(),
    }
}
