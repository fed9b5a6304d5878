//! 全ページのお知らせ: what stands above every page of residents, in three languages, from when until when.

use axum::extract::State;
use chrono::Duration;
use madoguchi_app::{App, Banner, Severity, StaffPerson};
use madoguchi_auth::Deed;
use madoguchi_vocab::{Instant, Text, normalise};

use crate::{
    asking::AskPage,
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, go_to},
    problem::Problem,
    staff::moves::ask::{Ask, Input, Kind, day, text},
    who::Staff,
};

pub const PATH: &str = "/banner";
const URL: &str = "/admin/banner";

/// Whether somebody may speak to everybody.
///
/// # Errors
/// [`Problem::NotAllowed`] if not.
pub fn speaks(person: &StaffPerson) -> Result<(), Problem> {
    if person.may_at_home(Deed::SpeakToAll) { Ok(()) } else { Err(Problem::NotAllowed) }
}

/// Whether something is said or not.
pub fn state(label: &'static str, on: &str, off: &str) -> Input {
    let both = vec![("on".to_owned(), on.to_owned()), ("off".to_owned(), off.to_owned())];
    Input::new("state", label, "", Kind::Radios(both))
}

fn severities() -> Vec<(String, String)> {
    let words = |s| match s {
        Severity::Notice => "お知らせ",
        Severity::Warning => "注意（使えないものがある など）",
        Severity::Emergency => "緊急（命や安全にかかわる）",
    };
    Severity::ALL.map(|s| (s.code().to_owned(), words(s).to_owned())).into()
}

fn inputs(now: Instant, banner: Option<&Banner>) -> Vec<Input> {
    let said = |of: fn(&Banner) -> String| banner.map(of).unwrap_or_default();
    let from = banner.map_or(now, |b| b.from);
    let until = banner.map_or(now.plus(Duration::days(1)), |b| b.until);
    let clock = "「9:05」のように。";
    vec![
        state("お知らせ", "出す", "出さない").value(if banner.is_some() { "on" } else { "off" }),
        Input::new(
            "words",
            "文（日本語）",
            "200 文字まで。何が起きていて、どうすればよいかを書きます。",
            Kind::Lines,
        )
        .value(said(|b| b.words.ja.clone())),
        Input::new("easy", "文（やさしい日本語）", "なければ日本語の文が出ます。", Kind::Lines)
            .value(said(|b| b.words.easy.clone().unwrap_or_default()))
            .optional(),
        Input::new("en", "文（英語）", "なければ日本語の文が出ます。", Kind::Lines)
            .value(said(|b| b.words.en.clone().unwrap_or_default()))
            .optional(),
        Input::new("severity", "重さ", "", Kind::Radios(severities()))
            .value(banner.map_or(Severity::Notice, |b| b.severity).code()),
        Input::new("from_day", "出しはじめの日", "", Kind::Day).value(from.date().to_string()),
        Input::new("from_time", "出しはじめの時刻", clock, Kind::Line).value(from.clock()),
        Input::new("until_day", "終わりの日", "過ぎると自動で消えます。", Kind::Day)
            .value(until.date().to_string()),
        Input::new("until_time", "終わりの時刻", clock, Kind::Line).value(until.clock()),
        Input::new(
            "link",
            "くわしいページ",
            "「/p/risai-shomei」か「https://」で始まるアドレス。",
            Kind::Line,
        )
        .value(said(|b| b.link.clone()))
        .optional(),
    ]
}

fn page(app: &App, chrome: Chrome) -> AskPage {
    let emergency = app.emergency();
    let means = "住民のすべてのページのいちばん上に出ます（エラーのページにも）。1 分以内に、すべてのサーバーに行き渡ります。";
    let inputs = inputs(app.now(), emergency.banner.as_ref());
    let ask = Ask::new("全ページのお知らせ", means, inputs, "確かめる");
    let back = ("/admin/people".to_owned(), "職員の一覧へ");
    AskPage { revision: emergency.banner_version, ..AskPage::new(chrome, back, URL, ask) }
}

/// `9:05`, in any width.
fn moment(fields: &Fields, on: &str, at: &str) -> Option<Instant> {
    let clock = normalise::code(fields.first(at)).replace('時', ":").replace('分', "");
    let (hours, minutes) = clock.split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    if !(0..24).contains(&hours) || !(0..60).contains(&minutes) {
        return None;
    }
    Some(Instant::beginning_of(day(fields.first(on))?).plus(Duration::minutes(hours * 60 + minutes)))
}

/// A text that was written in up to three languages.
pub fn words(fields: &Fields, ja: &str, easy: &str, en: &str) -> Text {
    Text { ja: text(fields, ja), easy: Some(text(fields, easy)), en: Some(text(fields, en)) }
}

fn written(fields: &Fields) -> Result<Banner, &'static str> {
    Ok(Banner {
        words: words(fields, "words", "easy", "en"),
        severity: Severity::parse(fields.first("severity")).ok_or("severity")?,
        from: moment(fields, "from_day", "from_time").ok_or("from_time")?,
        until: moment(fields, "until_day", "until_time").ok_or("until_time")?,
        link: fields.first("link").to_owned(),
    })
}

pub async fn get(State(app): State<App>, Staff(person): Staff, chrome: Chrome) -> Answer {
    speaks(&person)?;
    page(&app, chrome).shown()
}

pub async fn post(State(app): State<App>, Staff(person): Staff, chrome: Chrome, fields: Fields) -> Answer {
    speaks(&person)?;
    let mut page = page(&app, chrome);
    let before = page.values_if(app.emergency().banner.is_some());
    let (off, lacking) = (fields.first("state") == "off", page.heed(&fields));
    if fields.action == "back" {
        return page.shown();
    }
    let banner = match (off, lacking) {
        (true, _) => None,
        (false, true) => return page.again(),
        (false, false) => match written(&fields) {
            Ok(banner) => Some(banner),
            Err(input) => return page.amiss(input, "「9:05」のように書いてください"),
        },
    };
    page.wrong.clear();
    let fits = banner.map(|b| app.fit_banner(b)).transpose();
    match (fields.action.as_str(), fits) {
        (_, Err(trouble)) => page.refused(trouble),
        ("confirm", Ok(banner)) => {
            app.set_banner(&person, page.revision, banner).await?;
            go_to(&format!("{URL}?done=banner"))
        }
        (_, Ok(_)) => page.confirm_from(&before),
    }
}
