//! One submission: what it says, where it stands, what may be done with it now.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::{App, CaseFile, Scan, StaffPerson};
use madoguchi_vocab::{Instant, Lang, ReceiptNumber};
use madoguchi_workflow::{Action, ActionName, Change, Event, Ruling, Stage};

use super::labels;
use crate::{
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, go_to, show},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/a/{receipt}";

/// The address of a submission.
pub fn path(receipt: &ReceiptNumber) -> String {
    format!("/staff/a/{receipt}")
}

/// The number in an address; what is none is not there.
pub fn number(text: &str) -> Result<ReceiptNumber, Problem> {
    ReceiptNumber::parse(text).map_err(|_| Problem::Missing)
}

struct Answered {
    label: String,
    answer: String,
    before: Option<String>,
    files: Vec<GivenFile>,
}

struct GivenFile {
    name: String,
    size: String,
    url: String,
    /// Why it is not to be opened.
    unopened: Option<&'static str>,
}

impl GivenFile {
    fn new(case: &CaseFile, id: &str, name: &str) -> Self {
        let s = &case.submission;
        Self {
            name: name.to_owned(),
            size: s.files.get(id).map(|f| kilobytes(f.size)).unwrap_or_default(),
            url: format!("/staff/a/{}/files/{id}", s.receipt),
            unopened: case.unopened.get(id).map(|scan| labels::unopened(*scan)),
        }
    }
}

struct Section {
    title: String,
    answers: Vec<Answered>,
}

struct Step {
    at: String,
    who: String,
    what: &'static str,
    details: Vec<String>,
    files: Vec<GivenFile>,
    changes: Vec<Change>,
}

struct Post {
    at: String,
    what: &'static str,
    state: &'static str,
    parked: bool,
}

#[derive(Template)]
#[template(path = "staff/case.html")]
struct Case {
    chrome: Chrome,
    receipt: String,
    revision: i64,
    title: String,
    stage: &'static str,
    holder: String,
    arrived: String,
    received: String,
    begun: String,
    due: String,
    overdue: bool,
    elapsed: u32,
    applicant: String,
    kana: String,
    email: String,
    lang: &'static str,
    decided: bool,
    correctable: bool,
    decidable: bool,
    acceptable: bool,
    writable: bool,
    reopenable: bool,
    asked: Option<String>,
    takeable: Option<&'static str>,
    sections: Vec<Section>,
    steps: Vec<Step>,
    post: Vec<Post>,
    has_parked: bool,
    /// A file has to be asked for again.
    has_lost: bool,
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(receipt): Path<String>,
) -> Answer {
    let case = app.open_case(&person, &number(&receipt)?).await?;
    show(&drawn(&app, chrome, &case, &person))
}

pub async fn take(
    State(app): State<App>,
    Staff(person): Staff,
    Path(receipt): Path<String>,
    fields: Fields,
) -> Answer {
    let receipt = number(&receipt)?;
    app.act(&person, &receipt, fields.revision.unwrap_or_default(), Action::Take).await?;
    go_to(&path(&receipt))
}

pub async fn accept(
    State(app): State<App>,
    Staff(person): Staff,
    Path(receipt): Path<String>,
    fields: Fields,
) -> Answer {
    let receipt = number(&receipt)?;
    app.act(&person, &receipt, fields.revision.unwrap_or_default(), Action::Accept).await?;
    go_to(&path(&receipt))
}

fn drawn(app: &App, chrome: Chrome, case: &CaseFile, person: &StaffPerson) -> Case {
    let s = &case.submission;
    let may = |name| case.allowed.contains(&name);
    let mine = s.holder == Some(person.id);
    let overdue = !s.stage.name().is_final() && case.due.is_some_and(|d| d < app.today());
    Case {
        receipt: s.receipt.to_string(),
        revision: s.revision,
        title: s.paper.procedure.title.ja.clone(),
        stage: labels::stage(s.stage.name()),
        holder: case.holder_name.clone().unwrap_or_else(|| "未割当".to_owned()),
        arrived: s.arrived_at.to_seconds(),
        received: s.received_at.map(Instant::to_seconds).unwrap_or_default(),
        begun: s.review_started_at.map(Instant::to_seconds).unwrap_or_default(),
        due: case.due.map_or_else(|| "標準処理期間の定めなし".to_owned(), |d| d.to_string()),
        overdue,
        elapsed: case.elapsed,
        applicant: s.applicant_name.clone(),
        kana: s.applicant_kana.clone(),
        email: s.email.clone().unwrap_or_else(|| "なし（電話で連絡）".to_owned()),
        lang: match s.lang {
            Lang::Ja => "日本語",
            Lang::Easy => "やさしい日本語",
            Lang::En => "英語",
        },
        decided: matches!(s.stage, Stage::Decided { .. }),
        correctable: may(ActionName::AskCorrection),
        decidable: [ActionName::Grant, ActionName::Refuse, ActionName::Acknowledge].into_iter().any(may),
        acceptable: may(ActionName::Accept),
        writable: may(ActionName::Write),
        reopenable: may(ActionName::Reopen),
        asked: s.asked_at.map(|at| at.to_seconds()),
        takeable: (may(ActionName::Take) && !mine).then_some(if s.holder.is_some() {
            "自分の担当にする"
        } else {
            labels::action(ActionName::Take)
        }),
        sections: sections(case),
        steps: steps(case),
        post: post(case),
        has_lost: case.unopened.values().any(|s| *s != Scan::Waiting),
        has_parked: case.letters.iter().any(|l| l.parked),
        chrome,
    }
}

