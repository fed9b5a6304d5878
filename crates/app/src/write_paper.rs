//! A paper is written in the browser: begun, saved whether it is sound or not, taken back to an earlier save.
//!
//! A name lies in one place: in the folder of papers or in the cabinet. Where a folder of that name came later, the
//! folder holds, and what lies in the cabinet can be read and exported but not changed or opened any more.

use std::sync::{Arc, PoisonError};

use madoguchi_auth::Deed;
use madoguchi_forms::edit::{Edit, NotEdited, Place, Setting, edit};
use madoguchi_store::{
    StoreError, audit, papers as versions,
    written::{self, WrittenRow},
};
use madoguchi_vocab::{DepartmentId, Instant, Slug, Text};

use crate::{App, Loaded, PaperLine, Result, StaffPerson, Trouble, templates};

/// Names that stand for pages of ours.
const RESERVED: [&str; 1] = ["new"];

/// A paper of the cabinet, as it was saved last.
#[derive(Clone, Debug)]
pub struct Written {
    /// Whose it is.
    pub department: DepartmentId,
    /// Counts the saves.
    pub revision: i64,
    /// When it was saved.
    pub saved_at: Instant,
    /// By whom.
    pub saved_by: String,
}

/// One save.
pub type Save = written::SaveRow;

/// What a paper is begun from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// A template, by its name.
    Template(String),
    /// Another paper, by its name.
    Paper(String),
}

/// A paper to be begun.
#[derive(Clone, Debug)]
pub struct Beginning {
    /// Its name, and its place in addresses.
    pub slug: String,
    /// What the procedure is called.
    pub title: String,
    /// Whose it will be.
    pub department: DepartmentId,
    /// What it is begun from.
    pub from: From,
}

/// Why a paper cannot be begun, changed or opened like this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaperTrouble {
    /// Nothing can be called that.
    BadName,
    /// Another paper is called that, or was.
    TakenName,
    /// A procedure needs a title.
    NoTitle,
    /// There is nothing of that name to begin from.
    NoSource,
    /// There is no such department, or it is another's.
    Department,
    /// It lies in the folder of papers and is changed there.
    InFolder,
    /// An edit does not fit the text.
    Edit(NotEdited),
    /// So many errors keep it from being opened.
    Errors(usize),
    /// It asks for a department that is not there.
    UnknownDepartment,
    /// It asks for what cannot be kept yet.
    CannotBeKept,
    /// The check has something to say, and nobody says why it is opened all the same.
    NoReason,
    /// That day cannot be planned.
    BadDay,
}

fn name_of(text: &str) -> Result<Slug> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let good = (2..=40).contains(&text.len())
        && text.chars().all(plain)
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !RESERVED.contains(&text);
    let slug = Slug::parse(text).ok().filter(|_| good);
    slug.ok_or(Trouble::Paper(PaperTrouble::BadName))
}

impl App {
    /// Begins a paper.
    ///
    /// # Errors
    /// [`Trouble::Paper`] with what does not fit, [`Trouble::NotAllowed`] if the role may not.
    pub async fn begin_paper(&self, staff: &StaffPerson, new: &Beginning) -> Result<()> {
        staff.must(Deed::WritePapers)?;
        let known = self.department(&new.department).is_some();
        if !known || !staff.may(Deed::WritePapers, &new.department) {
            return Err(Trouble::Paper(PaperTrouble::Department));
        }
        let slug = name_of(&new.slug)?;
        let title = new.title.trim();
        if title.is_empty() {
            return Err(Trouble::Paper(PaperTrouble::NoTitle));
        }
        let reader = self.store().reader();
        let is_taken = self.papers().lying(slug.as_str()).is_some()
            || !versions::versions(&reader, slug.as_str()).await?.is_empty();
        if is_taken {
            return Err(Trouble::Paper(PaperTrouble::TakenName));
        }
        let source = self.source_of(&new.from).await?;
        let edits = [
            Edit::Say(Place::Procedure, "title", Some(Text::ja(title))),
            Edit::Set(Place::Procedure, "department", Some(Setting::Word(new.department.to_string()))),
        ];
        // A copy of something that is no TOML is still a copy.
        let source = edit(&source, &edits).unwrap_or(source);
        let now = self.now();
        let row = WrittenRow {
            slug: slug.to_string(),
            department: new.department.clone(),
            revision: 1,
            source,
            saved_at: now,
            saved_by: staff.name.clone(),
        };
        let mut tx = self.store().begin().await?;
        match written::begin(&mut tx, &row).await {
            Err(StoreError::Duplicate) => return Err(Trouble::Paper(PaperTrouble::TakenName)),
            done => done?,
        }
        audit::note(&mut tx, now, serde_json::to_value(staff.actor())?, "began_paper", &row.slug).await?;
        Ok(tx.commit().await?)
    }

    async fn source_of(&self, from: &From) -> Result<String> {
        let found = match from {
            From::Template(code) => {
                templates().into_iter().find(|t| t.code == code).map(|t| t.source.to_owned())
            }
            From::Paper(slug) if slug.starts_with('_') => None,
            From::Paper(slug) => match self.papers().lying(slug) {
                Some(lying) => Some(lying.source.clone()),
                None => written::get(&self.store().reader(), slug).await?.map(|row| row.source),
            },
        };
        found.ok_or(Trouble::Paper(PaperTrouble::NoSource))
    }

