//! One question page of a form.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use madoguchi_app::{App, Draft};
use madoguchi_forms::{FieldKind, Page as Asked, Reading};
use serde::Deserialize;

use super::{
    News, attach, autosave, conflict, draft_of, draft_of_form,
    offer::{self, Filled, Offer},
    path, save, side, tasks, where_to_go_on,
};
use crate::{
    chrome::Chrome,
    complaint::Wrong,
    form_state::MaybeStale,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    questions::{Sheet, Source},
    ruby::Html,
    who::Resident,
};

/// Where somebody came from.
#[derive(Debug, Default, Deserialize)]
pub struct From {
    #[serde(default, rename = "return")]
    back: String,
    /// Which questions were just filled in with what is known, by key.
    #[serde(default)]
    filled: String,
}

impl From {
    /// Whether an answer is being changed from the check page.
    pub(super) fn check(&self) -> bool {
        self.back == "check"
    }
}

#[derive(Template)]
#[template(path = "resident/apply/question.html")]
pub(super) struct Page {
    chrome: Chrome,
    action: String,
    back: String,
    caption: String,
    /// The list of all questions, where there are many.
    tasks: Option<String>,
    title: String,
    question: Html,
    hint: Option<Html>,
    sheet: Sheet,
    wrong: Vec<Wrong>,
    news: Option<News>,
    notice: Option<String>,
    /// The towns of a postal code to choose from: what the button sends, and its words.
    towns: Vec<(String, String)>,
    offer: Option<Offer>,
    filled: Vec<Filled>,
    seen: String,
    takes_files: bool,
}

#[derive(Template)]
#[template(path = "resident/apply/exit.html")]
struct Exit {
    chrome: Chrome,
    back: String,
    caption: String,
    title: String,
    text: Html,
}

/// What a page is drawn with.
pub(super) struct Look<'a> {
    pub(super) page: &'a Asked,
    pub(super) reading: &'a Reading<'a>,
    pub(super) draft: &'a Draft,
    pub(super) from: &'a From,
    pub(super) told: Told,
}

/// What is said on a page that comes again.
#[derive(Default)]
pub(super) struct Told {
    /// Whether what is not right yet is said.
    pub(super) complaints: bool,
    /// What else is not right.
    pub(super) wrong: Vec<Wrong>,
    /// What happened.
    pub(super) notice: Option<String>,
    /// The towns of a postal code to choose from: what the button sends, and its words.
    pub(super) towns: Vec<(String, String)>,
    /// The answers that lie in the draft, where the page shows others that are not saved.
    pub(super) seen: Option<String>,
    /// What is known and could be filled in.
    pub(super) offer: Option<Offer>,
}

impl Told {
    pub(super) fn notice(text: String) -> Self {
        Self { notice: Some(text), ..Self::default() }
    }
}

impl Look<'_> {
    fn back(&self, chrome: &Chrome) -> String {
        let base = path(self.draft.id);
        let to = match self.reading.before(&self.page.key) {
            _ if self.from.check() => format!("{base}/check"),
            Some(before) => format!("{base}/{}", before.key),
            None => format!("/p/{}", self.draft.paper.slug),
        };
        chrome.url(&to)
    }

    /// Which question of how many; 約 while an answer ahead may still change the number.
    fn caption(&self, chrome: &Chrome) -> String {
        let name = chrome.text(&self.draft.paper.procedure.title);
        let Some((at, all)) = self.reading.position(&self.page.key) else { return name.to_owned() };
        let pages = &self.draft.paper.pages;
        let here = pages.iter().position(|p| p.key == self.page.key).unwrap_or(0);
        let open = pages[here + 1..].iter().any(|p| p.when.is_some());
        let where_ = chrome.put2(if open { "question.about" } else { "question.position" }, at, all);
        format!("{name}　{where_}")
    }

    pub(super) fn draw(mut self, chrome: Chrome, app: &App) -> Result<Page, Problem> {
        let told = std::mem::take(&mut self.told);
        let complaints = if told.complaints {
            self.reading.complaints_on(&self.page.key).cloned().collect()
        } else {
            vec![]
        };
        let source = Source {
            chrome: &chrome,
            paper: &self.draft.paper,
            typed: &self.draft.typed,
            files: &self.draft.files,
            today: app.today(),
            complaints,
            file_path: Some(chrome.url(&format!("{}/files", path(self.draft.id)))),
            buttons: true,
            desk: None,
        };
        let mut sheet = source.sheet(self.page)?;
        let mut wrong = told.wrong;
        // A file that was refused says more than that one is missing.
        let refused: Vec<String> = wrong.iter().map(|w| w.target.clone()).collect();
        wrong.extend(std::mem::take(&mut sheet.wrong).into_iter().filter(|w| !refused.contains(&w.target)));
        let query = if self.from.check() { "?return=check" } else { "" };
        let chrome = if wrong.is_empty() { chrome } else { chrome.with_errors() };
        let chrome = chrome.keeping("question");
        Ok(Page {
            action: chrome.url(&format!("{}/{}{query}", path(self.draft.id), self.page.key)),
            back: self.back(&chrome),
            caption: self.caption(&chrome),
            tasks: tasks::of(self.draft, self.reading).map(|url| chrome.url(&url)),
            title: chrome.text(&self.page.title).to_owned(),
            question: chrome.tell(&self.page.title),
            hint: self.page.hint.as_ref().map(|h| chrome.tell(h)),
            takes_files: self.page.fields.iter().any(|f| matches!(f.kind, FieldKind::Attachment(_))),
            sheet,
            wrong,
            notice: told.notice,
            towns: told.towns,
            offer: told.offer,
            filled: offer::filled(self.page, &self.from.filled, &chrome),
            news: News::of(self.draft, &chrome, Some(self.page)),
            seen: told.seen.unwrap_or_else(|| conflict::digest(self.draft, self.page)),
            chrome,
        })
    }

    fn exit(&self, chrome: Chrome) -> Option<Exit> {
        let text = self.page.exit.as_ref()?;
        Some(Exit {
            back: self.back(&chrome),
            caption: chrome.text(&self.draft.paper.procedure.title).to_owned(),
            title: chrome.text(&self.page.title).to_owned(),
            text: chrome.tell(text),
            chrome,
        })
    }
}

