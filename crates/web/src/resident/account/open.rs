//! Where the link of a letter leads. Looking at it does nothing: a mail server that follows links uses none up. What stands
//! behind its `#` is posted by whoever presses the button.

use askama::Template;
use axum::extract::State;
use madoguchi_app::{App, LetIn};

use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    session,
    who::{Device, Resident, Whence},
};

#[derive(Template)]
#[template(path = "resident/account/open.html")]
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

/// Signs in. A key that was used, one whose time is over and one that is none look alike.
pub async fn post(
    Resident { chrome, visitor, .. }: Resident,
    Whence(from): Whence,
    Device(device): Device,
    State(app): State<App>,
    fields: Fields,
) -> Answer {
    let key = fields.first("key");
    let tried = complaint::tried(
        key,
        ["account.no_key", "account.wrong_key"],
        app.sign_in_by_link(key, &visitor, device, &from),
    )
    .await?;
    let words = match tried {
        Ok(given) => return let_in(&app, &chrome, &given),
        Err(words) => words,
    };
    let wrong = vec![Wrong::at("key", chrome.say(words))];
    show_again(&Page { wrong, chrome: chrome.with_errors() })
}

/// Gives the cookies of a session that begins now, and leads on.
pub fn let_in(app: &App, chrome: &Chrome, given: &LetIn) -> Answer {
    let mut answer = go_to(&chrome.url("/me"))?;
    session::append(&mut answer, session::account_cookie(app, &given.token));
    session::append(&mut answer, session::visitor_cookie(app, &given.visitor));
    Ok(answer)
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
