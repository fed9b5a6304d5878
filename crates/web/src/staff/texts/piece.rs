//! One letter or notice of a procedure in the department's words: changed, looked at, and brought back.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use madoguchi_app::{App, Origin, Reworded, StaffPerson, Trouble, Worded, WordingVersion};
use madoguchi_forms::Paper;
use madoguchi_vocab::{Lang, Slug};
use madoguchi_workflow::{
    Piece, Words,
    wording::{BODY, CLOSING, OPENING, REASON, TITLE},
};

use super::{complaints, control, language, named, of_procedure, procedure::whose};
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    staff::labels,
    who::Staff,
};

pub const PATH: &str = "/texts/p/{slug}/{piece}";

/// A part that can be written.
struct Part {
    id: String,
    name: String,
    label: String,
    hint: String,
    rows: usize,
    text: String,
    lang: &'static str,
    /// It must be one line.
    one_line: bool,
}

/// What is written in a language, and the usual words.
struct Language {
    label: &'static str,
    parts: Vec<Part>,
    /// What is said where nothing is written: label and words.
    usual: Vec<(&'static str, String)>,
    lang: &'static str,
}

/// A letter as somebody will read it.
struct Sample {
    label: &'static str,
    lang: &'static str,
    subject: String,
    body: String,
    /// The department has no words in this language.
    usual: bool,
}

struct Version {
    number: i64,
    at: String,
    by: String,
    usual: bool,
    newest: bool,
    /// Part, before, after.
    changes: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "staff/texts/piece.html")]
struct Page {
    chrome: Chrome,
    back: String,
    action: String,
    title: String,
    name: &'static str,
    is_letter: bool,
    whose: &'static str,
    /// The words are the department's, so there is something to go back to.
    own: bool,
    /// What it goes back to.
    without: &'static str,
    revision: i64,
    languages: Vec<Language>,
    places: Vec<(String, &'static str)>,
    samples: Vec<Sample>,
    versions: Vec<Version>,
    wrong: Vec<Wrong>,
    overtaken: bool,
}

impl Page {
    fn new(app: &App, chrome: Chrome, found: &Found, words: &Words) -> Self {
        let Found { paper, worded, versions } = found;
        let piece = worded.piece;
        let procedure = of_procedure(paper.slug.as_str());
        Self {
            action: format!("{procedure}/{}", piece.code()),
            back: procedure,
            title: paper.procedure.title.ja.clone(),
            name: labels::piece(piece),
            is_letter: piece.is_letter(),
            whose: whose(worded.origin),
            own: worded.origin == Origin::Department,
            without: if paper.wordings.contains_key(&piece) { "様式の文" } else { "市の文" },
            revision: worded.version,
            languages: piece.langs().iter().map(|l| in_language(app, paper, piece, *l, words)).collect(),
            places: piece.places().iter().map(|p| (format!("{{{p}}}"), labels::place(p))).collect(),
            samples: vec![],
            versions: versions.iter().map(|v| version(v, worded.version)).collect(),
            wrong: vec![],
            overtaken: false,
            chrome,
        }
    }

