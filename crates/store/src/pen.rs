//! The one pen of SQLite, and how those who wait for it share the drying of the ink.
//!
//! SQLite has one writer, and a commit waits for the disk. So transactions that wait for their turn are written
//! one after the other into one SQLite transaction, each between its own marks (a savepoint), and the last of them
//! commits for all. A transaction that is given up is rubbed out alone. Nobody is told "done" before the disk has
//! it: [`Held::commit`] returns when the commit that holds the transaction has returned.
//!
//! What a transaction reads may have been written by one before it in the same batch, and not be durable yet. If
//! it then changes nothing, whoever needs to rely on what was read asks [`crate::Store::settle`].

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use sqlx::{
    Connection, Executor,
    sqlite::{SqliteConnectOptions, SqliteConnection},
};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use crate::{Result, StoreError};

/// How many transactions share a commit at most: a bound on how long the first of them waits.
const LARGEST_BATCH: usize = 128;

/// The pen. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Pen(Arc<Desk>);

#[derive(Debug)]
struct Desk {
    sheet: Arc<Mutex<Sheet>>,
    /// How many wait for the pen: as long as somebody does, the commit is left to the next.
    waiting: AtomicUsize,
    patience: Duration,
    options: SqliteConnectOptions,
}

#[derive(Debug)]
struct Sheet {
    /// `None` once it is closed.
    connection: Option<SqliteConnection>,
    batch: Option<Batch>,
}

/// Transactions that will be committed together.
#[derive(Debug)]
struct Batch {
    members: usize,
    outcome: watch::Sender<Outcome>,
}

#[derive(Clone, Debug)]
enum Outcome {
    Open,
    Committed,
    Failed(Arc<str>),
}

/// The pen in somebody's hand, in the middle of a transaction.
pub(crate) struct Held {
    desk: Arc<Desk>,
    /// `None` once it is given on.
    sheet: Option<OwnedMutexGuard<Sheet>>,
}

/// Somebody who waits. A commit may have been left to them: if they go away without the pen, it is made for them.
struct Waiting {
    desk: Arc<Desk>,
    has_the_pen: bool,
}

impl Waiting {
    fn at(desk: &Arc<Desk>) -> Self {
        desk.waiting.fetch_add(1, Ordering::SeqCst);
        Self { desk: desk.clone(), has_the_pen: false }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.desk.waiting.fetch_sub(1, Ordering::SeqCst);
        if self.has_the_pen {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let desk = self.desk.clone();
            runtime.spawn(async move {
                let mut sheet = desk.sheet.clone().lock_owned().await;
                if desk.waiting.load(Ordering::SeqCst) == 0 {
                    sheet.settle().await;
                }
            });
        }
    }
}

impl Pen {
    pub(crate) async fn new(options: &SqliteConnectOptions, patience: Duration) -> sqlx::Result<Self> {
        let connection = SqliteConnection::connect_with(options).await?;
        let sheet = Arc::new(Mutex::new(Sheet { connection: Some(connection), batch: None }));
        Ok(Self(Arc::new(Desk { sheet, waiting: AtomicUsize::new(0), patience, options: options.clone() })))
    }

    /// How the file is opened.
    pub(crate) fn options(&self) -> &SqliteConnectOptions {
        &self.0.options
    }

    /// Waits for the pen and begins a transaction with it.
    pub(crate) async fn take(&self) -> Result<Held> {
        let desk = self.0.clone();
        let mut waiting = Waiting::at(&desk);
        let sheet = tokio::time::timeout(desk.patience, desk.sheet.clone().lock_owned())
            .await
            .map_err(|_| StoreError::Unreachable("the database is busy writing".to_owned()))?;
        waiting.has_the_pen = true;
        drop(waiting);
        let mut held = Held { desk: desk.clone(), sheet: Some(sheet) };
        // In a task of its own: whoever goes away in the middle must not leave a half-begun transaction.
        tokio::spawn(async move {
            held.sheet().begin().await?;
            Ok(held)
        })
        .await
        .map_err(|e| StoreError::Unreachable(e.to_string()))?
    }

    /// Waits for those at work and closes the file.
    pub(crate) async fn close(&self) {
        let mut sheet = self.0.sheet.clone().lock_owned().await;
        sheet.settle().await;
        if let Some(connection) = sheet.connection.take() {
            // Closed or not: nothing more can be done about it.
            let _ = connection.close().await;
        }
    }

