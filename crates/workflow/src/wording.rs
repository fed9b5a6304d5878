//! The texts of the office that a department may word itself, procedure by procedure: letters and decision notices. What may
//! stand in each is a closed list. 教示 is none of them: its words are the law's (行政不服審査法82条).

use std::{collections::BTreeMap, fmt};

use madoguchi_vocab::{
    Lang,
    places::{self, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{letter::Letter, stage::Ruling};

/// A part of a text: what it is called where it is kept and written, and what may stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// `add`, `body`, `title` …
    pub name: &'static str,
    /// What it may and must be.
    pub rule: Rule,
}

/// Words put into the city's letter, before the receipt number.
pub const ADD: &str = "add";
/// A body in place of the city's.
pub const BODY: &str = "body";
/// The title of a notice.
pub const TITLE: &str = "title";
/// The first sentence of a notice.
pub const OPENING: &str = "opening";
/// What is always said before the reasons of a decision that needs them.
pub const REASON: &str = "reason";
/// What stands behind 以上.
pub const CLOSING: &str = "closing";

macro_rules! places_of { ($($more:literal),*) => {
    &["city", "procedure", "department", "phone", "hours", $($more),*]
} }

const fn slot(
    name: &'static str,
    known: &'static [&'static str],
    needed: &'static [&'static str],
    most: usize,
    one_line: bool,
) -> Slot {
    Slot { name, rule: Rule { known, needed, most, one_line } }
}

const fn letter(known: &'static [&'static str], needed: &'static [&'static str]) -> [Slot; 2] {
    [slot(ADD, known, &[], 1_000, false), slot(BODY, known, needed, 4_000, false)]
}

const SUBMISSION: &[Slot] =
    &letter(places_of!("receipt", "arrived", "status_url"), &["receipt", "status_url", "phone"]);
const CORRECTION: &[Slot] = &letter(
    places_of!("receipt", "arrived", "status_url", "items", "due"),
    &["items", "due", "receipt", "status_url", "phone"],
);
const DRAFT: &[Slot] =
    &letter(places_of!("code", "resume_url", "until"), &["code", "resume_url", "until", "phone"]);

/// The places of a notice: whose it is and about what stands in it anyhow.
const ON_PAPER: &[&str] = places_of!("receipt", "arrived", "decided", "law");

const fn on_paper(name: &'static str, most: usize, one_line: bool) -> Slot {
    slot(name, ON_PAPER, &[], most, one_line)
}

const GIVEN: &[Slot] =
    &[on_paper(TITLE, 60, true), on_paper(OPENING, 200, true), on_paper(CLOSING, 1_000, false)];
const REASONED: &[Slot] = &[
    on_paper(TITLE, 60, true),
    on_paper(OPENING, 200, true),
    on_paper(REASON, 500, false),
    on_paper(CLOSING, 1_000, false),
];

/// Name in papers, columns and addresses; parts.
const PIECES: &[(&str, &[Slot])] = &[
    ("letter.received", SUBMISSION),
    ("letter.correction-asked", CORRECTION),
    ("letter.correction-received", SUBMISSION),
    ("letter.granted", SUBMISSION),
    ("letter.refused", SUBMISSION),
    ("letter.decided", SUBMISSION),
    ("letter.redirected", SUBMISSION),
    ("letter.transferred", SUBMISSION),
    ("letter.fee-asked", SUBMISSION),
    ("letter.acknowledged", SUBMISSION),
    ("letter.reopened", SUBMISSION),
    ("letter.written", SUBMISSION),
    ("letter.withdrawn", SUBMISSION),
    ("letter.draft-saved", DRAFT),
    ("letter.draft-ending", DRAFT),
    ("notice.granted", GIVEN),
    ("notice.granted-in-part", REASONED),
    ("notice.refused", REASONED),
    ("notice.acknowledged", GIVEN),
];

/// A text that a department may word itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Piece(usize);

