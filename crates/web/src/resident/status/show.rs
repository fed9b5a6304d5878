//! Where a submission stands: what to do first, then the way it has come.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::{App, Happened, Submission};
use madoguchi_vocab::{Actor, Date, number::thousands};
use madoguchi_workflow::{Event, Ruling, Settled, Stage, StageName};

use super::{
    outcome::{Outcome, expected},
    papers::{self, Paper},
    path, submission_of,
};
use crate::{
    chrome::Chrome,
    page::{Answer, show},
    resident::apply::{ShownSection, by_proxy, sections},
    who::Resident,
    words::fill,
};

/// A step on the way.
#[derive(Clone, Debug)]
struct Step {
    name: String,
    at: Option<String>,
    /// `past`, `now` or `next`.
    state: &'static str,
}

/// Words of the office or of the resident.
#[derive(Clone, Debug)]
struct Said {
    head: String,
    text: String,
    /// Name and address of what came along.
    files: Vec<(String, String)>,
}

/// Something to mend.
#[derive(Clone, Debug)]
pub struct Mend {
    /// The question.
    pub label: String,
    /// The clerk's words.
    pub reason: String,
}

#[derive(Template)]
#[template(path = "resident/status/show.html")]
struct Page {
    chrome: Chrome,
    name: String,
    receipt: String,
    state: String,
    tone: &'static str,
    mend: Vec<Mend>,
    due: Option<String>,
    /// By when a decision is to be expected.
    expected: Option<String>,
    /// Where the thing is, once it has ended.
    outcome: Option<Outcome>,
    steps: Vec<Step>,
    /// What was said, newest first.
    said: Vec<Said>,
    /// What the city has issued about it.
    papers: Vec<Paper>,
    base: String,
    /// Who acted for whom.
    proxy: Option<String>,
    sections: Vec<ShownSection>,
    correct: String,
    withdraw: Option<String>,
    write: String,
    /// Where it is put on the page of whoever has signed in, if it is not there.
    add: Option<String>,
}

impl Page {
    fn new(submission: &Submission, papers: Vec<Paper>, chrome: Chrome) -> Self {
        let stage = submission.stage.name();
        let base = chrome.url(&path(&submission.receipt));
        Self {
            name: chrome.text(&submission.paper.procedure.title).to_owned(),
            receipt: submission.receipt.to_string(),
            state: chrome.say(&format!("stage.{}", stage.code())).to_owned(),
            tone: tone(stage),
            mend: to_mend(submission, &chrome),
            due: match &submission.stage {
                Stage::AwaitingCorrection { due, .. } => Some(chrome.day(due)),
                _ => None,
            },
            expected: expected(submission, &chrome),
            outcome: Outcome::of(submission, &papers),
            steps: steps(&submission.history, stage, paper_day(submission), &chrome),
            said: said(submission, &base, &chrome),
            proxy: by_proxy(submission, &chrome),
            sections: sections(submission.show(chrome.lang), &format!("{base}/files"), &|_| None),
            correct: format!("{base}/correct"),
            write: format!("{base}/write"),
            add: None,
            withdraw: (!stage.is_final()).then(|| format!("{base}/withdraw")),
            papers,
            base,
            chrome,
        }
    }
}

fn tone(stage: StageName) -> &'static str {
    match stage {
        StageName::Received
        | StageName::Accepted
        | StageName::InReview
        | StageName::Corrected
        | StageName::AwaitingApproval => "",
        StageName::AwaitingCorrection => "warn",
        StageName::Granted | StageName::GrantedInPart | StageName::Acknowledged | StageName::Chosen => "good",
        StageName::Refused | StageName::NotChosen | StageName::Redirected | StageName::Withdrawn => "bad",
    }
}

/// What is to be mended, with the words of the question in the language of the page.
pub fn to_mend(submission: &Submission, chrome: &Chrome) -> Vec<Mend> {
    let label = |key: &madoguchi_vocab::FieldKey| label_of(submission, key, chrome);
    let mend =
        |i: &madoguchi_workflow::CorrectionItem| Mend { label: label(&i.field), reason: i.reason.clone() };
    submission.to_mend().iter().map(mend).collect()
}

/// The words of a question or of a group of rows.
pub fn label_of(submission: &Submission, key: &madoguchi_vocab::FieldKey, chrome: &Chrome) -> String {
    let paper = &submission.paper;
    if let Some(field) = paper.field(key.as_str()) {
        return chrome.text(&field.label).to_owned();
    }
    paper.page_of(key.as_str()).map_or_else(|| key.to_string(), |p| chrome.text(&p.title).to_owned())
}

/// The day it reached the office on paper: that is when it arrived, not when somebody entered it.
fn paper_day(submission: &Submission) -> Option<Date> {
    submission.entry.as_ref().and_then(|entry| entry.paper_day)
}