    /// Saves the text of a paper, sound or not, over what was seen; gives the number of the save. What is the same is
    /// not saved again.
    ///
    /// # Errors
    /// [`Trouble::Overtaken`] if somebody else saved in the meantime, [`Trouble::NotAllowed`] if it is not this
    /// person's to write, [`Trouble::Paper`] if it lies in the folder.
    pub async fn save_paper(&self, staff: &StaffPerson, slug: &str, seen: i64, source: &str) -> Result<i64> {
        let row = self.to_write(staff, slug).await?;
        if row.revision != seen {
            return Err(Trouble::Overtaken);
        }
        if row.source == source {
            return Ok(row.revision);
        }
        let now = self.now();
        let mut tx = self.store().begin().await?;
        if let Err(e) = written::save(&mut tx, slug, seen, source, &staff.name, now).await {
            drop(tx);
            self.store().settle().await?;
            return Err(e.into());
        }
        if let Some(department) = self.goes_to(staff, &row, source) {
            written::hand_to(&mut tx, slug, &department).await?;
        }
        audit::note(&mut tx, now, serde_json::to_value(staff.actor())?, "saved_paper", slug).await?;
        tx.commit().await?;
        Ok(seen + 1)
    }

    /// The department a paper names, where it is handed over by this: who may write for both says so.
    fn goes_to(&self, staff: &StaffPerson, row: &WrittenRow, source: &str) -> Option<DepartmentId> {
        let named = self.drafted(&row.slug, source).paper.as_ref()?.procedure.department.clone();
        let may = named != row.department && staff.may(Deed::WritePapers, &named);
        may.then_some(named).filter(|d| self.department(d).is_some())
    }

    /// Makes changes in a paper, over what was seen.
    ///
    /// # Errors
    /// As [`App::save_paper`], and [`Trouble::Paper`] if a change does not fit the text.
    pub async fn edit_paper(
        &self,
        staff: &StaffPerson,
        slug: &str,
        seen: i64,
        edits: &[Edit],
    ) -> Result<i64> {
        let row = self.to_write(staff, slug).await?;
        if row.revision != seen {
            return Err(Trouble::Overtaken);
        }
        let source = edit(&row.source, edits).map_err(|e| Trouble::Paper(PaperTrouble::Edit(e)))?;
        self.save_paper(staff, slug, seen, &source).await
    }

    /// The saves of a paper, newest first.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role may not see papers.
    pub async fn saves(&self, staff: &StaffPerson, slug: &str) -> Result<Vec<Save>> {
        staff.must(Deed::SeePapers)?;
        Ok(written::saves(&self.store().reader(), slug).await?)
    }

    /// The text of one save.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is none, [`Trouble::NotAllowed`] if the role may not see papers.
    pub async fn saved(&self, staff: &StaffPerson, slug: &str, revision: i64) -> Result<String> {
        staff.must(Deed::SeePapers)?;
        Ok(written::saved(&self.store().reader(), slug, revision).await?)
    }

    /// Every paper of the cabinet, as it was saved last: for the operator.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn written_papers(&self) -> Result<Vec<Arc<Loaded>>> {
        let rows = written::all(&self.store().reader()).await?;
        Ok(rows.iter().map(|row| self.drafted(&row.slug, &row.source)).collect())
    }

    async fn to_write(&self, staff: &StaffPerson, slug: &str) -> Result<WrittenRow> {
        staff.must(Deed::SeePapers)?;
        let lies_in_folder = self.papers().lying(slug).is_some();
        let row = written::get(&self.store().reader(), slug).await?;
        match row {
            Some(_) | None if lies_in_folder => Err(Trouble::Paper(PaperTrouble::InFolder)),
            None => Err(Trouble::NotFound),
            Some(row) if !staff.may(Deed::WritePapers, &row.department) => Err(Trouble::NotAllowed),
            Some(row) => Ok(row),
        }
    }

    /// The paper compiled: once for each text.
    pub(crate) fn drafted(&self, slug: &str, source: &str) -> Arc<Loaded> {
        let known = self.0.drafted.read().unwrap_or_else(PoisonError::into_inner).get(slug).cloned();
        if let Some(known) = known.filter(|l| l.source == source) {
            return known;
        }
        let loaded = Arc::new(Loaded::compile(slug.to_owned(), "form.toml".to_owned(), source.to_owned()));
        let mut all = self.0.drafted.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(slug.to_owned(), loaded.clone());
        loaded
    }

    /// The papers, for those who may see them: those of the folder, and those that are written in the browser.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] for the others.
    pub async fn paper_lines(&self, staff: &StaffPerson) -> Result<Vec<PaperLine>> {
        staff.must(Deed::SeePapers)?;
        let papers = self.papers();
        let rows = written::all(&self.store().reader()).await?;
        let line = |loaded: Arc<Loaded>, row: Option<&WrittenRow>, in_folder| PaperLine {
            open: papers.open(&loaded.slug),
            written: row.map(|row| Written {
                department: row.department.clone(),
                revision: row.revision,
                saved_at: row.saved_at,
                saved_by: row.saved_by.clone(),
            }),
            in_folder,
            loaded,
        };
        let row_of = |slug: &str| rows.iter().find(|row| row.slug == slug);
        let of_folder = papers.loaded().filter(|l| !l.slug.starts_with('_'));
        let mut lines: Vec<_> = of_folder.map(|l| line(l.clone(), row_of(&l.slug), true)).collect();
        let others = rows.iter().filter(|row| papers.lying(&row.slug).is_none());
        lines.extend(others.map(|row| line(self.drafted(&row.slug, &row.source), Some(row), false)));
        lines.sort_by(|a, b| a.loaded.slug.cmp(&b.loaded.slug));
        Ok(lines)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is none of that name, [`Trouble::NotAllowed`] if the role may not.
    pub async fn paper_line(&self, staff: &StaffPerson, slug: &str) -> Result<PaperLine> {
        let lines = self.paper_lines(staff).await?;
        lines.into_iter().find(|l| l.loaded.slug == slug).ok_or(Trouble::NotFound)
    }
}
