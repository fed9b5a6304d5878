//! One paper: what is left to do, its pages from first to last with the branches, and what happens afterwards.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use madoguchi_app::{App, PaperLine, StaffPerson, Trouble};
use madoguchi_forms::{
    Paper as Read,
    edit::{Direction, Edit, Outline, OutlinePage, Place},
};
use madoguchi_vocab::Text;

use super::{
    desk::{self, Desk},
    found::{self, Found},
    life::Life,
};
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Staff,
};

#[derive(Template)]
#[template(path = "author/paper.html")]
struct Paper {
    chrome: Chrome,
    desk: Desk,
    findings: Vec<Found>,
    /// What differs from the version residents see; none where no other version is open.
    changes: Option<Vec<String>>,
    /// None where the text is no TOML.
    pages: Option<Vec<PageLine>>,
    /// How long it takes, as the paper says, and how much is asked.
    counts: String,
    /// None where the paper cannot be read.
    life: Option<Life>,
    title: [String; 3],
    notice: Option<&'static str>,
    wrong: Vec<Wrong>,
}

struct PageLine {
    key: String,
    title: String,
    /// 対象外, くり返し
    kind: &'static str,
    /// The condition in words.
    when: Option<String>,
    fields: Vec<FieldLine>,
}

struct FieldLine {
    key: String,
    label: String,
    kind: String,
    required: bool,
    when: Option<String>,
}

/// A condition in words where the paper can be read, as it is written otherwise.
fn in_words(
    read: Option<&Read>,
    written: Option<&String>,
    of: impl Fn(&Read) -> Option<String>,
) -> Option<String> {
    let written = written?;
    Some(read.and_then(of).unwrap_or_else(|| written.clone()))
}

fn page_line(read: Option<&Read>, page: &OutlinePage) -> PageLine {
    let field = |f: &madoguchi_forms::edit::OutlineField| FieldLine {
        key: f.key.clone(),
        label: f.label.ja.clone(),
        kind: desk::kind(&f.kind).to_owned(),
        required: f.required,
        when: in_words(read, f.when.as_ref(), |p| Some(p.field(&f.key)?.when.as_ref()?.in_words(p))),
    };
    PageLine {
        key: page.key.clone(),
        title: page.title.ja.clone(),
        kind: match (page.is_exit, page.repeats) {
            (true, _) => "対象外",
            (false, true) => "くり返し",
            (false, false) => "",
        },
        when: in_words(read, page.when.as_ref(), |p| Some(p.page(&page.key)?.when.as_ref()?.in_words(p))),
        fields: page.fields.iter().map(field).collect(),
    }
}

fn counts(outline: &Outline) -> String {
    let fields = || outline.pages.iter().flat_map(|p| &p.fields);
    let asked = fields().filter(|f| f.kind != "statement").count();
    let files = fields().filter(|f| f.kind == "attachment").count();
    let branches = outline.pages.iter().filter(|p| p.when.is_some()).count();
    format!(
        "入力にかかる時間 {} 分　ページ {}（うち条件つき {branches}）　質問 {asked}（うちファイル {files}）",
        outline.set("minutes"),
        outline.pages.len(),
    )
}

fn drawn(app: &App, person: &StaffPerson, chrome: Chrome, line: &PaperLine) -> Paper {
    let (loaded, read) = (&line.loaded, line.loaded.paper.as_deref());
    let outline = Outline::of(&loaded.source);
    let changes = |new: &Read| {
        let open = line.open.as_ref()?;
        Some(madoguchi_forms::diff(&open.paper, new).iter().map(madoguchi_forms::Change::say).collect())
    };
    Paper {
        chrome,
        desk: Desk::new(app, person, line),
        findings: found::all(loaded),
        changes: read.and_then(changes),
        counts: outline.as_ref().map(counts).unwrap_or_default(),
        pages: outline.map(|o| o.pages.iter().map(|p| page_line(read, p)).collect()),
        life: read.map(|p| Life::of(&p.procedure.title.ja, &p.workflow)),
        title: Default::default(),
        notice: None,
        wrong: vec![],
    }
}

impl Paper {
    fn wrong_at(&self, target: &str) -> Option<&str> {
        complaint::at(&self.wrong, target)
    }
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(slug): Path<String>,
) -> Answer {
    let line = app.paper_line(&person, &slug).await?;
    show(&drawn(&app, &person, chrome, &line))
}

/// What a button of a list wants: `up:page:x`, `drop:field:y`.
pub fn wanted(action: &str) -> Option<Edit> {
    let (what, place) = action.split_once(':')?;
    let place = match place.split_once(':')? {
        ("page", key) => Place::Page(key.to_owned()),
        ("field", key) => Place::Field(key.to_owned()),
        _ => return None,
    };
    match what {
        "up" => Some(Edit::Move(place, Direction::Up)),
        "down" => Some(Edit::Move(place, Direction::Down)),
        "drop" => Some(Edit::Drop(place)),
        _ => None,
    }
}

