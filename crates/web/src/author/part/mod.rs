//! One part of a paper is changed without knowing the language: the procedure, a page, or a question.

mod typed;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use madoguchi_app::{App, PaperLine, PaperTrouble, StaffPerson, Trouble};
use madoguchi_auth::Deed;
use madoguchi_forms::{
    ProxyKind,
    edit::{OFFERED, Outline, OutlineField, OutlinePage},
};
use madoguchi_vocab::Text;
use serde::Deserialize;

use super::desk::{self, Desk};
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Staff,
};

/// Which part.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    page: String,
    field: String,
}

/// Words in three languages.
struct Said {
    key: &'static str,
    label: &'static str,
    hint: &'static str,
    ja: String,
    easy: String,
    en: String,
    wrong: Option<String>,
}

impl Said {
    fn new(key: &'static str, label: &'static str, hint: &'static str, text: Text) -> Self {
        let (easy, en) = (text.easy.unwrap_or_default(), text.en.unwrap_or_default());
        Self { key, label, hint, ja: text.ja, easy, en, wrong: None }
    }
}

/// One option of a question; the last has no name yet.
struct Choice {
    key: String,
    said: [String; 3],
}

/// What stands on the page besides words.
enum More {
    Procedure {
        department: String,
        departments: Vec<(String, String)>,
        kind: String,
        kinds: Vec<(&'static str, &'static str)>,
        minutes: String,
        inventory: String,
        /// Code and name of who may act for somebody else, and whether they may.
        proxies: Vec<(&'static str, String, bool)>,
        /// Whether it is written that nobody may.
        only_person: bool,
    },
    Page {
        page: OutlinePage,
        when: String,
        questions: Vec<(String, Vec<(String, String)>)>,
        keeps_when: bool,
    },
    Field {
        required: bool,
        choices: Option<Vec<Choice>>,
    },
}

#[derive(Template)]
#[template(path = "author/part.html")]
struct Part {
    chrome: Chrome,
    desk: Desk,
    heading: String,
    action: String,
    said: Vec<Said>,
    more: More,
    new: Said,
    new_hint: Said,
    new_kind: String,
    new_required: bool,
    new_options: [String; 3],
    notice: Option<String>,
    wrong: Vec<Wrong>,
}

const PROCEDURE: [(&str, &str, &str); 7] = [
    ("title", "手続きの名前", ""),
    ("summary", "何のための手続きか", "1 行で。"),
    ("who", "使える人", ""),
    ("fee", "手数料", ""),
    ("also_pay", "手数料のほかに払うお金（なくてもよい）", "返信用の切手、定額小為替の料金など。"),
    ("time", "結果が届くまでの期間", ""),
    ("purpose", "個人情報の利用目的", "聞く前に見せます（個人情報保護法62条）。"),
];
const KINDS: [(&str, &str); 5] = [
    ("application", "申請（処分で終わる）"),
    ("notification", "届出"),
    ("request", "請求"),
    ("booking", "予約・申込"),
    ("consultation", "相談・アンケート"),
];

impl Part {
    fn wrong_at(&self, target: &str) -> Option<&str> {
        complaint::at(&self.wrong, target)
    }

    fn offered(&self) -> Vec<(&'static str, &'static str)> {
        OFFERED.into_iter().map(|code| (code, desk::kind(code))).collect()
    }

    fn kind_of<'k>(&self, field: &'k OutlineField) -> &'k str {
        desk::kind(&field.kind)
    }
}

/// The questions that stand before a page and whose answers a sentence can name.
fn before(outline: &Outline, page: &str) -> Vec<(String, Vec<(String, String)>)> {
    let pages = outline.pages.iter().take_while(|p| p.key != page).filter(|p| !p.repeats);
    let answers = |f: &OutlineField| -> Vec<_> {
        f.answers().into_iter().map(|(key, words)| (format!("{}={key}", f.key), words)).collect()
    };
    pages
        .flat_map(|p| &p.fields)
        .map(|f| (f.label.ja.clone(), answers(f)))
        .filter(|(_, answers)| !answers.is_empty())
        .collect()
}

