//! Lists as files. Short ones are written while somebody waits; any other is a job: its rows are read a handful at a
//! time into sealed parts, and when all are there the file is written from them, so that a restart loses nothing.
//!
//! A job has the submissions that had arrived when it was asked for, in the order of their arrival, which never
//! changes: none is there twice, and none is missing that fitted the filter all the while. Each row is as it was when
//! it was read.

mod archive;
mod columns;
mod csv;
mod direct;
mod job;
mod pen;
mod rows;
mod run;
mod template;
mod workbook;

use chrono::Duration;
pub use columns::ExportColumn;
pub use direct::{DIRECT, Pieces};
pub use job::{Export, ExportTrouble, KEPT_DAYS, UNDER_WAY};
use madoguchi_auth::Deed;
use madoguchi_store::views::{
    order::Sort,
    queue::{self, QueueQuery},
    sheet,
};
use madoguchi_vocab::{Date, Instant};
use serde::{Deserialize, Serialize};
pub use template::{ExportTemplate, LONGEST_NAME, TEMPLATES};
pub use workbook::BOOK;

use crate::{App, QueueFilter, Result, StaffPerson};

/// Rows are counted up to here.
const COUNTED: i64 = 10_000_000;

/// How a list is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// CSV in UTF-8, with a mark by which spreadsheets know it.
    #[default]
    Csv,
    /// CSV in CP932, for programs that read nothing else. What it cannot write is 〓, and listed beside the file.
    Cp932,
    /// Not the rows, but what CP932 cannot write of them.
    Lacking,
    /// Excel workbooks.
    Xlsx,
    /// A JSON for each submission, and what was enclosed.
    Zip,
}

impl Form {
    /// What a job can make.
    pub const ALL: [Form; 4] = [Form::Csv, Form::Cp932, Form::Xlsx, Form::Zip];

    /// The name in forms and in the trail.
    pub fn code(self) -> &'static str {
        match self {
            Form::Csv => "csv",
            Form::Cp932 => "cp932",
            Form::Lacking => "lacking",
            Form::Xlsx => "xlsx",
            Form::Zip => "zip",
        }
    }

    /// The form of that name.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.code() == code)
    }

    /// Whether so many rows become several workbooks.
    pub fn is_several(self, rows: i64) -> bool {
        self == Form::Xlsx && usize::try_from(rows).is_ok_and(|rows| rows > BOOK)
    }
}

/// Which submissions a list has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// As in the queue.
    pub filter: QueueFilter,
    /// Where the filter says no stage: also those that are over.
    pub ended: bool,
    /// The first day of arrival …
    pub from: Option<Date>,
    /// … and the last.
    pub until: Option<Date>,
}

/// What somebody wants to have written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Which submissions.
    pub scope: Scope,
    /// Which columns, from the left. An archive has everything.
    pub columns: Vec<ExportColumn>,
    /// How.
    pub form: Form,
    /// What for.
    pub purpose: String,
}

impl App {
    /// How many submissions a list would have now.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role has no queue.
    pub async fn export_count(&self, staff: &StaffPerson, scope: &Scope) -> Result<i64> {
        staff.must(Deed::SeeQueue)?;
        let query = self.export_query(staff, scope, self.now());
        Ok(queue::count(&self.store().reader(), &query, COUNTED).await?)
    }

    /// Every column a list could have, from the left: what is known of every submission, then the questions of the paper
    /// that was chosen, in all versions that occur.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role has no queue.
    pub async fn export_columns(&self, staff: &StaffPerson, scope: &Scope) -> Result<Vec<ExportColumn>> {
        staff.must(Deed::SeeQueue)?;
        self.columns_of(&self.export_query(staff, scope, self.now())).await
    }

    async fn columns_of(&self, query: &QueueQuery) -> Result<Vec<ExportColumn>> {
        let mut papers = Vec::new();
        if let Some(slug) = &query.slug {
            for version in sheet::versions(&self.store().reader(), query).await? {
                papers.push(self.paper_of(slug, version).await?);
            }
            if papers.is_empty() {
                papers.extend(self.papers().open(slug).map(|p| p.paper.clone()));
            }
        }
        Ok(columns::all(papers.iter().map(AsRef::as_ref)))
    }

    /// What a scope asks the cabinet for: what had arrived at that moment, the oldest first.
    fn export_query(&self, staff: &StaffPerson, scope: &Scope, asked_at: Instant) -> QueueQuery {
        let query = self.query_on(staff, &scope.filter, asked_at.date());
        let behind = asked_at.plus(Duration::microseconds(1));
        let end = scope.until.and_then(|day| day.succ_opt()).map(Instant::beginning_of);
        QueueQuery {
            ended: scope.ended,
            since: query.since.max(scope.from.map(Instant::beginning_of)),
            until: [Some(behind), end, query.until].into_iter().flatten().min(),
            sort: Sort::Oldest,
            ..query
        }
    }
}
