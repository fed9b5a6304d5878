//! 書かない窓口: somebody of the office fills in a paper for a resident who came, telephoned or wrote. The same draft
//! as a resident's own, in other hands: it belongs to a clerk, and the colleagues of the department can take it over.

use std::collections::BTreeMap;

use chrono::Days;
use madoguchi_auth::Deed;
use madoguchi_forms::{FieldKind, Paper, Reading, Typed};
use madoguchi_store::{
    drafts::{self, DeskColumns, DraftRow},
    submissions,
};
use madoguchi_vocab::{Date, DepartmentId, DraftId, Instant, Lang, Slug, StaffId};
use serde::{Deserialize, Serialize};

use crate::{App, Draft, Result, StaffPerson, Trouble, Visitor};

/// What reached the office on paper longer ago than so many days is entered only with a reason.
pub const LATE_DAYS: u64 = 60;
/// The longest list of drafts that are being filled in.
const LISTED: i64 = 50;

/// How a matter came to the office, other than online.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// 窓口: the resident stands there.
    #[default]
    Counter,
    /// 電話
    Phone,
    /// 郵送: a paper form came by post.
    Mail,
    /// 紙: a paper form was handed in.
    Paper,
}

impl Way {
    /// Every way, the commonest first.
    pub const ALL: [Way; 4] = [Way::Counter, Way::Phone, Way::Mail, Way::Paper];

    /// The name in columns: what volumes are counted by.
    pub fn code(self) -> &'static str {
        match self {
            Way::Counter => "counter",
            Way::Phone => "phone",
            Way::Mail => "mail",
            Way::Paper => "paper",
        }
    }

    /// Reads the name.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }

    /// Whether there is a paper that reached the office on a day of its own.
    pub fn is_on_paper(self) -> bool {
        match self {
            Way::Counter | Way::Phone => false,
            Way::Mail | Way::Paper => true,
        }
    }
}

/// What is there in place of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// 原本確認済: somebody of the office has seen the original.
    Seen,
    /// 後日郵送: it is to come by post.
    Later,
}

impl How {
    /// The name in columns.
    pub fn code(self) -> &'static str {
        match self {
            How::Seen => "seen",
            How::Later => "later",
        }
    }

    /// Reads the name.
    pub fn parse(code: &str) -> Option<Self> {
        [How::Seen, How::Later].into_iter().find(|how| how.code() == code)
    }
}

/// What is there in place of a file, and what was noted about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    /// What.
    pub how: How,
    /// Which document, where it is kept; may be empty.
    pub note: String,
}

/// How a matter came, as far as it is known while it is entered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeskFacts {
    /// How it came.
    pub way: Way,
    /// The day it reached the office on paper; only where it came on paper.
    pub paper_day: Option<Date>,
    /// Why it is entered so long after that day.
    pub late_reason: String,
    /// Whether the resident began it online.
    pub begun_online: bool,
    /// What is there in place of files, by the name of the question's input.
    pub originals: BTreeMap<String, Original>,
}

/// Why a day cannot be the one on which a paper reached the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayWrong {
    /// Nobody said which day.
    Missing,
    /// It lies in the future.
    Ahead,
    /// It is longer ago than [`LATE_DAYS`], and nobody said why.
    LongAgo,
}

impl DeskFacts {
    /// What is not right about the day, if anything.
    pub fn day_wrong(&self, today: Date) -> Option<DayWrong> {
        if !self.way.is_on_paper() {
            return None;
        }
        match self.paper_day {
            None => Some(DayWrong::Missing),
            Some(day) if day > today => Some(DayWrong::Ahead),
            Some(day) if day + Days::new(LATE_DAYS) < today && self.late_reason.trim().is_empty() => {
                Some(DayWrong::LongAgo)
            }
            Some(_) => None,
        }
    }

    /// Without what belongs to another way of coming, and without what is in place of nothing the paper asks for.
    fn tidy(mut self, paper: &Paper) -> Self {
        if !self.way.is_on_paper() {
            self.paper_day = None;
            self.late_reason.clear();
        }
        let takes_files = |input: &str| {
            let key = input.rsplit('.').next().unwrap_or(input);
            paper.field(key).is_some_and(|f| matches!(f.kind, FieldKind::Attachment(_)))
        };
        self.originals.retain(|input, _| takes_files(input));
        self
    }
}

