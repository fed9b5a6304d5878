//! Many rows of the list at once: chosen, shown once more, done each by itself, and told one by one.

use askama::Template;
use axum::extract::State;
use madoguchi_app::{App, BULK, Outcome, PRINTED_AT_ONCE, QueueFilter, QueueRow, Seen, StaffPerson};
use madoguchi_auth::Deed;
use madoguchi_vocab::{DepartmentId, ReceiptNumber, Role, normalise};
use madoguchi_workflow::Action;

use super::{
    queue::{self, Line, came_from},
    said,
};
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/queue/bulk";

/// What may be done to many: whatever needs no words for each. What decides by its own words is done one by one.
pub struct Offer {
    /// The word in the form: one of those below, or `assign:` and a person.
    pub word: String,
    pub label: String,
}

const ACCEPT: &str = "accept";
const TAKE: &str = "take";
const TURN: &str = "turn";
const TRANSFER: &str = "transfer";
const ACKNOWLEDGE: &str = "acknowledge";
const PRINT: &str = "print";

/// What this person is offered.
///
/// # Errors
/// What the office answers.
pub async fn offers(app: &App, person: &StaffPerson) -> Result<Vec<Offer>, Problem> {
    if !person.may_at_home(Deed::WorkOnSubmission) {
        return Ok(vec![]);
    }
    let offer = |word: &str, label: &str| Offer { word: word.to_owned(), label: label.to_owned() };
    let mut all = vec![offer(ACCEPT, "受け付ける")];
    if person.role != Role::Receptionist {
        all.push(offer(TAKE, "自分が担当して審査をはじめる"));
        let people = reviewers(app, person).await?;
        let to = |p: StaffPerson| offer(&format!("assign:{}", p.id), &format!("担当を{}さんにする", p.name));
        all.extend(people.into_iter().map(to));
        all.push(offer(TURN, "何人かに順番に割り当てる"));
        all.push(offer(TRANSFER, "ほかの課へ移す"));
        all.push(offer(ACKNOWLEDGE, "受付済にして終える（届出・申込）"));
    }
    all.push(offer(PRINT, &format!("申請書の写しを印刷する（{PRINTED_AT_ONCE} 件まで）")));
    Ok(all)
}

/// Those of the department to whom work may be given.
pub async fn reviewers(app: &App, person: &StaffPerson) -> Result<Vec<StaffPerson>, Problem> {
    let reviews = |role| matches!(role, Role::Clerk | Role::Approver | Role::DepartmentHead);
    let all = app.colleagues(&person.department).await?;
    Ok(all.into_iter().filter(|p| reviews(p.role) && p.may_at_home(Deed::WorkOnSubmission)).collect())
}

/// What is done.
enum Doing {
    /// The same to each.
    Same(Action),
    /// Given to these in turn.
    InTurn(Vec<StaffPerson>),
}

/// Somebody or something to choose.
struct Choice {
    value: String,
    words: String,
    chosen: bool,
}

/// What is asked before it is done to all of them.
#[derive(Default)]
struct Wants {
    /// To whom in turn.
    people: Vec<Choice>,
    /// To which department.
    departments: Vec<Choice>,
    /// And why.
    reason: String,
}

/// What a word of the form asks, as far as it was answered.
async fn wants(app: &App, person: &StaffPerson, fields: &Fields) -> Result<Wants, Problem> {
    let mut wants = Wants::default();
    match fields.first("what") {
        TURN => {
            let choice = |p: StaffPerson| {
                let value = p.id.to_string();
                Choice { chosen: fields.has("person", &value), value, words: p.name }
            };
            wants.people = reviewers(app, person).await?.into_iter().map(choice).collect();
        }
        TRANSFER => {
            let others = app.open_departments().await?.into_iter().filter(|(id, _)| *id != person.department);
            let choice = |(id, words): (DepartmentId, String)| {
                let value = id.to_string();
                Choice { chosen: fields.first("to") == value, value, words }
            };
            wants.departments = others.map(choice).collect();
            wants.reason = normalise::prose(fields.first("reason"));
        }
        _ => {}
    }
    Ok(wants)
}