/// Whether a page may be looked at: it is on the way, and nothing before it is open.
fn is_reached(reading: &Reading<'_>, page: &Asked) -> bool {
    let Some(at) = reading.journey.iter().position(|p| p.key == page.key) else { return false };
    reading.journey[..at].iter().all(|p| reading.complaints_on(&p.key).next().is_none())
}

/// Asks.
pub async fn get(
    resident: Resident,
    State(app): State<App>,
    Path((id, key)): Path<(String, String)>,
    Query(from): Query<From>,
) -> Answer {
    let draft = draft_of(&app, &resident, &id).await?;
    let reading = draft.read(app.today());
    let page = draft.paper.page(&key).ok_or(Problem::Missing)?;
    if draft.receipt.is_some() || !is_reached(&reading, page) {
        return go_to(&resident.chrome.url(&where_to_go_on(&draft, &reading)));
    }
    let chrome = resident.chrome.with_help_of(&app, &draft.paper.procedure.department);
    let offer = Offer::of(&app, &resident.visitor, &chrome, &draft, (page, &reading)).await?;
    let told = Told { offer, ..Told::default() };
    let look = Look { page, reading: &reading, draft: &draft, from: &from, told };
    match look.exit(chrome.clone()) {
        Some(exit) => show(&exit),
        None => show(&look.draw(chrome, &app)?),
    }
}

/// Takes the answers. Whatever is typed is kept, right or not.
pub async fn post(
    resident: Resident,
    State(app): State<App>,
    Path((id, key)): Path<(String, String)>,
    Query(from): Query<From>,
    form: MaybeStale,
) -> Answer {
    let draft = draft_of_form(&app, &resident, &id, &form).await?;
    let MaybeStale { mut fields, stale } = form;
    let paper = draft.paper.clone();
    let page = paper.page(&key).ok_or(Problem::Missing)?;
    let on_the_way = draft.read(app.today()).journey.iter().any(|p| p.key == page.key);
    if draft.receipt.is_some() || page.exit.is_some() || !on_the_way {
        let to = where_to_go_on(&draft, &draft.read(app.today()));
        return go_to(&resident.chrome.url(&to));
    }
    let chrome = resident.chrome.clone().with_help_of(&app, &paper.procedure.department);
    let autosaved = fields.action == autosave::ACTION;
    let attached = fields.action == attach::ACTION;
    if stale && (autosaved || attached) {
        return Ok(autosave::refused(&chrome));
    }
    if attached {
        return attach::post(&app, &chrome, draft, page, fields.files).await;
    }
    let typed = save::merged(&draft, page, &fields)?;
    let unsaved = match stale {
        true => Some(chrome.say("question.stale").to_owned()),
        false if autosaved => return autosave::post(&app, &resident, &chrome, draft, page, &fields).await,
        false => conflict::found(&app, &chrome, &draft, page, &typed, &fields),
    };
    let seen = Some(conflict::digest(&draft, page));
    if let Some(notice) = unsaved {
        let told = Told { seen, ..Told::notice(notice) };
        return again(&app, &resident, chrome, &Draft { typed, ..draft }, page, &from, told).await;
    }
    let uploads = std::mem::take(&mut fields.files);
    let as_typed = Draft { typed, ..draft.clone() };
    let (draft, wrong) = match save::all(&app, &chrome, &resident, draft, page, &fields, uploads).await {
        Err(Problem::Unavailable) => {
            let told = Told { seen, ..Told::notice(chrome.say("question.unsaved").to_owned()) };
            // Nothing more is asked of what has just failed.
            let reading = as_typed.read(app.today());
            let look = Look { page, reading: &reading, draft: &as_typed, from: &from, told };
            let page = show_again(&look.draw(chrome, &app)?)?;
            return Ok((StatusCode::SERVICE_UNAVAILABLE, page).into_response());
        }
        saved => saved?,
    };
    if !wrong.is_empty() {
        let told = Told { complaints: fields.action.is_empty(), wrong, ..Told::default() };
        return again(&app, &resident, chrome, &draft, page, &from, told).await;
    }
    if fields.action.is_empty() {
        go_on(&app, &resident, chrome, &draft, page, &from).await
    } else {
        side::step(&app, &resident, chrome, draft, page, &from, &fields).await
    }
}

