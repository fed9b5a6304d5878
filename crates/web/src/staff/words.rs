//! Words of a clerk: a message to the resident, or why a decided matter is taken up again.

use std::mem;

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::{App, Happened, StaffPerson, Submission, Writer};
use madoguchi_vocab::{Actor, ReceiptNumber, normalise};
use madoguchi_workflow::{Action, ActionName, Enclosure, Event, Topic};

use super::{
    case::{number, path},
    phrases::{self, Group},
};
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    enclosures,
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Staff,
};

pub const WRITE: &str = "/a/{receipt}/write";
pub const REOPEN: &str = "/a/{receipt}/reopen";

#[derive(Template)]
#[template(path = "staff/words.html")]
struct Words {
    chrome: Chrome,
    receipt: String,
    revision: i64,
    action: String,
    heading: &'static str,
    means: &'static str,
    label: &'static str,
    button: &'static str,
    /// The procedure and who applies.
    matter: String,
    /// When the resident wrote, and what, since the office last did.
    asked: Vec<(String, String)>,
    /// The department's sentences for a message, and the one that is chosen.
    phrases: Vec<Group>,
    phrase: String,
    text: String,
    /// What goes along, where something may.
    files: Option<Vec<Enclosure>>,
    wrong: Vec<Wrong>,
}

impl Words {
    fn new(chrome: Chrome, receipt: &ReceiptNumber, revision: i64, what: ActionName) -> Self {
        let (heading, means, label, button) = match what {
            ActionName::Reopen => (
                "もう一度審査する",
                "決定を取り消すなどして、もう一度審査します。前の決定とその理由は経過に残り、申請者にはもう一度審査することと理由を知らせます。",
                "理由（申請者に見えます）",
                "もう一度審査する",
            ),
            _ => (
                "申請者に連絡する",
                "申請者は申請状況のページで読み、返事を書けます。メールアドレスがあれば、お知らせがあることだけをメールで送ります。",
                "申請者へのお知らせ",
                "送る",
            ),
        };
        Self {
            receipt: receipt.to_string(),
            revision,
            action: format!("{}/{}", path(receipt), what.code()),
            heading,
            means,
            label,
            button,
            matter: String::new(),
            asked: vec![],
            phrases: vec![],
            phrase: String::new(),
            text: String::new(),
            files: (what == ActionName::Write).then(Vec::new),
            wrong: vec![],
            chrome,
        }
    }

    fn wrong_at(&self, target: &str) -> Option<&str> {
        complaint::at(&self.wrong, target)
    }

    /// Takes up what was written; there must be something.
    fn heed(&mut self, fields: &Fields) {
        self.text = fields.first("text").to_owned();
        self.phrase = fields.first("phrase.text").to_owned();
        self.phrases = phrases::with_chosen(mem::take(&mut self.phrases), &self.phrase);
        self.revision = fields.revision.unwrap_or(self.revision);
        if self.said().is_empty() {
            self.wrong.insert(0, Wrong::at("text", format!("{}：書いてください", self.label)));
        }
        if !self.wrong.is_empty() {
            self.chrome = self.chrome.clone().with_errors();
        }
    }

    /// The chosen sentence, then the clerk's own words.
    fn said(&self) -> String {
        normalise::prose(&phrases::join(&self.phrase, &self.text))
    }

    fn hint(&self) -> String {
        enclosures::hint(&self.chrome)
    }
}

async fn page(
    app: &App,
    person: &StaffPerson,
    chrome: Chrome,
    receipt: &str,
    what: ActionName,
) -> Result<Words, Problem> {
    let case = app.open_case(person, &number(receipt)?).await?;
    if !case.allowed.contains(&what) {
        return Err(Problem::NotNow);
    }
    let s = &case.submission;
    let phrases = match what {
        ActionName::Write => phrases::own(app, s, Topic::Message).await?,
        _ => vec![],
    };
    Ok(Words {
        phrases,
        matter: format!("{}　{}", s.paper.procedure.title.ja, s.applicant_name),
        asked: asked(s),
        ..Words::new(chrome, &s.receipt, s.revision, what)
    })
}

/// What the resident has written since the office last wrote, oldest first.
fn asked(submission: &Submission) -> Vec<(String, String)> {
    let wrote = |h: &&Happened| matches!(h.event, Event::Wrote { .. });
    let mut asked: Vec<_> = submission
        .history
        .iter()
        .rev()
        .filter(wrote)
        .take_while(|h| h.actor == Actor::Resident)
        .filter_map(|h| match &h.event {
            Event::Wrote { text, .. } => Some((h.at.to_seconds(), text.clone())),
            _ => None,
        })
        .collect();
    asked.reverse();
    asked
}

pub async fn ask_write(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(receipt): Path<String>,
) -> Answer {
    show(&page(&app, &person, chrome, &receipt, ActionName::Write).await?)
}

pub async fn write(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(receipt): Path<String>,
    mut fields: Fields,
) -> Answer {
    let mut page = page(&app, &person, chrome, &receipt, ActionName::Write).await?;
    let (receipt, by) = (number(&receipt)?, Writer::Staff(&person));
    let (files, wrong) = enclosures::taken(&app, &page.chrome, by, &receipt, &mut fields).await?;
    let ids: Vec<_> = files.iter().map(|f| f.id).collect();
    page.files = Some(files);
    page.wrong = wrong;
    let seen = fields.all("asked").filter_map(|n| n.parse().ok()).next().unwrap_or(0);
    let has_news = page.asked.len() > seen;
    page.heed(&fields);
    if has_news {
        let words = "書いているあいだに、申請者から新しい連絡が届きました。読んでから送ってください";
        page.wrong.insert(0, Wrong::at("asked", words));
        page.chrome = page.chrome.with_errors();
    }
    if !page.wrong.is_empty() {
        return show_again(&page);
    }
    app.write(by, &receipt, &page.said(), &ids).await?;
    go_to(&format!("{}?done=write", path(&receipt)))
}

pub async fn ask_reopen(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(receipt): Path<String>,
) -> Answer {
    show(&page(&app, &person, chrome, &receipt, ActionName::Reopen).await?)
}

pub async fn reopen(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(receipt): Path<String>,
    fields: Fields,
) -> Answer {
    let mut page = page(&app, &person, chrome, &receipt, ActionName::Reopen).await?;
    page.heed(&fields);
    if !page.wrong.is_empty() {
        return show_again(&page);
    }
    let receipt = number(&receipt)?;
    let action = Action::Reopen { reason: page.said() };
    app.act(&person, &receipt, fields.revision.unwrap_or_default(), action).await?;
    go_to(&format!("{}?done=reopen", path(&receipt)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_pages_draw_with_and_without_complaints() {
        for what in [ActionName::Write, ActionName::Reopen] {
            for wrong in [vec![], vec![Wrong::at("text", "書いてください")]] {
                for_staff(|chrome| Words {
                    matter: "見本の手続き　見本 花子".into(),
                    phrases: phrases::tests::sample(),
                    asked: vec![("2026-11-24 09:00:00".into(), "いつ<届きますか".into())],
                    wrong: wrong.clone(),
                    ..Words::new(chrome, &ReceiptNumber::from_random(1), 3, what)
                });
            }
        }
    }
}
