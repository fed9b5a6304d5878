//! What a filter shows, as rows for a spreadsheet: handful by handful, however many there are.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use madoguchi_auth::Deed;
use madoguchi_forms::{Answers, Columns, Filling, Paper};
use madoguchi_store::{
    StoreError,
    attachments::{self, ContentDigest, Download, FileRow},
    views::{
        order::Place,
        queue::QueueQuery,
        sheet::{self, SheetRow},
    },
};
use madoguchi_vocab::{SubmissionId, sheet::Cell};
use tokio::task::JoinHandle;

use crate::{App, QueueFilter, Result, Scan, StaffPerson, Trouble};

/// Rows read at a time: a bound on memory.
const HANDFUL: i64 = 1_000;

/// A row.
#[derive(Clone, Debug)]
pub struct Exported {
    /// What is known of the submission.
    pub row: SheetRow,
    /// The applicant's telephone as the paper shows it; empty where it was not asked or not said.
    pub phone: String,
    /// Its answers, one for each of [`Exporting::questions`].
    pub answers: Vec<Cell>,
}

/// A file of a submission that was given out.
#[derive(Clone, Debug)]
pub struct Enclosed {
    /// Whose.
    pub submission: SubmissionId,
    /// The question it answers.
    pub field: String,
    /// Its name as given.
    pub name: String,
    /// Its type by content.
    pub kind: String,
    /// In bytes.
    pub size: i64,
    /// The SHA-256 of its content.
    pub digest: ContentDigest,
    /// Why it does not come along, if the virus scanner has not found it clean.
    pub withheld: Option<Scan>,
}

/// Rows on their way into a file.
pub struct Exporting {
    app: App,
    staff: StaffPerson,
    /// For the trail: the paper, or the queue.
    what: String,
    query: QueueQuery,
    /// The questions of one paper, where one was chosen, in all versions that occur.
    columns: Columns,
    /// How each version that came up is read.
    known: HashMap<(String, i64), Arc<Version>>,
    given: Given,
    /// The next handful, read while this one is written.
    ahead: Option<JoinHandle<std::result::Result<Vec<SheetRow>, StoreError>>>,
}

/// A version of a paper, as far as a row needs it.
struct Version {
    paper: Arc<Paper>,
    filling: Filling,
}

/// What was given out so far.
#[derive(Default)]
struct Given {
    rows: u64,
    files: u64,
    /// Digests of who applied: eight bytes each, and no names.
    persons: HashSet<u64>,
}

impl Given {
    /// The same name, reading and mail is the same person: nothing better is known of people who do not sign in.
    fn count(&mut self, row: &SheetRow) {
        let mut who = DefaultHasher::new();
        (&row.applicant_name, &row.applicant_kana, &row.email).hash(&mut who);
        self.persons.insert(who.finish());
        self.rows += 1;
    }
}

impl App {
    /// Begins to give out the rows that a filter shows, in its order. With one paper chosen, its answers are there
    /// too. That it was asked for is noted now; how many rows of how many persons were given out, at their end.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role has no queue.
    pub async fn export(&self, staff: &StaffPerson, filter: &QueueFilter) -> Result<Exporting> {
        staff.must(Deed::SeeQueue)?;
        let what = filter.slug.clone().unwrap_or_else(|| "queue".to_owned());
        self.leave_trace(staff, "exported", &what).await?;
        let query = QueueQuery { limit: HANDFUL, ..self.query(staff, filter) };
        let mut exporting = Exporting {
            app: self.clone(),
            staff: staff.clone(),
            what,
            query,
            columns: Columns::default(),
            known: HashMap::new(),
            given: Given::default(),
            ahead: None,
        };
        exporting.look_ahead();
        Ok(exporting)
    }
}

impl App {
    fn given_out(&self, file: FileRow) -> Option<Enclosed> {
        Some(Enclosed {
            withheld: self.unopened(&file),
            submission: file.submission?,
            field: file.field,
            name: file.name,
            kind: file.kind,
            size: file.size,
            digest: file.digest,
        })
    }
}