    /// The bare connection, between batches.
    pub(crate) async fn alone(&self) -> Result<Alone> {
        let mut sheet = self.0.sheet.clone().lock_owned().await;
        sheet.settle().await;
        Ok(Alone(sheet))
    }
}

/// The pen outside of any batch: for migrations, which keep transactions of their own.
pub(crate) struct Alone(OwnedMutexGuard<Sheet>);

impl Alone {
    pub(crate) fn connection(&mut self) -> Result<&mut SqliteConnection> {
        self.0.connection()
    }
}

impl Sheet {
    fn connection(&mut self) -> Result<&mut SqliteConnection> {
        self.connection.as_mut().ok_or_else(|| StoreError::Unreachable("the database is closed".to_owned()))
    }

    async fn begin(&mut self) -> Result<()> {
        if self.batch.is_none() {
            self.connection()?.execute("BEGIN IMMEDIATE").await?;
            self.batch = Some(Batch { members: 0, outcome: watch::Sender::new(Outcome::Open) });
        }
        self.connection()?.execute("SAVEPOINT mark").await?;
        Ok(())
    }

    /// Ends the batch for everybody in it.
    async fn settle(&mut self) {
        let Some(batch) = self.batch.take() else { return };
        let outcome = match self.connection() {
            Ok(connection) => match connection.execute("COMMIT").await {
                Ok(_) => Outcome::Committed,
                Err(e) => {
                    // SQLite may have rolled back by itself (disk full); then this says so too.
                    let _ = connection.execute("ROLLBACK").await;
                    Outcome::Failed(e.to_string().into())
                }
            },
            Err(e) => Outcome::Failed(e.to_string().into()),
        };
        batch.outcome.send_replace(outcome);
    }

    /// Forgets the batch: nobody in it was told that it is done.
    async fn give_up(&mut self, why: &str) {
        let Some(batch) = self.batch.take() else { return };
        if let Ok(connection) = self.connection() {
            let _ = connection.execute("ROLLBACK").await;
        }
        batch.outcome.send_replace(Outcome::Failed(why.into()));
    }
}

impl Held {
    fn sheet(&mut self) -> &mut Sheet {
        self.sheet.as_mut().expect("the sheet is only given on when the transaction ends")
    }

