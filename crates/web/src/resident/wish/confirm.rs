//! A wish is confirmed by what stood in its letter. Looking at the link does nothing.

use askama::Template;
use axum::extract::State;
use madoguchi_app::{App, Trouble};

use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    who::{Resident, Whence},
};

#[derive(Template)]
#[template(path = "resident/wish/confirm.html")]
struct Page {
    chrome: Chrome,
    wrong: Vec<Wrong>,
}

impl Page {
    fn error(&self) -> Option<&str> {
        complaint::at(&self.wrong, "key")
    }
}

/// Asks for one press.
pub async fn get(Resident { chrome, .. }: Resident) -> Answer {
    show(&Page { chrome, wrong: vec![] })
}

/// Confirms it.
pub async fn post(
    Resident { chrome, .. }: Resident,
    Whence(from): Whence,
    State(app): State<App>,
    fields: Fields,
) -> Answer {
    match app.confirm_wish(fields.first("key"), &from).await {
        Ok(awaited) => go_to(&chrome.url(&format!("/p/{}/notify?noted", awaited.about))),
        Err(Trouble::NotFound) => {
            let wrong = vec![Wrong::at("key", chrome.say("wish.wrong_key"))];
            show_again(&Page { wrong, chrome: chrome.with_errors() })
        }
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_with_and_without_a_complaint() {
        for wrong in [vec![], vec![Wrong::at("key", "キーを入力してください")]] {
            in_every_language(|chrome| Page { chrome, wrong: wrong.clone() });
        }
    }
}
