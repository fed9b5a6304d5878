//! A decision and its notice are one thing: the notice is printed before the transaction and filed in it, under a number
//! that is taken in it.

use madoguchi_documents::{Contact, Decision, Document, Imprint, Notice, Verify, Wording};
use madoguchi_forms::Paper;
use madoguchi_store::{
    StoreError, Tx,
    documents::{self, DocumentRow},
};
use madoguchi_vocab::{Date, DocumentId, Instant, Lang, normalise, places::fill, time::fiscal_year, wareki};
use madoguchi_workflow::{
    Action, Event, Piece, Ruling, Words,
    wording::{CLOSING, OPENING, REASON, TITLE},
};

use crate::{App, Result, StaffPerson, Submission, Trouble};

/// What a notice is called in the table.
pub(crate) const NOTICE: &str = "notice";

/// What a notice tells of its submission.
pub(crate) struct Facts {
    pub addressee: String,
    pub receipt: String,
    pub arrived_on: Date,
    pub contact: Contact,
}

/// A notice that is printed and not issued yet.
pub(crate) struct Printed {
    row: DocumentRow,
    series: String,
    number: i64,
}

impl App {
    /// Prints the notice of an event, if it is a decision. Its bytes lie where files lie; a row names them only once
    /// it is filed.
    pub(crate) async fn print_notice(
        &self,
        submission: &Submission,
        event: &Event,
        now: Instant,
    ) -> Result<Option<Printed>> {
        let Event::Decided { ruling, .. } = event else { return Ok(None) };
        let Some(mut notice) = self.notice_of(submission, ruling, now).await? else { return Ok(None) };
        let reader = self.store().reader();
        let before = documents::of_submission(&reader, submission.id).await?;
        let before = before.iter().find(|d| d.kind == NOTICE);
        let series = self.series(submission, now);
        let number = documents::next_number(&reader, &series).await?;
        let id = DocumentId(self.0.ids.uuid());
        let full = normalise::document_number(&format!("{series}第{number}号"));
        notice.verify = Some(self.verify_at(id, &full));
        notice.instead_of = before.map(|d| d.number.clone());
        notice.number = Some(full.clone());
        let (title, issuer) = (notice.wording.title.clone(), notice.issuer.clone());
        let facts = serde_json::to_value(&notice)?;
        let pdf = self.print(vec![Document::Notice(Box::new(notice))], &title, &full, now).await?;
        let size = i64::try_from(pdf.len()).unwrap_or(i64::MAX);
        let digest = self.0.vault.take(&pdf).await?.keep().await?;
        let row = DocumentRow {
            id,
            submission: submission.id,
            kind: NOTICE.to_owned(),
            number: full,
            version: before.map_or(0, |d| d.version) + 1,
            title,
            issued_at: now,
            issued_by: issuer,
            digest,
            size,
            facts: Some(facts),
            superseded_by: None,
            by_post: !documents::agreed(&reader, submission.id).await?,
            posted_on: None,
            posted_by: None,
            first_downloaded_at: None,
        };
        Ok(Some(Printed { row, series, number }))
    }

    /// Issues what was printed.
    ///
    /// # Errors
    /// [`Trouble::NumberTaken`] if somebody else was given its number meanwhile: then it has to be printed anew.
    pub(crate) async fn file_notice(&self, tx: &mut Tx, notice: &Printed) -> Result<()> {
        let taken = |e: StoreError| match e {
            StoreError::Duplicate => Trouble::NumberTaken,
            e => e.into(),
        };
        documents::take_number(tx, &notice.series, notice.number).await.map_err(taken)?;
        documents::issue(tx, &notice.row).await.map_err(taken)
    }

    /// The notice that an action would issue, printed and not kept.
    ///
    /// # Errors
    /// As [`App::act`]; nothing is changed.
    pub async fn preview_notice(
        &self,
        staff: &StaffPerson,
        submission: &Submission,
        action: Action,
    ) -> Result<Vec<u8>> {
        let now = self.now();
        let standing_in = self.standing_in(staff).await?;
        let event = self.ruled(submission, standing_in, action, &staff.actor(), now)?.event;
        self.draft_notice(submission, &event, now).await?.ok_or(Trouble::NotFound)
    }

    /// The notice of an event, or of what it proposes, as a draft without a number; none if it has none.
    pub(crate) async fn draft_notice(
        &self,
        submission: &Submission,
        event: &Event,
        now: Instant,
    ) -> Result<Option<Vec<u8>>> {
        let (Event::Decided { ruling, .. } | Event::Proposed { ruling, .. }) = event else { return Ok(None) };
        let Some(notice) = self.notice_of(submission, ruling, now).await? else { return Ok(None) };
        let title = notice.wording.title.clone();
        let (notice, receipt) = (vec![Document::Notice(Box::new(notice))], submission.receipt.as_str());
        Ok(Some(self.print(notice, &title, receipt, now).await?))
    }

    /// Prints papers as one PDF of the city.
    pub(crate) async fn print(
        &self,
        documents: Vec<Document>,
        title: &str,
        id: &str,
        made_at: Instant,
    ) -> Result<Vec<u8>> {
        let author = self.city().name.clone();
        let imprint = Imprint { title: title.to_owned(), author, id: id.to_owned(), made_at };
        self.0.printer.print(documents, imprint).await
    }

