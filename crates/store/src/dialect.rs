//! One SQL text on two databases, and the few words in which they differ.
//!
//! `$1` placeholders work on both. A bind value keeps its type also when it is NULL. A text grows only by
//! `&'static str`, so nothing a person typed can become SQL.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use madoguchi_vocab::{
    AccountId, DepartmentId, DocumentId, DraftId, ExportId, FeedbackId, FileId, Instant, LetterId, PhraseId,
    PlanId, SignInId, StaffId, SubmissionId, SubscriptionId, ViewId,
};
use serde_json::Value;
use sqlx::{
    Arguments, AssertSqlSafe, Row as _,
    postgres::{PgArguments, PgConnection, PgPool, PgRow},
    sqlite::{SqliteArguments, SqliteConnection, SqlitePool, SqliteRow},
    types::Json,
};
use uuid::Uuid;

use crate::{Result, StoreError};

/// The words in which the dialects differ: token, PostgreSQL, SQLite.
const TOKENS: &[(&str, &str, &str)] = &[
    ("{skip_locked}", "FOR UPDATE SKIP LOCKED", ""),
    ("{for_update}", "FOR UPDATE", ""),
    // A day behind all days; written out, so that an index over it is used.
    ("{never}", "DATE '9999-12-31'", "'9999-12-31'"),
    // The texts of a JSON list, as rows with a column `value`.
    ("{each_text}", "jsonb_array_elements_text", "json_each"),
];

macro_rules! args { ($($variant:ident($type:ty)),* $(,)?) => {
    /// A value on its way into a statement.
    #[derive(Clone, Debug)]
    pub(crate) enum Arg { $($variant(Option<$type>)),* }

    $(impl From<$type> for Arg { fn from(v: $type) -> Self { Arg::$variant(Some(v)) } }
      impl From<Option<$type>> for Arg { fn from(v: Option<$type>) -> Self { Arg::$variant(v) } })*

    impl Arg {
        fn postgres(self, to: &mut PgArguments) -> sqlx::Result<()> {
            match self { $(Arg::$variant(v) => to.add(v)),* }.map_err(sqlx::Error::Encode)
        }
        fn sqlite(self, to: &mut SqliteArguments) -> sqlx::Result<()> {
            match self { $(Arg::$variant(v) => to.add(v)),* }.map_err(sqlx::Error::Encode)
        }
    }
} }

args! {
    Bool(bool),
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
    Uuid(Uuid),
    At(DateTime<Utc>),
    Day(NaiveDate),
    Json(Json<Value>),
}

macro_rules! args_from { ($($type:ty => |$v:ident| $value:expr),* $(,)?) => { $(
    impl From<$type> for Arg { fn from($v: $type) -> Self { Arg::from($value) } }
    impl From<Option<$type>> for Arg { fn from(v: Option<$type>) -> Self { Arg::from(v.map(|$v| $value)) } }
)* } }

args_from! {
    &str => |v| v.to_owned(),
    [u8; 32] => |v| v.to_vec(),
    Instant => |v| v.utc(),
    Value => |v| Json(v),
    AccountId => |v| v.0,
    DepartmentId => |v| v.0,
    DocumentId => |v| v.0,
    DraftId => |v| v.0,
    ExportId => |v| v.0,
    FeedbackId => |v| v.0,
    FileId => |v| v.0,
    LetterId => |v| v.0,
    PhraseId => |v| v.0,
    PlanId => |v| v.0,
    SignInId => |v| v.0,
    StaffId => |v| v.0,
    SubmissionId => |v| v.0,
    SubscriptionId => |v| v.0,
    ViewId => |v| v.0,
}

/// A type that a column can hold.
pub(crate) trait Column: Sized {
    /// What the drivers know.
    type Raw: for<'r> sqlx::Decode<'r, sqlx::Postgres>
        + sqlx::Type<sqlx::Postgres>
        + for<'r> sqlx::Decode<'r, sqlx::Sqlite>
        + sqlx::Type<sqlx::Sqlite>;
    /// What we make of it.
    fn read(raw: Self::Raw) -> std::result::Result<Self, String>;
}

macro_rules! columns { ($($type:ty = $raw:ty => |$v:ident| $value:expr),* $(,)?) => { $(
    impl Column for $type {
        type Raw = $raw;
        fn read($v: $raw) -> std::result::Result<Self, String> { $value }
    }
)* } }

