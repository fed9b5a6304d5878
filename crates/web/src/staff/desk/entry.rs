//! The paper on one screen, for somebody of the office to fill in.

use std::sync::Arc;

use askama::Template;
use axum::{
    Extension, Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use madoguchi_app::{App, Draft, StaffPerson};
use madoguchi_vocab::FileId;
use serde::Deserialize;

use super::{
    autosave::{AUTOSAVE, Said, left_too_long, stopped},
    came::{Came, Look},
    draft_of, held_by,
    parts::{Part, parts},
    path,
    posted::{self, Posted},
};
use crate::{
    chrome::Chrome,
    complaint::Wrong,
    form_state::{Fields, MaybeStale},
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    resident::apply::{News, save},
    session::Browser,
    who::Staff,
    widget::{control_id, row_id},
};

pub const PATH: &str = "/desk/{id}";

/// Whether what is not right yet is to be said.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    look: Option<String>,
}

#[derive(Template)]
#[template(path = "staff/desk/entry.html")]
struct Entry {
    chrome: Chrome,
    title: String,
    action: String,
    seen: String,
    /// What conditions read that is no answer.
    logic: String,
    look: Look,
    parts: Vec<Part>,
    wrong: Vec<Wrong>,
    news: Option<News>,
    notice: Option<String>,
    /// In whose hands it is, if not in the own.
    held_by: Option<String>,
}

/// A colleague is filling it in.
#[derive(Template)]
#[template(path = "staff/desk/held.html")]
struct Held {
    chrome: Chrome,
    title: String,
    action: String,
    held_by: String,
    saved: String,
}

/// What is said on a screen that comes again.
#[derive(Default)]
struct Told {
    /// Whether what is not right yet is said.
    complaints: bool,
    /// How it came, as typed.
    came: Option<Came>,
    /// What else is not right.
    wrong: Vec<Wrong>,
    /// What happened.
    notice: Option<String>,
    /// What the draft holds, where the screen shows something else that is not saved.
    seen: Option<String>,
    /// In whose hands it is, if not in the own.
    held_by: Option<String>,
}

fn drawn(app: &App, chrome: Chrome, draft: &Draft, told: Told) -> Result<Entry, Problem> {
    let today = app.today();
    let reading = draft.read(today);
    let came = told.came.unwrap_or_else(|| Came::of(draft, today));
    let (mut wrong, complaints) = match told.complaints {
        true => (came.wrong(today), reading.complaints.clone()),
        false => (vec![], vec![]),
    };
    let look = Look::new(came, &wrong, false);
    let mut parts = parts(&chrome, draft, &reading, today, complaints)?;
    // A file that was refused says more than that one is missing.
    let refused: Vec<String> = told.wrong.iter().map(|w| w.target.clone()).collect();
    wrong.extend(told.wrong);
    for part in parts.iter_mut().filter(|part| !part.hidden) {
        let said = std::mem::take(&mut part.sheet.wrong);
        wrong.extend(said.into_iter().filter(|w| !refused.contains(&w.target)));
    }
    Ok(Entry {
        title: draft.paper.procedure.title.ja.clone(),
        action: path(draft.id),
        seen: told.seen.unwrap_or_else(|| posted::digest(draft)),
        logic: draft.paper.whole_world(draft.read_on(today)).to_string(),
        look,
        parts,
        news: News::of(draft, &chrome, None),
        notice: told.notice,
        held_by: told.held_by,
        chrome: if wrong.is_empty() { chrome } else { chrome.with_errors() },
        wrong,
    })
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    let draft = draft_of(&app, &person, &id).await?;
    if draft.receipt.is_some() {
        return go_to(&format!("{}/done", path(draft.id)));
    }
    if let Some(colleague) = held_by(&draft, &person) {
        return show(&Held {
            title: draft.paper.procedure.title.ja.clone(),
            action: format!("{}/take", path(draft.id)),
            held_by: colleague.to_owned(),
            saved: draft.saved_at.to_seconds(),
            chrome,
        });
    }
    let told = Told { complaints: wanted.look.is_some(), ..Told::default() };
    show(&drawn(&app, chrome, &draft, told)?)
}

