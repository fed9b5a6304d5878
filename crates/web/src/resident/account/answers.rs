//! What is kept for the next procedure: looked at, changed, thrown away.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{RawQuery, State};
use madoguchi_app::{App, facts_paper};
use madoguchi_forms::{Answers, Complaint, Facts, Known, Page as Asked, Typed};

use crate::{
    chrome::Chrome,
    complaint::Wrong,
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    questions::{Sheet, Source},
    resident::apply::{LookedUp, look_up_address},
    who::SignedIn,
    widget::control_id,
};

#[derive(Template)]
#[template(path = "resident/account/answers.html")]
struct Page {
    chrome: Chrome,
    saved: bool,
    notice: Option<String>,
    sheet: Sheet,
    wrong: Vec<Wrong>,
}

fn asked() -> &'static Asked {
    &facts_paper().pages[0]
}

fn drawn(app: &App, chrome: Chrome, typed: &Typed, complaints: Vec<Complaint>) -> Result<Page, Problem> {
    let source = Source {
        chrome: &chrome,
        paper: facts_paper(),
        typed,
        files: &BTreeMap::new(),
        today: app.today(),
        complaints,
        file_path: None,
        buttons: true,
        desk: None,
    };
    let mut sheet = source.sheet(asked())?;
    let wrong = std::mem::take(&mut sheet.wrong);
    let chrome = if wrong.is_empty() { chrome } else { chrome.with_errors() };
    Ok(Page { saved: false, notice: None, sheet, wrong, chrome })
}

/// Shows it.
pub async fn get(me: SignedIn, State(app): State<App>, RawQuery(query): RawQuery) -> Answer {
    let kept = app.kept_answers(&me.member).await?;
    let mut answers = Answers::default();
    for (_, field) in facts_paper().fields() {
        if let Some((value, _)) = field.applicant.and_then(|role| kept.get(&role)) {
            answers.values.insert(field.key.clone(), value.clone());
        }
    }
    let page = drawn(&app, me.chrome, &facts_paper().typed_from(&answers), vec![])?;
    show(&Page { saved: query.as_deref() == Some("saved"), ..page })
}

/// Keeps what was changed, or nothing any more.
pub async fn post(me: SignedIn, State(app): State<App>, fields: Fields) -> Answer {
    let saved = me.chrome.url("/me/answers?saved");
    if fields.action == "clear" {
        app.replace_answers(&me.member, &Known::new()).await?;
        return go_to(&saved);
    }
    let mut typed =
        facts_paper().accept(asked(), &Typed::default(), fields.typed()).map_err(|_| Problem::Unreadable)?;
    if let Some(("lookup", input)) = fields.action.split_once(':') {
        return look_up(&app, me.chrome, &mut typed, input);
    }
    let none = BTreeMap::new();
    let reading = facts_paper().read(&typed, &Facts { today: app.today(), files: &none });
    if !reading.complaints.is_empty() {
        return show_again(&drawn(&app, me.chrome, &typed, reading.complaints)?);
    }
    app.replace_answers(&me.member, &facts_paper().known(&reading.answers)).await?;
    go_to(&saved)
}

/// 「住所を入力する」 without scripts. Nothing is kept by it yet.
fn look_up(app: &App, chrome: Chrome, typed: &mut Typed, input: &str) -> Answer {
    let found = look_up_address(app, typed, input);
    let (mut notice, mut wrong) = (None, vec![]);
    match found {
        LookedUp::Filled => notice = Some(chrome.say("answers.not_yet").to_owned()),
        LookedUp::Several(towns) => notice = Some(chrome.put("field.lookup_several", towns.join("、"))),
        LookedUp::Unknown => {
            let zip = typed.first(&format!("{input}.zip"));
            let text = chrome.put("field.lookup_none", zip);
            wrong.push(Wrong::at(control_id(&format!("{input}.zip")), text));
        }
    }
    let page = drawn(app, chrome, typed, vec![])?;
    if wrong.is_empty() {
        return show(&Page { notice, ..page });
    }
    show_again(&Page { wrong, chrome: page.chrome.with_errors(), ..page })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_in_every_language() {
        in_every_language(|chrome| Page {
            chrome,
            saved: true,
            notice: Some("まだ残していません".into()),
            sheet: Sheet::default(),
            wrong: vec![Wrong::at("main", "確かめてください")],
        });
    }
}