/// Which sentence a condition is; nothing for conditions that are no sentence of ours.
fn sentence(outline: &Outline, when: &str) -> Option<String> {
    let fields = outline.pages.iter().flat_map(|p| &p.fields);
    let all = fields.flat_map(|f| f.answers().into_iter().map(move |(key, _)| (f, key)));
    all.filter(|(f, key)| f.has(key).as_deref() == Some(when))
        .map(|(f, key)| format!("{}={key}", f.key))
        .next()
}

fn drawn(
    app: &App,
    person: &StaffPerson,
    chrome: Chrome,
    line: &PaperLine,
    which: &Which,
) -> Result<Part, Problem> {
    if !line.is_written_by(person) {
        return Err(if line.in_folder { Problem::NotNow } else { Problem::NotAllowed });
    }
    let desk = Desk::new(app, person, line);
    let outline = Outline::of(&line.loaded.source).ok_or(Problem::NotNow)?;
    let base = format!("/author/{}/part", desk.slug);
    let (heading, query, said, more) = if !which.field.is_empty() {
        of_field(outline.field(&which.field).ok_or(Problem::Missing)?.1)
    } else if !which.page.is_empty() {
        of_page(&outline, outline.page(&which.page).ok_or(Problem::Missing)?)
    } else {
        of_procedure(app, person, &outline)
    };
    Ok(Part {
        chrome,
        desk,
        heading,
        action: base + &query,
        said,
        more,
        new: Said::new("new", "見出し", "", Text::default()),
        new_hint: Said::new("new_hint", "補足（なくてもよい）", "書き方と、なぜ聞くか。", Text::default()),
        new_kind: String::new(),
        new_required: true,
        new_options: Default::default(),
        notice: None,
        wrong: vec![],
    })
}

/// What a part is made of: heading, the end of its address, words, and what else.
type Made = (String, String, Vec<Said>, More);

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn of_field(field: &OutlineField) -> Made {
    let words =
        |t: &Text| [t.ja.clone(), t.easy.clone().unwrap_or_default(), t.en.clone().unwrap_or_default()];
    let choices = field.options.as_ref().map(|options| {
        let old = options.iter().map(|(key, label)| Choice { key: key.clone(), said: words(label) });
        old.chain([Choice { key: String::new(), said: Default::default() }]).collect()
    });
    let hint = field.hint.clone().unwrap_or_default();
    let said = vec![
        Said::new("label", "見出し", "", field.label.clone()),
        Said::new("hint", "補足（なくてもよい）", "書き方と、なぜ聞くか。", hint),
    ];
    let heading = format!("質問「{}」（{}）", field.label.ja, desk::kind(&field.kind));
    let query = format!("?field={}", encoded(&field.key));
    (heading, query, said, More::Field { required: field.required, choices })
}

fn of_page(outline: &Outline, page: &OutlinePage) -> Made {
    let written = page.when.as_deref().unwrap_or_default();
    let when = sentence(outline, written);
    let said = vec![
        Said::new("title", "問い", "", page.title.clone()),
        Said::new("hint", "補足（なくてもよい）", "", page.hint.clone().unwrap_or_default()),
    ];
    let more = More::Page {
        questions: before(outline, &page.key),
        keeps_when: when.is_none() && !written.is_empty(),
        when: when.unwrap_or_default(),
        page: page.clone(),
    };
    (format!("ページ「{}」", page.title.ja), format!("?page={}", encoded(&page.key)), said, more)
}

fn of_procedure(app: &App, person: &StaffPerson, outline: &Outline) -> Made {
    let said = PROCEDURE.map(|(key, label, hint)| Said::new(key, label, hint, outline.said(key)));
    let allowed: Vec<_> = outline.set("proxies").lines().collect();
    let departments = app.departments();
    let own = departments.iter().filter(|d| person.may(Deed::WritePapers, &d.id));
    let more = More::Procedure {
        department: outline.set("department").to_owned(),
        departments: own.map(|d| (d.id.to_string(), d.name.clone())).collect(),
        kind: outline.set("kind").to_owned(),
        kinds: KINDS.into(),
        minutes: outline.set("minutes").to_owned(),
        inventory: outline.set("inventory").to_owned(),
        proxies: ProxyKind::ALL
            .iter()
            .map(|kind| (kind.code(), kind.name().ja, allowed.contains(&kind.code())))
            .collect(),
        only_person: allowed.is_empty() && outline.set.iter().any(|(key, _)| key == "proxies"),
    };
    ("手続きのこと".to_owned(), String::new(), said.into(), more)
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(slug): Path<String>,
    Query(which): Query<Which>,
) -> Answer {
    let line = app.paper_line(&person, &slug).await?;
    show(&drawn(&app, &person, chrome, &line, &which)?)
}

