//! What residents can find: procedures and how to search them.

use std::{collections::BTreeSet, sync::Arc};

use madoguchi_app::{App, Published};
use madoguchi_vocab::{Lang, normalise::search_key};

use crate::{chrome::Chrome, words};

/// A procedure in a list.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its page.
    pub url: String,
    /// Its name.
    pub title: String,
    /// One line of purpose.
    pub summary: String,
    /// Whether it can be done here.
    pub online: bool,
    /// The fee as shown.
    pub fee: String,
}

impl Entry {
    /// A procedure that is open online, in the language of the page.
    pub fn of(open: &Published, chrome: &Chrome) -> Self {
        let p = &open.paper.procedure;
        Self {
            url: chrome.url(&format!("/p/{}", open.paper.slug)),
            title: chrome.text(&p.title).to_owned(),
            summary: chrome.text(&p.summary).to_owned(),
            online: true,
            fee: chrome.text(&p.fee).to_owned(),
        }
    }

    /// A procedure for pages drawn outside a request.
    #[cfg(test)]
    pub fn sample() -> Self {
        Self {
            url: "/p/sample".into(),
            title: "見本の手続き".into(),
            summary: "見本です。".into(),
            online: true,
            fee: "無料".into(),
        }
    }
}

/// The procedures open online, by name of the page's language.
pub fn open(app: &App) -> Vec<Arc<Published>> {
    app.papers().published().cloned().collect()
}

/// The procedures for an event in a life.
pub fn of_life(app: &App, event: &str) -> Vec<Arc<Published>> {
    open(app).into_iter().filter(|p| p.paper.procedure.life_events.iter().any(|e| e == event)).collect()
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

/// Everything a procedure is found by, in all languages, in the shape that searches compare.
fn words_of(open: &Published) -> (String, String) {
    let p = &open.paper.procedure;
    let texts = |t: &madoguchi_vocab::Text| Lang::ALL.map(|l| t.get(l).to_owned()).join(" ");
    let life =
        p.life_events.iter().flat_map(|e| Lang::ALL.map(|l| words::say(l, &format!("life.{e}")).to_owned()));
    let rest: Vec<String> = std::iter::once(texts(&p.summary)).chain(life).collect();
    (search_key(&format!("{}|{}", texts(&p.title), p.words.join("|"))), search_key(&rest.join("|")))
}

/// The procedures that answer a question, best first; all of them where nothing was asked.
pub fn search(app: &App, question: &str) -> Vec<Arc<Published>> {
    let question: Vec<String> = question
        .split(|c: char| c.is_whitespace() || "、,・".contains(c))
        .map(search_key)
        .filter(|w| !w.is_empty())
        .take(8)
        .collect();
    if question.is_empty() {
        return open(app);
    }
    let mut found: Vec<(u32, Arc<Published>)> = open(app)
        .into_iter()
        .filter_map(|p| {
            let (name, rest) = words_of(&p);
            let best = (2 * score(&name, &question)).max(score(&rest, &question));
            (best > 0).then_some((best, p))
        })
        .collect();
    found.sort_by_key(|(best, _)| std::cmp::Reverse(*best));
    found.into_iter().map(|(_, p)| p).collect()
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
