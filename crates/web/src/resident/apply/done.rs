//! It has arrived: number, key, and what comes next.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use madoguchi_app::App;
use madoguchi_forms::Known;

use super::{draft_of, draft_of_form, keep::known_lines, path};
use crate::{
    chrome::Chrome,
    form_state::MaybeStale,
    page::{Answer, show},
    resident::feedback,
    ruby::Html,
    who::{Resident, Whence},
};

#[derive(Template)]
#[template(path = "resident/apply/done.html")]
struct Page {
    chrome: Chrome,
    name: String,
    kind: &'static str,
    receipt: String,
    key: String,
    arrived: String,
    status: String,
    print: String,
    department: String,
    /// The day on which city hall will look at it, where that is not today.
    looks_on: Option<String>,
    time: Html,
    has_mail: bool,
    /// Whether a fee comes before anything else.
    pays_first: bool,
    /// Procedures people often do next.
    next: Vec<(String, String)>,
    /// What may be said of it; nothing once it was said.
    feedback: Option<feedback::Form>,
    /// Where the page of one's own is, and whether this is on it.
    mine: Option<String>,
    /// What could be kept for the next procedure, and where that is asked for.
    keep: Option<(String, Vec<(String, String)>)>,
    /// It is kept now.
    kept: bool,
}

/// Shows the receipt. However often it is reloaded, nothing is sent again.
pub async fn get(
    resident: Resident,
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let draft = draft_of(&app, &resident, &id).await?;
    let (receipt, submission) = app.receipt_of(&draft).await?;
    let kept = query.as_deref() == Some("kept");
    let (mine, lines) = match &resident.member {
        Some(member) => {
            let known = if kept { Known::new() } else { app.could_keep(&draft).await? };
            (
                app.is_mine(member, &receipt.receipt).await?,
                known_lines(&draft.paper, &known, &resident.chrome),
            )
        }
        None => (false, vec![]),
    };
    let chrome = resident.chrome.with_help_of(&app, &submission.department);
    let arrived = receipt.arrived_at.date();
    let papers = app.papers();
    let next = submission.paper.procedure.next.iter().filter_map(|slug| papers.open(slug.as_str()));
    show(&Page {
        name: chrome.text(&submission.paper.procedure.title).to_owned(),
        kind: chrome.kind(submission.paper.procedure.kind),
        receipt: receipt.receipt.to_string(),
        key: receipt.key.reveal().to_owned(),
        arrived: chrome.moment(&receipt.arrived_at),
        status: chrome.url(&format!("/status/{}", receipt.receipt)),
        print: chrome.url(&format!("{}/receipt", path(draft.id))),
        department: submission.desk.name_in(chrome.lang).to_owned(),
        feedback: app
            .may_rate(&submission)
            .await?
            .then(|| feedback::Form::new(chrome.url(&format!("{}/done", path(draft.id))))),
        looks_on: (!app.calendar().is_open(arrived)).then(|| chrome.day(&app.calendar().next_open(arrived))),
        time: chrome.tell(&submission.paper.procedure.time),
        has_mail: submission.email.is_some(),
        pays_first: submission.days_from_payment().is_some(),
        next: next
            .map(|p| {
                (
                    chrome.url(&format!("/p/{}", p.paper.slug)),
                    chrome.text(&p.paper.procedure.title).to_owned(),
                )
            })
            .collect(),
        mine: mine.then(|| chrome.url("/me")),
        keep: (!lines.is_empty()).then(|| (chrome.url(&format!("{}/keep", path(draft.id))), lines)),
        kept,
        chrome,
    })
}

/// Takes what somebody says of it.
pub async fn post(
    resident: Resident,
    State(app): State<App>,
    Whence(from): Whence,
    Path(id): Path<String>,
    sent: MaybeStale,
) -> Answer {
    let draft = draft_of_form(&app, &resident, &id, &sent).await?;
    let (_, submission) = app.receipt_of(&draft).await?;
    let chrome = resident.chrome.with_help_of(&app, &submission.department);
    let here = chrome.url(&format!("{}/done", path(draft.id)));
    let page = feedback::Page::new(&app, chrome, &submission, (here.clone(), here)).await?;
    page.take(&app, &submission, sent, &from).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{page::tests::in_every_language, ruby::plain};

    #[test]
    fn the_page_is_drawn_in_every_language() {
        in_every_language(|chrome| Page {
            name: "見本".into(),
            kind: chrome.kind(madoguchi_forms::Kind::Request),
            receipt: "K7MN-4128-83".into(),
            key: "7Q4M-KX2P-9D3T-VW5H".into(),
            arrived: "令和8年11月23日 9:05".into(),
            status: "/status/K7MN-4128-83".into(),
            print: "/apply/x/receipt".into(),
            department: "市民課".into(),
            looks_on: Some("令和8年11月24日".into()),
            time: plain("3開庁日"),
            pays_first: true,
            has_mail: true,
            next: vec![("/p/next".into(), "つぎの手続き".into())],
            feedback: (chrome.lang != madoguchi_vocab::Lang::En)
                .then(|| feedback::Form::new("/apply/x/done".into())),
            mine: (chrome.lang != madoguchi_vocab::Lang::En).then(|| "/me".into()),
            keep: Some(("/apply/x/keep".into(), vec![("お名前".into(), "見本 花子".into())])),
            kept: true,
            chrome,
        });
    }
}