impl Exporting {
    /// The questions whose answers come along, from the left; none where no paper was chosen. Those in `taken` stand
    /// elsewhere in the sheet. To be asked before the first rows.
    ///
    /// A version that is published while the rows are read gives no columns of its own any more: the heading is
    /// written already.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet cannot be read.
    pub async fn questions(&mut self, taken: &[&str]) -> Result<Vec<String>> {
        let Some(slug) = self.query.slug.clone() else { return Ok(vec![]) };
        let mut papers = Vec::new();
        for version in sheet::versions(&self.app.store().reader(), &self.query).await? {
            papers.push(self.app.paper_of(&slug, version).await?);
        }
        if papers.is_empty() {
            papers.extend(self.app.papers().open(&slug).map(|p| p.paper.clone()));
        }
        self.columns = Columns::of(papers.iter().map(AsRef::as_ref), taken);
        Ok(self.columns.iter().map(|c| c.label.clone()).collect())
    }

    /// The next rows; none when all were given.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet cannot be read.
    pub async fn next(&mut self) -> Result<Option<Vec<Exported>>> {
        let Some(reading) = self.ahead.take() else {
            self.note_given().await?;
            return Ok(None);
        };
        let rows = reading.await.map_err(|e| StoreError::Unreachable(e.to_string()))??;
        if let Some(last) = rows.last().filter(|_| rows.len() as i64 == HANDFUL) {
            self.query.after = Some(Place { arrived_at: last.arrived_at, due_on: last.due_on, id: last.id });
            self.look_ahead();
        }
        let mut exported = Vec::with_capacity(rows.len());
        for row in rows {
            self.given.count(&row);
            exported.push(self.exported(row).await?);
        }
        Ok(Some(exported))
    }

    /// The files of rows that were given out, each submission's together.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet cannot be read.
    pub async fn enclosed(&self, rows: &[Exported]) -> Result<Vec<Enclosed>> {
        let ids: Vec<_> = rows.iter().map(|r| r.row.id).collect();
        let found = attachments::files_of_submissions(&self.app.store().reader(), &ids).await?;
        Ok(found.into_iter().filter_map(|file| self.app.given_out(file)).collect())
    }

    /// The content of one of them.
    ///
    /// # Errors
    /// [`crate::Trouble::Unopened`] if it is withheld, or what the vault says.
    pub async fn content(&mut self, file: &Enclosed) -> Result<Download> {
        if let Some(scan) = file.withheld {
            return Err(Trouble::Unopened(scan));
        }
        self.given.files += 1;
        Ok(self.app.0.vault.give(file.digest).await?)
    }

    fn look_ahead(&mut self) {
        let (reader, query) = (self.app.store().reader(), self.query.clone());
        self.ahead = Some(tokio::spawn(async move { sheet::rows(&reader, &query).await }));
    }

    async fn note_given(&self) -> Result<()> {
        let Given { rows, files, persons } = &self.given;
        let said = format!("{} rows={rows} persons={} files={files}", self.what, persons.len());
        self.app.leave_trace(&self.staff, "gave-out", &said).await
    }

    async fn exported(&mut self, row: SheetRow) -> Result<Exported> {
        let answers: Answers = serde_json::from_str(&row.answers)?;
        let version = self.version(&row).await?;
        let phone = version.paper.phone(&answers);
        let answers = version.filling.cells(&answers).collect();
        Ok(Exported { row, phone, answers })
    }

    async fn version(&mut self, row: &SheetRow) -> Result<Arc<Version>> {
        let key = (row.slug.clone(), row.version);
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        let paper = self.app.paper_of(&row.slug, row.version).await?;
        let version = Arc::new(Version { filling: self.columns.filled_by(&paper), paper });
        self.known.insert(key, version.clone());
        Ok(version)
    }
}
