//! Looking for a procedure by the words residents use: every width, kana for kanji where a reading is known, words of the
//! same meaning, any order, and small slips. The words are put in order once; a question only reads them.

mod folding;
mod suggest;

use std::collections::{BTreeMap, BTreeSet};

use folding::{kana_of, loose, words_of};
pub use folding::{key, said};

/// What one procedure is found by.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    /// Its names, in every language, and the words its paper gives for it.
    pub names: Vec<String>,
    /// What else is said of it.
    pub rest: Vec<String>,
    /// Whether it stands first among equals.
    pub first: bool,
}

/// Words that mean the same, and what is looked for as well.
#[derive(Clone, Debug, Default)]
pub struct Synonyms {
    /// What people type.
    pub words: Vec<String>,
    /// What is looked for as well.
    pub also: Vec<String>,
}

/// All procedures, ready to be looked through.
#[derive(Debug, Default)]
pub struct Index {
    docs: Vec<Doc>,
    groups: Vec<Group>,
    /// Every word that stands in a group: which groups.
    of_word: BTreeMap<String, Vec<usize>>,
    /// The same by sound.
    of_sound: BTreeMap<String, Vec<usize>>,
    /// What could have been meant: key and word.
    terms: BTreeMap<String, String>,
}

#[derive(Debug)]
struct Doc {
    title: String,
    names: Vec<String>,
    loose: Vec<String>,
    tokens: BTreeSet<String>,
    rest: String,
    first: bool,
}

#[derive(Debug)]
struct Group {
    words: Vec<String>,
    also: Vec<String>,
}

/// How far a question may be from what is found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leniency {
    /// Every word has to be there, spelled right or nearly.
    None,
    /// A letter or two may be wrong.
    Slips,
    /// And some of the words may be missing.
    SomeWords,
}

/// Of the score of the best; what answers less well is no answer.
const WORTH: u32 = 45;
/// As many words of a question are looked for.
const MOST_WORDS: usize = 8;
/// A longer word is cut: nothing is called that.
const LONGEST_WORD: usize = 40;

impl Index {
    /// Puts the words in order.
    pub fn new(sought: &[Sought], synonyms: &[Synonyms]) -> Self {
        let keys = |words: &[String]| -> Vec<String> {
            words.iter().map(|w| key(w)).filter(|w| !w.is_empty()).collect()
        };
        let groups: Vec<Group> =
            synonyms.iter().map(|s| Group { words: keys(&s.words), also: keys(&s.also) }).collect();
        let (mut of_word, mut of_sound) =
            (BTreeMap::<_, Vec<usize>>::new(), BTreeMap::<_, Vec<usize>>::new());
        for (n, group) in groups.iter().enumerate() {
            for word in &group.words {
                of_word.entry(word.clone()).or_default().push(n);
                if let Some(sound) = loose(word) {
                    of_sound.entry(sound).or_default().push(n);
                }
            }
        }
        let mut terms = BTreeMap::new();
        let said = synonyms.iter().flat_map(|s| &s.words).chain(sought.iter().flat_map(|s| &s.names));
        for word in said.filter(|w| (2..=14).contains(&w.chars().count())) {
            terms.entry(key(word)).or_insert_with(|| word.clone());
        }
        Self { docs: sought.iter().map(Doc::new).collect(), groups, of_word, of_sound, terms }
    }

    /// What answers a question, best first, by its place among what was put in order; `None` where nothing was asked.
    pub fn find(&self, question: &str) -> Option<Vec<usize>> {
        let whole = key(question);
        let asked = if self.of_word.contains_key(&whole) { vec![whole] } else { words_of(question) };
        let words: Vec<String> =
            asked.into_iter().map(|w| w.chars().take(LONGEST_WORD).collect()).take(MOST_WORDS).collect();
        if words.is_empty() {
            return None;
        }
        let mut all = [Leniency::None, Leniency::Slips, Leniency::SomeWords].into_iter();
        let found = all.find_map(|leniency| {
            let found = self.ranked(&words, leniency);
            (!found.is_empty()).then_some(found)
        });
        Some(found.unwrap_or_default())
    }