impl Piece {
    /// Every one: letters, then notices.
    pub fn all() -> impl Iterator<Item = Piece> {
        (0..PIECES.len()).map(Piece)
    }

    /// The name in columns and addresses.
    pub fn code(self) -> &'static str {
        PIECES[self.0].0
    }

    /// The name in papers: that of the letter, or of the ruling.
    pub fn name(self) -> &'static str {
        self.code().split_once('.').map_or("", |(_, name)| name)
    }

    /// Reads the name.
    pub fn parse(code: &str) -> Option<Self> {
        Self::all().find(|p| p.code() == code)
    }

    /// That of a letter.
    pub fn of_letter(letter: &Letter) -> Option<Self> {
        Self::all().find(|p| p.is_letter() && p.name() == letter.code())
    }

    /// That of the notice of a ruling; none where there is no notice.
    pub fn of_ruling(ruling: &Ruling) -> Option<Self> {
        let name = match ruling {
            Ruling::Granted { .. } => "granted",
            Ruling::GrantedInPart { .. } => "granted-in-part",
            Ruling::Refused { .. } => "refused",
            Ruling::Acknowledged { .. } => "acknowledged",
            Ruling::Redirected { .. } | Ruling::Chosen { .. } | Ruling::NotChosen { .. } => return None,
        };
        Self::all().find(|p| !p.is_letter() && p.name() == name)
    }

    /// Whether it is a letter; else it is a notice.
    pub fn is_letter(self) -> bool {
        self.code().starts_with("letter.")
    }

    /// The languages it is written in: notices are documents of the city, in Japanese.
    pub fn langs(self) -> &'static [Lang] {
        if self.is_letter() { &Lang::ALL } else { &[Lang::Ja] }
    }

    /// Its parts.
    pub fn slots(self) -> &'static [Slot] {
        PIECES[self.0].1
    }

    /// The places that its parts may have.
    pub fn places(self) -> &'static [&'static str] {
        self.slots().first().map_or(&[], |s| s.rule.known)
    }

    /// Everything that is wrong with words for it.
    pub fn faults(self, words: &Words) -> Vec<Fault> {
        let mut faults = Vec::new();
        for lang in self.langs() {
            for slot in self.slots() {
                let text = words.get(slot.name, *lang);
                let flaws = text.map(|t| places::flaws(t, &slot.rule)).unwrap_or_default();
                let fault = |flaw| Fault { slot: slot.name, lang: *lang, wrong: Wrong::Text(flaw) };
                faults.extend(flaws.into_iter().map(fault));
            }
            if words.get(ADD, *lang).is_some() && words.get(BODY, *lang).is_some() {
                faults.push(Fault { slot: BODY, lang: *lang, wrong: Wrong::Both });
            }
        }
        faults
    }
}

/// What is wrong with a part in a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which part.
    pub slot: &'static str,
    /// In which language.
    pub lang: Lang,
    /// What.
    pub wrong: Wrong,
}

/// What may be wrong with a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The text.
    Text(places::Flaw),
    /// Words are added to a body that is replaced.
    Both,
    /// There must be something.
    Empty,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wrong::Text(flaw) => flaw.fmt(f),
            Wrong::Empty => f.write_str("書いてください"),
            Wrong::Both => f.write_str("「足す文」と「全文」の両方はいりません。どちらか一方にしてください"),
        }
    }
}

/// The words of a department (or a paper) for a piece: by part and language, and only what somebody has written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Words(BTreeMap<String, String>);

impl Words {
    fn key(slot: &str, lang: Lang) -> String {
        format!("{slot}.{lang}")
    }

    /// A part in a language, where it was written.
    pub fn get(&self, slot: &str, lang: Lang) -> Option<&str> {
        self.0.get(&Self::key(slot, lang)).map(String::as_str)
    }

