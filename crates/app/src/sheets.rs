//! Papers that are printed when they are asked for and kept nowhere: receipt, copy, and the form to write on.

use std::sync::{Arc, PoisonError};

use madoguchi_auth::Deed;
use madoguchi_documents::{
    Attached, Blank, Contact, Copy, Document, Due, Line, Receipt as ReceiptSheet, Section,
};
use madoguchi_store::attachments;
use madoguchi_vocab::{Instant, Lang, ReceiptNumber};

use crate::{App, Result, StaffPerson, Submission, Trouble, Visitor};

/// So many submissions are printed at once at most.
pub const PRINTED_AT_ONCE: usize = 100;
/// So many forms to write on are kept at hand.
const FORMS_AT_HAND: usize = 200;
/// Boxes for stamps on a copy (決裁).
const STAMPS: [&str; 3] = ["課長", "係長", "係"];

/// What is printed of many submissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// 申請書の写し
    Copies,
    /// 決定通知書
    Notices,
}

impl App {
    /// 受付票, for the browser that has shown number and key.
    ///
    /// # Errors
    /// As [`App::status`].
    pub async fn receipt_sheet(&self, receipt: &ReceiptNumber, visitor: &Visitor) -> Result<Vec<u8>> {
        let submission = self.status(receipt, visitor).await?;
        let sheet = ReceiptSheet {
            procedure: submission.paper.procedure.title.ja.clone(),
            receipt: submission.receipt.to_string(),
            arrived_at: submission.arrived_at,
            channel: channel(&submission.channel),
            applicant: applicant(&submission),
            due: due_of(&submission),
            fee: submission.paper.procedure.costs("\nほかに："),
            files: self.attached(&submission).await?,
            contact: self.contact_of(&submission),
            address: format!("{}/status", self.settings().public_url),
        };
        let (sheet, made_at) = (Document::Receipt(Box::new(sheet)), submission.arrived_at);
        self.print(vec![sheet], "受付票", receipt.as_str(), made_at).await
    }

    /// 申請書の写し, for the browser that has shown number and key.
    ///
    /// # Errors
    /// As [`App::status`].
    pub async fn own_copy(&self, receipt: &ReceiptNumber, visitor: &Visitor) -> Result<Vec<u8>> {
        let submission = self.status(receipt, visitor).await?;
        let address = format!("{}/status", self.settings().public_url);
        let copy = self.copy_of(&submission, vec![], address).await?;
        self.print(vec![copy], &title_of(&submission), receipt.as_str(), last_change(&submission)).await
    }

    /// Copies or notices of submissions of the own department as one PDF. Each look is noted.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if one is not there, another department's, or has no notice; or if there are none or
    /// more than [`PRINTED_AT_ONCE`].
    pub async fn print_many(
        &self,
        staff: &StaffPerson,
        receipts: &[ReceiptNumber],
        what: Sheet,
    ) -> Result<Vec<u8>> {
        if receipts.is_empty() || receipts.len() > PRINTED_AT_ONCE {
            return Err(Trouble::NotFound);
        }
        let mut papers = Vec::with_capacity(receipts.len());
        for receipt in receipts {
            let submission = self.submission(receipt).await?;
            if !staff.may(Deed::SeeSubmission, &submission.department) {
                return Err(Trouble::NotFound);
            }
            self.leave_trace(staff, "printed", receipt.as_str()).await?;
            papers.push(match what {
                Sheet::Copies => {
                    let address = format!("{}/staff/a/{receipt}", self.settings().public_url);
                    self.copy_of(&submission, STAMPS.map(str::to_owned).to_vec(), address).await?
                }
                Sheet::Notices => self.notice_in_force(&submission).await?,
            });
        }
        let title = match what {
            Sheet::Copies => "申請書の写し",
            Sheet::Notices => "決定通知書",
        };
        let id = receipts.iter().map(ReceiptNumber::as_str).collect::<Vec<_>>().join(" ");
        self.print(papers, title, &id, self.now()).await
    }

