//! Letters and notices with sample values: what people will read, before anybody does.

use chrono::Days;
use madoguchi_documents::{Contact, Decision, Document};
use madoguchi_forms::Paper;
use madoguchi_notify::{About, Mail, Matter, words};
use madoguchi_vocab::{Lang, Text};
use madoguchi_workflow::{Letter, Piece, Ruling, Words, remedy::Place};

use crate::{
    App, Result, StaffPerson, Trouble,
    issue::{Facts, decision_of},
    submission::remedy,
};

/// 見本の受付番号
const RECEIPT: &str = "K7MN-4128-83";
const CODE: &str = "7Q4M-KX2P-9D3T";
/// So many questions stand in the sample of a letter that asks for corrections.
const ITEMS: usize = 2;

impl App {
    /// A letter in a language as it would be with these words.
    ///
    /// # Errors
    /// As [`App::reword`]; nothing is changed.
    pub fn sample_letter(
        &self,
        staff: &StaffPerson,
        slug: &str,
        piece: Piece,
        own: &Words,
        lang: Lang,
    ) -> Result<Mail> {
        let paper = self.paper_to_word(staff, slug)?;
        let letter = self.letter_of(piece).ok_or(Trouble::NotFound)?;
        let faults = piece.faults(own);
        if !faults.is_empty() {
            return Err(Trouble::Worded(faults));
        }
        Ok(words::write(&letter, &self.about_sample(&paper, &letter, lang), lang, Some(own)))
    }

    /// The body of a letter in the city's words, with its places.
    pub fn usual_letter(&self, piece: Piece, lang: Lang) -> Option<String> {
        self.letter_of(piece).map(|letter| words::usual_body(&letter, lang))
    }

    /// The notice as it would be with these words, as a PDF marked as a draft.
    ///
    /// # Errors
    /// As [`App::reword`]; nothing is changed.
    pub async fn preview_wording(
        &self,
        staff: &StaffPerson,
        slug: &str,
        piece: Piece,
        own: &Words,
    ) -> Result<Vec<u8>> {
        let paper = self.paper_to_word(staff, slug)?;
        let faults = piece.faults(own);
        if !faults.is_empty() {
            return Err(Trouble::Worded(faults));
        }
        self.sample_notice(&paper, piece, own).await
    }

    /// Title, first sentence, reason and end of a notice in the city's words.
    pub fn usual_notice(&self, paper: &Paper, piece: Piece) -> Option<madoguchi_documents::Wording> {
        let decision = self.sample_decision(paper, piece)?;
        let title = &paper.procedure.title.ja;
        Some(madoguchi_documents::Wording::usual(&decision, title, self.today()))
    }

    pub(crate) async fn sample_notice(&self, paper: &Paper, piece: Piece, own: &Words) -> Result<Vec<u8>> {
        let decision = self.sample_decision(paper, piece).ok_or(Trouble::NotFound)?;
        let facts = Facts {
            addressee: "見本 花子".to_owned(),
            receipt: RECEIPT.to_owned(),
            arrived_on: self.today(),
            contact: self.contact_of_paper(paper, Lang::Ja),
        };
        let notice = self.notice(paper, facts, decision, own, self.now());
        let title = notice.wording.title.clone();
        self.print(vec![Document::Notice(Box::new(notice))], &title, RECEIPT, self.now()).await
    }

    fn sample_decision(&self, paper: &Paper, piece: Piece) -> Option<Decision> {
        let city = self.city();
        let remedy = remedy(paper).notice(Place { city: &city.name, prefecture: &city.prefecture });
        let said = |what: &str| format!("（{what}が入ります）");
        let [note, part] = ["申請者へのひとこと", "認める内容と条件"].map(said);
        let [basis, facts] = ["適用した基準・条項", "理由となる事実"].map(said);
        let rulings = [
            Ruling::Granted { note: note.clone() },
            Ruling::GrantedInPart {
                part,
                basis: basis.clone(),
                facts: facts.clone(),
                remedy: remedy.clone(),
            },
            Ruling::Refused { basis, facts, remedy },
            Ruling::Acknowledged { note },
        ];
        decision_of(rulings.iter().find(|r| Piece::of_ruling(r) == Some(piece))?)
    }

    fn letter_of(&self, piece: Piece) -> Option<Letter> {
        let due = self.calendar().open_from(self.today() + Days::new(14));
        let letter = Letter::samples().into_iter().find(|l| Piece::of_letter(l) == Some(piece))?;
        Some(match letter {
            Letter::CorrectionAsked { items, .. } => Letter::CorrectionAsked { due, items },
            letter => letter,
        })
    }

    fn about_sample(&self, paper: &Paper, letter: &Letter, lang: Lang) -> About {
        let matter = match letter {
            Letter::DraftSaved | Letter::DraftEnding => Matter::Draft {
                code: CODE.to_owned(),
                resume_url: self.url(lang, &format!("/resume#{CODE}")),
                until: self.today() + Days::new(u64::from(self.settings().draft_days)),
            },
            _ => Matter::Submission {
                receipt: RECEIPT.to_owned(),
                status_url: self.url(lang, &format!("/status/{RECEIPT}")),
                arrived: self.now().to_seconds(),
                items: paper.fields().take(ITEMS).map(|(_, f)| f.label.clone()).collect::<Vec<Text>>(),
            },
        };
        let Contact { city, department, phone, hours } = self.contact_of_paper(paper, lang);
        About { city, procedure: paper.procedure.title.clone(), matter, department, phone, hours }
    }

    /// Who answers for a paper; the city's own number where the department is unknown.
    fn contact_of_paper(&self, paper: &Paper, lang: Lang) -> Contact {
        let city = self.city();
        let contact = Contact {
            city: city.name_in(lang).to_owned(),
            department: String::new(),
            phone: city.phone.clone(),
            hours: city.hours_in(lang).to_owned(),
        };
        match self.department(&paper.procedure.department) {
            Some(d) => Contact {
                department: d.name_in(lang).to_owned(),
                hours: d.hours_in(lang).to_owned(),
                phone: d.phone,
                ..contact
            },
            None => contact,
        }
    }
}
