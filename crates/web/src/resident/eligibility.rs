//! 対象の確認: who can use a procedure and who cannot, before anything is filled in. What is answered here is kept nowhere.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::App;
use madoguchi_forms::{ChoiceOption, Field, FieldKind, Fit, Paper, Typed};
use madoguchi_vocab::Date;

use super::start::said_of;
use crate::{
    chrome::{Chrome, READINGS, SPEAK},
    complaint::{self, Wrong},
    form_state::MaybeStale,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    ruby::Html,
    who::Resident,
};

/// `/p/{slug}/eligibility`
pub const PATH: &str = "/p/{slug}/eligibility";
/// What is posted for 「わからない」.
const UNSURE: &str = "_unsure";

/// Something to choose.
struct Choice {
    id: String,
    value: String,
    label: String,
    hint: Option<Html>,
    chosen: bool,
}

/// One question.
struct Question {
    key: String,
    label: String,
    hint: Option<Html>,
    foreign: bool,
    choices: Vec<Choice>,
}

/// What the answers came to.
enum Verdict {
    Fits,
    SoFar,
    Unsure,
    Not { title: String, text: Html },
}

#[derive(Template)]
#[template(path = "resident/eligibility.html")]
struct Page {
    chrome: Chrome,
    here: String,
    start: String,
    name: String,
    who: Html,
    /// Who may act for them, where the paper says so.
    proxies: Option<String>,
    needs: Vec<Html>,
    questions: Vec<Question>,
    /// Title and text of every exit.
    exits: Vec<(String, Html)>,
    verdict: Option<Verdict>,
    wrong: Vec<Wrong>,
}

impl Page {
    fn new(paper: &Paper, typed: &Typed, today: Date, chrome: Chrome) -> Self {
        let p = &paper.procedure;
        let start = chrome.url(&format!("/p/{}", paper.slug));
        let asked = |f: &&Field| question(f, typed, today, &chrome);
        Self {
            here: format!("{start}/eligibility"),
            start,
            name: chrome.text(&p.title).to_owned(),
            who: chrome.tell(&p.who),
            proxies: p.proxies.as_ref().map(|proxies| said_of(proxies, &chrome)),
            needs: p.needs.iter().map(|n| chrome.tell(n)).collect(),
            questions: paper.deciding().iter().map(asked).collect(),
            exits: paper
                .exits()
                .filter_map(|page| {
                    Some((chrome.text(&page.title).to_owned(), chrome.tell(page.exit.as_ref()?)))
                })
                .collect(),
            verdict: None,
            wrong: vec![],
            // The pages of a disaster have no buttons that look like links.
            chrome: if chrome.light { chrome } else { chrome.keeping("eligibility") },
        }
    }

    fn error(&self, key: &str) -> Option<&str> {
        complaint::at(&self.wrong, &format!("{key}-1"))
    }
}

fn question(field: &Field, typed: &Typed, today: Date, chrome: &Chrome) -> Question {
    let say = |key: &str| chrome.say(key).to_owned();
    let mut offered: Vec<(String, String, Option<Html>)> = match &field.kind {
        FieldKind::Choice(c) => {
            let open = c.options.iter().filter(|o| o.is_offered_on(today));
            let hint = |o: &ChoiceOption| o.hint.as_ref().map(|h| chrome.tell(h));
            open.map(|o| (o.key.clone(), chrome.text(&o.label).to_owned(), hint(o))).collect()
        }
        _ => vec![("yes".to_owned(), say("field.yes"), None), ("no".to_owned(), say("field.no"), None)],
    };
    offered.push((UNSURE.to_owned(), say("eligibility.unsure"), None));
    let choice = |(at, (value, label, hint)): (usize, (String, String, Option<Html>))| Choice {
        id: format!("{}-{}", field.key, at + 1),
        chosen: typed.has(field.key.as_str(), &value),
        value,
        label,
        hint,
    };
    Question {
        key: field.key.to_string(),
        label: chrome.text(&field.label).to_owned(),
        hint: field.hint.as_ref().map(|h| chrome.tell(h)),
        foreign: chrome.is_foreign(&field.label),
        choices: offered.into_iter().enumerate().map(choice).collect(),
    }
}

