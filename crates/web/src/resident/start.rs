//! The page a procedure begins on: everything people want to know before they begin, and one button.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::App;
use madoguchi_forms::Paper;
use madoguchi_vocab::{Lang, Slug};

use crate::{
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, go_to, show},
    problem::Problem,
    ruby::Html,
    who::Resident,
};

/// `/p/{slug}`
pub const PATH: &str = "/p/{slug}";
/// `/p/{slug}/start`
pub const BEGIN: &str = "/p/{slug}/start";

#[derive(Template)]
#[template(path = "resident/start.html")]
struct Page {
    chrome: Chrome,
    slug: String,
    title: String,
    summary: Html,
    minutes: u32,
    kind: &'static str,
    fee: Html,
    time: Html,
    who: Html,
    needs: Vec<Html>,
    other_ways: Vec<Html>,
    faq: Vec<(String, Html)>,
    purpose: Html,
    law: Option<String>,
    /// The paper has not been written in the language of the page.
    foreign: bool,
}

impl Page {
    fn new(paper: &Paper, chrome: Chrome) -> Self {
        let p = &paper.procedure;
        let told = |texts: &[madoguchi_vocab::Text]| texts.iter().map(|t| chrome.tell(t)).collect();
        Self {
            slug: paper.slug.to_string(),
            title: chrome.text(&p.title).to_owned(),
            summary: chrome.tell(&p.summary),
            minutes: p.minutes,
            kind: chrome.kind(p.kind),
            fee: chrome.tell(&p.fee),
            time: chrome.tell(&p.time),
            who: chrome.tell(&p.who),
            needs: told(&p.needs),
            other_ways: told(&p.other_ways),
            faq: p.faq.iter().map(|x| (chrome.text(&x.q).to_owned(), chrome.tell(&x.a))).collect(),
            purpose: chrome.tell(&p.purpose),
            law: p.law.as_ref().map(|l| format!("{} {}", l.name, l.article)),
            foreign: chrome.lang != Lang::Ja && !p.title.has(chrome.lang),
            chrome,
        }
    }
}

/// Shows what the procedure is.
pub async fn get(resident: Resident, State(app): State<App>, Path(slug): Path<String>) -> Answer {
    let open = app.papers().open(&slug).ok_or(Problem::Missing)?;
    let chrome = resident.chrome.with_help_of(&app, &open.paper.procedure.department).await;
    show(&Page::new(&open.paper, chrome))
}

/// Begins.
pub async fn post(
    Resident { chrome, visitor }: Resident,
    State(app): State<App>,
    Path(slug): Path<String>,
    _: Fields,
) -> Answer {
    let slug: Slug = slug.parse().map_err(|_| Problem::Missing)?;
    let draft = app.start_draft(&slug, chrome.lang, &visitor).await?;
    go_to(&chrome.url(&super::apply::path(draft)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{page::tests::in_every_language, ruby::plain};

    #[test]
    fn the_page_is_drawn_in_every_language() {
        in_every_language(|chrome| Page {
            slug: "sample".into(),
            title: "見本の手続き".into(),
            summary: plain("見本です。"),
            minutes: 5,
            kind: chrome.kind(madoguchi_forms::Kind::Application),
            fee: plain("無料"),
            time: plain("3開庁日"),
            who: plain("だれでも"),
            needs: vec![plain("写真")],
            other_ways: vec![plain("窓口")],
            faq: vec![("いつ".into(), plain("いつでも"))],
            purpose: plain("見本のため"),
            law: Some("見本法 第1条".into()),
            foreign: true,
            chrome,
        });
    }
}