/// Takes the answers. Whatever is typed is kept, right or not.
pub async fn post(
    State(app): State<App>,
    staff: Result<Staff, Problem>,
    chrome: Chrome,
    Extension(browser): Extension<Arc<Browser>>,
    Path(id): Path<String>,
    form: MaybeStale,
) -> Answer {
    let Staff(person) = match staff {
        Ok(staff) => staff,
        Err(Problem::SignIn(next)) => return left_too_long(&app, &browser, next, &id, &form).await,
        Err(other) => return Err(other),
    };
    let draft = draft_of(&app, &person, &id).await?;
    if draft.receipt.is_some() {
        return go_to(&format!("{}/done", path(draft.id)));
    }
    let MaybeStale { mut fields, stale } = form;
    let posted = Posted::read(&draft, &fields)?;
    let autosaved = fields.action == AUTOSAVE;
    if let Some(told) = unsaved(&draft, &person, &posted, &fields, stale) {
        if autosaved {
            let why = "ほかの人が引き継いだか、ほかの画面で内容が変わったため、自動保存を止めました。ボタンを押すと確かめられます。";
            return stopped(StatusCode::CONFLICT, why);
        }
        return show_again(&drawn(&app, chrome, &as_posted(&draft, posted), told)?);
    }
    let draft = match held_by(&draft, &person) {
        Some(_) => app.take_over(&person, draft.id).await?,
        None => draft,
    };
    let uploads = std::mem::take(&mut fields.files);
    let (draft, wrong) = posted::files(&app, &chrome, draft, uploads).await?;
    // The files of this request stand in the answers by now.
    let Posted { typed, came, facts } = Posted::read(&draft, &fields)?;
    let draft = app.save_at_desk(&person, &draft, typed, came.lang, facts).await?;
    if autosaved {
        let said = format!("{} に自動保存しました", draft.saved_at.clock());
        return Ok(Json(Said { said, seen: Some(posted::digest(&draft)) }).into_response());
    }
    if !wrong.is_empty() {
        let told = Told { complaints: fields.action.is_empty(), came: Some(came), wrong, ..Told::default() };
        return show_again(&drawn(&app, chrome, &draft, told)?);
    }
    if fields.action.is_empty() {
        return go_on(&app, chrome, &draft, came);
    }
    side_step(&app, chrome, &person, draft, came, &fields).await
}

/// Why what was posted is not saved yet: somebody has to look at it first.
fn unsaved(
    draft: &Draft,
    person: &StaffPerson,
    posted: &Posted,
    fields: &Fields,
    stale: bool,
) -> Option<Told> {
    let seen = Some(posted::digest(draft));
    let came = Some(posted.came.clone());
    if stale {
        let notice = "画面を開いてから時間がたちました。入力した内容は残っています。確かめて、もう一度ボタンを押してください。";
        return Some(Told { notice: Some(notice.to_owned()), seen, came, ..Told::default() });
    }
    if let Some(colleague) = held_by(draft, person).filter(|_| fields.action != "take") {
        let notice = format!(
            "{colleague} さんが引き継いでいます。ここで入力した内容は、まだ保存していません。自分で続けるときは「引き継いで保存する」を押してください。"
        );
        let held_by = Some(colleague.to_owned());
        return Some(Told { notice: Some(notice), seen, came, held_by, ..Told::default() });
    }
    let is_old = !fields.seen.is_empty() && Some(&fields.seen) != seen.as_ref();
    (is_old && !posted.is_kept(draft)).then(|| {
        let notice = "この入力は、ほかの画面（タブ）で変わっています。下に出ているのは、いま入力した内容で、まだ保存していません。これでよければ、もう一度ボタンを押してください。";
        Told { notice: Some(notice.to_owned()), seen, came, ..Told::default() }
    })
}

/// The draft as it would be: for a screen that shows what is not saved.
fn as_posted(draft: &Draft, posted: Posted) -> Draft {
    let mut shown = Draft { typed: posted.typed, lang: posted.came.lang, ..draft.clone() };
    if let Some(desk) = &mut shown.desk {
        desk.facts = posted.facts;
    }
    shown
}

/// 「確認へ進む」
fn go_on(app: &App, chrome: Chrome, draft: &Draft, came: Came) -> Answer {
    let reading = draft.read(app.today());
    if let Some(exit) = reading.exit() {
        let notice = format!("この答えでは、この手続きは使えません：{}", exit.title.ja);
        let told = Told { complaints: true, notice: Some(notice), came: Some(came), ..Told::default() };
        return show_again(&drawn(app, chrome, draft, told)?);
    }
    if !reading.is_complete() || !came.wrong(app.today()).is_empty() {
        let told = Told { complaints: true, came: Some(came), ..Told::default() };
        return show_again(&drawn(app, chrome, draft, told)?);
    }
    go_to(&format!("{}/check", path(draft.id)))
}