    /// Writes a part; blanks are nothing, and take it out.
    pub fn set(&mut self, slot: &str, lang: Lang, text: &str) {
        let (key, text) = (Self::key(slot, lang), text.trim());
        if text.is_empty() {
            self.0.remove(&key);
        } else {
            self.0.insert(key, text.to_owned());
        }
    }

    /// The same with a part written.
    #[must_use]
    pub fn with(mut self, slot: &str, lang: Lang, text: &str) -> Self {
        self.set(slot, lang, text);
        self
    }

    /// Whether nobody has written anything.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether anything was written in a language.
    pub fn speaks(&self, lang: Lang) -> bool {
        self.0.keys().any(|key| key.ends_with(&format!(".{lang}")))
    }
}

/// What a sentence that is written again and again (文例) is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Asking for a correction.
    Correction,
    /// The facts that a refusal rests on.
    Refusal,
    /// A word to whoever gets what they asked for.
    Completion,
    /// A message.
    Message,
}

impl Topic {
    /// Every one.
    pub const ALL: [Topic; 4] = [Topic::Correction, Topic::Refusal, Topic::Completion, Topic::Message];

    /// The name in columns and addresses.
    pub fn code(self) -> &'static str {
        match self {
            Topic::Correction => "correction",
            Topic::Refusal => "refusal",
            Topic::Completion => "completion",
            Topic::Message => "message",
        }
    }

    /// Reads the name.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.code() == code)
    }
}

/// What a 文例 may be.
pub const PHRASE: Rule = Rule { known: places_of!(), needed: &[], most: 500, one_line: false };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_and_every_notice_can_be_worded() {
        for letter in Letter::samples() {
            let piece = Piece::of_letter(&letter).unwrap();
            assert_eq!((piece.name(), piece.langs().len()), (letter.code(), 3));
            assert_eq!(Piece::parse(piece.code()), Some(piece));
        }
        assert_eq!(Piece::all().filter(|p| p.is_letter()).count(), Letter::samples().len());
        let refused = Ruling::Refused { basis: String::new(), facts: String::new(), remedy: String::new() };
        assert_eq!(Piece::of_ruling(&refused).unwrap().code(), "notice.refused");
        assert_eq!(Piece::of_ruling(&Ruling::Chosen { rank: 1, of: 2 }), None);
    }

    #[test]
    fn what_must_be_in_a_part_may_be_in_it() {
        for piece in Piece::all() {
            for slot in piece.slots() {
                assert!(
                    slot.rule.needed.iter().all(|n| slot.rule.known.contains(n)),
                    "{piece:?} {}",
                    slot.name
                );
                assert_eq!(slot.rule.known, piece.places());
                assert!(!slot.rule.known.contains(&"own"), "the place of added words is ours");
            }
        }
    }

    #[test]
    fn a_body_needs_its_address_and_words_added_need_nothing() {
        let granted = Piece::parse("letter.granted").unwrap();
        let added = Words::default().with(ADD, Lang::En, "Please bring {receipt}.");
        assert_eq!(granted.faults(&added), []);
        let bare = Words::default().with(BODY, Lang::Ja, "決まりました。");
        let missing: Vec<_> = granted.faults(&bare).iter().map(|f| f.wrong.to_string()).collect();
        assert_eq!(missing.len(), 3, "{missing:?}");
        let both = added.with(BODY, Lang::En, "{receipt} {status_url} {phone}");
        assert_eq!(granted.faults(&both).pop().map(|f| f.wrong), Some(Wrong::Both));
    }

    #[test]
    fn blanks_are_no_words() {
        let mut words = Words::default().with(TITLE, Lang::Ja, " 決定 ").with(CLOSING, Lang::Ja, "\n ");
        assert_eq!((words.get(TITLE, Lang::Ja), words.get(CLOSING, Lang::Ja)), (Some("決定"), None));
        words.set(TITLE, Lang::Ja, "");
        assert!(words.is_empty());
    }
}