/// 「次へ進む」
async fn go_on(
    app: &App,
    resident: &Resident,
    chrome: Chrome,
    draft: &Draft,
    page: &Asked,
    from: &From,
) -> Answer {
    let reading = draft.read(app.today());
    if reading.complaints_on(&page.key).next().is_some() {
        let told = Told { complaints: true, ..Told::default() };
        return again(app, resident, chrome, draft, page, from, told).await;
    }
    let base = path(draft.id);
    let to = match reading.next_after(&page.key) {
        // A changed answer may have opened questions that were never asked: they come first.
        _ if from.check() => where_to_go_on(draft, &reading),
        Some(next) => format!("{base}/{}", next.key),
        None => where_to_go_on(draft, &reading),
    };
    go_to(&chrome.url(&to))
}

/// The page again, with what is said on it.
pub(super) async fn again(
    app: &App,
    resident: &Resident,
    chrome: Chrome,
    draft: &Draft,
    page: &Asked,
    from: &From,
    told: Told,
) -> Answer {
    show_again(&drawn(app, resident, chrome, draft, page, from, told).await?)
}

/// The page with what is said on it, and with what could be filled in. If nobody can say what could be, it is nothing:
/// what was typed comes first.
pub(super) async fn drawn(
    app: &App,
    resident: &Resident,
    chrome: Chrome,
    draft: &Draft,
    page: &Asked,
    from: &From,
    told: Told,
) -> Result<Page, Problem> {
    let reading = draft.read(app.today());
    let offer = Offer::of(app, &resident.visitor, &chrome, draft, (page, &reading)).await.unwrap_or_default();
    let told = Told { offer, ..told };
    Look { page, reading: &reading, draft, from, told }.draw(chrome, app)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        page::tests::in_every_language,
        questions::{Drawn, DrawnRow},
        ruby::plain,
    };

    fn drawn() -> Drawn {
        Drawn {
            wrappers: vec!["s0-0".into(), "s1-1".into()],
            live: None,
            html: Html::made("<p>見本</p>".into()),
        }
    }

    #[test]
    fn the_page_is_drawn_with_rows_and_errors_in_every_language() {
        in_every_language(|chrome| Page {
            towns: vec![("town:0:home".into(), "八木町".into())],
            chrome: chrome.with_errors(),
            action: "/apply/x/name".into(),
            back: "/p/sample".into(),
            caption: "見本 質問 1 / 3".into(),
            tasks: Some("/apply/x/tasks".into()),
            title: "お名前".into(),
            question: plain("お名前"),
            hint: Some(plain("見本です")),
            sheet: Sheet {
                logic: None,
                fields: vec![drawn()],
                rows: vec![DrawnRow {
                    group: "children".into(),
                    row: "r1".into(),
                    id: "row-children-r1".into(),
                    title: "お子さん 1".into(),
                    fields: vec![drawn()],
                    can_go: true,
                }],
                add: Some("もう1人追加する".into()),
                wrong: vec![],
            },
            wrong: vec![Wrong::at("f-name", "お名前を入力してください")],
            news: Some(News::sample()),
            notice: Some("時間がたちました".into()),
            offer: Some(Offer {
                lines: vec![("お名前".into(), "見本 花子".into())], in_account: true
            }),
            filled: vec![Filled { target: "main".into(), label: "お名前".into() }],
            seen: "0123456789abcdef".into(),
            takes_files: true,
        });
    }

    #[test]
    fn the_exit_is_drawn_in_every_language() {
        in_every_language(|chrome| Exit {
            chrome,
            back: "/apply/x/who".into(),
            caption: "見本".into(),
            title: "対象外です".into(),
            text: plain("窓口へお越しください。"),
        });
    }
}
