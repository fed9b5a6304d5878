//! Lists that are written behind the counter, for whoever asked for them: asked for, looked at, given up, taken.

use chrono::Duration;
use madoguchi_auth::Deed;
use madoguchi_store::{
    audit,
    exports::{self, ExportRow, ExportState, Made},
    people,
};
use madoguchi_vocab::{ExportId, Instant};
use madoguchi_workflow::{Missing, Refusal};

use super::{Form, Scope, Wanted};
use crate::{App, Result, StaffPerson, StoredFile, Trouble};

/// A file lies there so many days.
pub const KEPT_DAYS: i64 = 7;
/// Nobody has more than so many under way.
pub const UNDER_WAY: i64 = 5;
/// So many are listed.
const LISTED: i64 = 20;

/// Why a list is not there yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportTrouble {
    /// The database could not be read or written.
    Database,
    /// The files could not be read or written.
    Files,
    /// Whoever asked for it may not see these submissions any more.
    NotAllowed,
    /// Something else.
    Other,
}

impl ExportTrouble {
    const ALL: [ExportTrouble; 4] =
        [ExportTrouble::Database, ExportTrouble::Files, ExportTrouble::NotAllowed, ExportTrouble::Other];

    pub(super) fn code(self) -> &'static str {
        match self {
            ExportTrouble::Database => "database",
            ExportTrouble::Files => "files",
            ExportTrouble::NotAllowed => "not_allowed",
            ExportTrouble::Other => "other",
        }
    }

    fn parse(code: &str) -> Self {
        Self::ALL.into_iter().find(|t| t.code() == code).unwrap_or(ExportTrouble::Other)
    }

    pub(super) fn of(trouble: &Trouble) -> Self {
        match trouble {
            Trouble::Store(_) => ExportTrouble::Database,
            Trouble::Disk(_) => ExportTrouble::Files,
            Trouble::NotAllowed => ExportTrouble::NotAllowed,
            _ => ExportTrouble::Other,
        }
    }
}

/// A list that is being written, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// Which.
    pub id: ExportId,
    /// When it was asked for.
    pub asked_at: Instant,
    /// What is wanted.
    pub wanted: Wanted,
    /// How far it has come.
    pub state: ExportState,
    /// Rows when it was asked for.
    pub total: i64,
    /// Rows that were read.
    pub read: i64,
    /// Rows that were written.
    pub written: i64,
    /// How often in a row it went wrong, and why last.
    pub trouble: Option<(i64, ExportTrouble)>,
    /// What became of it.
    pub made: Made,
    /// When the file was there.
    pub done_at: Option<Instant>,
    /// When it goes.
    pub expires_at: Instant,
}

impl Export {
    /// How much is done, of a hundred: reading and writing are a half each.
    pub fn percent(&self) -> i64 {
        let part = |rows: i64| (rows * 50).checked_div(self.total.max(self.read)).unwrap_or_default();
        match self.state {
            ExportState::Done => 100,
            _ => (part(self.read) + part(self.written)).min(99),
        }
    }

    /// Whether the file is there.
    pub fn is_done(&self) -> bool {
        self.state == ExportState::Done
    }

    /// Whether somebody is at it, or will be.
    pub fn is_under_way(&self) -> bool {
        matches!(self.state, ExportState::Reading | ExportState::Writing)
    }

    /// What was asked for, for the trail: the paper, or the queue.
    fn what(&self) -> &str {
        self.wanted.scope.filter.slug.as_deref().unwrap_or("queue")
    }

    fn stored(&self) -> Result<madoguchi_store::attachments::ContentDigest> {
        self.made.digest.filter(|_| self.is_done()).ok_or(Trouble::NotFound)
    }
}

impl TryFrom<ExportRow> for Export {
    type Error = Trouble;
    fn try_from(row: ExportRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            asked_at: row.asked_at,
            wanted: serde_json::from_value(row.wanted)?,
            state: row.state,
            total: row.total,
            read: row.read,
            written: row.written,
            trouble: row.trouble.map(|code| (row.failures, ExportTrouble::parse(&code))),
            made: row.made,
            done_at: row.done_at,
            expires_at: row.expires_at,
        })
    }
}

