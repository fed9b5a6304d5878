//! The page a procedure begins on: everything people want to know before they begin, and one button.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use madoguchi_app::{App, Listed, Measured};
use madoguchi_forms::{Paper, Proxies};
use madoguchi_inventory::{Channel, LeftOut, Level, Procedure, Status};
use madoguchi_vocab::{Date, Lang, Slug};

use super::{
    catalogue::{self, Entry, Event, badge_of, is_elsewhere},
    costs::{self, Cost},
};
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
    costs: Vec<Cost>,
    time: Html,
    /// How long it really took lately.
    measured: Option<String>,
    who: Html,
    /// Who may act for them, where the paper says so.
    proxies: Option<String>,
    needs: Vec<Html>,
    other_ways: Vec<Html>,
    faq: Vec<(String, Html)>,
    purpose: Html,
    law: Option<String>,
    /// 受付期間, where there is one.
    period: Option<String>,
    /// 定員 and what is left of it.
    places: Option<String>,
    /// Why it cannot be handed in today, and what to do meanwhile.
    closed: Option<String>,
    /// Where it is told whether it is the right one, where it is not for everybody.
    eligibility: Option<String>,
    /// The event in a life it belongs to.
    event: Option<Event>,
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
            costs: costs::of(p, &chrome),
            time: chrome.tell(&p.time),
            measured: measured
                .filter(|m| m.count >= ENOUGH)
                .map(|m| chrome.put2("start.measured_text", m.median.to_string(), m.p90.to_string())),
            who: chrome.tell(&p.who),
            proxies: p.proxies.as_ref().map(|proxies| said_of(proxies, &chrome)),
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
            closed: closed(paper, &chrome, today, left),
            eligibility: paper.exits().next().map(|_| chrome.url(&format!("/p/{}/eligibility", paper.slug))),
            event: catalogue::crumb(p.life_events.iter(), &chrome),
            notify: (!p.is_open_on(today)).then(|| wish_path(&chrome, paper.slug.as_str())),
            discarded: false,
            foreign: chrome.lang != Lang::Ja && !p.title.has(chrome.lang),
            chrome,
        }
    }
}

/// 「できます：家族・法定代理人」, or that only the person can.
pub(super) fn said_of(proxies: &Proxies, chrome: &Chrome) -> String {
    let names: Vec<_> = proxies.kinds.iter().map(|kind| chrome.text(&kind.name()).to_owned()).collect();
    match names.as_slice() {
        [] => chrome.say("start.proxies_none").to_owned(),
        names => chrome.put("start.proxies_text", names.join(chrome.say("start.comma"))),
    }
}

/// Why a paper cannot be handed in today.
fn closed(paper: &Paper, chrome: &Chrome, today: Date, left: Option<u32>) -> Option<String> {
    let p = &paper.procedure;
    match (p.open_from, p.open_until) {
        (Some(from), _) if today < from => Some(chrome.put("start.closed_before", chrome.day(&from))),
        (_, Some(until)) if today > until => Some(chrome.put("start.closed_after", chrome.day(&until))),
        _ if left == Some(0) => Some(chrome.say("start.closed_full").to_owned()),
        _ => None,
    }
}

/// A procedure that is not open online here: how it is done instead. What the inventory does not know is not made up: whom
/// to ask is said.
#[derive(Template)]
#[template(path = "resident/offline.html")]
struct Offline {
    chrome: Chrome,
    title: String,
    event: Option<Event>,
    /// Its place in lists, for the badge.
    entry: Entry,
    channels: Vec<String>,
    /// Whether it is online on a site that is not ours.
    elsewhere: bool,
    /// Whether it is somebody else's, not the city's.
    not_ours: bool,
    /// The address of that site, where it is known.
    service: Option<String>,
    /// Where the counter is, if there is one.
    address: Option<String>,
    fee: String,
    documents: Vec<String>,
    time: Option<String>,
    law: String,
    /// Why it cannot be done online, where that is the law's doing.
    reason: String,
    /// What the office tells of it.
    note: String,
    /// What is not known of it, in one sentence.
    unknown: Option<String>,
    /// Where somebody asks to be told when it can be done online.
    notify: Option<String>,
}