    /// The notice of a ruling in the words that are in force now; none where there is none.
    async fn notice_of(
        &self,
        submission: &Submission,
        ruling: &Ruling,
        now: Instant,
    ) -> Result<Option<Notice>> {
        let Some((piece, decision)) = Piece::of_ruling(ruling).zip(decision_of(ruling)) else {
            return Ok(None);
        };
        let (own, _) = self.words_for(&submission.paper, piece).await?;
        let facts = Facts {
            addressee: submission.applicant_name.clone(),
            receipt: submission.receipt.to_string(),
            arrived_on: submission.arrived_at.date(),
            contact: self.contact_of(submission),
        };
        Ok(Some(self.notice(&submission.paper, facts, decision, &own, now)))
    }

    /// A notice without a number.
    pub(crate) fn notice(
        &self,
        paper: &Paper,
        facts: Facts,
        decision: Decision,
        own: &Words,
        now: Instant,
    ) -> Notice {
        let procedure = &paper.procedure;
        let law = procedure.law.as_ref().map(|l| format!("{}{}", l.name, l.article)).unwrap_or_default();
        let usual = Wording::usual(&decision, &procedure.title.ja, facts.arrived_on);
        let values = [
            ("city", facts.contact.city.clone()),
            ("procedure", procedure.title.ja.clone()),
            ("department", facts.contact.department.clone()),
            ("phone", facts.contact.phone.clone()),
            ("hours", facts.contact.hours.clone()),
            ("receipt", facts.receipt.clone()),
            ("arrived", wareki::long(facts.arrived_on)),
            ("decided", wareki::long(now.date())),
            ("law", law.clone()),
        ];
        Notice {
            number: None,
            addressee: facts.addressee,
            procedure: procedure.title.ja.clone(),
            receipt: facts.receipt,
            arrived_on: facts.arrived_on,
            decided_on: now.date(),
            issuer: format!("{}長", self.city().name),
            seal: self.0.printer.seal(),
            law,
            wording: in_own_words(usual, own, &values),
            decision,
            contact: facts.contact,
            verify: None,
            instead_of: None,
        }
    }

    pub(crate) fn contact_of(&self, submission: &Submission) -> Contact {
        Contact {
            city: self.city().name.clone(),
            department: submission.desk.name.clone(),
            phone: submission.desk.phone.clone(),
            hours: submission.desk.hours.clone(),
        }
    }

    fn verify_at(&self, id: DocumentId, number: &str) -> Verify {
        let page = format!("{}/verify", self.settings().public_url);
        let code = self.secret().document_code(id);
        let encoded: String = number.bytes().map(|b| format!("%{b:02X}")).collect();
        Verify { address: format!("{page}?number={encoded}&code={code}"), page, code }
    }

    /// The series a document number is of: year, city and department, 令8橿市民.
    fn series(&self, submission: &Submission, now: Instant) -> String {
        let department = &submission.desk.name;
        let short = department.strip_suffix('課').or(department.strip_suffix('室')).unwrap_or(department);
        format!("{}{}{short}", short_year(now), self.city().mark)
    }
}

/// The fiscal year by era, in short: 令8.
fn short_year(now: Instant) -> String {
    let year = fiscal_year(now.date());
    // An era that begins within a fiscal year names the years after it.
    let first_day = madoguchi_vocab::Date::from_ymd_opt(year, 4, 1).unwrap_or_else(|| now.date());
    match wareki::era_year(first_day) {
        Some((era, n)) => format!("{}{n}", era.kanji().chars().next().unwrap_or_default()),
        None => year.to_string(),
    }
}

/// The usual words, and in their place those somebody has written.
fn in_own_words(usual: Wording, own: &Words, values: &[(&str, String)]) -> Wording {
    let said = |slot| own.get(slot, Lang::Ja).map(|text| fill(text, values));
    Wording {
        title: said(TITLE).unwrap_or(usual.title),
        opening: said(OPENING).unwrap_or(usual.opening),
        reason: said(REASON).unwrap_or(usual.reason),
        closing: said(CLOSING).unwrap_or(usual.closing),
        outcome: usual.outcome,
    }
}

/// What stands in the notice of a ruling; none where there is none: a draw under private law is told on the page, and
/// who is referred elsewhere has been decided nothing about.
pub(crate) fn decision_of(ruling: &Ruling) -> Option<Decision> {
    match ruling.clone() {
        Ruling::Granted { note } => Some(Decision::Granted { note }),
        Ruling::GrantedInPart { part, basis, facts, remedy } => {
            Some(Decision::Limited { terms: part, basis, facts, remedy })
        }
        Ruling::Refused { basis, facts, remedy } => Some(Decision::Refused { basis, facts, remedy }),
        Ruling::Acknowledged { note } => Some(Decision::Acknowledged { note }),
        Ruling::Redirected { .. } | Ruling::Chosen { .. } | Ruling::NotChosen { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_of_the_fiscal_year() {
        let of = |text: &str| short_year(Instant::parse(text).unwrap());
        assert_eq!(of("2026-11-23T10:00:00+09:00"), "令8");
        assert_eq!(of("2027-03-31T23:59:59+09:00"), "令8");
        assert_eq!(of("2027-04-01T00:00:00+09:00"), "令9");
    }
}