pub async fn post(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(slug): Path<String>,
    Query(which): Query<Which>,
    fields: Fields,
) -> Answer {
    let line = app.paper_line(&person, &slug).await?;
    let mut part = drawn(&app, &person, chrome, &line, &which)?;
    typed::heed(&mut part, &fields);
    let edits = typed::read(&mut part, &which, &fields);
    if part.wrong.is_empty() {
        let seen = fields.revision.unwrap_or_default();
        match app.edit_paper(&person, &slug, seen, &edits).await {
            Ok(_) if fields.action == "add" => {
                return go_to(&format!("{}&done=saved_paper#questions", part.action));
            }
            Ok(_) => return go_to(&format!("/author/{slug}?done=saved_paper")),
            Err(Trouble::Overtaken) => {
                let saved = format!(
                    "ほかの人が先に保存しました（{}）。下に書いたことは、まだ保存されていません。新しい内容を確かめてから、もう一度保存してください。",
                    part.desk.owner
                );
                part.notice = Some(saved);
                return Ok((StatusCode::CONFLICT, show(&part)?).into_response());
            }
            Err(Trouble::Paper(why)) => part.wrong.push(at(&why)),
            Err(other) => return Err(other.into()),
        }
    }
    part.chrome = part.chrome.with_errors();
    show_again(&part)
}

fn at(why: &PaperTrouble) -> Wrong {
    Wrong::at("main", desk::trouble(why))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    fn sample(chrome: Chrome, more: More, wrong: Vec<Wrong>) -> Part {
        let text = || Text { ja: "見本".into(), easy: None, en: Some("Sample".into()) };
        let mut title = Said::new("title", "問い", "補足", text());
        title.wrong = (!wrong.is_empty()).then(|| "書いてください".to_owned());
        Part {
            chrome,
            desk: Desk { slug: "x".into(), may_write: true, revision: 1, ..Desk::default() },
            heading: "ページ「見本」".into(),
            action: "/author/x/part?page=a".into(),
            said: vec![title],
            more,
            new: Said::new("new", "見出し", "", text()),
            new_hint: Said::new("new_hint", "補足", "", Text::default()),
            new_kind: "choice".into(),
            new_required: true,
            new_options: Default::default(),
            notice: (!wrong.is_empty()).then(|| "先に保存しました".to_owned()),
            wrong,
        }
    }

    fn parts() -> [More; 3] {
        let field = OutlineField { key: "q1".into(), kind: "text".into(), ..OutlineField::default() };
        let page =
            OutlinePage { key: "a".into(), fields: vec![field.clone(), field], ..OutlinePage::default() };
        let questions = vec![("受け取り方".to_owned(), vec![("way=post".to_owned(), "郵送".to_owned())])];
        [
            More::Procedure {
                department: "shimin".into(),
                departments: vec![("shimin".into(), "市民課".into())],
                kind: "booking".into(),
                kinds: KINDS.into(),
                minutes: "5".into(),
                inventory: "a\nb".into(),
                proxies: vec![("family", "家族".into(), true), ("professional", "仕事".into(), false)],
                only_person: false,
            },
            More::Page { page, when: "way=post".into(), questions, keeps_when: true },
            More::Field {
                required: true,
                choices: Some(vec![Choice {
                    key: "a1".into(),
                    said: ["見本".into(), String::new(), String::new()],
                }]),
            },
        ]
    }

    #[test]
    fn every_part_draws_with_and_without_complaints() {
        for n in 0..3 {
            let targets = [
                "title",
                "department",
                "kind",
                "minutes",
                "inventory",
                "when",
                "new",
                "new_kind",
                "new_options",
            ];
            for wrong in [vec![], targets.map(|t| Wrong::at(t, "直してください")).into()] {
                for_staff(|chrome| sample(chrome, parts().into_iter().nth(n).unwrap(), wrong.clone()));
            }
        }
    }
}