    fn ranked(&self, words: &[String], leniency: Leniency) -> Vec<usize> {
        let asked: Vec<Asked> = words.iter().map(|w| Asked::of(self, w, leniency)).collect();
        let scores = self.docs.iter().enumerate().map(|(n, doc)| (doc.score(&asked, leniency), n));
        let mut scored: Vec<(u32, usize)> = scores.filter(|(score, _)| *score > 0).collect();
        let best = scored.iter().map(|(score, _)| *score).max().unwrap_or_default();
        scored.retain(|(score, _)| score * 100 >= best * WORTH);
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        scored.into_iter().map(|(_, n)| n).collect()
    }
}

/// A word of a question with everything it may stand for.
struct Asked {
    word: String,
    letters: usize,
    /// The same by sound.
    sound: Option<String>,
    pairs: Vec<String>,
    /// Words of the same meaning, and how sure that is (of 100).
    same: Vec<(String, u32)>,
    /// Parts of the word that are words: with their letters and what they may stand for.
    parts: Vec<(usize, Vec<String>)>,
    slips: usize,
}

impl Asked {
    fn of(index: &Index, word: &str, leniency: Leniency) -> Self {
        let letters: Vec<char> = word.chars().collect();
        let kana = kana_of(word);
        let mut same = Vec::new();
        for key in std::iter::once(word).chain(kana.as_deref()) {
            index.same_as(key, 90, &mut same);
        }
        let is_kanji = |c: &char| ('\u{4E00}'..='\u{9FFF}').contains(c);
        let slips = match (leniency, letters.len()) {
            (Leniency::None, _) | (_, 0..=2) => 0,
            (_, 3) => usize::from(letters.iter().all(is_kanji)),
            (_, 4..=6) => 1,
            _ => 2,
        };
        if slips > 0 {
            let near = index.of_word.keys().filter(|k| is_near(k, word, slips)).cloned().collect::<Vec<_>>();
            near.iter().for_each(|k| index.same_as(k, 70, &mut same));
        }
        Self {
            letters: letters.len(),
            sound: loose(kana.as_deref().unwrap_or(word)),
            pairs: letters.windows(2).map(|w| w.iter().collect()).collect(),
            parts: index.parts_of(word),
            same,
            slips,
            word: word.to_owned(),
        }
    }
}

impl Index {
    fn same_as(&self, word: &str, sure: u32, same: &mut Vec<(String, u32)>) {
        let sound = loose(word).and_then(|s| self.of_sound.get(&s));
        let groups = self.of_word.get(word).or(sound).into_iter().flatten();
        for group in groups.filter_map(|n| self.groups.get(*n)) {
            same.extend(group.words.iter().map(|w| (w.clone(), sure)));
            // Whoever wrote the group has said what is meant most.
            same.extend(group.also.iter().map(|w| (w.clone(), sure + 22)));
        }
    }

    /// The words of groups that stand inside a longer word, longest first, none over another.
    fn parts_of(&self, word: &str) -> Vec<(usize, Vec<String>)> {
        let is_short = |w: &str| {
            w.chars().count() < 2 && !w.starts_with(|c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c))
        };
        let mut inside: Vec<(&String, &Vec<usize>)> = self
            .of_word
            .iter()
            .filter(|(w, _)| *w != word && word.contains(w.as_str()) && !is_short(w))
            .collect();
        inside.sort_by_key(|(w, _)| std::cmp::Reverse(w.len()));
        let (mut rest, mut parts) = (word.to_owned(), Vec::new());
        for (part, groups) in inside {
            let Some(at) = rest.find(part.as_str()) else { continue };
            rest.replace_range(at..at + part.len(), "\0");
            let meant = groups.iter().filter_map(|n| self.groups.get(*n));
            let meant = meant.flat_map(|g| g.words.iter().chain(&g.also)).cloned().collect();
            parts.push((part.chars().count(), meant));
        }
        parts
    }
}

impl Doc {
    fn new(sought: &Sought) -> Self {
        let names: Vec<String> = sought.names.iter().map(|n| key(n)).filter(|n| !n.is_empty()).collect();
        let tokens = sought.names.iter().flat_map(|n| words_of(n)).chain(names.iter().cloned()).collect();
        Self {
            title: names.first().cloned().unwrap_or_default(),
            loose: names.iter().filter_map(|n| loose(n)).collect(),
            tokens,
            rest: sought.rest.iter().map(|r| key(r)).collect::<Vec<_>>().join("|"),
            first: sought.first,
            names,
        }
    }

