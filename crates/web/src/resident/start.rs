//! The page a procedure begins on: everything people want to know before they begin, and one button.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use madoguchi_app::{App, Measured};
use madoguchi_forms::Paper;
use madoguchi_inventory::{Channel, Procedure, Status};
use madoguchi_vocab::{Date, Lang, Slug};

use super::catalogue::is_elsewhere;
use crate::{
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, go_to, show, show_public},
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
    /// How long it really took lately.
    measured: Option<String>,
    who: Html,
    needs: Vec<Html>,
    other_ways: Vec<Html>,
    faq: Vec<(String, Html)>,
    purpose: Html,
    law: Option<String>,
    /// 受付期間, where there is one.
    period: Option<String>,
    /// 定員 and what is left of it.
    places: Option<String>,
    /// Whether it can be handed in today.
    is_open: bool,
    /// Where somebody asks to be told when it can be, outside its period.
    notify: Option<String>,
    /// The paper has not been written in the language of the page.
    foreign: bool,
    /// Whether somebody has just thrown a draft of it away.
    discarded: bool,
}

fn wish_path(chrome: &Chrome, called: &str) -> String {
    chrome.url(&format!("/p/{called}/notify"))
}

/// Fewer submissions than this say nothing about how long the next will take.
const ENOUGH: usize = 10;

impl Page {
    fn new(
        paper: &Paper,
        chrome: Chrome,
        today: Date,
        left: Option<u32>,
        measured: Option<Measured>,
    ) -> Self {
        let p = &paper.procedure;
        let said = |day: Option<Date>| day.map(|d| chrome.day(&d)).unwrap_or_default();
        let period = (p.open_from.is_some() || p.open_until.is_some())
            .then(|| chrome.put2("start.period_text", said(p.open_from), said(p.open_until)));
        let told = |texts: &[madoguchi_vocab::Text]| texts.iter().map(|t| chrome.tell(t)).collect();
        Self {
            slug: paper.slug.to_string(),
            title: chrome.text(&p.title).to_owned(),
            summary: chrome.tell(&p.summary),
            minutes: p.minutes,
            kind: chrome.kind(p.kind),
            fee: chrome.tell(&p.fee),
            time: chrome.tell(&p.time),
            measured: measured
                .filter(|m| m.count >= ENOUGH)
                .map(|m| chrome.put2("start.measured_text", m.median.to_string(), m.p90.to_string())),
            who: chrome.tell(&p.who),
            needs: told(&p.needs),
            other_ways: told(&p.other_ways),
            faq: p.faq.iter().map(|x| (chrome.text(&x.q).to_owned(), chrome.tell(&x.a))).collect(),
            purpose: chrome.tell(&p.purpose),
            law: p.law.as_ref().map(|l| format!("{} {}", l.name, l.article)),
            period,
            places: p
                .capacity
                .zip(left)
                .map(|(all, left)| chrome.put2("start.places_text", all.to_string(), left.to_string())),
            is_open: p.is_open_on(today) && left != Some(0),
            notify: (!p.is_open_on(today)).then(|| wish_path(&chrome, paper.slug.as_str())),
            discarded: false,
            foreign: chrome.lang != Lang::Ja && !p.title.has(chrome.lang),
            chrome,
        }
    }
}

/// A procedure that is not open online here: how it is done instead.
#[derive(Template)]
#[template(path = "resident/offline.html")]
struct Offline {
    chrome: Chrome,
    title: String,
    channels: Vec<String>,
    /// Whether it is online on a site that is not ours.
    elsewhere: bool,
    /// The address of that site, where it is known.
    service: Option<String>,
    fee: String,
    law: String,
    reason: String,
    /// Where somebody asks to be told when it can be done online.
    notify: Option<String>,
}

impl Offline {
    fn new(row: &Procedure, called: &str, chrome: Chrome) -> Self {
        let name = |c: &Channel| chrome.say(&format!("channel.{}", c.code())).to_owned();
        let here = |c: &&Channel| **c != Channel::Platform;
        Self {
            title: row.name.clone(),
            channels: row.channels.iter().filter(here).map(name).collect(),
            elsewhere: is_elsewhere(row),
            service: row.service_url.starts_with("https://").then(|| row.service_url.clone()),
            fee: row.fee_note.clone(),
            law: format!("{} {}", row.law, row.article).trim().to_owned(),
            reason: row.reason.clone(),
            // What is online elsewhere, or nowhere because there is no such thing, is not waited for.
            notify: (!is_elsewhere(row) && row.status != Status::NoScheme)
                .then(|| wish_path(&chrome, called)),
            chrome,
        }
    }
}

/// Shows what the procedure is.
pub async fn get(
    resident: Resident,
    State(app): State<App>,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let Some(open) = app.papers().open(&slug) else { return offline(resident, &app, &slug).await };
    let chrome = resident.chrome.with_help_of(&app, &open.paper.procedure.department);
    let left = app.places_left(&open.paper).await?;
    let page = Page::new(&open.paper, chrome, app.today(), left, app.measured().get(&slug).copied());
    show(&Page { discarded: query.as_deref() == Some("discarded"), ..page })
}

async fn offline(resident: Resident, app: &App, id: &str) -> Answer {
    let found = app.catalogue().await?.into_iter().find(|e| e.procedure.is_called(id));
    let entry = found.ok_or(Problem::Missing)?;
    if let Some(open) = entry.published {
        return go_to(&resident.chrome.url(&format!("/p/{}", open.paper.slug)));
    }
    let chrome = resident.chrome.with_help_of(app, &entry.procedure.department);
    show_public(&Offline::new(&entry.procedure, id, chrome))
}

/// Begins.
pub async fn post(
    Resident { chrome, visitor, .. }: Resident,
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
            measured: Some("半分は 2 開庁日".into()),
            who: plain("だれでも"),
            needs: vec![plain("写真")],
            other_ways: vec![plain("窓口")],
            faq: vec![("いつ".into(), plain("いつでも"))],
            purpose: plain("見本のため"),
            law: Some("見本法 第1条".into()),
            places: Some("100 件（残り 3 件）".into()),
            period: Some("〜".into()),
            is_open: chrome.lang != Lang::En,
            notify: Some("/p/sample/notify".into()),
            discarded: true,
            foreign: true,
            chrome,
        });
    }

    #[test]
    fn the_page_of_what_is_not_online_is_drawn_in_every_language() {
        in_every_language(|chrome| Offline {
            channels: Channel::ALL
                .iter()
                .map(|c| chrome.say(&format!("channel.{}", c.code())).to_owned())
                .collect(),
            chrome,
            title: "見本の届出".into(),
            elsewhere: true,
            service: Some("https://example.jp/".into()),
            fee: "無料".into(),
            law: "見本法 第1条".into(),
            reason: "窓口で確認するため".into(),
            notify: Some("/p/sample/notify".into()),
        });
    }

    #[test]
    fn every_way_to_do_it_has_words() {
        for lang in Lang::ALL {
            for channel in Channel::ALL {
                let key = format!("channel.{}", channel.code());
                assert_ne!(Chrome::sample(lang).say(&key), key, "{lang}");
            }
        }
    }
}