/// What was said in three languages; empty ones are none.
pub fn said(fields: &Fields, key: &str) -> Text {
    let part = |lang: &str| fields.first(&format!("{key}.{lang}")).trim().to_owned();
    let some = |text: String| Some(text).filter(|t| !t.is_empty());
    Text { ja: part("ja"), easy: some(part("easy")), en: some(part("en")) }
}

/// The buttons of the list, and one more page.
pub async fn post(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(slug): Path<String>,
    fields: Fields,
) -> Answer {
    let title = said(&fields, "title");
    let edit = match fields.action.as_str() {
        "" => Edit::AddPage(title.clone()),
        action => wanted(action).ok_or(Problem::Unreadable)?,
    };
    let line = app.paper_line(&person, &slug).await?;
    let typed = [title.ja.clone(), title.easy.clone().unwrap_or_default(), title.en.unwrap_or_default()];
    if matches!(edit, Edit::AddPage(_)) && title.ja.is_empty() && line.is_written_by(&person) {
        let wrong = vec![Wrong::at("title", "加えるページの問い：日本語で書いてください")];
        let page = Paper { wrong, title: typed, ..drawn(&app, &person, chrome.with_errors(), &line) };
        return show_again(&page);
    }
    match app.edit_paper(&person, &slug, fields.revision.unwrap_or_default(), &[edit]).await {
        Ok(_) => go_to(&back(&slug, &fields)),
        Err(Trouble::Overtaken) => {
            let notice =
                Some("ほかの人が先に保存しました。下は新しい内容です。もう一度、同じ操作をしてください。");
            let page = Paper { notice, title: typed, ..drawn(&app, &person, chrome, &line) };
            Ok((StatusCode::CONFLICT, show(&page)?).into_response())
        }
        Err(Trouble::Paper(why)) => {
            let wrong = vec![Wrong::at("pages", desk::trouble(&why))];
            show_again(&Paper { wrong, title: typed, ..drawn(&app, &person, chrome.with_errors(), &line) })
        }
        Err(other) => Err(other.into()),
    }
}

/// Where the button stood: in the list of pages, or on one page.
fn back(slug: &str, fields: &Fields) -> String {
    let on = fields.first("on");
    let place = fields.action.splitn(3, ':').nth(2).unwrap_or("pages");
    let encoded: String = url::form_urlencoded::byte_serialize(on.as_bytes()).collect();
    if on.is_empty() {
        format!("/author/{slug}?done=saved_paper#p-{place}")
    } else {
        format!("/author/{slug}/part?page={encoded}&done=saved_paper#questions")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    fn sample(chrome: Chrome, may_write: bool, findings: Vec<Found>, wrong: Vec<Wrong>) -> Paper {
        Paper {
            chrome,
            desk: Desk {
                slug: "x".into(),
                title: "手続き".into(),
                may_write,
                in_cabinet: true,
                revision: 2,
                ..Desk::default()
            },
            changes: Some(vec!["変わる".to_owned()]),
            pages: Some(vec![PageLine {
                key: "who".into(),
                title: "質問".into(),
                kind: "くり返し",
                when: Some("いつも".into()),
                fields: vec![FieldLine {
                    key: "name".into(),
                    label: "氏名".into(),
                    kind: "氏名".into(),
                    required: false,
                    when: Some("いつも".into()),
                }],
            }]),
            counts: "入力にかかる時間 5 分".into(),
            life: Some(Life::of("手続き", &madoguchi_workflow::Template::TwoReviews.definition())),
            title: Default::default(),
            notice: (!wrong.is_empty()).then_some("先に保存しました"),
            findings,
            wrong,
        }
    }

    #[test]
    fn the_page_draws() {
        for may_write in [true, false] {
            for wrong in [vec![], vec![Wrong::at("title", "書いてください")]] {
                for_staff(|chrome| sample(chrome, may_write, found::sample(), wrong.clone()));
            }
        }
        for_staff(|chrome| Paper {
            pages: None,
            changes: None,
            life: None,
            ..sample(chrome, true, vec![], vec![])
        });
    }

    #[test]
    fn buttons_are_read() {
        assert_eq!(wanted("up:page:a"), Some(Edit::Move(Place::Page("a".into()), Direction::Up)));
        assert_eq!(wanted("drop:field:b"), Some(Edit::Drop(Place::Field("b".into()))));
        for nonsense in ["", "up", "up:page", "up:paper:x", "sell:page:x"] {
            assert_eq!(wanted(nonsense), None);
        }
    }
}