/// What is done when somebody confirms, or what is not right yet.
async fn doing(
    app: &App,
    person: &StaffPerson,
    word: &str,
    wants: &Wants,
) -> Result<Result<Doing, Vec<Wrong>>, Problem> {
    Ok(Ok(match word {
        ACCEPT => Doing::Same(Action::Accept),
        TAKE => Doing::Same(Action::Take),
        ACKNOWLEDGE => Doing::Same(Action::Acknowledge { note: String::new() }),
        TURN => {
            let chosen: Vec<_> = wants.people.iter().filter(|c| c.chosen).map(|c| c.value.as_str()).collect();
            let people = reviewers(app, person).await?.into_iter();
            let people: Vec<_> = people.filter(|p| chosen.contains(&p.id.to_string().as_str())).collect();
            if people.is_empty() {
                return Ok(Err(vec![Wrong::at("person-1", "割り当てる人：1 人以上を選んでください")]));
            }
            Doing::InTurn(people)
        }
        TRANSFER => {
            let to = wants.departments.iter().find(|c| c.chosen);
            let lacking = [
                (to.is_none(), Wrong::at("to", "移す先の課：選んでください")),
                (wants.reason.is_empty(), Wrong::at("reason", "理由：書いてください")),
            ];
            let wrong: Vec<_> = lacking.into_iter().filter(|(is, _)| *is).map(|(_, wrong)| wrong).collect();
            let (Some(to), true) = (to, wrong.is_empty()) else { return Ok(Err(wrong)) };
            let (to, name) = (DepartmentId(to.value.clone()), to.words.clone());
            Doing::Same(Action::Transfer { to, name, reason: wants.reason.clone() })
        }
        word => {
            let id = word.strip_prefix("assign:").unwrap_or_default();
            let to = reviewers(app, person).await?.into_iter().find(|p| p.id.to_string() == id);
            let to = to.ok_or(Problem::NotAllowed)?;
            Doing::Same(Action::Assign { to: to.id, name: to.name })
        }
    }))
}

/// What follows for those outside, before it is done.
fn means(word: &str) -> &'static str {
    match word {
        TURN => {
            "上から順に、選んだ人に 1 件ずつ割り当てます。割り当てられなかった 1 件は、次の 1 件に順番をゆずります。申請者には知らせません。"
        }
        TRANSFER => {
            "届いた日は変わりません。申請者に新しい担当課を知らせます。移したあと、この課からは見られなくなります。"
        }
        ACKNOWLEDGE => {
            "届出・申込を受付済にして終え、申請者に知らせます。処分が要る申請は、ここでは終えられません（理由を示して除きます）。"
        }
        _ => "",
    }
}

#[derive(Template)]
#[template(path = "staff/bulk.html")]
struct Confirm {
    chrome: Chrome,
    /// The list one came from.
    from: String,
    what: Offer,
    means: &'static str,
    wants: Wants,
    wrong: Vec<Wrong>,
    lines: Vec<Line>,
    /// How many of those that were chosen are other or elsewhere by now.
    stale: usize,
}

impl Confirm {
    fn wrong_at(&self, target: &str) -> Option<&str> {
        complaint::at(&self.wrong, target)
    }
}

/// Nothing was chosen, or nothing to do with it.
#[derive(Template)]
#[template(path = "staff/bulk_nothing.html")]
struct Nothing {
    chrome: Chrome,
    from: String,
    lacking: String,
}

#[derive(Template)]
#[template(path = "staff/bulk_done.html")]
struct Done {
    chrome: Chrome,
    from: String,
    what: Offer,
    done: usize,
    told: Vec<Told>,
    /// Those with which it was done are another department's now.
    have_left: bool,
}

/// What became of one, in words.
pub struct Told {
    pub receipt: String,
    pub is_done: bool,
    pub words: String,
}

impl Told {
    /// `done` where it went well, why not where it did not.
    pub fn of(of: Outcome, done: &str) -> Self {
        Self {
            receipt: of.receipt.to_string(),
            is_done: of.outcome.is_ok(),
            words: of.outcome.map_or_else(|why| said::refused(&why), |()| done.to_owned()),
        }
    }
}

/// What was chosen, as it was seen: number and revision. Each counts once.
pub fn chosen(fields: &Fields) -> Vec<Seen> {
    let read = |pick: &str| {
        let (receipt, revision) = pick.split_once(':')?;
        Some((ReceiptNumber::parse(receipt).ok()?, revision.parse().ok()?))
    };
    let mut all: Vec<Seen> = Vec::new();
    for seen in fields.all("pick").filter_map(read).take(BULK) {
        if !all.iter().any(|(receipt, _)| *receipt == seen.0) {
            all.push(seen);
        }
    }
    all
}

/// The rows that were chosen, as they were seen, and how many of them are other or elsewhere by now.
async fn rows(
    app: &App,
    person: &StaffPerson,
    fields: &Fields,
    picked: &[Seen],
) -> Result<(Vec<QueueRow>, usize), Problem> {
    if fields.has("all", "yes") {
        let filter = QueueFilter { after: None, ..came_from(fields) };
        return Ok((app.first_rows(person, &filter).await?, 0));
    }
    let receipts: Vec<_> = picked.iter().map(|(receipt, _)| receipt.clone()).collect();
    let now = app.rows_of(person, &receipts).await?;
    let rows: Vec<_> =
        now.into_iter().filter(|row| picked.contains(&(row.receipt.clone(), row.revision))).collect();
    let stale = picked.len() - rows.len();
    Ok((rows, stale))
}

