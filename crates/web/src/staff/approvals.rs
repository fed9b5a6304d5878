//! 決裁待ち: what waits for approval, and many approved at once.

use askama::Template;
use axum::extract::{Query, State};
use madoguchi_app::{AT_ONCE, App, Approval, ApprovalsPage, COUNTED, MINE, StaffPerson, Substitute};
use serde::Deserialize;

use super::{
    bulk::{Told, chosen},
    queue::counted,
    said,
};
use crate::{
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, show, show_again},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/approvals";

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    after: Option<String>,
    /// `mine`: only what waits for this person.
    whose: String,
}

/// A page of the list as it is asked for.
async fn asked_for(app: &App, person: &StaffPerson, asked: Asked) -> Result<(ApprovalsPage, bool), Problem> {
    let is_mine = asked.whose == "mine";
    let page = if is_mine {
        app.my_approvals(person, asked.after.as_deref()).await?
    } else {
        app.approvals(person, asked.after).await?
    };
    Ok((page, is_mine))
}

/// A proposal as a line of the list.
struct Line {
    receipt: String,
    revision: i64,
    title: String,
    applicant: String,
    arrived: String,
    elapsed: u32,
    waiting: u32,
    proposer: String,
    summary: String,
    step: String,
    approved: String,
    /// Why it came back, and what is other now.
    back: Vec<String>,
    /// For whom.
    instead: Option<String>,
    /// Why this person cannot.
    cannot: Option<String>,
}

impl From<Approval> for Line {
    fn from(a: Approval) -> Self {
        let back = a.sent_back.as_ref().map_or_else(Vec::new, |b| {
            let reason = if b.reason.is_empty() { "引戻し" } else { &b.reason };
            let mut lines = vec![format!("前回の差戻し（{}）：{reason}", b.by)];
            if b.before != a.ruling {
                lines.push(format!("前回の案：{}", said::summary(&b.before)));
            }
            let changes = b.changes.iter();
            lines.extend(changes.map(|c| format!("補正 {}：「{}」→「{}」", c.label, c.before, c.after)));
            lines
        });
        Self {
            receipt: a.receipt.to_string(),
            revision: a.revision,
            title: a.title,
            applicant: a.applicant,
            arrived: a.arrived_on.to_string(),
            elapsed: a.elapsed,
            waiting: a.waiting,
            proposer: a.proposer,
            summary: said::summary(&a.ruling),
            step: a.step.unwrap_or_default(),
            approved: a.approved.join("、"),
            back,
            instead: a.ground.as_ref().ok().and_then(said::instead),
            cannot: a.ground.err().map(|why| said::refusal(&why)),
        }
    }
}

#[derive(Template)]
#[template(path = "staff/approvals.html")]
struct List {
    chrome: Chrome,
    total: String,
    lines: Vec<Line>,
    next: Option<String>,
    nothing_chosen: bool,
    /// Only what waits for this person is shown.
    is_mine: bool,
    /// For whom this person stands in today.
    standing_in: Vec<String>,
}

impl List {
    fn new(chrome: Chrome, (page, is_mine): (ApprovalsPage, bool), standing_in: Vec<String>) -> Self {
        let most = if is_mine { MINE } else { COUNTED };
        Self {
            chrome,
            total: counted(page.total, page.total >= most),
            lines: page.rows.into_iter().map(Line::from).collect(),
            next: page.next,
            nothing_chosen: false,
            is_mine,
            standing_in,
        }
    }

    fn may_any(&self) -> bool {
        self.lines.iter().any(|l| l.cannot.is_none())
    }
}

#[derive(Template)]
#[template(path = "staff/approvals_confirm.html")]
struct Confirm {
    chrome: Chrome,
    lines: Vec<Line>,
    /// How many of those that were chosen cannot be approved any more.
    gone: usize,
}

#[derive(Template)]
#[template(path = "staff/approvals_done.html")]
struct Done {
    chrome: Chrome,
    done: usize,
    told: Vec<Told>,
}

async fn standing_in(app: &App, person: &StaffPerson) -> Result<Vec<String>, Problem> {
    let all = app.stands_in_for(person).await?;
    let words = |s: Substitute| format!("{}さん（{} まで。{}）", s.absent_name, s.until, s.reason);
    Ok(all.into_iter().map(words).collect())
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Query(asked): Query<Asked>,
) -> Answer {
    let standing_in = standing_in(&app, &person).await?;
    show(&List::new(chrome, asked_for(&app, &person, asked).await?, standing_in))
}

pub async fn post(State(app): State<App>, Staff(person): Staff, chrome: Chrome, fields: Fields) -> Answer {
    let mut picked = chosen(&fields);
    picked.truncate(AT_ONCE);
    if picked.is_empty() {
        let asked = Asked { after: None, whose: fields.first("whose").to_owned() };
        let standing_in = standing_in(&app, &person).await?;
        let list = List::new(chrome.with_errors(), asked_for(&app, &person, asked).await?, standing_in);
        return show_again(&List { nothing_chosen: true, ..list });
    }
    if fields.action == "confirm" {
        let told = app.approve_all(&person, &picked).await?;
        let done = told.iter().filter(|t| t.outcome.is_ok()).count();
        return show(&Done {
            chrome,
            done,
            told: told.into_iter().map(|t| Told::of(t, "承認しました")).collect(),
        });
    }
    let receipts: Vec<_> = picked.iter().map(|(receipt, _)| receipt.clone()).collect();
    let now = app.approvals_of(&person, &receipts).await?;
    let lines: Vec<_> = now.into_iter().map(Line::from).filter(|l| l.cannot.is_none()).collect();
    let gone = picked.len().saturating_sub(lines.len());
    show(&Confirm { chrome, lines, gone })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    fn line(receipt: &str, cannot: bool) -> Line {
        Line {
            receipt: receipt.into(),
            revision: 4,
            title: "見本の手続き".into(),
            applicant: "見本 花子".into(),
            arrived: "2026-11-20".into(),
            elapsed: 2,
            waiting: 1,
            proposer: "見本 一郎".into(),
            summary: "拒否：条例5条<>".into(),
            step: "課長決裁".into(),
            approved: "見本 二郎".into(),
            back: vec!["前回の差戻し".into()],
            instead: (!cannot).then(|| "見本 三郎さんの代わりに（代決）".into()),
            cannot: cannot.then(|| "自分の起案です".into()),
        }
    }

    #[test]
    fn the_pages_draw_empty_and_full() {
        for full in [false, true] {
            let lines =
                || if full { vec![line("K7MN-4128-83", false), line("K7MN-4128-84", true)] } else { vec![] };
            for_staff(|chrome| List {
                chrome,
                total: "2".into(),
                is_mine: full,
                lines: lines(),
                next: full.then(|| "1-x".into()),
                nothing_chosen: full,
                standing_in: if full {
                    vec!["見本 課長さん（2026-11-30 まで。出張）".into()]
                } else {
                    vec![]
                },
            });
            for_staff(|chrome| Confirm { chrome, lines: lines(), gone: usize::from(full) });
            let told = || {
                vec![Told {
                    receipt: "K7MN-4128-83".into(), is_done: full, words: "承認しました".into()
                }]
            };
            for_staff(|chrome| Done { chrome, done: usize::from(full), told: told() });
        }
    }
}
