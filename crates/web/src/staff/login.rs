//! Signing in and out.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::IntoResponse,
};
use madoguchi_app::{App, Trouble};
use madoguchi_auth::SessionToken;
use serde::Deserialize;

use crate::{
    chrome::Chrome,
    complaint::Wrong,
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    session,
    who::Whence,
};

pub const PATH: &str = "/login";

/// Where somebody wanted to go.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Wanted {
    next: String,
}

#[derive(Template)]
#[template(path = "staff/login.html")]
struct Login {
    chrome: Chrome,
    login: String,
    next: String,
    wrong: Vec<Wrong>,
}

pub async fn get(chrome: Chrome, Query(wanted): Query<Wanted>) -> Answer {
    show(&Login { chrome, login: String::new(), next: wanted.next, wrong: vec![] })
}

pub async fn post(State(app): State<App>, chrome: Chrome, Whence(from): Whence, fields: Fields) -> Answer {
    let (login, next) = (fields.first("login").to_owned(), fields.first("next").to_owned());
    match app.sign_in(&login, fields.first("password"), &from).await {
        Ok(token) => {
            let mut answer = go_to(ours(&next))?;
            session::append(&mut answer, session::staff_cookie(&app, &token));
            Ok(answer)
        }
        Err(Trouble::SignIn) => {
            let text = "サインインの名前とパスワードの組み合わせが合いません。もう一度入力してください。忘れたときはシステム管理者に聞いてください";
            let wrong = vec![Wrong::at("login", text)];
            show_again(&Login { chrome: chrome.with_errors(), login, next, wrong })
        }
        Err(other) => Err(other.into()),
    }
}

pub async fn out(State(app): State<App>, chrome: Chrome, _: Fields) -> Answer {
    if let Some(token) = &chrome.browser().staff {
        app.sign_out(&SessionToken::clone(token)).await?;
    }
    let mut answer = go_to("/staff/login")?.into_response();
    session::append(&mut answer, session::no_staff_cookie(&app));
    Ok(answer)
}

/// An address of this office; anything else leads to the first page.
pub fn ours(next: &str) -> &str {
    let inside = ["/staff", "/manage", "/author", "/admin"].iter().any(|p| next.starts_with(p));
    if inside && !next.contains(['\\', '\n', '\r']) { next } else { "/staff" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws() {
        let wrong = || vec![Wrong::at("login", "合いません。もう一度入力してください")];
        for_staff(|chrome| Login { chrome, login: "sato".into(), next: String::new(), wrong: wrong() });
    }

    #[test]
    fn nobody_is_sent_elsewhere_after_signing_in() {
        for (next, to) in [
            ("/staff/queue?stage=received", "/staff/queue?stage=received"),
            ("/manage", "/manage"),
            ("//evil.example", "/staff"),
            ("https://evil.example", "/staff"),
            ("/staff\r\nX: y", "/staff"),
            ("", "/staff"),
        ] {
            assert_eq!(ours(next), to, "{next}");
        }
    }
}
