//! Saved for later: the code that opens the draft again, on the screen and by mail; or thrown away.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::{App, Draft, WARNED_DAYS};
use madoguchi_forms::field::email::read_email;
use madoguchi_vocab::Text;

use super::{draft_of, path, where_to_go_on};
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::{Resident, Whence},
};

#[derive(Template)]
#[template(path = "resident/apply/saved.html")]
struct Page {
    chrome: Chrome,
    name: String,
    code: String,
    until: String,
    go_on: String,
    action: String,
    email: String,
    mailed: Option<String>,
    wrong: Vec<Wrong>,
}

impl Page {
    fn new(app: &App, chrome: Chrome, draft: &Draft) -> Self {
        Self {
            name: chrome.text(&draft.paper.procedure.title).to_owned(),
            code: app.resume_code(draft.id).reveal().to_owned(),
            until: chrome.day(&draft.last_day()),
            go_on: chrome.url(&path(draft.id)),
            action: chrome.url(&format!("{}/saved", path(draft.id))),
            email: String::new(),
            mailed: draft.email.as_ref().map(|address| chrome.put("saved.mailed", address)),
            wrong: vec![],
            chrome,
        }
    }

    fn error(&self) -> Option<&str> {
        complaint::at(&self.wrong, "email")
    }

    fn mail_hint(&self) -> String {
        self.chrome.put("saved.mail_hint", WARNED_DAYS)
    }
}

/// Shows the code.
pub async fn get(resident: Resident, State(app): State<App>, Path(id): Path<String>) -> Answer {
    let draft = draft_of(&app, &resident, &id).await?;
    if draft.receipt.is_some() {
        return go_to(&resident.chrome.url(&where_to_go_on(&draft, &draft.read(app.today()))));
    }
    let chrome = resident.chrome.with_help_of(&app, &draft.paper.procedure.department);
    show(&Page::new(&app, chrome, &draft))
}

/// Sends the code by mail, or throws the draft away.
pub async fn post(
    resident: Resident,
    Whence(from): Whence,
    State(app): State<App>,
    Path(id): Path<String>,
    fields: Fields,
) -> Answer {
    let draft = draft_of(&app, &resident, &id).await?;
    let chrome = resident.chrome.clone().with_help_of(&app, &draft.paper.procedure.department);
    match fields.action.as_str() {
        "discard" => {
            app.discard_draft(draft.id, &resident.visitor).await?;
            go_to(&chrome.url(&format!("/p/{}?discarded", draft.paper.slug)))
        }
        "mail" => match read_email(
            fields.first("email"),
            &Text::all("メールアドレス", "メールアドレス", "E-mail address"),
        ) {
            Ok(address) => {
                app.mail_code(&draft, &address, &from).await?;
                go_to(&chrome.url(&format!("{}/saved", path(draft.id))))
            }
            Err(say) => {
                let wrong = vec![Wrong::at("email", chrome.text(&say))];
                let email = fields.first("email").chars().take(254).collect();
                let page = Page::new(&app, chrome.with_errors(), &draft);
                show_again(&Page { email, wrong, mailed: None, ..page })
            }
        },
        _ => Err(Problem::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_in_every_language() {
        for wrong in [vec![], vec![Wrong::at("email", "「@」を入れて入力してください")]] {
            in_every_language(|chrome| Page {
                chrome,
                name: "見本".into(),
                code: "7Q4M-KX2P-9D3T".into(),
                until: "令和8年12月23日".into(),
                go_on: "/apply/x".into(),
                action: "/apply/x/saved".into(),
                email: "<hanako".into(),
                mailed: Some("送りました".into()),
                wrong: wrong.clone(),
            });
        }
    }
}