fn verdict(paper: &Paper, typed: &Typed, today: Date, chrome: &Chrome) -> Verdict {
    match paper.fit(typed, today) {
        Fit::Fits => Verdict::Fits,
        Fit::SoFar => Verdict::SoFar,
        Fit::Unsure => Verdict::Unsure,
        Fit::Not(page) => Verdict::Not {
            title: chrome.text(&page.title).to_owned(),
            text: page.exit.as_ref().map(|text| chrome.tell(text)).unwrap_or_default(),
        },
    }
}

/// Asks, and says who cannot use it.
pub async fn get(resident: Resident, State(app): State<App>, Path(slug): Path<String>) -> Answer {
    let open = app.papers().open(&slug).ok_or(Problem::Missing)?;
    let chrome = resident.chrome.with_help_of(&app, &open.paper.procedure.department);
    show(&Page::new(&open.paper, &Typed::default(), app.today(), chrome))
}

/// Says what the answers come to. Nothing is changed by it, so an old form is as good as a new one.
pub async fn post(
    resident: Resident,
    State(app): State<App>,
    Path(slug): Path<String>,
    MaybeStale { fields, .. }: MaybeStale,
) -> Answer {
    let open = app.papers().open(&slug).ok_or(Problem::Missing)?;
    let paper = &open.paper;
    let chrome = resident.chrome.with_help_of(&app, &paper.procedure.department);
    if fields.action == READINGS {
        return go_to(&chrome.readings_url());
    }
    let typed = fields.typed();
    let asked = paper.deciding();
    let nothing = asked.iter().all(|f| typed.first(f.key.as_str()).is_empty());
    if fields.action == SPEAK {
        return show(&Page::new(paper, &typed, app.today(), chrome));
    }
    if let Some(first) = asked.first().filter(|_| nothing) {
        let wrong = vec![Wrong::at(format!("{}-1", first.key), chrome.say("eligibility.nothing"))];
        return show_again(&Page { wrong, ..Page::new(paper, &typed, app.today(), chrome.with_errors()) });
    }
    let verdict = Some(verdict(paper, &typed, app.today(), &chrome));
    show(&Page { verdict, ..Page::new(paper, &typed, app.today(), chrome) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{page::tests::in_every_language, ruby::plain};

    fn page(chrome: Chrome, verdict: Option<Verdict>, wrong: Vec<Wrong>) -> Page {
        Page {
            here: "/p/sample/eligibility".into(),
            start: "/p/sample".into(),
            name: "見本の手続き".into(),
            who: plain("市内に住む人"),
            proxies: Some("できます：家族".into()),
            needs: vec![plain("写真")],
            questions: vec![Question {
                key: "here".into(),
                label: "市内に<住んで>いますか".into(),
                hint: Some(plain("住民登録のことです。")),
                foreign: chrome.lang == madoguchi_vocab::Lang::En,
                choices: ["yes", "no", UNSURE]
                    .iter()
                    .enumerate()
                    .map(|(at, value)| Choice {
                        id: format!("here-{}", at + 1),
                        value: (*value).to_owned(),
                        label: "はい".into(),
                        hint: Some(plain("<今>のことです。")),
                        chosen: at == 1,
                    })
                    .collect(),
            }],
            exits: vec![("対象外です".into(), plain("市外の人は使えません。"))],
            verdict,
            wrong,
            chrome: chrome.keeping("eligibility"),
        }
    }

    #[test]
    fn the_page_is_drawn_with_every_verdict_in_every_language() {
        let not =
            || Verdict::Not { title: "対象外です".into(), text: plain("電話してください。") };
        in_every_language(|chrome| page(chrome, None, vec![Wrong::at("here-1", "選んでください")]));
        in_every_language(|chrome| page(chrome, Some(Verdict::Fits), vec![]));
        in_every_language(|chrome| page(chrome, Some(Verdict::SoFar), vec![]));
        in_every_language(|chrome| page(chrome, Some(Verdict::Unsure), vec![]));
        in_every_language(|chrome| page(chrome, Some(not()), vec![]));
        in_every_language(|chrome| Page {
            questions: vec![],
            exits: vec![],
            chrome: chrome.clone(),
            ..page(chrome, None, vec![])
        });
    }
}
