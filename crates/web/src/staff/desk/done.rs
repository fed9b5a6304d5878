//! It is entered: number and key for the resident, on the screen and to print.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::{App, StaffPerson, Submission};

use super::{draft_id, draft_of, path};
use crate::{
    chrome::Chrome,
    page::{Answer, go_to, show},
    problem::Problem,
    resident::apply::{ShownSection, sections},
    who::Staff,
};

pub const PATH: &str = "/desk/{id}/done";
pub const RECEIPT: &str = "/desk/{id}/receipt";

#[derive(Template)]
#[template(path = "staff/desk/done.html")]
struct Done {
    chrome: Chrome,
    title: String,
    receipt: String,
    key: Option<String>,
    arrived: String,
    due: Option<String>,
    has_mail: bool,
    print: String,
    /// Where it is worked on.
    case: String,
}

#[derive(Template)]
#[template(path = "staff/desk/receipt.html")]
struct Copy {
    chrome: Chrome,
    /// In the language of the resident.
    paper: Chrome,
    title: String,
    receipt: String,
    key: Option<String>,
    arrived: String,
    /// Where to follow it, in full: it is read from paper.
    address: String,
    department: String,
    back: String,
    sections: Vec<ShownSection>,
}

/// When it arrived: of what came on paper, only the day is known.
fn arrived(chrome: &Chrome, submission: &Submission) -> String {
    match submission.entry.as_ref().and_then(|entry| entry.paper_day) {
        Some(day) => chrome.day(&day),
        None => chrome.moment(&submission.arrived_at),
    }
}

async fn key(app: &App, person: &StaffPerson, submission: &Submission) -> Result<Option<String>, Problem> {
    Ok(app.entry_key(person, submission).await?.map(|key| key.reveal().to_owned()))
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Answer {
    let draft = draft_of(&app, &person, &id).await?;
    if draft.receipt.is_none() {
        return go_to(&path(draft.id));
    }
    let submission = app.entered(&person, draft.id).await?;
    show(&Done {
        title: submission.paper.procedure.title.ja.clone(),
        key: key(&app, &person, &submission).await?,
        arrived: arrived(&chrome, &submission),
        due: submission.due_on.map(|day| chrome.day(&day)),
        has_mail: submission.email.is_some(),
        print: format!("{}/receipt", path(draft.id)),
        case: format!("/staff/a/{}", submission.receipt),
        receipt: submission.receipt.to_string(),
        chrome,
    })
}

/// The copy that the resident takes home.
pub async fn receipt(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Answer {
    let id = draft_id(&id)?;
    let submission = app.entered(&person, id).await?;
    let paper = chrome.in_language(submission.lang);
    show(&Copy {
        title: paper.text(&submission.paper.procedure.title).to_owned(),
        key: key(&app, &person, &submission).await?,
        arrived: arrived(&paper, &submission),
        address: format!("{}{}", app.settings().public_url, paper.url("/status")),
        department: format!("{}　{}", submission.desk.name_in(submission.lang), submission.desk.phone),
        back: format!("{}/done", path(id)),
        sections: sections(submission.print(submission.lang), "", &|_| None),
        receipt: submission.receipt.to_string(),
        paper,
        chrome,
    })
}

#[cfg(test)]
mod tests {
    use madoguchi_vocab::Lang;

    use super::*;
    use crate::{page::tests::for_staff, resident::apply::sample_sections};

    #[test]
    fn the_page_draws_with_and_without_the_key() {
        for key in [None, Some("7Q4M-KX2P-9D3T-VW5H".to_owned())] {
            for_staff(|chrome| Done {
                chrome,
                title: "住民票".into(),
                receipt: "K7MN-4128-83".into(),
                key: key.clone(),
                arrived: "令和8年11月24日".into(),
                due: key.clone(),
                has_mail: key.is_some(),
                print: "/staff/desk/x/receipt".into(),
                case: "/staff/a/K7MN-4128-83".into(),
            });
        }
    }

    #[test]
    fn the_copy_draws_in_every_language_of_residents() {
        for lang in Lang::ALL {
            for_staff(|chrome| Copy {
                paper: Chrome::sample(lang),
                chrome,
                title: "住民票".into(),
                receipt: "K7MN-4128-83".into(),
                key: Some("7Q4M-KX2P-9D3T-VW5H".into()),
                arrived: "令和8年11月24日".into(),
                address: "https://example.jp/status".into(),
                department: "市民課　0744-00-0000".into(),
                back: "/staff/desk/x/done".into(),
                sections: sample_sections(),
            });
        }
    }
}
