//! Many rows of the list at once: chosen, shown once more, done each by itself, and told one by one.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use madoguchi_app::{App, BULK, Outcome, QueueFilter, QueueRow, Seen, StaffPerson};
use madoguchi_auth::Deed;
use madoguchi_vocab::{ReceiptNumber, Role};
use madoguchi_workflow::Action;

use super::{
    queue::{self, Asked, Line},
    said,
};
use crate::{
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, show},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/queue/bulk";

/// What may be done to many: nothing that says something to residents. A decision is made one by one.
pub struct Offer {
    /// The word in the form: an action, or `assign:` and a person.
    pub word: String,
    pub label: String,
}

/// What this person is offered.
///
/// # Errors
/// What the office answers.
pub async fn offers(app: &App, person: &StaffPerson) -> Result<Vec<Offer>, Problem> {
    let offer = |word: &str, label: &str| Offer { word: word.to_owned(), label: label.to_owned() };
    let mut all = vec![offer("accept", "受け付ける")];
    if person.role != Role::Receptionist {
        all.push(offer("take", "自分が担当して審査をはじめる"));
        let people = reviewers(app, person).await?;
        all.extend(
            people
                .into_iter()
                .map(|p| offer(&format!("assign:{}", p.id), &format!("担当を{}さんにする", p.name))),
        );
    }
    Ok(all)
}

/// Those of the department to whom work may be given.
async fn reviewers(app: &App, person: &StaffPerson) -> Result<Vec<StaffPerson>, Problem> {
    let reviews = |role| matches!(role, Role::Clerk | Role::Approver | Role::DepartmentHead);
    let all = app.colleagues(&person.department).await?;
    Ok(all.into_iter().filter(|p| reviews(p.role) && p.may_at_home(Deed::WorkOnSubmission)).collect())
}

async fn action(app: &App, person: &StaffPerson, word: &str) -> Result<Option<Action>, Problem> {
    Ok(match (word, word.strip_prefix("assign:")) {
        ("accept", _) => Some(Action::Accept),
        ("take", _) => Some(Action::Take),
        (_, Some(id)) => {
            let to = reviewers(app, person).await?.into_iter().find(|p| p.id.to_string() == id);
            to.map(|p| Action::Assign { to: p.id, name: p.name })
        }
        _ => None,
    })
}

#[derive(Template)]
#[template(path = "staff/bulk.html")]
struct Confirm {
    chrome: Chrome,
    /// The list one came from.
    from: String,
    what: Offer,
    lines: Vec<Line>,
    /// How many of those that were chosen are other or elsewhere by now.
    stale: usize,
}

/// Nothing was chosen, or nothing to do with it.
#[derive(Template)]
#[template(path = "staff/bulk_nothing.html")]
struct Nothing {
    chrome: Chrome,
    from: String,
    lacking: &'static str,
}

#[derive(Template)]
#[template(path = "staff/bulk_done.html")]
struct Done {
    chrome: Chrome,
    from: String,
    what: Offer,
    done: usize,
    told: Vec<Told>,
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

/// The filter of the list one came from. An address that is no list of ours is the whole list.
fn came_from(fields: &Fields) -> QueueFilter {
    let query = fields.first("from").strip_prefix(queue::PATH_URL).unwrap_or_default();
    let asked: Asked = query
        .strip_prefix('?')
        .and_then(|q| axum::extract::Query::try_from_uri(&format!("/?{q}").parse().ok()?).ok())
        .map(|axum::extract::Query(asked)| asked)
        .unwrap_or_default();
    asked.filter()
}

pub async fn post(State(app): State<App>, Staff(person): Staff, chrome: Chrome, fields: Fields) -> Answer {
    if !person.may_at_home(Deed::WorkOnSubmission) {
        return Err(Problem::NotAllowed);
    }
    let filter = came_from(&fields);
    let from = queue::url(&filter);
    let word = fields.first("what");
    let nothing = |chrome: Chrome, lacking| {
        let page = Nothing { chrome: chrome.with_errors(), from: from.clone(), lacking };
        Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&page)?).into_response())
    };
    let Some(action) = action(&app, &person, word).await? else {
        return nothing(chrome, "何をするかを選んでください。");
    };
    let Some(what) = offers(&app, &person).await?.into_iter().find(|o| o.word == word) else {
        return Err(Problem::NotAllowed);
    };
    let picked = chosen(&fields);
    if fields.action == "confirm" {
        let told = app.act_on_all(&person, &picked, &action).await?;
        let done = told.iter().filter(|t| t.outcome.is_ok()).count();
        let told = told.into_iter().map(|t| Told::of(t, "しました")).collect();
        return show(&Done { chrome, from, what, done, told });
    }
    let rows = if fields.has("all", "yes") {
        app.first_rows(&person, &QueueFilter { after: None, ..filter.clone() }).await?
    } else {
        let receipts: Vec<_> = picked.iter().map(|(receipt, _)| receipt.clone()).collect();
        let now = app.rows_of(&person, &receipts).await?;
        now.into_iter().filter(|row| picked.contains(&(row.receipt.clone(), row.revision))).collect()
    };
    if rows.is_empty() && picked.is_empty() {
        return nothing(chrome, "申請を選んでください。");
    }
    let stale = if fields.has("all", "yes") { 0 } else { picked.len() - rows.len() };
    let line = |row: QueueRow| Line::new(&app, &row);
    show(&Confirm { chrome, from, what, lines: rows.into_iter().map(line).collect(), stale })
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
            for_staff(|chrome| Confirm {
                chrome,
                from: from(),
                what: offer(),
                lines: (0..n).map(|_| Line::sample()).collect(),
                stale: n,
            });
            let told =
                || Told { receipt: "K7MN-4128-83".into(), is_done: n > 0, words: "しました".into() };
            for_staff(|chrome| Done { chrome, from: from(), what: offer(), done: n, told: vec![told()] });
        }
        for_staff(|chrome| Nothing { chrome, from: from(), lacking: "申請を選んでください。" });
    }
}