    fn wrong_at(&self, target: &str) -> Option<&str> {
        complaint::at(&self.wrong, target)
    }
}

/// What is there of a piece.
struct Found {
    paper: std::sync::Arc<Paper>,
    worded: Worded,
    versions: Vec<WordingVersion>,
}

impl Found {
    async fn new(app: &App, person: &StaffPerson, slug: &Slug, piece: Piece) -> Result<Self, Problem> {
        let (paper, worded, versions) = app.wording(person, slug.as_str(), piece).await?;
        Ok(Self { paper, worded, versions })
    }
}

fn in_language(app: &App, paper: &Paper, piece: Piece, lang: Lang, words: &Words) -> Language {
    let part = |slot: &madoguchi_workflow::wording::Slot| Part {
        id: control(slot.name, lang),
        name: format!("{}.{lang}", slot.name),
        label: named_in(piece, slot.name, lang),
        hint: hint(slot.name, slot.rule.needed, slot.rule.most),
        rows: if slot.name == BODY { 14 } else { 4 },
        text: words.get(slot.name, lang).unwrap_or_default().to_owned(),
        lang: lang.html(),
        one_line: slot.rule.one_line,
    };
    Language {
        label: language(lang),
        parts: piece.slots().iter().map(part).collect(),
        usual: usual(app, paper, piece, lang),
        lang: lang.html(),
    }
}

/// What a part is called; notices have one language, which is not said.
fn named_in(piece: Piece, slot: &str, lang: Lang) -> String {
    let name = labels::slot(slot);
    if piece.is_letter() { format!("{name}（{}）", language(lang)) } else { name.to_owned() }
}

/// What a part is, and what it needs.
fn hint(slot: &str, needed: &[&str], most: usize) -> String {
    let what = match slot {
        BODY => "市の文のかわりに送る全文です。件名と、送る相手は変わりません。",
        TITLE => "通知書のいちばん上の題名です。1 行で書きます。",
        OPENING => "宛名のあとの 1 文です。",
        REASON => "「適用した基準・条項」の前に、いつも書く理由です。担当者が書く理由もその下に入ります。",
        CLOSING => "「以上」のあとに書くことです。この下に教示が続きます。",
        _ => "市の文の、受付番号の前に足します。",
    };
    let places: Vec<_> = needed.iter().map(|n| format!("{{{n}}}")).collect();
    let needed =
        if places.is_empty() { String::new() } else { format!("{} は省けません。", places.join(" ")) };
    format!("{what}{needed}{most} 文字まで。")
}

fn usual(app: &App, paper: &Paper, piece: Piece, lang: Lang) -> Vec<(&'static str, String)> {
    if let Some(body) = app.usual_letter(piece, lang) {
        return vec![("全文", body)];
    }
    let Some(said) = app.usual_notice(paper, piece) else { return vec![] };
    vec![
        (labels::slot(TITLE), said.title),
        (labels::slot(OPENING), said.opening),
        ("決めたことの 1 文（変えられません）", said.outcome),
    ]
}

fn version(v: &WordingVersion, newest: i64) -> Version {
    let change = |c: &Reworded| {
        let part = format!("{}（{}）", labels::slot(c.slot), language(c.lang));
        (part, c.before.clone(), c.after.clone())
    };
    Version {
        number: v.version,
        at: v.at.to_seconds(),
        by: labels::actor(&v.by).to_owned(),
        usual: v.usual,
        newest: v.version == newest,
        changes: v.changes.iter().map(change).collect(),
    }
}

/// What was posted.
pub fn posted(piece: Piece, fields: &Fields) -> Words {
    let mut words = Words::default();
    for lang in piece.langs() {
        for slot in piece.slots() {
            words.set(slot.name, *lang, fields.first(&format!("{}.{lang}", slot.name)));
        }
    }
    words
}

/// A letter in every language, as people will read it.
fn samples(
    app: &App,
    person: &StaffPerson,
    slug: &Slug,
    piece: Piece,
    words: &Words,
) -> Result<Vec<Sample>, Trouble> {
    let sample = |lang: &Lang| {
        let mail = app.sample_letter(person, slug.as_str(), piece, words, *lang)?;
        let (subject, body, usual) = (mail.subject, mail.body, !words.speaks(*lang));
        Ok(Sample { label: language(*lang), lang: lang.html(), subject, body, usual })
    };
    piece.langs().iter().map(sample).collect()
}

/// The city's words in place of every body that was not written: something to begin with.
fn begun(app: &App, piece: Piece, mut words: Words) -> Words {
    for lang in piece.langs() {
        if let Some(body) = app.usual_letter(piece, *lang).filter(|_| words.get(BODY, *lang).is_none()) {
            words.set(BODY, *lang, &body);
        }
    }
    words
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path((slug, piece)): Path<(String, String)>,
) -> Answer {
    let (slug, piece) = named(&slug, &piece)?;
    let found = Found::new(&app, &person, &slug, piece).await?;
    show(&Page::new(&app, chrome, &found, &found.worded.words))
}

pub async fn post(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path((slug, piece)): Path<(String, String)>,
    fields: Fields,
) -> Answer {
    let (slug, piece) = named(&slug, &piece)?;
    let words = posted(piece, &fields);
    let seen = fields.revision.unwrap_or_default();
    let tried = match fields.action.as_str() {
        "preview" | "begin" => {
            let found = Found::new(&app, &person, &slug, piece).await?;
            let begins = fields.action == "begin";
            let words = if begins { begun(&app, piece, words.clone()) } else { words.clone() };
            match if begins { Ok(vec![]) } else { samples(&app, &person, &slug, piece, &words) } {
                Ok(samples) => {
                    let page = Page::new(&app, chrome, &found, &words);
                    return show(&Page { samples, revision: seen, ..page });
                }
                Err(trouble) => Err(trouble),
            }
        }
        "usual" => app.reword(&person, slug.as_str(), piece, seen, &Words::default()).await,
        "back" => {
            let version = fields.first("version").parse().map_err(|_| Problem::Incomplete)?;
            app.reword_as(&person, slug.as_str(), piece, seen, version).await
        }
        _ => app.reword(&person, slug.as_str(), piece, seen, &words).await,
    };
    let trouble = match tried {
        Ok(()) => {
            let done = if fields.action == "usual" { "usual_words" } else { "worded" };
            return go_to(&format!("{}/{}?done={done}", of_procedure(slug.as_str()), piece.code()));
        }
        Err(trouble) => trouble,
    };
    let found = Found::new(&app, &person, &slug, piece).await?;
    let words = if fields.has("form", "words") { words } else { found.worded.words.clone() };
    if matches!(trouble, Trouble::Overtaken) {
        let page = Page::new(&app, chrome, &found, &words);
        return Ok((StatusCode::CONFLICT, show(&Page { overtaken: true, ..page })?).into_response());
    }
    let wrong = complaints(trouble, &control(piece.slots()[0].name, Lang::Ja))?;
    let page = Page::new(&app, chrome.with_errors(), &found, &words);
    show_again(&Page { wrong, revision: seen, ..page })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    fn part(one_line: bool) -> Part {
        let slot = if one_line { TITLE } else { BODY };
        Part {
            id: control(slot, Lang::En),
            name: format!("{slot}.en"),
            label: "全文（英語）".into(),
            hint: hint(slot, &["receipt"], 4_000),
            rows: 4,
            text: "</textarea><script>".into(),
            lang: "en",
            one_line,
        }
    }

    #[test]
    fn the_page_draws_for_letters_and_notices_and_with_complaints() {
        for is_letter in [true, false] {
            for_staff(|chrome| Page {
                chrome,
                back: "/staff/texts/p/x".into(),
                action: "/staff/texts/p/x/letter.granted".into(),
                title: "見本<の>手続き".into(),
                name: "認容したとき",
                is_letter,
                whose: "課の文",
                own: is_letter,
                without: "市の文",
                revision: 3,
                languages: vec![Language {
                    label: "英語",
                    parts: vec![part(true), part(false)],
                    usual: vec![("全文", "{receipt}".into())],
                    lang: "en",
                }],
                places: vec![("{receipt}".into(), "受付番号")],
                samples: vec![Sample {
                    label: "英語",
                    lang: "en",
                    subject: "Approved".into(),
                    body: "<b>K7MN-4128-83".into(),
                    usual: true,
                }],
                versions: [true, false]
                    .map(|newest| Version {
                        number: 2,
                        at: "2026-11-24 09:00:00".into(),
                        by: "見本 花子".into(),
                        usual: newest,
                        newest,
                        changes: vec![("全文（英語）".into(), String::new(), "<i>".into())],
                    })
                    .into(),
                wrong: if is_letter {
                    vec![Wrong::at("body-en", "{receipt} がありません")]
                } else {
                    vec![]
                },
                overtaken: !is_letter,
            });
        }
    }
}
