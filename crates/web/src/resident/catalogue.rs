//! What residents can find: procedures and how to search them.

use std::{collections::BTreeSet, sync::Arc};

use madoguchi_app::{App, Published};
use madoguchi_forms::LIFE_EVENTS;
use madoguchi_inventory::{Level, Procedure, Status};
use madoguchi_vocab::{Lang, normalise::search_key};

use crate::{chrome::Chrome, problem::Problem, words};

/// A procedure of the city: with the paper that is open for it, with its row of the inventory, or both.
#[derive(Clone, Debug)]
pub struct Found {
    /// The paper that is open online.
    pub open: Option<Arc<Published>>,
    /// Its row of the inventory.
    pub row: Option<Procedure>,
}

impl Found {
    fn is_of_life(&self, event: &str) -> bool {
        let by_paper =
            self.open.as_ref().is_some_and(|p| p.paper.procedure.life_events.iter().any(|e| e == event));
        by_paper || self.row.as_ref().is_some_and(|r| r.life_events.contains(event))
    }
}

/// A procedure in a list.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its page.
    pub url: String,
    /// Its name.
    pub title: String,
    /// One line of purpose; empty where nobody has written one.
    pub summary: String,
    /// Where it can be done: `online`, `elsewhere` or `counter`.
    pub badge: &'static str,
    /// The fee as shown; empty where it is not known.
    pub fee: String,
}

impl Entry {
    /// A procedure in the language of the page.
    pub fn of(found: &Found, chrome: &Chrome) -> Option<Self> {
        match (&found.open, &found.row) {
            (Some(open), _) => {
                let p = &open.paper.procedure;
                Some(Self {
                    url: chrome.url(&format!("/p/{}", open.paper.slug)),
                    title: chrome.text(&p.title).to_owned(),
                    summary: chrome.text(&p.summary).to_owned(),
                    badge: "online",
                    fee: chrome.text(&p.fee).to_owned(),
                })
            }
            (None, Some(row)) => Some(Self {
                url: chrome.url(&format!("/p/{}", row.id)),
                title: row.name.clone(),
                summary: String::new(),
                badge: if is_elsewhere(row) { "elsewhere" } else { "counter" },
                fee: row.fee_note.clone(),
            }),
            (None, None) => None,
        }
    }

    /// The words of its badge.
    pub fn badge_words<'c>(&self, chrome: &'c Chrome) -> &'c str {
        match self.badge {
            "online" => chrome.say("badge.online"),
            "elsewhere" => chrome.say("badge.elsewhere"),
            _ => chrome.say("badge.counter"),
        }
    }

    /// A procedure for pages drawn outside a request.
    #[cfg(test)]
    pub fn sample() -> Self {
        Self {
            url: "/p/sample".into(),
            title: "見本の手続き".into(),
            summary: "見本です。".into(),
            badge: "online",
            fee: "無料".into(),
        }
    }
}

/// Whether a procedure can be done on a site that is not ours.
pub fn is_elsewhere(row: &Procedure) -> bool {
    matches!(row.status, Status::Online | Status::Partial)
}

/// Every procedure: those open online first, then the rest of the city's inventory. A paper that puts several
/// rows online is listed once.
pub async fn all(app: &App) -> Result<Vec<Found>, Problem> {
    let rows = app.catalogue().await?;
    let papers = app.papers();
    let row_of = |open: &Published| {
        let slug = &open.paper.slug;
        rows.iter().find(|e| e.procedure.paper.as_ref() == Some(slug)).map(|e| e.procedure.clone())
    };
    let mut found: Vec<Found> =
        papers.published().map(|p| Found { open: Some(p.clone()), row: row_of(p) }).collect();
    let offline = rows.iter().filter(|e| {
        let p = &e.procedure;
        e.published.is_none() && p.level == Level::City && p.status != Status::NoScheme
    });
    found.extend(offline.map(|e| Found { open: None, row: Some(e.procedure.clone()) }));
    Ok(found)
}

/// The procedures for an event in a life.
pub async fn of_life(app: &App, event: &str) -> Result<Vec<Found>, Problem> {
    Ok(all(app).await?.into_iter().filter(|f| f.is_of_life(event)).collect())
}