/// Does it, and tells what became of each.
async fn done(
    app: &App,
    person: &StaffPerson,
    picked: &[Seen],
    doing: Doing,
) -> Result<(usize, Vec<Told>), Problem> {
    let told = match doing {
        Doing::Same(action) => app.act_on_all(person, picked, &action).await?,
        Doing::InTurn(people) => app.assign_in_turn(person, picked, &people).await?,
    };
    let done = told.iter().filter(|t| t.outcome.is_ok()).count();
    Ok((done, told.into_iter().map(|t| Told::of(t, "しました")).collect()))
}

/// The way to the sheet of these, if they are not too many.
fn printed(rows: &[QueueRow]) -> Result<String, String> {
    if rows.len() > PRINTED_AT_ONCE {
        return Err(format!("印刷は一度に {PRINTED_AT_ONCE} 件までです（いま {} 件）。", rows.len()));
    }
    let ids: Vec<_> = rows.iter().map(|row| row.receipt.as_str()).collect();
    Ok(format!("/staff/print?ids={}", ids.join(",")))
}

pub async fn post(State(app): State<App>, Staff(person): Staff, chrome: Chrome, fields: Fields) -> Answer {
    if !person.may_at_home(Deed::WorkOnSubmission) {
        return Err(Problem::NotAllowed);
    }
    let from = queue::url(&came_from(&fields));
    let nothing = |chrome: Chrome, lacking: String| {
        show_again(&Nothing { chrome: chrome.with_errors(), from: from.clone(), lacking })
    };
    let word = fields.first("what");
    let Some(what) = offers(&app, &person).await?.into_iter().find(|o| o.word == word) else {
        return nothing(chrome, "何をするかを選んでください。".to_owned());
    };
    let picked = chosen(&fields);
    let wants = wants(&app, &person, &fields).await?;
    let mut wrong = vec![];
    if fields.action == "confirm" {
        match doing(&app, &person, word, &wants).await? {
            Ok(doing) => {
                let (done, told) = done(&app, &person, &picked, doing).await?;
                let have_left = word == TRANSFER;
                return show(&Done { chrome, from, what, done, told, have_left });
            }
            Err(lacking) => wrong = lacking,
        }
    }
    let (rows, stale) = rows(&app, &person, &fields, &picked).await?;
    if rows.is_empty() && picked.is_empty() {
        return nothing(chrome, "申請を選んでください。".to_owned());
    }
    if word == PRINT && !rows.is_empty() {
        return match printed(&rows) {
            Ok(sheet) => go_to(&sheet),
            Err(why) => nothing(chrome, why),
        };
    }
    let means = means(word);
    let lines = rows.iter().map(|row| Line::new(&app, row)).collect();
    if wrong.is_empty() {
        show(&Confirm { chrome, from, what, means, wants, wrong, lines, stale })
    } else {
        show_again(&Confirm { chrome: chrome.with_errors(), from, what, means, wants, wrong, lines, stale })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_pages_draw_empty_and_full() {
        let offer = || Offer { word: "take".into(), label: "担当する".into() };
        let from = || "/staff/queue?stage=received".to_owned();
        for n in [0, 2] {
            let choices = || {
                ["a", "b"]
                    .map(|value| Choice {
                        value: value.into(),
                        words: "見本 二郎".into(),
                        chosen: n > 0 && value == "b",
                    })
                    .into()
            };
            for_staff(|chrome| Confirm {
                chrome,
                from: from(),
                what: offer(),
                means: means(if n > 0 { TURN } else { ACCEPT }),
                wants: if n > 0 {
                    Wants { people: choices(), departments: choices(), reason: "<管轄>".into() }
                } else {
                    Wants::default()
                },
                wrong: ["person-1", "to", "reason"]
                    .map(|at| Wrong::at(at, "選んでください"))
                    .into_iter()
                    .take(n)
                    .collect(),
                lines: (0..n).map(|_| Line::sample()).collect(),
                stale: n,
            });
            let told =
                || Told { receipt: "K7MN-4128-83".into(), is_done: n > 0, words: "しました".into() };
            for_staff(|chrome| Done {
                chrome,
                from: from(),
                what: offer(),
                done: n,
                told: vec![told()],
                have_left: n > 0,
            });
        }
        for_staff(|chrome| Nothing {
            chrome, from: from(), lacking: "申請を選んでください。".into()
        });
    }
}
