//! The second factor: shown at sign-in, or enrolled with a picture to scan.

use askama::Template;
use axum::extract::{Query, State};
use madoguchi_app::{App, FactorOffer, FactorOwed, StaffPerson, Trouble};
use madoguchi_auth::SessionToken;
use serde::Deserialize;

use super::login::ours;
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    session,
};

pub const PATH: &str = "/second";
const URL: &str = "/staff/second";

/// Where somebody wanted to go.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Wanted {
    next: String,
}

#[derive(Template)]
#[template(path = "staff/second.html")]
struct Page {
    chrome: Chrome,
    next: String,
    /// What to enrol; none where a code is asked.
    offer: Option<FactorOffer>,
    wrong: Vec<Wrong>,
}

impl Page {
    fn wrong_at(&self, id: &str) -> Option<&str> {
        complaint::at(&self.wrong, id)
    }
}

/// The recovery codes, shown this once.
#[derive(Template)]
#[template(path = "staff/recovery.html")]
struct Recovery {
    chrome: Chrome,
    next: String,
    codes: Vec<String>,
}

/// Who is half in, with which token.
async fn half_in(app: &App, chrome: &Chrome) -> Result<(SessionToken, StaffPerson, FactorOwed), Problem> {
    let first = || Problem::SignIn(URL.to_owned());
    let token = chrome.browser().staff.clone().ok_or_else(first)?;
    match app.half_in(&token).await {
        Ok((person, owed)) => Ok((token, person, owed)),
        Err(Trouble::SignIn) => Err(first()),
        Err(other) => Err(other.into()),
    }
}

async fn page(app: &App, chrome: Chrome, next: String) -> Result<(Page, SessionToken, FactorOwed), Problem> {
    let (token, person, owed) = half_in(app, &chrome).await?;
    let offer = match owed {
        FactorOwed::Code => None,
        FactorOwed::Nothing | FactorOwed::Enrolment => Some(app.factor_offer(&person).await?),
    };
    let mut chrome = chrome;
    // Whoever is not in yet has no menu.
    chrome.person = (owed == FactorOwed::Nothing).then_some(person);
    Ok((Page { chrome, next, offer, wrong: vec![] }, token, owed))
}

pub async fn get(State(app): State<App>, chrome: Chrome, Query(wanted): Query<Wanted>) -> Answer {
    show(&page(&app, chrome, wanted.next).await?.0)
}

pub async fn post(State(app): State<App>, chrome: Chrome, fields: Fields) -> Answer {
    let (mut page, token, owed) = page(&app, chrome, fields.first("next").to_owned()).await?;
    let typed = fields.first("code");
    let refused = match owed {
        FactorOwed::Code => match app.show_factor(&token, typed).await {
            Ok(fresh) => {
                let mut answer = go_to(ours(&page.next))?;
                session::append(&mut answer, session::staff_cookie(&app, &fresh));
                return Ok(answer);
            }
            Err(trouble) => trouble,
        },
        FactorOwed::Nothing | FactorOwed::Enrolment => {
            match app.enrol_factor(&token, typed, fields.first("proof")).await {
                Ok(codes) => {
                    let next = ours(&page.next).to_owned();
                    return show(&Recovery { chrome: page.chrome, next, codes });
                }
                Err(trouble) => trouble,
            }
        }
    };
    match refused {
        Trouble::Amiss { field, words } => {
            let label = if field == "proof" { "本人の確認" } else { "コード" };
            page.wrong.push(Wrong::at(field, format!("{label}：{words}")));
            page.chrome.has_errors = true;
            show_again(&page)
        }
        other => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_pages_draw_for_showing_and_for_enrolling() {
        let offer = |is_enrolled| FactorOffer {
            uri: "otpauth://totp/madoguchi:hanako?secret=AAAA&issuer=madoguchi".into(),
            picture: "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"></svg>".into(),
            key: "AAAA BBBB".into(),
            is_enrolled,
            left: 3,
        };
        for offer in [None, Some(offer(false)), Some(offer(true))] {
            for_staff(|chrome| Page {
                chrome,
                next: "/staff/queue".into(),
                offer: offer.clone(),
                wrong: ["code", "proof"].map(|id| Wrong::at(id, "合いません")).into(),
            });
        }
        for_staff(|chrome| Recovery { chrome, next: "/staff".into(), codes: vec!["7Q4M-KX2P-9D3T".into()] });
    }
}