columns! {
    bool = bool => |v| Ok(v),
    i64 = i64 => |v| Ok(v),
    String = String => |v| Ok(v),
    Vec<u8> = Vec<u8> => |v| Ok(v),
    NaiveDate = NaiveDate => |v| Ok(v),
    [u8; 32] = Vec<u8> => |v| v.try_into().map_err(|_| "not 32 bytes".to_owned()),
    Instant = DateTime<Utc> => |v| Ok(Instant::from_utc(v)),
    Value = Json<Value> => |v| Ok(v.0),
    DepartmentId = String => |v| Ok(DepartmentId(v)),
    Uuid = Uuid => |v| Ok(v),
    AccountId = Uuid => |v| Ok(AccountId(v)),
    DocumentId = Uuid => |v| Ok(DocumentId(v)),
    DraftId = Uuid => |v| Ok(DraftId(v)),
    ExportId = Uuid => |v| Ok(ExportId(v)),
    FeedbackId = Uuid => |v| Ok(FeedbackId(v)),
    FileId = Uuid => |v| Ok(FileId(v)),
    LetterId = Uuid => |v| Ok(LetterId(v)),
    PhraseId = Uuid => |v| Ok(PhraseId(v)),
    PlanId = Uuid => |v| Ok(PlanId(v)),
    SignInId = Uuid => |v| Ok(SignInId(v)),
    StaffId = Uuid => |v| Ok(StaffId(v)),
    SubmissionId = Uuid => |v| Ok(SubmissionId(v)),
    SubscriptionId = Uuid => |v| Ok(SubscriptionId(v)),
    ViewId = Uuid => |v| Ok(ViewId(v)),
    madoguchi_vocab::Role = String => |v| v.parse(),
    madoguchi_vocab::Lang = String => |v| v.parse(),
    madoguchi_vocab::ReceiptNumber = String => |v| v.parse().map_err(|e: madoguchi_vocab::receipt::BadReceipt| e.to_string()),
}

/// A row of either database.
pub(crate) enum Row {
    Postgres(PgRow),
    Sqlite(SqliteRow),
}

impl Row {
    /// The value of a column that is never NULL.
    pub(crate) fn get<T: Column>(&self, name: &'static str) -> Result<T> {
        let raw = match self {
            Row::Postgres(r) => r.try_get::<T::Raw, _>(name)?,
            Row::Sqlite(r) => r.try_get::<T::Raw, _>(name)?,
        };
        T::read(raw).map_err(|e| StoreError::Corrupt(format!("{name}: {e}")))
    }

    /// The value of a column that may be NULL.
    pub(crate) fn opt<T: Column>(&self, name: &'static str) -> Result<Option<T>> {
        let raw = match self {
            Row::Postgres(r) => r.try_get::<Option<T::Raw>, _>(name)?,
            Row::Sqlite(r) => r.try_get::<Option<T::Raw>, _>(name)?,
        };
        raw.map(T::read).transpose().map_err(|e| StoreError::Corrupt(format!("{name}: {e}")))
    }
}

/// What can be made of a row.
pub(crate) trait FromRow: Sized {
    /// Reads it, column by column.
    fn from_row(row: &Row) -> Result<Self>;
}

