//! What a clerk writes down on the page of a submission, for the office alone: notes, calls and ticks.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use madoguchi_app::{App, StaffPerson, Trouble};
use madoguchi_vocab::{ReceiptNumber, normalise};
use madoguchi_workflow::{Action, ActionName, Call, Refusal};

use super::{
    case::{self, number, path_from},
    labels,
    story::{Step, since},
};
use crate::{
    chrome::Chrome,
    complaint::Wrong,
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Staff,
};

pub const NOTE: &str = "/a/{receipt}/note";
pub const CALL: &str = "/a/{receipt}/call";
pub const TICK: &str = "/a/{receipt}/tick";

/// What was typed into the small forms of the page, and what is not right about it.
#[derive(Default)]
pub struct Jotted {
    /// The words of a note.
    pub note: String,
    /// What came of a call.
    pub outcome: String,
    /// What was said in it.
    pub said: String,
    /// What was ticked; none where nothing was posted.
    pub ticks: Option<Vec<String>>,
    pub wrong: Vec<Wrong>,
}

/// A colleague was quicker: what was written, beside what happened meanwhile.
#[derive(Template)]
#[template(path = "staff/overtaken.html")]
struct Overtaken {
    chrome: Chrome,
    receipt: String,
    revision: i64,
    from: String,
    /// Where it would be posted again.
    action: String,
    /// What was about to be done.
    what: &'static str,
    stage: &'static str,
    /// What happened since the page was drawn.
    meanwhile: Vec<Step>,
    /// What was written, in words.
    written: Vec<String>,
    /// The same as it was posted.
    pairs: Vec<(String, String)>,
    /// Whether it can still be done.
    may: bool,
}

pub async fn note(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(receipt): Path<String>,
    fields: Fields,
) -> Answer {
    let action = Action::Note { text: normalise::prose(fields.first("note")) };
    jot(&app, &person, chrome, &number(&receipt)?, &fields, action).await
}

pub async fn call(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(receipt): Path<String>,
    fields: Fields,
) -> Answer {
    let receipt = number(&receipt)?;
    let said = normalise::prose(fields.first("said"));
    match Call::ALL.into_iter().find(|c| c.code() == fields.first("outcome")) {
        Some(outcome) => {
            jot(&app, &person, chrome, &receipt, &fields, Action::Call { outcome, text: said }).await
        }
        None => {
            let wrong = Wrong::at("outcome-1", "電話の記録：電話がどうなったかを選んでください");
            again(&app, &person, chrome, &receipt, &fields, wrong).await
        }
    }
}

pub async fn tick(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(receipt): Path<String>,
    fields: Fields,
) -> Answer {
    let done =
        fields.all("done").map(str::parse).collect::<Result<_, _>>().map_err(|_| Problem::Unreadable)?;
    jot(&app, &person, chrome, &number(&receipt)?, &fields, Action::Tick { done }).await
}

async fn jot(
    app: &App,
    person: &StaffPerson,
    chrome: Chrome,
    receipt: &ReceiptNumber,
    fields: &Fields,
    action: Action,
) -> Answer {
    let name = action.name();
    let wrong = match app.act(person, receipt, fields.revision.unwrap_or_default(), action).await {
        // Nothing to write down is nothing wrong: the ticks stand as they were shown.
        Ok(()) | Err(Trouble::Refused(Refusal::NothingChanged)) => {
            return go_to(&path_from(receipt, fields.first("from")));
        }
        Err(Trouble::Refused(Refusal::Missing(_))) if name == ActionName::Call => {
            Wrong::at("said", "電話の記録：話した内容を書いてください")
        }
        Err(Trouble::Refused(Refusal::Missing(_))) => Wrong::at("note", "メモ：書いてください"),
        Err(Trouble::Overtaken | Trouble::Refused(Refusal::NotNow { .. })) => {
            return overtaken(app, person, chrome, receipt, fields, name).await;
        }
        Err(other) => return Err(other.into()),
    };
    again(app, person, chrome, receipt, fields, wrong).await
}

async fn again(
    app: &App,
    person: &StaffPerson,
    chrome: Chrome,
    receipt: &ReceiptNumber,
    fields: &Fields,
    wrong: Wrong,
) -> Answer {
    let case = app.open_case(person, receipt).await?;
    let jotted = Jotted {
        note: fields.first("note").to_owned(),
        outcome: fields.first("outcome").to_owned(),
        said: fields.first("said").to_owned(),
        ticks: None,
        wrong: vec![wrong],
    };
    let page = case::drawn(app, chrome.with_errors(), &case, person, fields.first("from"), jotted).await?;
    case::framing(show_again(&page)?)
}

async fn overtaken(
    app: &App,
    person: &StaffPerson,
    chrome: Chrome,
    receipt: &ReceiptNumber,
    fields: &Fields,
    name: ActionName,
) -> Answer {
    let case = app.open_case(person, receipt).await?;
    let s = &case.submission;
    let checklist = s.paper.workflow.checklist.iter();
    let ticked = checklist.filter(|i| fields.has("done", i.key.as_str())).map(|i| i.label.clone());
    let outcome = Call::ALL.into_iter().find(|c| c.code() == fields.first("outcome"));
    let words = outcome.map(|c| labels::call(c).to_owned()).into_iter();
    let words = words.chain([fields.first("note").to_owned(), fields.first("said").to_owned()]);
    let own = |(key, value): (&str, &str)| {
        ["note", "outcome", "said", "done"].contains(&key).then(|| (key.to_owned(), value.to_owned()))
    };
    let page = Overtaken {
        receipt: s.receipt.to_string(),
        revision: s.revision,
        from: fields.first("from").to_owned(),
        action: format!("{}/{}", case::path(receipt), name.code()),
        what: labels::action(name),
        stage: labels::stage(s.stage.name()),
        meanwhile: since(&case, fields.revision.unwrap_or(s.revision), person.id),
        written: words.chain(ticked).filter(|w| !w.trim().is_empty()).collect(),
        pairs: fields.pairs().filter_map(own).collect(),
        may: case.allowed.contains(&name),
        chrome,
    };
    Ok((StatusCode::CONFLICT, show(&page)?).into_response())
}

#[cfg(test)]
mod tests {
    use super::{super::story, *};
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_while_it_may_be_done_and_when_it_is_too_late() {
        for may in [true, false] {
            for_staff(|chrome| Overtaken {
                chrome,
                receipt: "K7MN-4128-83".into(),
                revision: 3,
                from: String::new(),
                action: "/staff/a/K7MN-4128-83/note".into(),
                what: "メモを書く",
                stage: "審査中",
                meanwhile: vec![story::tests::sample()],
                written: vec!["<電話した>".into()],
                pairs: vec![("note".into(), "<電話した>".into())],
                may,
            });
        }
    }
}