fn steps(history: &[Happened], stage: StageName, paper_day: Option<Date>, chrome: &Chrome) -> Vec<Step> {
    let history: Vec<_> = history.iter().filter(|h| is_a_step(&h.event)).collect();
    let last = history.len().saturating_sub(1);
    let mut steps: Vec<Step> = history
        .iter()
        .enumerate()
        .map(|(at, h)| Step {
            name: chrome.say(&format!("event.{}", h.event.code())).to_owned(),
            at: Some(match (&h.event, paper_day) {
                (Event::Submitted { .. }, Some(day)) => chrome.day(&day),
                _ => chrome.moment(&h.at),
            }),
            state: if at == last { "now" } else { "past" },
        })
        .collect();
    let ahead: &[&str] = match stage {
        StageName::Received | StageName::Accepted | StageName::AwaitingCorrection => {
            &["event.next_look", "event.next_end"]
        }
        StageName::InReview | StageName::Corrected | StageName::AwaitingApproval => &["event.next_end"],
        StageName::Granted
        | StageName::GrantedInPart
        | StageName::Refused
        | StageName::Acknowledged
        | StageName::Chosen
        | StageName::NotChosen
        | StageName::Redirected
        | StageName::Withdrawn => &[],
    };
    steps.extend(ahead.iter().map(|key| Step { name: chrome.say(key).to_owned(), at: None, state: "next" }));
    steps
}

/// Whether it is a step on the way as residents see it. Words are none: they are shown below. What the office does
/// inside (差戻し, 起案, notes, opinions) is not theirs to see.
fn is_a_step(event: &Event) -> bool {
    match event {
        Event::Submitted { .. }
        | Event::Accepted
        | Event::Taken { step: None }
        | Event::CorrectionAsked { .. }
        | Event::CorrectionGiven { .. }
        | Event::Transferred { .. }
        | Event::FeeCharged { .. }
        | Event::FeeSettled { .. }
        | Event::Decided { .. }
        | Event::Reopened { .. }
        | Event::Disposed
        | Event::Withdrawn { .. } => true,
        Event::Wrote { .. }
        | Event::Taken { step: Some(_) }
        | Event::Assigned { .. }
        | Event::Released { .. }
        | Event::Forwarded { .. }
        | Event::SentBack { .. }
        | Event::Proposed { .. }
        | Event::Approved { .. }
        | Event::Noted { .. }
        | Event::Called { .. }
        | Event::Ticked { .. }
        | Event::OpinionAsked { .. }
        | Event::OpinionGiven { .. } => false,
    }
}

/// What was said, newest first.
fn said(submission: &Submission, base: &str, chrome: &Chrome) -> Vec<Said> {
    let mut said: Vec<_> = submission
        .history
        .iter()
        .filter_map(|h| {
            let text = words_of(&h.event, submission, chrome)?;
            let what = match (&h.event, &h.actor) {
                (Event::Wrote { .. }, Actor::Resident) => "event.asked".to_owned(),
                (event, _) => format!("event.{}", event.code()),
            };
            let head = format!("{}　{}", chrome.say(&what), chrome.moment(&h.at));
            let files = match &h.event {
                Event::Wrote { files, .. } => {
                    files.iter().map(|f| (f.name.clone(), format!("{base}/files/{}", f.id))).collect()
                }
                _ => vec![],
            };
            Some(Said { head, text, files })
        })
        .collect();
    said.reverse();
    said
}