impl App {
    /// Asks for a list, with these columns from the left. Nothing if the person has [`UNDER_WAY`] under way already.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role has no queue; [`Trouble::Refused`] if no purpose is said, or no column chosen
    /// where a sheet is wanted.
    pub async fn ask_export(
        &self,
        staff: &StaffPerson,
        scope: &Scope,
        form: Form,
        codes: &[String],
        purpose: &str,
    ) -> Result<Option<ExportId>> {
        let all = self.export_columns(staff, scope).await?;
        let mut columns = Vec::new();
        for code in codes {
            // Each once.
            if let Some(column) = all.iter().find(|c| c.code == *code)
                && !columns.contains(column)
            {
                columns.push(column.clone());
            }
        }
        if purpose.trim().is_empty() || (columns.is_empty() && form != Form::Zip) {
            return Err(Refusal::Missing(Missing::Reason).into());
        }
        let total = self.export_count(staff, scope).await?;
        let wanted = Wanted { scope: scope.clone(), columns, form, purpose: purpose.trim().to_owned() };
        let (id, now) = (ExportId(self.0.ids.uuid()), self.now());
        let row = ExportRow {
            id,
            staff: staff.id,
            department: staff.department.clone(),
            asked_at: now,
            wanted: serde_json::to_value(&wanted)?,
            state: ExportState::Reading,
            total,
            read: 0,
            written: 0,
            place: None,
            turn: 0,
            failures: 0,
            trouble: None,
            made: Made::default(),
            done_at: None,
            expires_at: now.plus(Duration::days(KEPT_DAYS)),
        };
        let mut tx = self.store().begin().await?;
        if exports::under_way_of(&mut tx, staff.id).await? >= UNDER_WAY {
            return Ok(None);
        }
        exports::insert(&mut tx, &row).await?;
        let what = scope.filter.slug.as_deref().unwrap_or("queue");
        let said = format!("{what} {} export={id}", form.code());
        let actor = serde_json::to_value(staff.actor())?;
        audit::note_why(&mut tx, now, actor, "exported", &said, &wanted.purpose).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// A list this person asked for.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is none, not any more, it is somebody else's, or the person may not see its rows
    /// any more.
    pub async fn export_of(&self, staff: &StaffPerson, id: ExportId) -> Result<Export> {
        let row = exports::get(&self.store().reader(), id).await?;
        let theirs = row.staff == staff.id && staff.may(Deed::SeeQueue, &row.department);
        if !theirs || row.expires_at <= self.now() {
            return Err(Trouble::NotFound);
        }
        row.try_into()
    }

    /// The lists this person asked for, the newest first.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role has no queue.
    pub async fn exports_of(&self, staff: &StaffPerson) -> Result<Vec<Export>> {
        staff.must(Deed::SeeQueue)?;
        let rows = exports::of_staff(&self.store().reader(), staff.id, LISTED).await?;
        let theirs = |row: &ExportRow| row.department == staff.department && row.expires_at > self.now();
        rows.into_iter().filter(theirs).map(Export::try_from).collect()
    }

    /// The file. That it was taken is noted, with rows and persons.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] as [`App::export_of`] says, or if it is not there yet; [`Trouble::Disk`] if it cannot be read.
    pub async fn exported_file(&self, staff: &StaffPerson, id: ExportId) -> Result<StoredFile> {
        let export = self.export_of(staff, id).await?;
        let content = self.0.vault.give(export.stored()?).await?;
        let Made { persons, files, .. } = export.made;
        let said = format!("{} rows={} persons={persons} files={files}", export.what(), export.read);
        let form = export.wanted.form.code();
        let said = format!("{said} {form} export={id}");
        let actor = serde_json::to_value(staff.actor())?;
        let mut tx = self.store().begin().await?;
        audit::note_why(&mut tx, self.now(), actor, "gave-out", &said, &export.wanted.purpose).await?;
        tx.commit().await?;
        let size = u64::try_from(export.made.bytes).unwrap_or_default();
        Ok(StoredFile { name: id.to_string(), kind: String::new(), size, content })
    }

    /// The list of what a file could not be written in.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] as [`App::exported_file`], or if it has none; [`Trouble::Disk`] if it cannot be read.
    pub async fn lacking_of(&self, staff: &StaffPerson, id: ExportId) -> Result<StoredFile> {
        let export = self.export_of(staff, id).await?;
        let digest = export.stored().ok().and(export.made.lacking_digest).ok_or(Trouble::NotFound)?;
        let size = u64::try_from(export.made.lacking_bytes).unwrap_or_default();
        let content = self.0.vault.give(digest).await?;
        Ok(StoredFile { name: id.to_string(), kind: String::new(), size, content })
    }

    /// The first lines of that list: the character, its code, the number of the submission, the column.
    ///
    /// # Errors
    /// As [`App::lacking_of`]; a list that could be written whole has no lines.
    pub async fn first_lacking(
        &self,
        staff: &StaffPerson,
        export: &Export,
        most: usize,
    ) -> Result<Vec<[String; 4]>> {
        if export.made.lacking == 0 || !export.is_done() {
            return Ok(vec![]);
        }
        let mut file = self.lacking_of(staff, export.id).await?;
        let first = file.content.next().await?.unwrap_or_default();
        let mut lines = csv::ReaderBuilder::new().flexible(true).from_reader(&first[..]);
        let line = |record: csv::ByteRecord| {
            let cell = |n| Some(String::from_utf8_lossy(record.get(n)?).into_owned());
            Some([cell(0)?, cell(1)?, cell(2)?, cell(3)?])
        };
        Ok(lines.byte_records().map_while(std::result::Result::ok).filter_map(line).take(most).collect())
    }

    /// Gives a list up that is not finished; what was read of it goes.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] as [`App::export_of`] says; [`Trouble::Overtaken`] if it is finished already.
    pub async fn cancel_export(&self, staff: &StaffPerson, id: ExportId) -> Result<()> {
        self.export_of(staff, id).await?;
        let mut tx = self.store().begin().await?;
        exports::cancel(&mut tx, id).await?;
        exports::forget_parts(&mut tx, id).await?;
        Ok(tx.commit().await?)
    }

    /// Has a list that stopped go on where it was.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] as [`App::export_of`] says; [`Trouble::Overtaken`] if it has not stopped.
    pub async fn export_again(&self, staff: &StaffPerson, id: ExportId) -> Result<()> {
        self.export_of(staff, id).await?;
        let mut tx = self.store().begin().await?;
        exports::again(&mut tx, id, self.now()).await?;
        Ok(tx.commit().await?)
    }

    /// Whoever asked for it, if they may still see its rows.
    pub(super) async fn asker(&self, row: &ExportRow) -> Result<StaffPerson> {
        let person = people::staff_by_id(&self.store().reader(), row.staff).await?;
        let person = person.filter(|p| p.active).map(crate::people::at_work);
        person
            .filter(|p| p.department == row.department && p.may_at_home(Deed::SeeQueue))
            .ok_or(Trouble::NotAllowed)
    }
}