    /// What statements run on.
    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        self.sheet().connection.as_mut().expect("a closed pen is not handed out")
    }

    /// Makes it so, together with those before and after in the batch. Returns when the disk has it.
    pub(crate) async fn commit(mut self) -> Result<()> {
        let Some(mut sheet) = self.sheet.take() else { return Ok(()) };
        let desk = self.desk.clone();
        // In a task of its own: others of the batch wait for it, whether or not we are still there.
        tokio::spawn(async move {
            let released = sheet.connection()?.execute("RELEASE mark").await;
            if let Err(e) = released {
                // The marks are gone: SQLite rolled everything back, and so must we.
                sheet.give_up(&e.to_string()).await;
                return Err(e.into());
            }
            let Some(batch) = &mut sheet.batch else { return Err(StoreError::Overtaken) };
            batch.members += 1;
            let full = batch.members >= LARGEST_BATCH;
            let mut outcome = batch.outcome.subscribe();
            if full || desk.waiting.load(Ordering::SeqCst) == 0 {
                sheet.settle().await;
            }
            drop(sheet);
            let told = outcome.wait_for(|o| !matches!(o, Outcome::Open)).await;
            match told.as_deref() {
                Ok(Outcome::Committed) => Ok(()),
                Ok(Outcome::Failed(why)) => Err(StoreError::Unreachable(why.to_string())),
                Ok(Outcome::Open) | Err(_) => Err(StoreError::Unreachable("the commit was lost".to_owned())),
            }
        })
        .await
        .map_err(|e| StoreError::Unreachable(e.to_string()))?
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let (Some(mut sheet), desk) = (self.sheet.take(), self.desk.clone()) else { return };
        // Without a runtime the program is ending, and the file forgets what was not committed.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            if sheet.batch.is_none() {
                return;
            }
            let Ok(connection) = sheet.connection() else { return };
            if let Err(e) = connection.execute("ROLLBACK TO mark; RELEASE mark").await {
                sheet.give_up(&e.to_string()).await;
            } else if desk.waiting.load(Ordering::SeqCst) == 0 {
                sheet.settle().await;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use sqlx::Row;
    use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};

    use super::*;

    async fn pen(folder: &tempfile::TempDir) -> Pen {
        let path = folder.path().join("pen.sqlite");
        let options = SqliteConnectOptions::from_str(&format!("sqlite:{}", path.display()))
            .unwrap()
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let pen = Pen::new(&options, Duration::from_secs(10)).await.unwrap();
        let mut held = pen.take().await.unwrap();
        held.connection().execute("CREATE TABLE t (n INTEGER PRIMARY KEY) STRICT").await.unwrap();
        held.commit().await.unwrap();
        pen
    }

    async fn write(pen: &Pen, n: i64) -> Result<Held> {
        let mut held = pen.take().await?;
        sqlx::query("INSERT INTO t VALUES ($1)").bind(n).execute(held.connection()).await?;
        Ok(held)
    }

    async fn sum(pen: &Pen) -> i64 {
        let mut held = pen.take().await.unwrap();
        let row = held.connection().fetch_one("SELECT COALESCE(SUM(n), 0) FROM t").await.unwrap();
        row.get(0)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn many_share_a_commit_and_one_that_fails_is_rubbed_out_alone() {
        let folder = tempfile::tempdir().unwrap();
        let pen = pen(&folder).await;
        write(&pen, 1000).await.unwrap().commit().await.unwrap();
        let tasks: Vec<_> = (0..300)
            .map(|n| {
                let pen = pen.clone();
                tokio::spawn(async move {
                    // Every third is a number that is there already; every fifth is given up.
                    let n = if n % 3 == 0 { 1000 } else { n };
                    let held = write(&pen, n).await?;
                    if n % 5 == 0 { Err(StoreError::NotFound) } else { held.commit().await }
                })
            })
            .collect();
        let mut expected = 1000;
        for (n, task) in (0..).zip(tasks) {
            let done = task.await.unwrap();
            assert_eq!(done.is_ok(), n % 3 != 0 && n % 5 != 0, "{n}: {done:?}");
            expected += if done.is_ok() { n } else { 0 };
        }
        assert_eq!(sum(&pen).await, expected);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn somebody_who_goes_away_holds_nobody_up() {
        let folder = tempfile::tempdir().unwrap();
        let pen = pen(&folder).await;
        for n in 1..=50 {
            let (gone, stays) = (pen.clone(), pen.clone());
            let gone = tokio::spawn(async move { write(&gone, n * 1000).await?.commit().await });
            let stays = tokio::spawn(async move { write(&stays, n).await?.commit().await });
            gone.abort();
            stays.await.unwrap().unwrap();
        }
        assert_eq!(sum(&pen).await % 1000, 1275 % 1000);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_commit_left_to_somebody_who_goes_away_is_made_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let pen = pen(&folder).await;
        for n in 1..=50 {
            let first = write(&pen, n).await.unwrap();
            let mut waiting = Box::pin(pen.take());
            // Polled once: it waits now, and is never asked again.
            assert!(
                std::future::poll_fn(|cx| std::task::Poll::Ready(waiting.as_mut().poll(cx).is_pending()))
                    .await
            );
            let first = tokio::spawn(first.commit());
            tokio::task::yield_now().await;
            drop(waiting);
            first.await.unwrap().unwrap();
        }
        assert_eq!(sum(&pen).await, 1275);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn when_the_file_rolls_back_everybody_in_the_batch_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let pen = pen(&folder).await;
        let first = write(&pen, 1).await.unwrap();
        // Somebody waits, so the first leaves the commit to them; they break the file's transaction.
        let second = tokio::spawn({
            let pen = pen.clone();
            async move {
                let mut held = pen.take().await?;
                held.connection().execute("ROLLBACK").await?;
                held.commit().await
            }
        });
        while pen.0.waiting.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        assert!(matches!(first.commit().await, Err(StoreError::Unreachable(_))));
        assert!(second.await.unwrap().is_err());
        assert_eq!(sum(&pen).await, 0);
        write(&pen, 7).await.unwrap().commit().await.unwrap();
        assert_eq!(sum(&pen).await, 7);
    }
}