fn words_of(event: &Event, submission: &Submission, chrome: &Chrome) -> Option<String> {
    let text = match event {
        Event::CorrectionAsked { items, .. } => items
            .iter()
            .map(|i| format!("{}{}{}", label_of(submission, &i.field, chrome), chrome.say("colon"), i.reason))
            .collect::<Vec<_>>()
            .join("\n"),
        Event::Decided { ruling, .. } => words_of_ruling(ruling, chrome),
        Event::Transferred { name, .. } => fill(chrome.lang, "status.now_with", &[name]),
        Event::FeeCharged { yen, how } => {
            format!("{}\n{how}", fill(chrome.lang, "status.fee_due", &[&thousands(i64::from(*yen))]))
        }
        Event::FeeSettled { settled } => match settled {
            Settled::Paid { on } => fill(chrome.lang, "status.fee_paid", &[&chrome.day(on)]),
            Settled::Waived { reason } => fill(chrome.lang, "status.fee_waived", &[reason]),
            Settled::Refunded { reason } => fill(chrome.lang, "status.fee_refunded", &[reason]),
        },
        Event::Reopened { reason: text } | Event::Wrote { text, .. } => text.clone(),
        Event::Submitted { .. }
        | Event::Accepted
        | Event::Taken { .. }
        | Event::Assigned { .. }
        | Event::Released { .. }
        | Event::Forwarded { .. }
        | Event::SentBack { .. }
        | Event::Proposed { .. }
        | Event::Approved { .. }
        | Event::Noted { .. }
        | Event::Called { .. }
        | Event::Ticked { .. }
        | Event::OpinionAsked { .. }
        | Event::OpinionGiven { .. }
        | Event::Disposed
        | Event::CorrectionGiven { .. }
        | Event::Withdrawn { .. } => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

fn words_of_ruling(ruling: &Ruling, chrome: &Chrome) -> String {
    let parts =
        |parts: &[&str]| parts.iter().filter(|t| !t.is_empty()).copied().collect::<Vec<_>>().join("\n\n");
    match ruling {
        Ruling::Granted { note } | Ruling::Acknowledged { note } => note.clone(),
        Ruling::GrantedInPart { part, basis, facts, remedy } => parts(&[part, basis, facts, remedy]),
        Ruling::Refused { basis, facts, remedy } => parts(&[basis, facts, remedy]),
        Ruling::Redirected { to, reason } => parts(&[to, reason]),
        Ruling::Chosen { rank, of } | Ruling::NotChosen { rank, of } => {
            fill(chrome.lang, "status.rank", &[&rank.to_string(), &of.to_string()])
        }
    }
}

/// Shows where it stands.
pub async fn get(resident: Resident, State(app): State<App>, Path(receipt): Path<String>) -> Answer {
    let submission = submission_of(&app, &resident, &receipt).await?;
    let chrome = resident.chrome.with_help_of(&app, &submission.department);
    let papers = papers::of(&submission, app.issued(&submission).await?, &chrome);
    let add = match &resident.member {
        Some(member) if !app.is_mine(member, &submission.receipt).await? => {
            Some(chrome.url(&format!("{}/mine", path(&submission.receipt))))
        }
        _ => None,
    };
    show(&Page { add, ..Page::new(&submission, papers, chrome) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_in_every_language() {
        in_every_language(|chrome| Page {
            name: "見本".into(),
            receipt: "K7MN-4128-83".into(),
            state: chrome.say("stage.awaiting_correction").to_owned(),
            tone: "warn",
            mend: vec![Mend { label: "写真".into(), reason: "裏面も<必要>です".into() }],
            due: Some("12月6日".into()),
            expected: Some("12月10日まで".into()),
            outcome: Some(Outcome {
                note: "11月24日に<発送>しました。".into(),
                papers: vec![Paper {
                    title: "見本　決定通知書".into(),
                    url: Some("/status/x/documents/y".into()),
                    notes: vec![chrome.say("papers.by_post").to_owned()],
                    ..Paper::default()
                }],
            }),
            steps: vec![
                Step { name: "送信".into(), at: Some("11月22日".into()), state: "past" },
                Step { name: "補正".into(), at: Some("11月24日".into()), state: "now" },
                Step { name: "完了".into(), at: None, state: "next" },
            ],
            said: vec![Said {
                head: "お知らせ".into(),
                text: "裏面も必要です".into(),
                files: vec![("<見本>.pdf".into(), "/status/x/files/y".into())],
            }],
            papers: vec![
                Paper {
                    title: "見本　決定通知書".into(),
                    about: "令8橿市民第2号　11月23日".into(),
                    url: Some("/status/x/documents/y".into()),
                    notes: vec![],
                    current: true,
                },
                Paper {
                    title: "見本　決定通知書".into(),
                    about: "令8橿市民第1号　11月20日".into(),
                    url: None,
                    notes: vec![chrome.say("papers.superseded").to_owned(), "<送りました>".into()],
                    current: false,
                },
            ],
            base: "/status/x".into(),
            proxy: Some("見本 花子 さんの代理".into()),
            sections: vec![],
            correct: "/status/x/correct".into(),
            withdraw: Some("/status/x/withdraw".into()),
            add: Some("/status/x/mine".into()),
            write: "/status/x/write".into(),
            chrome,
        });
    }

    #[test]
    fn every_event_has_words_in_every_language() {
        let codes = [
            "submitted",
            "accepted",
            "reopened",
            "wrote",
            "asked",
            "taken",
            "correction_asked",
            "correction_given",
            "granted",
            "refused",
            "acknowledged",
            "withdrawn",
            "granted_in_part",
            "chosen",
            "not_chosen",
            "redirected",
            "transferred",
            "fee_charged",
            "fee_settled",
            "next_look",
            "next_end",
        ];
        for lang in madoguchi_vocab::Lang::ALL {
            for code in codes {
                let key = format!("event.{code}");
                assert_ne!(Chrome::sample(lang).say(&key), key, "{lang}");
            }
        }
    }
}
