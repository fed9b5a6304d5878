//! Letters and decision notices of a procedure in a department's own words. Every version is kept; the last is in force. Where
//! a department has none, the paper's words hold, and where the paper has none, the city's.

use std::sync::Arc;

use madoguchi_auth::Deed;
use madoguchi_forms::Paper;
use madoguchi_store::{
    audit,
    wordings::{self, WordingRow},
};
use madoguchi_vocab::{Actor, DepartmentId, Instant, Lang};
use madoguchi_workflow::{Piece, Words};
use serde_json::Value;

use crate::{App, Result, StaffPerson, Trouble};

/// Whose words are in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Those of the city.
    City,
    /// Those of the paper.
    Paper,
    /// Those of the department.
    Department,
}

/// What is in force for a letter or a notice of a procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worded {
    /// For what.
    pub piece: Piece,
    /// Whose words.
    pub origin: Origin,
    /// The words, where they are not the city's.
    pub words: Words,
    /// The last version of the department's words; 0 before the first.
    pub version: i64,
}

/// A part that a version changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reworded {
    /// Which part.
    pub slot: &'static str,
    /// In which language.
    pub lang: Lang,
    /// What was said before; empty where nothing was.
    pub before: String,
    /// What is said since; empty where nothing is.
    pub after: String,
}

/// A version of a department's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordingVersion {
    /// 1, 2, 3 …
    pub version: i64,
    /// Whether it went back to the usual words.
    pub usual: bool,
    /// When.
    pub at: Instant,
    /// Who.
    pub by: Actor,
    /// What it changed.
    pub changes: Vec<Reworded>,
}

impl App {
    /// The papers whose words a person may see and change, by name: those of the own department, or all.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role may change none.
    pub fn papers_to_word(&self, staff: &StaffPerson) -> Result<Vec<Arc<Paper>>> {
        staff.must(Deed::EditTexts)?;
        let papers = self.papers();
        let open = papers.published().map(|p| p.paper.clone());
        Ok(open.filter(|p| staff.may(Deed::EditTexts, &p.procedure.department)).collect())
    }

    /// What is in force for every letter and notice of a procedure.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role may change none, [`Trouble::NotFound`] if it is another department's.
    pub async fn wordings(&self, staff: &StaffPerson, slug: &str) -> Result<(Arc<Paper>, Vec<Worded>)> {
        let paper = self.paper_to_word(staff, slug)?;
        let rows = wordings::in_force(&self.store().reader(), slug).await?;
        let worded = |piece: Piece| worded(&paper, piece, rows.iter().find(|r| r.piece == piece.code()));
        let all = Piece::all().map(worded).collect();
        Ok((paper, all))
    }

    /// What is in force for one of them, and every version, the newest first.
    ///
    /// # Errors
    /// As [`App::wordings`].
    pub async fn wording(
        &self,
        staff: &StaffPerson,
        slug: &str,
        piece: Piece,
    ) -> Result<(Arc<Paper>, Worded, Vec<WordingVersion>)> {
        let paper = self.paper_to_word(staff, slug)?;
        let rows = wordings::versions(&self.store().reader(), slug, piece.code()).await?;
        let worded = worded(&paper, piece, rows.first());
        Ok((paper, worded, versions(piece, &rows)?))
    }

    /// Words a letter or a notice anew; words that say nothing go back to the usual ones. `seen` is the version that was
    /// changed.
    ///
    /// # Errors
    /// As [`App::wordings`]; [`Trouble::Worded`] with everything that is wrong with the words, [`Trouble::Unprintable`] if
    /// no font has one of a notice's letters, [`Trouble::Overtaken`] if somebody else was quicker.
    pub async fn reword(
        &self,
        staff: &StaffPerson,
        slug: &str,
        piece: Piece,
        seen: i64,
        words: &Words,
    ) -> Result<()> {
        let paper = self.paper_to_word(staff, slug)?;
        let faults = piece.faults(words);
        if !faults.is_empty() {
            return Err(Trouble::Worded(faults));
        }
        if !piece.is_letter() {
            // A letter that no font has would stop every decision.
            self.sample_notice(&paper, piece, words).await?;
        }
        let words = if words.is_empty() { None } else { Some(serde_json::to_value(words)?) };
        self.add_wording(staff, slug, piece, seen, words).await
    }

    /// Goes back to the words of an earlier version: they become the newest.
    ///
    /// # Errors
    /// As [`App::reword`]; [`Trouble::NotFound`] if there is no such version.
    pub async fn reword_as(
        &self,
        staff: &StaffPerson,
        slug: &str,
        piece: Piece,
        seen: i64,
        version: i64,
    ) -> Result<()> {
        self.paper_to_word(staff, slug)?;
        let rows = wordings::versions(&self.store().reader(), slug, piece.code()).await?;
        let earlier = rows.into_iter().find(|r| r.version == version).ok_or(Trouble::NotFound)?;
        let words = earlier.words.map(serde_json::from_value).transpose()?.unwrap_or_default();
        self.reword(staff, slug, piece, seen, &words).await
    }