/// The events in a life for which there is something, with the address and name of each.
pub fn events(found: &[Found], chrome: &Chrome) -> Vec<(String, String)> {
    LIFE_EVENTS
        .into_iter()
        .filter(|e| found.iter().any(|f| f.is_of_life(e)))
        .map(|e| (chrome.url(&format!("/life/{e}")), chrome.say(&format!("life.{e}")).to_owned()))
        .collect()
}

/// How well a text answers a question: every word in it is best, most of its pairs of letters will do. 0 is
/// no answer at all.
fn score(text: &str, question: &[String]) -> u32 {
    let each = question.iter().map(|word| {
        if text.contains(word.as_str()) {
            return 100;
        }
        let pairs = pairs(word);
        let hits = pairs.iter().filter(|p| text.contains(p.as_str())).count();
        // Below half the pairs it is another word, not a slip.
        if pairs.is_empty() || hits * 2 < pairs.len() {
            0
        } else {
            u32::try_from(hits * 60 / pairs.len()).unwrap_or(0)
        }
    });
    let each: Vec<u32> = each.collect();
    if each.contains(&0) {
        0
    } else {
        each.iter().sum::<u32>() / u32::try_from(each.len().max(1)).unwrap_or(1)
    }
}

fn pairs(word: &str) -> BTreeSet<String> {
    let letters: Vec<char> = word.chars().collect();
    letters.windows(2).map(|w| w.iter().collect()).collect()
}

/// Everything a procedure is found by, in all languages, in the shape that searches compare: its names, and
/// what else is said of it.
fn words_of(found: &Found) -> (String, String) {
    let texts = |t: &madoguchi_vocab::Text| Lang::ALL.map(|l| t.get(l).to_owned()).join(" ");
    let mut names = Vec::new();
    let mut rest = Vec::new();
    if let Some(open) = &found.open {
        let p = &open.paper.procedure;
        names.push(texts(&p.title));
        names.extend(p.words.iter().cloned());
        rest.push(texts(&p.summary));
    }
    if let Some(row) = &found.row {
        names.push(row.name.clone());
        rest.extend([row.law.clone(), row.fee_note.clone()]);
    }
    for event in LIFE_EVENTS.into_iter().filter(|e| found.is_of_life(e)) {
        rest.extend(Lang::ALL.map(|l| words::say(l, &format!("life.{event}")).to_owned()));
    }
    (search_key(&names.join("|")), search_key(&rest.join("|")))
}

/// The procedures that answer a question, best first; all of them where nothing was asked.
pub fn search(all: Vec<Found>, question: &str) -> Vec<Found> {
    let question: Vec<String> = question
        .split(|c: char| c.is_whitespace() || "、,・".contains(c))
        .map(search_key)
        .filter(|w| !w.is_empty())
        .take(8)
        .collect();
    if question.is_empty() {
        return all;
    }
    let mut scored: Vec<(u32, Found)> = all
        .into_iter()
        .filter_map(|found| {
            let (names, rest) = words_of(&found);
            // What can be done here comes first among equals.
            let here = u32::from(found.open.is_some());
            let best = (2 * score(&names, &question)).max(score(&rest, &question));
            (best > 0).then_some((2 * best + here, found))
        })
        .collect();
    scored.sort_by_key(|(best, _)| std::cmp::Reverse(*best));
    scored.into_iter().map(|(_, found)| found).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Vec<String> {
        vec![search_key(text)]
    }

    #[test]
    fn a_search_forgives_width_kana_and_slips() {
        let text = search_key("住民票の写しの交付請求（郵送）|じゅうみんひょう|引っ越し");
        for good in ["住民票", "ジュウミンヒョウ", "ｼﾞｭｳﾐﾝﾋｮｳ", "引っ越し", "住民票の写し"]
        {
            assert_eq!(score(&text, &asked(good)), 100, "{good}");
        }
        assert!(score(&text, &asked("住民標の写し")) > 0, "a slip of one letter");
        assert_eq!(score(&text, &asked("犬の登録")), 0);
    }
}
