//! Somebody asks to be told when a procedure can be done online.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use madoguchi_app::{App, Awaited, CONFIRM_DAYS};
use madoguchi_forms::field::email::read_email;

use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    resident::account::mail_label,
    who::{Resident, Whence},
};

#[derive(Template)]
#[template(path = "resident/wish/ask.html")]
struct Page {
    chrome: Chrome,
    title: String,
    /// The name is known in Japanese only, and the page is in English.
    foreign: bool,
    action: String,
    start: String,
    email: String,
    /// It can be done online today: there is nothing to wait for.
    is_open: bool,
    /// What was said after asking: `sent` or `noted`.
    said: String,
    days: i64,
    wrong: Vec<Wrong>,
}

impl Page {
    fn new(chrome: Chrome, awaited: &Awaited) -> Self {
        let start = chrome.url(&format!("/p/{}", awaited.about));
        Self {
            title: chrome.text(&awaited.title).to_owned(),
            foreign: chrome.is_foreign(&awaited.title),
            action: format!("{start}/notify"),
            start,
            email: String::new(),
            is_open: awaited.is_open,
            said: String::new(),
            days: CONFIRM_DAYS,
            wrong: vec![],
            chrome,
        }
    }

    fn error(&self) -> Option<&str> {
        complaint::at(&self.wrong, "email")
    }
}

/// Asks for an address. Whoever has signed in sees their own.
pub async fn get(
    Resident { chrome, member, .. }: Resident,
    State(app): State<App>,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let awaited = app.awaited(&slug).await?;
    let email = member.map(|m| m.address).unwrap_or_default();
    let said = query.filter(|q| q == "sent" || q == "noted").unwrap_or_default();
    show(&Page { email, said, ..Page::new(chrome, &awaited) })
}

/// Takes the wish. What is answered is the same whoever has it already.
pub async fn post(
    Resident { chrome, member, .. }: Resident,
    Whence(from): Whence,
    State(app): State<App>,
    Path(slug): Path<String>,
    fields: Fields,
) -> Answer {
    let awaited = app.awaited(&slug).await?;
    match read_email(fields.first("email"), &mail_label()) {
        Ok(address) => {
            app.wish(&slug, &address, chrome.lang, member.as_ref(), &from).await?;
            let proved = member.is_some_and(|m| m.is_at(&address));
            let said = if proved { "noted" } else { "sent" };
            go_to(&chrome.url(&format!("/p/{slug}/notify?{said}")))
        }
        Err(say) => {
            let wrong = vec![Wrong::at("email", chrome.text(&say))];
            let email = fields.first("email").chars().take(254).collect();
            show_again(&Page { email, wrong, ..Page::new(chrome.with_errors(), &awaited) })
        }
    }
}

#[cfg(test)]
mod tests {
    use madoguchi_vocab::Text;

    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_in_every_state_and_language() {
        for (said, is_open) in [("", false), ("sent", false), ("noted", false), ("", true)] {
            in_every_language(|chrome| {
                let awaited = Awaited { about: "sample".into(), title: Text::ja("見本"), is_open };
                let wrong = if said.is_empty() {
                    vec![Wrong::at("email", "入力してください")]
                } else {
                    vec![]
                };
                let wrong = if is_open { vec![] } else { wrong };
                Page { email: "<h".into(), said: said.into(), wrong, ..Page::new(chrome, &awaited) }
            });
        }
    }
}