/// The answers, with what stood there before the last correction.
fn sections(case: &CaseFile) -> Vec<Section> {
    let s = &case.submission;
    let mut before: BTreeMap<&str, &str> = BTreeMap::new();
    for happened in &s.history {
        if let Event::CorrectionGiven { changes, .. } = &happened.event {
            before.extend(changes.iter().map(|c| (c.field.as_str(), c.before.as_str())));
        }
    }
    s.show(Lang::Ja)
        .into_iter()
        .map(|section| Section {
            title: section.title,
            answers: section
                .lines
                .into_iter()
                .map(|l| Answered {
                    before: before.get(l.field.as_str()).map(|b| (*b).to_owned()),
                    files: l.files.iter().map(|f| GivenFile::new(case, &f.id, &f.name)).collect(),
                    label: l.label,
                    answer: l.answer,
                })
                .collect(),
        })
        .collect()
}

fn kilobytes(size: u64) -> String {
    format!("{} KB", size.div_ceil(1024))
}

fn steps(case: &CaseFile) -> Vec<Step> {
    let label =
        |key: &str| case.submission.paper.field(key).map_or_else(|| key.to_owned(), |f| f.label.ja.clone());
    let step = |h: &madoguchi_app::Happened| {
        let (details, changes) = match &h.event {
            Event::Submitted { .. } | Event::Accepted | Event::Taken | Event::Disposed => (vec![], vec![]),
            Event::CorrectionAsked { due, items } => {
                let items = items.iter().map(|i| format!("{}：{}", label(i.field.as_str()), i.reason));
                (items.chain([format!("期限 {due}")]).collect(), vec![])
            }
            Event::CorrectionGiven { changes, .. } => (vec![], changes.clone()),
            Event::Decided { ruling: Ruling::Refused { basis, facts, remedy } } => {
                (vec![format!("基準・条項：{basis}"), format!("事実：{facts}"), remedy.clone()], vec![])
            }
            Event::Decided { ruling: Ruling::Granted { note } | Ruling::Acknowledged { note } } => {
                (vec![note.clone()], vec![])
            }
            Event::Withdrawn { reason: text }
            | Event::Reopened { reason: text }
            | Event::Wrote { text, .. } => (vec![text.clone()], vec![]),
        };
        let details = details.into_iter().filter(|d| !d.is_empty()).collect();
        let files = match &h.event {
            Event::Wrote { files, .. } => {
                files.iter().map(|f| GivenFile::new(case, &f.id.to_string(), &f.name)).collect()
            }
            _ => vec![],
        };
        Step {
            at: h.at.to_seconds(),
            who: labels::actor(&h.actor).to_owned(),
            what: labels::event(&h.event),
            details,
            files,
            changes,
        }
    };
    case.submission.history.iter().rev().map(step).collect()
}

fn post(case: &CaseFile) -> Vec<Post> {
    let state = |l: &madoguchi_app::LetterLine| match (l.sent_at, l.parked) {
        (Some(_), _) => "送りました",
        (None, true) => "届きませんでした。電話で連絡してください",
        (None, false) => "送るところです",
    };
    case.letters
        .iter()
        .rev()
        .map(|l| Post {
            at: l.sent_at.unwrap_or(l.written_at).to_seconds(),
            what: labels::letter(&l.letter),
            state: state(l),
            parked: l.parked,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_with_every_move() {
        for_staff(|chrome| Case {
            chrome,
            receipt: "K7MN-4128-83".into(),
            revision: 3,
            title: "住民票の写しの交付請求".into(),
            stage: "補正済（要確認）",
            holder: "見本 一郎".into(),
            arrived: "2026-11-20 09:00:00".into(),
            received: "2026-11-20 09:10:00".into(),
            begun: String::new(),
            due: "2026-11-25".into(),
            overdue: true,
            elapsed: 2,
            applicant: "見本 花子".into(),
            kana: "ミホン ハナコ".into(),
            email: "なし".into(),
            lang: "日本語",
            decided: true,
            correctable: true,
            decidable: true,
            acceptable: true,
            writable: true,
            reopenable: true,
            asked: Some("2026-11-21 10:00:00".into()),
            takeable: Some("自分の担当にする"),
            sections: vec![Section {
                title: "請求する人".into(),
                answers: vec![Answered {
                    label: "電話番号".into(),
                    answer: "090-1234-5678".into(),
                    before: Some("0744-22-4001".into()),
                    files: vec![
                        GivenFile {
                            name: "免許証.jpg".into(),
                            size: "12 KB".into(),
                            url: "/f".into(),
                            unopened: None,
                        },
                        GivenFile {
                            name: "裏.jpg".into(),
                            size: "12 KB".into(),
                            url: "/g".into(),
                            unopened: Some("調べています"),
                        },
                    ],
                }],
            }],
            steps: vec![Step {
                at: "2026-11-21 10:00:00".into(),
                who: "申請者".into(),
                what: "補正",
                details: vec!["期限".into()],
                files: vec![],
                changes: vec![Change {
                    field: "phone".parse().unwrap(),
                    label: "電話".into(),
                    before: "a".into(),
                    after: "b".into(),
                }],
            }],
            post: vec![Post {
                at: "2026-11-21".into(),
                what: "受け付けました",
                state: "送りました",
                parked: true,
            }],
            has_parked: true,
            has_lost: true,
        });
    }
}
