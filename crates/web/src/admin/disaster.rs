//! 災害時のページ: switched on and off; what residents find first while it is on.

use axum::extract::State;
use chrono::Days;
use madoguchi_app::{App, DISASTER_DRAFT_DAYS, Disaster};

use super::banner::{speaks, state, words};
use crate::{
    asking::AskPage,
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, go_to},
    staff::moves::ask::{Ask, Input, Kind, day},
    who::Staff,
};

pub const PATH: &str = "/disaster";
const URL: &str = "/admin/disaster";
/// So many days are offered at first.
const USUAL_DAYS: u64 = 30;

fn inputs(app: &App, disaster: Option<&Disaster>) -> Vec<Input> {
    let said = |of: fn(&Disaster) -> String| disaster.map(of).unwrap_or_default();
    let until = disaster.map_or(app.today() + Days::new(USUAL_DAYS), |d| d.until);
    let usual = "なければ日本語が出ます。";
    let line = |name, label, hint| Input::new(name, label, hint, Kind::Line);
    let lines = |name, label, hint| Input::new(name, label, hint, Kind::Lines).optional();
    vec![
        state("災害時のページ", "使う", "使わない").value(if disaster.is_some() { "on" } else { "off" }),
        line("name", "災害の名前", "「令和8年11月の大雨」のように。「…で被害を受けた方へ」と出ます。")
            .value(said(|d| d.name.ja.clone())),
        line("name_easy", "災害の名前（やさしい日本語）", usual)
            .value(said(|d| d.name.easy.clone().unwrap_or_default()))
            .optional(),
        line("name_en", "災害の名前（英語）", usual)
            .value(said(|d| d.name.en.clone().unwrap_or_default()))
            .optional(),
        lines("note", "伝えること", "200 文字まで。窓口や期限の特例など。")
            .value(said(|d| d.note.ja.clone())),
        lines("note_easy", "伝えること（やさしい日本語）", usual)
            .value(said(|d| d.note.easy.clone().unwrap_or_default())),
        lines("note_en", "伝えること（英語）", usual).value(said(|d| d.note.en.clone().unwrap_or_default())),
        Input::new("until", "終わりの日", "この日が過ぎると、ふだんのページに戻ります。", Kind::Day)
            .value(until.to_string()),
    ]
}

fn page(app: &App, chrome: Chrome) -> AskPage {
    let emergency = app.emergency();
    let on = app.disaster();
    let means = format!(
        "トップページに罹災証明などの手続きを先に出し、画像やスクリプトのない軽いページにします。入力の途中のものは、今あるものも含めて、最後に保存してから {DISASTER_DRAFT_DAYS} 日残します。1 分以内に、すべてのサーバーに行き渡ります。"
    );
    let mut ask = Ask::new("災害時のページ", &means, inputs(app, on.as_ref()), "確かめる");
    let papers = app.papers();
    let mut first: Vec<_> = papers.published().filter(|p| p.paper.procedure.disaster.is_some()).collect();
    first.sort_by_key(|p| p.paper.procedure.disaster);
    let first: Vec<_> = first.iter().map(|p| p.paper.procedure.title.ja.clone()).collect();
    ask.shown = vec![("先に出る手続き", first.join("、"))];
    let back = ("/admin/people".to_owned(), "職員の一覧へ");
    AskPage { revision: emergency.disaster_version, ..AskPage::new(chrome, back, URL, ask) }
}

fn written(app: &App, fields: &Fields) -> Option<Disaster> {
    Some(Disaster {
        name: words(fields, "name", "name_easy", "name_en"),
        note: words(fields, "note", "note_easy", "note_en"),
        since: app.disaster().map_or(app.now(), |d| d.since),
        until: day(fields.first("until"))?,
    })
}

pub async fn get(State(app): State<App>, Staff(person): Staff, chrome: Chrome) -> Answer {
    speaks(&person)?;
    page(&app, chrome).shown()
}

pub async fn post(State(app): State<App>, Staff(person): Staff, chrome: Chrome, fields: Fields) -> Answer {
    speaks(&person)?;
    let mut page = page(&app, chrome);
    let before = page.values_if(app.emergency().disaster.is_some());
    let (off, lacking) = (fields.first("state") == "off", page.heed(&fields));
    if fields.action == "back" {
        return page.shown();
    }
    if lacking && !off {
        return page.again();
    }
    page.wrong.clear();
    let disaster = if off { None } else { written(&app, &fields) };
    let fits = disaster.map(|d| app.fit_disaster(d)).transpose();
    match (fields.action.as_str(), fits) {
        (_, Err(trouble)) => page.refused(trouble),
        ("confirm", Ok(disaster)) => {
            app.set_disaster(&person, page.revision, disaster).await?;
            go_to(&format!("{URL}?done=disaster"))
        }
        (_, Ok(_)) => page.confirm_from(&before),
    }
}
