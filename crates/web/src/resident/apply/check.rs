//! The answers said back before they are sent, and the sending.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::{App, Draft, Trouble, Wishes};

use super::{News, ShownSection, draft_of, draft_of_form, path, sections, where_to_go_on};
use crate::{
    chrome::Chrome,
    complaint::Wrong,
    form_state::MaybeStale,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    resident::costs::{self, Cost},
    who::Resident,
};

#[derive(Template)]
#[template(path = "resident/apply/check.html")]
struct Page {
    chrome: Chrome,
    name: String,
    kind: &'static str,
    back: String,
    action: String,
    revision: i64,
    sections: Vec<ShownSection>,
    costs: Vec<Cost>,
    news: Option<News>,
    notice: Option<String>,
    /// Whether the decision is wanted on the page instead of on paper.
    no_paper: bool,
    wrong: Vec<Wrong>,
}

impl Page {
    fn new(app: &App, chrome: Chrome, draft: &Draft) -> Self {
        let reading = draft.read(app.today());
        let base = chrome.url(&path(draft.id));
        let change = |page: &str| Some(format!("{base}/{page}?return=check"));
        // What is missing leads to the page that asks for it.
        let wrong: Vec<Wrong> = reading
            .complaints
            .iter()
            .map(|c| Wrong::at(format!("{base}/{}?return=check", c.page), chrome.text(&c.say)))
            .collect();
        let last = reading.journey.last().map_or_else(String::new, |p| format!("/{}", p.key));
        Self {
            name: chrome.text(&draft.paper.procedure.title).to_owned(),
            kind: chrome.kind(draft.paper.procedure.kind),
            back: format!("{base}{last}"),
            action: format!("{base}/submit"),
            revision: draft.revision,
            news: News::of(draft, &chrome, None),
            costs: costs::of(&draft.paper.procedure, &chrome),
            notice: None,
            no_paper: false,
            sections: sections(
                draft.paper.show(&reading.answers, chrome.lang),
                &format!("{base}/files"),
                &change,
            ),
            wrong,
            chrome,
        }
    }
}

/// Says the answers back.
pub async fn get(resident: Resident, State(app): State<App>, Path(id): Path<String>) -> Answer {
    let draft = draft_of(&app, &resident, &id).await?;
    let reading = draft.read(app.today());
    if draft.receipt.is_some() || reading.exit().is_some() {
        return go_to(&resident.chrome.url(&where_to_go_on(&draft, &reading)));
    }
    let chrome = resident.chrome.with_help_of(&app, &draft.paper.procedure.department);
    show(&Page::new(&app, chrome, &draft))
}

/// Sends what was shown. Pressed twice, it is sent once; what was changed since is shown first.
pub async fn post(
    resident: Resident,
    State(app): State<App>,
    Path(id): Path<String>,
    form: MaybeStale,
) -> Answer {
    let draft = draft_of_form(&app, &resident, &id, &form).await?;
    let seen = form.fields.revision.ok_or(Problem::Unreadable)?;
    let chrome = resident.chrome.clone().with_help_of(&app, &draft.paper.procedure.department);
    // デジタル手続法7条1項: without a word of theirs it comes on paper.
    let no_paper = form.fields.has("no_paper", "yes");
    if form.stale && draft.receipt.is_none() {
        let notice = Some(chrome.put("check.stale", chrome.kind(draft.paper.procedure.kind)));
        return show_again(&Page { notice, no_paper, ..Page::new(&app, chrome, &draft) });
    }
    match app.submit_wishing(&draft, seen, &resident.visitor, Wishes { no_paper }).await {
        Ok(_) => go_to(&chrome.url(&format!("{}/done", path(draft.id)))),
        Err(Trouble::Incomplete(_)) => {
            show_again(&Page { no_paper, ..Page::new(&app, chrome.with_errors(), &draft) })
        }
        Err(Trouble::Overtaken) => {
            let draft = app.draft(draft.id, &resident.visitor).await?;
            let notice = Some(chrome.put("check.overtaken", chrome.kind(draft.paper.procedure.kind)));
            show_again(&Page { notice, no_paper, ..Page::new(&app, chrome, &draft) })
        }
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{page::tests::in_every_language, resident::apply::sections::tests::sample};

    #[test]
    fn the_page_is_drawn_complete_and_incomplete() {
        for wrong in [vec![], vec![Wrong::at("/apply/x/name", "お名前を入力してください")]] {
            in_every_language(|chrome| Page {
                name: "見本".into(),
                kind: chrome.kind(madoguchi_forms::Kind::Notification),
                back: "/apply/x/name".into(),
                action: "/apply/x/submit".into(),
                revision: 3,
                sections: sample(),
                costs: costs::sample(),
                news: Some(News::sample()),
                notice: Some("変わりました".into()),
                no_paper: wrong.is_empty(),
                wrong: wrong.clone(),
                chrome,
            });
        }
    }
}
