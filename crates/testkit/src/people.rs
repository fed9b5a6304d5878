//! The people of a story: residents and those who work here.

use chrono::Duration;
use madoguchi_app::{DeskFacts, Draft, How, Original, Receipt, StaffPerson, Submission, Trouble, Visitor};
use madoguchi_forms::{FieldKind, Typed, cases::Case};
use madoguchi_vocab::{AccountId, Lang, ReceiptNumber, Slug};
use madoguchi_workflow::{Action, CorrectionItem};

use crate::{
    Office,
    office::{good_case, photo},
};

/// A resident.
pub struct Resident {
    pub(crate) office: Office,
    /// The browser.
    pub visitor: Visitor,
}

impl Resident {
    /// The same browser with somebody signed in.
    #[must_use]
    pub fn signed_in(self, account: AccountId) -> Self {
        Self { visitor: self.visitor.signed_in(account), ..self }
    }

    /// Begins a paper and types a case of it, files and all.
    pub async fn types(&self, slug: &str, case: &Case) -> Draft {
        let app = &self.office.app;
        let id = app
            .start_draft(&Slug::parse(slug).unwrap(), Lang::Ja, &self.visitor)
            .await
            .expect("the paper is open");
        let draft = app.draft(id, &self.visitor).await.unwrap();
        let mut typed = case.typed_on(&draft.paper, self.office.clock.now().date());
        let files: Vec<_> = draft
            .paper
            .fields()
            .filter(|(page, f)| page.repeat.is_none() && matches!(f.kind, FieldKind::Attachment(_)))
            .filter(|(_, f)| typed.0.remove(f.key.as_str()).is_some())
            .map(|(_, f)| f.key.clone())
            .collect();
        let mut draft = app.save_draft(&draft, typed).await.unwrap();
        for field in files {
            let file = app.arrived(&photo()).await.unwrap();
            draft = app.attach(&draft, &field, None, "免許証.jpg", file).await.expect("a photo is taken");
        }
        draft
    }

    /// Types the first good case of a paper, with this mail address, and submits it.
    pub async fn submits(&self, slug: &str, email: &str) -> Receipt {
        let mut case_draft = self.types(slug, &good_case(slug)).await;
        let mut typed = case_draft.typed.clone();
        let mail = case_draft
            .paper
            .fields()
            .find(|(_, f)| f.applicant == Some(madoguchi_forms::ApplicantRole::Email));
        if let Some((_, field)) = mail {
            typed.set(field.key.to_string(), email);
        }
        case_draft = self.office.app.save_draft(&case_draft, typed).await.unwrap();
        match self.office.app.submit(&case_draft, case_draft.revision, &self.visitor).await {
            Ok(receipt) => receipt,
            Err(Trouble::Incomplete(page)) => {
                let today = self.office.clock.now().date();
                let said: Vec<_> =
                    case_draft.read(today).complaints.into_iter().map(|c| c.say.ja.clone()).collect();
                panic!("{slug} stops at page {page}: {said:?}")
            }
            Err(e) => panic!("{slug}: {e}"),
        }
    }

    /// What the status page shows.
    pub async fn sees(&self, receipt: &ReceiptNumber) -> Submission {
        self.office.app.status(receipt, &self.visitor).await.expect("the browser was let through")
    }

    /// Sends a correction.
    pub async fn mends(&self, receipt: &ReceiptNumber, posted: Typed) -> Result<(), Trouble> {
        let revision = self.sees(receipt).await.revision;
        self.office.app.correct(receipt, &self.visitor, revision, posted).await
    }
}

/// A member of staff.
pub struct Worker {
    pub(crate) office: Office,
    /// Who.
    pub person: StaffPerson,
}

impl Worker {
    /// Does something with a submission as it is now.
    pub async fn does(&self, receipt: &ReceiptNumber, action: Action) -> Result<(), Trouble> {
        let revision = self.office.app.open_case(&self.person, receipt).await?.submission.revision;
        self.office.app.act(&self.person, receipt, revision, action).await
    }

    /// Fills in a case of a paper for somebody who came this way. Files are left out: originals stand in for them.
    pub async fn fills_in(&self, slug: &str, case: &Case, facts: DeskFacts) -> Draft {
        let app = &self.office.app;
        let id = app
            .start_at_desk(&self.person, &Slug::parse(slug).unwrap(), Lang::Ja, facts)
            .await
            .expect("the paper is open");
        let draft = app.desk_draft(&self.person, id).await.unwrap();
        let mut typed = case.typed_on(&draft.paper, self.office.clock.now().date());
        let files = draft.paper.fields().filter(|(_, f)| matches!(f.kind, FieldKind::Attachment(_)));
        let files: Vec<_> = files.map(|(_, f)| f.key.to_string()).collect();
        let mut facts = draft.desk.as_ref().unwrap().facts.clone();
        for input in files.iter().filter(|input| typed.0.remove(*input).is_some()) {
            let seen = Original { how: How::Seen, note: "運転免許証".into() };
            facts.originals.insert(input.clone(), seen);
        }
        app.save_at_desk(&self.person, &draft, typed, Lang::Ja, facts).await.unwrap()
    }

    /// Fills in a case and enters it.
    pub async fn enters(&self, slug: &str, facts: DeskFacts) -> Receipt {
        let draft = self.fills_in(slug, &good_case(slug), facts).await;
        self.office.app.enter(&self.person, &draft, draft.revision).await.expect("it is entered")
    }

    /// What stands in the notice in force.
    pub async fn reads_notice(&self, receipt: &ReceiptNumber) -> String {
        let file = self.office.app.issued_to_staff(&self.person, receipt, None).await.expect("a notice");
        crate::printing::text_of(&crate::printing::bytes_of(file).await)
    }

    /// Asks for the correction of one question.
    pub async fn asks_correction(
        &self,
        receipt: &ReceiptNumber,
        field: &str,
        reason: &str,
        days: i64,
    ) -> Result<(), Trouble> {
        let item = CorrectionItem { field: field.parse().unwrap(), reason: reason.to_owned() };
        let due = self.office.clock.now().plus(Duration::days(days)).date();
        self.does(receipt, Action::AskCorrection { items: vec![item], due }).await
    }
}