impl Offline {
    fn new(row: &Procedure, called: &str, chrome: Chrome, address: &str) -> Self {
        let name = |c: &Channel| chrome.say(&format!("channel.{}", c.code())).to_owned();
        let here = |c: &&Channel| **c != Channel::Platform;
        let not_ours = row.level != Level::City;
        let has_counter = row.channels.contains(&Channel::Counter) || row.channels.contains(&Channel::Mail);
        let listed = Listed { open: None, row: Some(row.clone()) };
        let unknown = [
            (row.fee.is_empty(), "start.fee"),
            (row.attachments.is_empty(), "start.needs"),
            (row.processing_days.is_none(), "start.days"),
        ];
        let unknown: Vec<&str> =
            unknown.into_iter().filter(|(is, _)| *is && !not_ours).map(|(_, key)| chrome.say(key)).collect();
        Self {
            title: row.name.clone(),
            event: catalogue::crumb(row.life_events.iter(), &chrome),
            entry: Entry { badge: badge_of(row), ..Entry::of(&listed, &chrome).unwrap_or_default() },
            channels: row.channels.iter().filter(here).map(name).collect(),
            elsewhere: is_elsewhere(row),
            not_ours,
            service: row.service_url.starts_with("https://").then(|| row.service_url.clone()),
            address: (has_counter && !not_ours && !address.is_empty()).then(|| address.to_owned()),
            fee: row.fee.clone(),
            documents: row.attachments.iter().cloned().collect(),
            time: row.processing_days.map(|d| chrome.put("start.days_text", d)),
            law: format!("{} {}", row.law, row.article).trim().to_owned(),
            reason: barred_by(row).map_or_else(String::new, |why| why.label().to_owned()),
            note: row.public_note.clone(),
            unknown: (!unknown.is_empty()).then(|| {
                chrome.put2("start.unknown", unknown.join(chrome.say("start.comma")), &chrome.help.name)
            }),
            // What is online elsewhere, somebody else's, or nowhere because there is no such thing, is not waited for.
            notify: (!is_elsewhere(row) && !not_ours && row.status != Status::NoScheme)
                .then(|| wish_path(&chrome, called)),
            chrome,
        }
    }
}

/// Why the law keeps a procedure from being online, where that is told: 「その他」 tells nothing.
fn barred_by(row: &Procedure) -> Option<LeftOut> {
    row.left_out.filter(|why| row.status.needs_reason() && *why != LeftOut::Other)
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

async fn offline(resident: Resident, app: &App, name: &str) -> Answer {
    let catalogue = app.catalogue().await?;
    if let Some(open) = catalogue.named(name).and_then(|l| l.open.as_ref()) {
        return go_to(&resident.chrome.url(&format!("/p/{}", open.paper.slug)));
    }
    let row = catalogue.row(name).ok_or(Problem::Missing)?;
    let chrome = resident.chrome.with_help_of(app, &row.department);
    show_public(&Offline::new(row, name, chrome, &app.city().address))
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
            costs: costs::sample(),
            time: plain("3開庁日"),
            measured: Some("半分は 2 開庁日".into()),
            who: plain("だれでも"),
            proxies: Some("できます：家族".into()),
            needs: vec![plain("写真")],
            other_ways: vec![plain("窓口")],
            faq: vec![("いつ".into(), plain("いつでも"))],
            purpose: plain("見本のため"),
            law: Some("見本法 第1条".into()),
            places: Some("100 件（残り 3 件）".into()),
            period: Some("〜".into()),
            closed: (chrome.lang == Lang::En).then(|| "今は".into()),
            eligibility: Some("/p/sample/eligibility".into()),
            event: catalogue::sample_events(&chrome).pop(),
            notify: Some("/p/sample/notify".into()),
            discarded: true,
            foreign: true,
            chrome,
        });
    }

    #[test]
    fn the_page_of_what_is_not_online_is_drawn_in_every_language() {
        let mut row = Procedure::begun("sample".into(), "見本の届出".into());
        for (status, level) in
            [(Status::NotYet, Level::City), (Status::Online, Level::City), (Status::Other, Level::Police)]
        {
            (row.status, row.level) = (status, level);
            row.channels.extend(Channel::ALL);
            in_every_language(|chrome| {
                Offline::new(&row, "sample", chrome, "〒634-8586 橿原市八木町1丁目1-18")
            });
            row.service_url = "https://example.jp/".into();
            row.attachments.insert("本人確認書類".into());
            row.processing_days = Some(7);
            row.fee = "無料".into();
            row.law = "見本法".into();
            row.left_out = Some(LeftOut::InPerson);
            row.public_note = "先に電話してください".into();
            row.life_events.insert("moving".into());
        }
    }

    #[test]
    fn what_the_inventory_does_not_know_is_not_made_up() {
        let row = Procedure::begun("sample".into(), "見本の届出".into());
        let html = Offline::new(&row, "sample", Chrome::sample(Lang::Ja), "八木町").render().unwrap();
        assert!(
            html.contains("手数料・必要なもの・かかる日数") && html.contains("市民課にお尋ねください"),
            "{html}"
        );
        assert!(!html.contains("<dt>手数料") && !html.contains("<dt>必要なもの"), "{html}");
    }

    #[test]
    fn notes_of_the_office_stay_inside() {
        let mut row = Procedure::begun("sample".into(), "見本の届出".into());
        row.fee_note = "300円（条例で確認）".into();
        row.reason = "優先度が低い".into();
        row.note = "担当が未定".into();
        let drawn = |row: &Procedure| {
            Offline::new(row, "sample", Chrome::sample(Lang::Ja), "八木町").render().unwrap()
        };
        let html = drawn(&row);
        for inside in ["条例で確認", "優先度が低い", "担当が未定"] {
            assert!(!html.contains(inside), "{inside}");
        }
        row.fee = "1通 300円".into();
        row.public_note = "本人が窓口に来てください。".into();
        (row.status, row.left_out) = (Status::Excluded, Some(LeftOut::InPerson));
        let html = drawn(&row);
        for said in ["1通 300円", "本人が窓口に来てください。", LeftOut::InPerson.label()] {
            assert!(html.contains(said), "{said}");
        }
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