/// Any other button. The answers are saved already.
async fn side_step(
    app: &App,
    chrome: Chrome,
    person: &StaffPerson,
    draft: Draft,
    came: Came,
    fields: &Fields,
) -> Answer {
    let here = |at: &str| format!("{}{at}", path(draft.id));
    let mut typed = draft.typed.clone();
    let facts = draft.desk.as_ref().map(|desk| desk.facts.clone()).unwrap_or_default();
    match fields.action.split_once(':').unwrap_or((&fields.action, "")) {
        ("save", _) => go_to("/staff/new"),
        ("take" | "upload", _) => go_to(&here("")),
        ("refresh", page) => match draft.paper.page(page) {
            Some(page) => go_to(&here(&format!("#p-{}", page.key))),
            None => go_to(&here("")),
        },
        ("discard", _) => {
            app.discard_at_desk(person, draft.id).await?;
            go_to("/staff/new")
        }
        ("remove", file) => {
            let file: FileId = file.parse().map_err(|_| Problem::Missing)?;
            app.detach(&draft, file).await?;
            go_to(&here(""))
        }
        ("add", group) => {
            let page = posted::group(&draft.paper, group).ok_or(Problem::Unreadable)?;
            let (added, repeat) = (save::add_row(page, &mut typed), page.repeat.as_ref());
            let (Some(row), Some(repeat)) = (added, repeat) else { return go_to(&here("")) };
            app.save_at_desk(person, &draft, typed, draft.lang, facts).await?;
            go_to(&here(&format!("#{}", row_id(repeat, &row))))
        }
        ("drop", which) => {
            let (group, row) = which.split_once('.').ok_or(Problem::Unreadable)?;
            let page = posted::group(&draft.paper, group).ok_or(Problem::Unreadable)?;
            save::drop_row(page, &mut typed, row);
            app.save_at_desk(person, &draft, typed, draft.lang, facts).await?;
            go_to(&here(&format!("#p-{}", page.key)))
        }
        ("lookup", input) => {
            let found = save::look_up_address(app, &mut typed, input);
            let zip = typed.first(&format!("{input}.zip")).to_owned();
            let draft = app.save_at_desk(person, &draft, typed, draft.lang, facts).await?;
            let told = Told { came: Some(came), ..Told::default() };
            match found {
                save::LookedUp::Filled => {
                    go_to(&here(&format!("#{}", control_id(&format!("{input}.street")))))
                }
                save::LookedUp::Several(towns) => {
                    let notice = Some(chrome.put("field.lookup_several", towns.join("、")));
                    show(&drawn(app, chrome, &draft, Told { notice, ..told })?)
                }
                save::LookedUp::Unknown => {
                    let text = chrome.put("field.lookup_none", zip);
                    let wrong = vec![Wrong::at(control_id(&format!("{input}.zip")), text)];
                    show_again(&drawn(app, chrome, &draft, Told { wrong, ..told })?)
                }
            }
        }
        _ => Err(Problem::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        page::tests::for_staff,
        questions::{Drawn, DrawnRow, Sheet},
        ruby::{Html, plain},
    };

    fn part(key: &str, group: Option<&str>, exit: bool) -> Part {
        let drawn = || Drawn { wrappers: vec![], live: None, html: Html::made("<p>見本</p>".into()) };
        let row = |group: &str| DrawnRow {
            group: group.into(),
            row: "r1".into(),
            id: format!("row-{group}-r1"),
            title: "お子さん 1".into(),
            fields: vec![drawn()],
            can_go: true,
        };
        Part {
            key: key.into(),
            title: "お名前".into(),
            hint: Some(plain("見本")),
            when: Some("[\"bool\",true]".into()),
            hidden: exit,
            exit: exit.then(|| plain("窓口へ")),
            group: group.map(str::to_owned),
            sheet: Sheet {
                fields: vec![drawn()],
                rows: group.map(row).into_iter().collect(),
                add: group.map(|_| "追加する".into()),
                ..Sheet::default()
            },
            decides: true,
            wrong: 1,
        }
    }

    #[test]
    fn the_screen_draws_with_rows_exits_and_errors() {
        for held_by in [None, Some("見本 一郎".to_owned())] {
            for_staff(|chrome| Entry {
                chrome,
                title: "住民票".into(),
                action: "/staff/desk/x".into(),
                seen: "0".into(),
                logic: "{\"names\":{}}".into(),
                look: Look::new(Came::blank("2026-11-24".parse().unwrap()), &[], false),
                parts: vec![
                    part("who", None, false),
                    part("kids_page", Some("kids"), false),
                    part("out", None, true),
                ],
                wrong: vec![Wrong::at("f-name", "お名前を入力してください")],
                news: Some(News::sample()),
                notice: Some("変わりました".into()),
                held_by: held_by.clone(),
            });
        }
    }

    #[test]
    fn the_page_of_a_colleague_draws() {
        for_staff(|chrome| Held {
            chrome,
            title: "住民票".into(),
            action: "/staff/desk/x/take".into(),
            held_by: "見本 <一郎>".into(),
            saved: "2026-11-24 09:00:00".into(),
        });
    }
}