    /// 記入用の様式 of an open paper: title and PDF. It is printed once for each version.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if the paper is not open.
    pub async fn blank(&self, slug: &str) -> Result<(String, Arc<[u8]>)> {
        let open = self.papers().open(slug).ok_or(Trouble::NotFound)?;
        let (paper, title) = (&open.paper, open.paper.procedure.title.ja.clone());
        let department = self.department(&paper.procedure.department).ok_or(Trouble::NotFound)?;
        // What is printed besides the paper itself may change too.
        let key = format!("{slug} {} {} {}", paper.hash, department.phone, department.name);
        let at_hand = self.0.blanks.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(pdf) = at_hand {
            return Ok((title, pdf));
        }
        let city = self.city();
        let contact = Contact {
            city: city.name.clone(),
            department: department.name,
            phone: department.phone,
            hours: department.hours,
        };
        let address = format!("{}/p/{slug}", self.settings().public_url);
        let form = Document::Blank(Box::new(Blank::of(paper, contact, &city.address, &address)));
        let pdf: Arc<[u8]> = self.print(vec![form], &title, &paper.hash, open.published_at).await?.into();
        let mut blanks = self.0.blanks.write().unwrap_or_else(PoisonError::into_inner);
        if blanks.len() >= FORMS_AT_HAND {
            blanks.clear();
        }
        blanks.insert(key, pdf.clone());
        Ok((title, pdf))
    }

    async fn copy_of(
        &self,
        submission: &Submission,
        stamps: Vec<String>,
        address: String,
    ) -> Result<Document> {
        let sections = submission
            .print(Lang::Ja)
            .into_iter()
            .map(|s| Section { title: s.title, lines: s.lines.into_iter().map(line).collect() });
        Ok(Document::Copy(Box::new(Copy {
            procedure: submission.paper.procedure.title.ja.clone(),
            receipt: submission.receipt.to_string(),
            arrived_at: submission.arrived_at,
            channel: channel(&submission.channel),
            applicant: applicant(submission),
            sections: sections.collect(),
            files: self.attached(submission).await?,
            contact: self.contact_of(submission),
            address,
            stamps,
        })))
    }

    /// The files that answers name.
    async fn attached(&self, submission: &Submission) -> Result<Vec<Attached>> {
        let rows = attachments::files_of_submission(&self.store().reader(), submission.id).await?;
        let named: Vec<String> = submission.answers.files().map(|f| f.id.clone()).collect();
        let rows = rows.into_iter().filter(|row| named.contains(&row.id.to_string()));
        Ok(rows
            .map(|row| Attached {
                label: submission.paper.field(&row.field).map(|f| f.label.ja.clone()).unwrap_or_default(),
                name: row.name,
                size: u64::try_from(row.size).unwrap_or_default(),
                digest: hex::encode(row.digest),
            })
            .collect())
    }
}

fn line(line: madoguchi_forms::Line) -> Line {
    let answer = match (line.answer.is_empty(), line.answered) {
        (true, true) if !line.files.is_empty() => {
            line.files.iter().map(|f| f.name.as_str()).collect::<Vec<_>>().join("\n")
        }
        _ => line.answer,
    };
    Line { label: line.label, answer }
}

fn title_of(submission: &Submission) -> String {
    format!("{}　（写し）", submission.paper.procedure.title.ja)
}

fn applicant(submission: &Submission) -> String {
    let applicant = match submission.applicant_kana.as_str() {
        "" => submission.applicant_name.clone(),
        kana => format!("{}（{kana}）", submission.applicant_name),
    };
    match submission.paper.proxy(&submission.answers) {
        Some(proxy) => format!("{applicant}　代理人 {}", proxy.name),
        None => applicant,
    }
}

/// By when an answer is to be expected.
fn due_of(submission: &Submission) -> Due {
    match (submission.days_from_payment(), submission.due_on.filter(|_| !submission.stage.name().is_final()))
    {
        (Some(days), _) => Due::AfterPayment(days),
        (None, Some(day)) => Due::On(day),
        (None, None) => Due::Open,
    }
}

/// How it came, in words.
fn channel(code: &str) -> String {
    match code {
        "online" => "オンライン",
        "counter" => "窓口",
        "phone" => "電話",
        "mail" | "post" | "paper" => "郵送",
        other => other,
    }
    .to_owned()
}

/// A copy is of the moment its submission was last changed: the same copy is the same bytes.
fn last_change(submission: &Submission) -> Instant {
    submission.history.last().map_or(submission.arrived_at, |h| h.at)
}
