//! Rows of a list as they are read: a handful at a time, each frozen as it was at that moment.

use std::{collections::HashMap, sync::Arc};

use madoguchi_forms::{Answers, Filling, Paper};
use madoguchi_store::{
    attachments::{self, ContentDigest, FileRow},
    views::{
        order::Place,
        queue::QueueQuery,
        sheet::{self, SheetRow},
    },
};
use madoguchi_vocab::{Instant, sheet::Cell};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::columns::{self, ExportColumn, Layout};
use crate::{App, Result, Scan};

/// Rows read at a time: a bound on memory, and what a kill costs.
pub(super) const HANDFUL: i64 = 500;

/// A row as it was read.
#[derive(Serialize, Deserialize)]
pub(super) struct Line {
    /// 受付番号
    pub(super) receipt: String,
    /// A digest of who applied: eight bytes, and no name.
    pub(super) who: u64,
    /// Its cells, where a sheet is made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) cells: Vec<Cell>,
    /// All of it, where an archive is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) matter: Option<Matter>,
}

/// A submission with what was enclosed.
#[derive(Serialize, Deserialize)]
pub(super) struct Matter {
    /// What is known and answered.
    pub(super) told: Value,
    /// The files.
    pub(super) files: Vec<Enclosed>,
}

/// A file of a submission.
#[derive(Serialize, Deserialize)]
pub(super) struct Enclosed {
    /// The question it answers.
    pub(super) field: String,
    /// Its name as given.
    pub(super) name: String,
    /// Its type by content.
    pub(super) kind: String,
    /// In bytes.
    pub(super) size: i64,
    /// The SHA-256 of its content.
    pub(super) digest: ContentDigest,
    /// Why it does not come along, in a word for programs.
    pub(super) withheld: Option<String>,
}

/// A version of a paper, as far as a row needs it.
struct Version {
    paper: Arc<Paper>,
    filling: Filling,
}

/// Rows on their way into a file.
pub(super) struct Rows {
    app: App,
    query: QueueQuery,
    layout: Layout,
    /// Whether all of a row is wanted, not only its cells.
    whole: bool,
    /// How each version that came up is read.
    known: HashMap<(String, i64), Arc<Version>>,
}

impl Rows {
    pub(super) fn new(app: &App, query: QueueQuery, columns: &[ExportColumn], whole: bool) -> Self {
        let query = QueueQuery { limit: HANDFUL, ..query };
        Self { app: app.clone(), query, layout: Layout::of(columns), whole, known: HashMap::new() }
    }

    /// The next rows; fewer than a handful at the end.
    pub(super) async fn next(&mut self) -> Result<Vec<Line>> {
        let rows = sheet::rows(&self.app.store().reader(), &self.query).await?;
        if let Some(last) = rows.last() {
            self.query.after = Some(Place::from(last));
        }
        let mut files = if self.whole { self.files_of(&rows).await? } else { HashMap::new() };
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            let enclosed = files.remove(&row.id).unwrap_or_default();
            lines.push(self.line(&row, enclosed).await?);
        }
        Ok(lines)
    }

    /// The last row that was read.
    pub(super) fn place(&self) -> Option<Place> {
        self.query.after
    }

    async fn files_of(
        &self,
        rows: &[SheetRow],
    ) -> Result<HashMap<madoguchi_vocab::SubmissionId, Vec<Enclosed>>> {
        let ids: Vec<_> = rows.iter().map(|r| r.id).collect();
        let mut files = HashMap::<_, Vec<Enclosed>>::new();
        for file in attachments::files_of_submissions(&self.app.store().reader(), &ids).await? {
            if let Some(of) = file.submission {
                files.entry(of).or_default().push(self.enclosed(file));
            }
        }
        Ok(files)
    }

    fn enclosed(&self, file: FileRow) -> Enclosed {
        Enclosed {
            withheld: self.app.unopened(&file).map(|scan| why(scan).to_owned()),
            field: file.field,
            name: file.name,
            kind: file.kind,
            size: file.size,
            digest: file.digest,
        }
    }

    async fn line(&mut self, row: &SheetRow, files: Vec<Enclosed>) -> Result<Line> {
        let answers: Answers = serde_json::from_str(&row.answers)?;
        let version = self.version(row).await?;
        let phone = version.paper.phone(&answers);
        let (mut cells, mut matter) = (vec![], None);
        if self.whole {
            matter = Some(Matter { told: told(row, &phone)?, files });
        } else {
            let answered: Vec<Cell> = version.filling.cells(&answers).collect();
            cells = self.layout.cells(&columns::known(&self.app, row, &phone), &answered);
        }
        Ok(Line { receipt: row.receipt.to_string(), who: who(row), cells, matter })
    }

    async fn version(&mut self, row: &SheetRow) -> Result<Arc<Version>> {
        let key = (row.slug.clone(), row.version);
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        let paper = self.app.paper_of(&row.slug, row.version).await?;
        let version = Arc::new(Version { filling: self.layout.filled_by(&paper), paper });
        self.known.insert(key, version.clone());
        Ok(version)
    }
}

/// The same name, reading and mail is the same person: nothing better is known of people who do not sign in.
fn who(row: &SheetRow) -> u64 {
    let mut sum = Sha256::new();
    for part in [&row.applicant_name, &row.applicant_kana, row.email.as_ref().unwrap_or(&String::new())] {
        sum.update(part.as_bytes());
        sum.update([0]);
    }
    let sum = sum.finalize();
    sum.iter().take(8).fold(0, |so_far, byte| so_far << 8 | u64::from(*byte))
}

/// What is known of a submission. The names are a promise: programs read them.
fn told(row: &SheetRow, phone: &str) -> Result<Value> {
    let answers: Value = serde_json::from_str(&row.answers)?;
    let moment = |at: Option<Instant>| at.map(|at| at.jst().to_rfc3339());
    Ok(json!({
        "receipt": row.receipt.to_string(),
        "procedure": row.slug,
        "version": row.version,
        "stage": row.stage,
        "channel": row.channel,
        "language": row.lang,
        "arrived_at": moment(Some(row.arrived_at)),
        "received_at": moment(row.received_at),
        "review_started_at": moment(row.review_started_at),
        "decided_at": moment(row.decided_at),
        "due_on": row.due_on.map(|day| day.to_string()),
        "correction_due": row.correction_due.map(|day| day.to_string()),
        "holder": row.holder_name,
        "applicant": {
            "name": row.applicant_name,
            "kana": row.applicant_kana,
            "phone": phone,
            "email": row.email,
        },
        "answers": answers,
    }))
}

/// Why a file is not there, in a word for programs.
fn why(scan: Scan) -> &'static str {
    match scan {
        Scan::Infected => "infected",
        Scan::Unscannable => "unscannable",
        Scan::Clean | Scan::Unscanned | Scan::Waiting => "waiting_for_scan",
    }
}