/// What a statement runs on: a [`crate::Reader`] or a [`crate::Tx`].
pub enum On<'a> {
    /// Reading from PostgreSQL.
    PgPool(&'a PgPool),
    /// A transaction on PostgreSQL.
    Pg(&'a mut PgConnection),
    /// Reading from SQLite.
    SqlitePool(&'a SqlitePool),
    /// A transaction on SQLite.
    Sqlite(&'a mut SqliteConnection),
}

/// A statement with its values.
pub(crate) struct Sql {
    text: Cow<'static, str>,
    args: Vec<Arg>,
}

/// Begins a statement.
pub(crate) fn sql(text: &'static str) -> Sql {
    Sql { text: Cow::Borrowed(text), args: vec![] }
}

impl Sql {
    /// The value of the next `$n`.
    pub(crate) fn bind(mut self, value: impl Into<Arg>) -> Self {
        self.args.push(value.into());
        self
    }

    /// Adds a piece of text.
    pub(crate) fn push(mut self, text: &'static str) -> Self {
        self.text.to_mut().push_str(text);
        self
    }

    /// Adds a piece of text in which each `?` is the value.
    pub(crate) fn push_bind(mut self, text: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push(value.into());
        let place = format!("${}", self.args.len());
        self.text.to_mut().push_str(&text.replace('?', &place));
        self
    }

    /// The text for one dialect. A value without a place, or a place without a value, is a mistake of ours
    /// that SQLite would pass over in silence.
    fn spoken(&self, postgres: bool) -> Result<String> {
        let highest = self
            .text
            .split('$')
            .skip(1)
            .filter_map(|s| s.split(|c: char| !c.is_ascii_digit()).next()?.parse::<usize>().ok())
            .max()
            .unwrap_or(0);
        if highest != self.args.len() {
            return Err(StoreError::Corrupt(format!(
                "{} values for {highest} places: {}",
                self.args.len(),
                self.text
            )));
        }
        Ok(TOKENS.iter().fold(self.text.to_string(), |text, (token, pg, lite)| {
            text.replace(token, if postgres { pg } else { lite })
        }))
    }

    fn for_postgres(self) -> Result<(AssertSqlSafe<String>, PgArguments)> {
        let text = self.spoken(true)?;
        let mut args = PgArguments::default();
        for arg in self.args {
            arg.postgres(&mut args)?;
        }
        Ok((AssertSqlSafe(text), args))
    }

    fn for_sqlite(self) -> Result<(AssertSqlSafe<String>, SqliteArguments)> {
        let text = self.spoken(false)?;
        let mut args = SqliteArguments::default();
        for arg in self.args {
            arg.sqlite(&mut args)?;
        }
        Ok((AssertSqlSafe(text), args))
    }

    /// Every row.
    pub(crate) async fn all<T: FromRow>(self, on: impl Into<On<'_>>) -> Result<Vec<T>> {
        let rows: Vec<Row> = match on.into() {
            On::PgPool(p) => {
                let (text, args) = self.for_postgres()?;
                sqlx::query_with(text, args).fetch_all(p).await?.into_iter().map(Row::Postgres).collect()
            }
            On::Pg(c) => {
                let (text, args) = self.for_postgres()?;
                sqlx::query_with(text, args).fetch_all(c).await?.into_iter().map(Row::Postgres).collect()
            }
            On::SqlitePool(p) => {
                let (text, args) = self.for_sqlite()?;
                sqlx::query_with(text, args).fetch_all(p).await?.into_iter().map(Row::Sqlite).collect()
            }
            On::Sqlite(c) => {
                let (text, args) = self.for_sqlite()?;
                sqlx::query_with(text, args).fetch_all(c).await?.into_iter().map(Row::Sqlite).collect()
            }
        };
        rows.iter().map(T::from_row).collect()
    }

    /// The row, if there is one.
    pub(crate) async fn opt<T: FromRow>(self, on: impl Into<On<'_>>) -> Result<Option<T>> {
        Ok(self.all(on).await?.into_iter().next())
    }

    /// The row that must be there.
    pub(crate) async fn one<T: FromRow>(self, on: impl Into<On<'_>>) -> Result<T> {
        self.opt(on).await?.ok_or(StoreError::NotFound)
    }

    /// Runs it; how many rows it touched.
    pub(crate) async fn run(self, on: impl Into<On<'_>>) -> Result<u64> {
        Ok(match on.into() {
            On::PgPool(p) => {
                let (text, args) = self.for_postgres()?;
                sqlx::query_with(text, args).execute(p).await?.rows_affected()
            }
            On::Pg(c) => {
                let (text, args) = self.for_postgres()?;
                sqlx::query_with(text, args).execute(c).await?.rows_affected()
            }
            On::SqlitePool(p) => {
                let (text, args) = self.for_sqlite()?;
                sqlx::query_with(text, args).execute(p).await?.rows_affected()
            }
            On::Sqlite(c) => {
                let (text, args) = self.for_sqlite()?;
                sqlx::query_with(text, args).execute(c).await?.rows_affected()
            }
        })
    }
}

/// A single number.
pub(crate) struct Count(pub(crate) i64);

impl FromRow for Count {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("n").map(Self)
    }
}

/// Guards a change by what was seen: exactly one row must have been touched.
pub(crate) fn exactly_one(touched: u64, otherwise: StoreError) -> Result<()> {
    if touched == 1 { Ok(()) } else { Err(otherwise) }
}