    async fn add_wording(
        &self,
        staff: &StaffPerson,
        slug: &str,
        piece: Piece,
        seen: i64,
        words: Option<Value>,
    ) -> Result<()> {
        let last = wordings::latest(&self.store().reader(), slug, piece.code()).await?;
        if last.as_ref().map_or(0, |r| r.version) != seen {
            return Err(Trouble::Overtaken);
        }
        if last.and_then(|r| r.words) == words {
            return Ok(());
        }
        let (now, actor) = (self.now(), serde_json::to_value(staff.actor())?);
        let verb = if words.is_some() { "reworded" } else { "took-back-words" };
        let row = WordingRow {
            slug: slug.to_owned(),
            piece: piece.code().to_owned(),
            version: seen + 1,
            words,
            at: now,
            actor: actor.clone(),
        };
        let mut tx = self.store().begin().await?;
        wordings::add(&mut tx, &row).await?;
        let object = format!("{slug} {} {}", row.piece, row.version);
        audit::note(&mut tx, now, actor, verb, &object).await?;
        Ok(tx.commit().await?)
    }

    /// A paper whose words this person may change.
    pub(crate) fn paper_to_word(&self, staff: &StaffPerson, slug: &str) -> Result<Arc<Paper>> {
        staff.must(Deed::EditTexts)?;
        let paper = self.papers().open(slug).ok_or(Trouble::NotFound)?.paper.clone();
        self.may_word(staff, &paper.procedure.department)?;
        Ok(paper)
    }

    /// What is another department's looks as if it were not there.
    pub(crate) fn may_word(&self, staff: &StaffPerson, owner: &DepartmentId) -> Result<()> {
        staff.must(Deed::EditTexts)?;
        if staff.may(Deed::EditTexts, owner) { Ok(()) } else { Err(Trouble::NotFound) }
    }

    /// The words that hold now for something of a paper, and their version where they are the department's.
    pub(crate) async fn words_for(&self, paper: &Paper, piece: Piece) -> Result<(Words, Option<i64>)> {
        let row = wordings::latest(&self.store().reader(), paper.slug.as_str(), piece.code()).await?;
        let worded = worded(paper, piece, row.as_ref());
        let version = (worded.origin == Origin::Department).then_some(worded.version);
        Ok((worded.words, version))
    }
}

/// Words an earlier program took and this one would not are left aside: what people read is never half filled.
fn worded(paper: &Paper, piece: Piece, row: Option<&WordingRow>) -> Worded {
    let version = row.map_or(0, |r| r.version);
    if let Some(value) = row.and_then(|r| r.words.clone()) {
        match serde_json::from_value::<Words>(value) {
            Ok(words) if piece.faults(&words).is_empty() => {
                return Worded { piece, origin: Origin::Department, words, version };
            }
            _ => {
                tracing::warn!(paper = %paper.slug, piece = piece.code(), version, "words cannot be used any more")
            }
        }
    }
    match paper.wordings.get(&piece) {
        Some(words) => Worded { piece, origin: Origin::Paper, words: words.clone(), version },
        None => Worded { piece, origin: Origin::City, words: Words::default(), version },
    }
}

/// Versions with what each changed, out of rows that begin with the newest.
fn versions(piece: Piece, rows: &[WordingRow]) -> Result<Vec<WordingVersion>> {
    // What cannot be read any more said nothing that could be told.
    let words = |row: Option<&WordingRow>| -> Words {
        row.and_then(|r| serde_json::from_value(r.words.clone()?).ok()).unwrap_or_default()
    };
    let version = |(nth, row): (usize, &WordingRow)| {
        Ok(WordingVersion {
            version: row.version,
            usual: row.words.is_none(),
            at: row.at,
            by: serde_json::from_value(row.actor.clone())?,
            changes: changes(piece, &words(rows.get(nth + 1)), &words(Some(row))),
        })
    };
    rows.iter().enumerate().map(version).collect()
}

fn changes(piece: Piece, before: &Words, after: &Words) -> Vec<Reworded> {
    let mut changes = Vec::new();
    for lang in piece.langs() {
        for slot in piece.slots() {
            let said = |words: &Words| words.get(slot.name, *lang).unwrap_or_default().to_owned();
            let (before, after) = (said(before), said(after));
            if before != after {
                changes.push(Reworded { slot: slot.name, lang: *lang, before, after });
            }
        }
    }
    changes
}