/// A draft in the hands of the office.
#[derive(Clone, Debug)]
pub struct AtDesk {
    /// In whose hands.
    pub staff: StaffId,
    /// Their name.
    pub staff_name: String,
    /// Whose colleagues may take it over.
    pub department: DepartmentId,
    /// How it came.
    pub facts: DeskFacts,
}

/// A draft that somebody of the department is filling in.
#[derive(Clone, Debug)]
pub struct DeskLine {
    /// Which.
    pub id: DraftId,
    /// The paper.
    pub paper: std::sync::Arc<Paper>,
    /// For whom, as far as it is typed.
    pub applicant: String,
    /// How it came.
    pub way: Way,
    /// In whose hands.
    pub staff_name: String,
    /// Whether in the own hands.
    pub mine: bool,
    /// When it was last saved.
    pub saved_at: Instant,
}

/// Takes back what a reading complains of though the office has it otherwise: files of which `original` says that an
/// original was seen or is to come, and a mail address, which nobody needs who came in person.
pub(crate) fn excuse(reading: &mut Reading<'_>, original: impl Fn(&str) -> bool) {
    let paper = reading.paper;
    reading.complaints.retain(|c| {
        let kind = paper.field(c.field.as_str()).map(|f| &f.kind);
        c.code != "empty"
            || !(matches!(kind, Some(FieldKind::Email(_)))
                || matches!(kind, Some(FieldKind::Attachment(_))) && original(&c.input))
    });
}