    /// How well it answers; 0 is no answer at all.
    fn score(&self, asked: &[Asked], leniency: Leniency) -> u32 {
        let each: Vec<u32> = asked.iter().map(|a| self.score_word(a)).collect();
        if leniency != Leniency::SomeWords && each.contains(&0) {
            return 0;
        }
        let sum = each.iter().sum::<u32>() / u32::try_from(each.len().max(1)).unwrap_or(1);
        // Among equals what is done here comes first, and then what is called by little more than was asked.
        let letters: usize = asked.iter().map(|a| a.letters).sum();
        let fits = letters * 8 / self.title.chars().count().max(letters).max(1);
        if sum == 0 { 0 } else { sum + 4 * u32::from(self.first) + u32::try_from(fits).unwrap_or(0) }
    }

    fn score_word(&self, asked: &Asked) -> u32 {
        let word = asked.word.as_str();
        let by_word = self.has(word, 100);
        let by_sound = match &asked.sound {
            Some(sound) if self.loose.iter().any(|n| n == sound) => 95,
            Some(sound)
                if sound.chars().count() > 2 && self.loose.iter().any(|n| n.contains(sound.as_str())) =>
            {
                85
            }
            _ => 0,
        };
        let by_meaning = asked.same.iter().map(|(w, sure)| self.has(w, *sure)).max().unwrap_or(0);
        let by_parts = self.score_parts(asked);
        let by_pairs = self.score_pairs(asked);
        let by_slip =
            if asked.slips > 0 && self.tokens.iter().any(|t| is_near(t, word, asked.slips)) { 65 } else { 0 };
        [by_word, by_sound, by_meaning, by_parts, by_pairs, by_slip].into_iter().max().unwrap_or(0)
    }

    /// As sure as given where a name has the word, half as sure where it is only said of it.
    fn has(&self, word: &str, sure: u32) -> u32 {
        if self.title == word {
            sure + 20
        } else if self.title.starts_with(word) && !word.is_empty() {
            sure + 12
        } else if self.names.iter().any(|n| n == word) {
            sure + 8
        } else if self.names.iter().any(|n| holds(n, word)) {
            sure
        } else if holds(&self.rest, word) {
            sure / 2
        } else {
            0
        }
    }

    /// By the words inside a long one: 犬が死んだ.
    fn score_parts(&self, asked: &Asked) -> u32 {
        let is_there = |meant: &[String]| meant.iter().any(|w| self.names.iter().any(|n| holds(n, w)));
        let covered: usize = asked.parts.iter().filter(|(_, meant)| is_there(meant)).map(|(n, _)| n).sum();
        let all: usize = asked.parts.iter().map(|(n, _)| n).sum();
        // A small part of a long word is chance.
        if covered * 5 < asked.letters * 2 {
            0
        } else {
            30 + u32::try_from(covered * 55 / all.max(1)).unwrap_or(0)
        }
    }

    /// By pairs of letters: below half of them it is another word, not a slip.
    fn score_pairs(&self, asked: &Asked) -> u32 {
        let pairs = asked.pairs.len();
        if asked.letters < 3 || asked.word.is_ascii() {
            return 0;
        }
        let most =
            self.names.iter().map(|n| asked.pairs.iter().filter(|p| n.contains(p.as_str())).count()).max();
        let hits = most.unwrap_or(0);
        if hits * 2 < pairs { 0 } else { u32::try_from(hits * 60 / pairs).unwrap_or(0) }
    }
}

/// Whether a text has a word. A short word of Latin letters has to stand alone: `tax` is not in `taxi`.
fn holds(text: &str, word: &str) -> bool {
    if word.is_empty() {
        return false;
    }
    if !word.is_ascii() || word.len() > 5 {
        return text.contains(word);
    }
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(word).any(|(at, _)| {
        !is_letter(text[..at].chars().next_back()) && !is_letter(text[at + word.len()..].chars().next())
    })
}

/// Whether two words differ by no more letters than that.
fn is_near(one: &str, other: &str, slips: usize) -> bool {
    let (a, b) = (one.chars().count(), other.chars().count());
    a.abs_diff(b) <= slips && a > 2 && strsim::osa_distance(one, other) <= slips
}

#[cfg(test)]
mod tests;
