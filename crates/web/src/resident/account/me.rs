//! The page of one's own: what was sent, what was issued, what is begun.

use askama::Template;
use axum::extract::{RawQuery, State};
use madoguchi_app::{App, MySubmission, Trouble};

use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    session,
    who::{SignedIn, Whence},
};

/// A submission.
struct Line {
    title: String,
    url: String,
    receipt: String,
    state: String,
    arrived: String,
    mend: Option<String>,
    /// Name and address of what was issued.
    documents: Vec<(String, String)>,
}

impl Line {
    fn new(s: MySubmission, chrome: &Chrome) -> Self {
        let url = chrome.url(&format!("/status/{}", s.receipt));
        Self {
            title: chrome.text(&s.title).to_owned(),
            state: chrome.say(&format!("stage.{}", s.stage.code())).to_owned(),
            arrived: chrome.day(&s.arrived_at.date()),
            mend: s.mend_until.map(|day| chrome.put("status.due", chrome.day(&day))),
            documents: s
                .documents
                .iter()
                .filter(|d| !d.superseded && !d.by_post)
                .map(|d| (d.title.clone(), format!("{url}/documents/{}", d.id)))
                .collect(),
            receipt: s.receipt.to_string(),
            url,
        }
    }
}

/// A draft.
struct Begun {
    title: String,
    url: String,
    until: String,
}

#[derive(Template)]
#[template(path = "resident/account/me.html")]
struct Page {
    chrome: Chrome,
    address: String,
    added: bool,
    sent: Vec<Line>,
    begun: Vec<Begun>,
    receipt: String,
    wrong: Vec<Wrong>,
}

impl Page {
    fn error(&self, id: &str) -> Option<&str> {
        complaint::at(&self.wrong, id)
    }

    async fn new(app: &App, me: &SignedIn) -> Result<Self, Problem> {
        let chrome = &me.chrome;
        let sent = app.my_submissions(&me.member).await?;
        let begun = app.my_drafts(&me.member).await?;
        Ok(Self {
            address: me.member.address.clone(),
            added: false,
            sent: sent.into_iter().map(|s| Line::new(s, chrome)).collect(),
            begun: begun
                .into_iter()
                .map(|d| Begun {
                    title: chrome.text(&d.title).to_owned(),
                    url: chrome.url(&super::super::apply::path(d.id)),
                    until: chrome.day(&d.last_day),
                })
                .collect(),
            receipt: String::new(),
            wrong: vec![],
            chrome: chrome.clone(),
        })
    }
}

/// Shows it.
pub async fn get(me: SignedIn, State(app): State<App>, RawQuery(query): RawQuery) -> Answer {
    show(&Page { added: query.as_deref() == Some("added"), ..Page::new(&app, &me).await? })
}

/// Puts a submission on it by number and key, or signs out.
pub async fn post(me: SignedIn, Whence(from): Whence, State(app): State<App>, fields: Fields) -> Answer {
    match fields.action.as_str() {
        "out" => {
            let fresh = app.leave(&me.token, &me.visitor).await?;
            let mut answer = go_to(&me.chrome.url("/"))?;
            session::signed_out(&app, &mut answer, &fresh);
            Ok(answer)
        }
        "add" => add(me, &from, &app, &fields).await,
        _ => Err(Problem::Unreadable),
    }
}

async fn add(me: SignedIn, from: &str, app: &App, fields: &Fields) -> Answer {
    let (receipt, key) = (fields.first("receipt").trim(), fields.first("key").trim());
    let chrome = &me.chrome;
    let mut wrong = Vec::new();
    for (id, value, words) in [("receipt", receipt, "look_up.no_receipt"), ("key", key, "look_up.no_key")] {
        if value.is_empty() {
            wrong.push(Wrong::at(id, chrome.say(words)));
        }
    }
    if wrong.is_empty() {
        match app.add_to_account(&me.member, receipt, key, &me.visitor, from).await {
            Ok(_) => return go_to(&chrome.url("/me?added")),
            Err(Trouble::NotFound) => wrong.push(Wrong::at("receipt", chrome.say("look_up.unknown"))),
            Err(other) => return Err(other.into()),
        }
    }
    let page = Page::new(app, &me).await?;
    let receipt = receipt.chars().take(40).collect();
    show_again(&Page { receipt, wrong, chrome: page.chrome.with_errors(), ..page })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_empty_and_full() {
        for wrong in [vec![], vec![Wrong::at("key", "照会キーを入力してください")]] {
            in_every_language(|chrome| {
                let line = Line {
                    title: "見本".into(),
                    url: "/status/x".into(),
                    receipt: "K7MN-4128-83".into(),
                    state: "届きました".into(),
                    arrived: "令和8年11月24日".into(),
                    mend: Some("12月7日まで".into()),
                    documents: vec![("決定通知書".into(), "/status/x/documents/y".into())],
                };
                let begun =
                    Begun { title: "見本".into(), url: "/apply/x".into(), until: "12月24日".into() };
                let full = !wrong.is_empty();
                Page {
                    chrome,
                    address: "hanako@example.jp".into(),
                    added: full,
                    sent: if full { vec![line] } else { vec![] },
                    begun: if full { vec![begun] } else { vec![] },
                    receipt: "<K7MN>".into(),
                    wrong: wrong.clone(),
                }
            });
        }
    }
}