impl App {
    /// Begins a draft for a resident.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the policy does not let this person enter this paper, [`Trouble::Closed`] and
    /// [`Trouble::Full`] as for residents; a paper that came on paper came on its own day.
    pub async fn start_at_desk(
        &self,
        staff: &StaffPerson,
        slug: &Slug,
        lang: Lang,
        facts: DeskFacts,
    ) -> Result<DraftId> {
        let open = self.papers().open(slug.as_str()).ok_or(Trouble::Closed)?;
        if !staff.may(Deed::EnterForResident, &open.paper.procedure.department) {
            return Err(Trouble::NotAllowed);
        }
        let (now, facts) = (self.now(), facts.tidy(&open.paper));
        if !open.paper.procedure.is_open_on(facts.paper_day.unwrap_or(now.date())) {
            return Err(Trouble::Closed);
        }
        if self.places_left(&open.paper).await? == Some(0) {
            return Err(Trouble::Full);
        }
        let id = DraftId(self.0.ids.uuid());
        let row = DraftRow {
            id,
            visitor_hash: self.nobody(),
            slug: slug.to_string(),
            version: open.version,
            lang,
            typed: serde_json::to_value(Typed::begun())?,
            revision: 1,
            created_at: now,
            saved_at: now,
            expires_at: self.draft_end(now),
            resume_hash: self.secret().resume_code(id).hash(),
            submission: None,
            receipt: None,
            email: None,
            carried_from: None,
            desk: Some(columns(staff, &facts)?),
            // What the office enters is no resident on the way.
            counted: None,
            account: None,
        };
        let mut tx = self.store().begin().await?;
        drafts::insert(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// A draft at the desk of the own department, in whoever's hands it is. What it became is looked at through it only
    /// as long as this person may see the submission.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] for a resident's own and for another department's, [`Trouble::Gone`] when its time is
    /// over.
    pub async fn desk_draft(&self, staff: &StaffPerson, id: DraftId) -> Result<Draft> {
        let row = drafts::get(&self.store().reader(), id).await?;
        if row.desk.as_ref().is_none_or(|desk| desk.department != staff.department) {
            return Err(Trouble::NotFound);
        }
        if let Some(submission) = row.submission {
            let became = submissions::get(&self.store().reader(), submission).await?;
            if !staff.may(Deed::SeeSubmission, &became.department) {
                return Err(Trouble::NotFound);
            }
        }
        let draft = self.opened(row).await?;
        if !staff.may(Deed::EnterForResident, &draft.paper.procedure.department) {
            return Err(Trouble::NotFound);
        }
        Ok(draft)
    }

    /// The drafts that the own department is filling in, the latest saved first.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role enters nothing.
    pub async fn desk_drafts(&self, staff: &StaffPerson) -> Result<Vec<DeskLine>> {
        staff.must(Deed::EnterForResident)?;
        let rows = drafts::at_desk(&self.store().reader(), &staff.department, self.now(), LISTED).await?;
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            let (id, saved_at) = (row.id, row.saved_at);
            let draft = self.opened(row).await?;
            let Some(desk) = &draft.desk else { continue };
            let applicant = draft.read(self.today()).applicant().name.unwrap_or_default();
            lines.push(DeskLine {
                id,
                applicant,
                way: desk.facts.way,
                staff_name: desk.staff_name.clone(),
                mine: desk.staff == staff.id,
                saved_at,
                paper: draft.paper.clone(),
            });
        }
        Ok(lines)
    }

    /// Saves what was typed at the desk, and how the matter came. Only in whose hands it is may.
    ///
    /// # Errors
    /// [`Trouble::Overtaken`] if it was saved or taken over in the meantime, [`Trouble::AlreadySubmitted`] if it is
    /// too late.
    pub async fn save_at_desk(
        &self,
        staff: &StaffPerson,
        draft: &Draft,
        typed: Typed,
        lang: Lang,
        facts: DeskFacts,
    ) -> Result<Draft> {
        if let Some(receipt) = &draft.receipt {
            return Err(Trouble::AlreadySubmitted(receipt.clone()));
        }
        let desk = draft.desk.as_ref().filter(|desk| desk.staff == staff.id).ok_or(Trouble::Overtaken)?;
        let (now, facts) = (self.now(), facts.tidy(&draft.paper));
        let desk = AtDesk { facts, ..desk.clone() };
        let columns = DeskColumns {
            staff: staff.id,
            department: desk.department.clone(),
            facts: Some(serde_json::to_value(&desk.facts)?),
        };
        let (json, expires_at) = (serde_json::to_value(&typed)?, self.draft_end(now));
        let mut tx = self.store().begin().await?;
        let kept = (&json, &columns, lang);
        if let Err(e) = drafts::save_at_desk(&mut tx, draft.id, draft.revision, kept, now, expires_at).await {
            drop(tx);
            self.store().settle().await?;
            return Err(e.into());
        }
        tx.commit().await?;
        let revision = draft.revision + 1;
        Ok(Draft { typed, revision, lang, saved_at: now, expires_at, desk: Some(desk), ..draft.clone() })
    }

    pub(crate) async fn at_desk(&self, columns: DeskColumns) -> Result<AtDesk> {
        let facts = columns.facts.map(serde_json::from_value).transpose()?.unwrap_or_default();
        let staff_name = self.staff_person(columns.staff).await?.map(|p| p.name).unwrap_or_default();
        Ok(AtDesk { staff: columns.staff, staff_name, department: columns.department, facts })
    }

    /// The digest of a cookie that no browser has.
    pub(crate) fn nobody(&self) -> [u8; 32] {
        Visitor::new(self.random()).hash()
    }
}

pub(crate) fn columns(staff: &StaffPerson, facts: &DeskFacts) -> Result<DeskColumns> {
    Ok(DeskColumns {
        staff: staff.id,
        department: staff.department.clone(),
        facts: Some(serde_json::to_value(facts)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_on_paper_is_past_and_not_long_ago_without_a_reason() {
        let today: Date = "2026-11-24".parse().unwrap();
        for (way, day, reason, wrong) in [
            (Way::Counter, None, "", None),
            (Way::Phone, Some("2020-01-01"), "", None),
            (Way::Mail, None, "", Some(DayWrong::Missing)),
            (Way::Paper, Some("2026-11-24"), "", None),
            (Way::Mail, Some("2026-11-25"), "", Some(DayWrong::Ahead)),
            (Way::Mail, Some("2026-11-25"), "理由", Some(DayWrong::Ahead)),
            // 60 days before the 24th of November.
            (Way::Mail, Some("2026-09-25"), "", None),
            (Way::Mail, Some("2026-09-24"), " 　", Some(DayWrong::LongAgo)),
            (Way::Mail, Some("2026-09-24"), "支所で保管されていた", None),
        ] {
            let paper_day = day.map(|d| d.parse().unwrap());
            let facts = DeskFacts { way, paper_day, late_reason: reason.into(), ..DeskFacts::default() };
            assert_eq!(facts.day_wrong(today), wrong, "{way:?} {day:?} {reason:?}");
        }
    }

    #[test]
    fn ways_and_originals_are_named() {
        assert!(Way::ALL.into_iter().all(|way| Way::parse(way.code()) == Some(way)));
        assert_eq!(Way::parse("online"), None, "nobody at the desk enters something as online");
        assert!([How::Seen, How::Later].into_iter().all(|how| How::parse(how.code()) == Some(how)));
    }
}
