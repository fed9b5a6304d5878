//! Letters in words: one file per letter in `letters/`, with the three languages beside each other.
//!
//! Subjects carry no personal data: they say what happened and with which procedure. Bodies carry the
//! receipt number and what to do next, never answers or reasons; those stand on the status page.

use std::{collections::BTreeMap, sync::LazyLock};

use madoguchi_vocab::{Date, Lang, Text, places::fill, wareki};
use madoguchi_workflow::{
    Letter, Words,
    wording::{ADD, BODY},
};
use serde::Deserialize;

/// What a letter is about.
#[derive(Clone, Debug)]
pub struct About {
    /// 橿原市
    pub city: String,
    /// The procedure.
    pub procedure: Text,
    /// What became of it so far.
    pub matter: Matter,
    /// Whom to ask.
    pub department: String,
    /// Their telephone.
    pub phone: String,
    /// When they answer.
    pub hours: String,
}

/// What only letters of one sort tell.
#[derive(Clone, Debug)]
pub enum Matter {
    /// About something that has arrived.
    Submission {
        /// 受付番号
        receipt: String,
        /// Where the state can be looked up. Holds no secret.
        status_url: String,
        /// 到達, to the second in Japan.
        arrived: String,
        /// The labels of what is to be mended.
        items: Vec<Text>,
    },
    /// About something that is still being filled in.
    Draft {
        /// 再開コード
        code: String,
        /// Where it opens the draft. The code stands behind `#`, which browsers keep to themselves.
        resume_url: String,
        /// The last day.
        until: Date,
    },
}

/// A letter in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// One line, no personal data.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// Where one press ends letters of this sort (RFC 8058); none where they are part of a matter.
    pub unsubscribe: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wording {
    pub(crate) subject: String,
    pub(crate) body: String,
}

/// The wordings of one letter by language.
pub(crate) type Wordings = BTreeMap<Lang, Wording>;

macro_rules! letters { ($($code:literal),* $(,)?) => {
    static LETTERS: LazyLock<BTreeMap<&'static str, Wordings>> = LazyLock::new(|| {
        BTreeMap::from([$(($code, read($code, include_str!(concat!("../letters/", $code, ".toml"))))),*])
    });
} }

letters! {
    "acknowledged",
    "correction-asked",
    "correction-received",
    "decided",
    "draft-ending",
    "draft-saved",
    "fee-asked",
    "granted",
    "received",
    "redirected",
    "refused",
    "reopened",
    "transferred",
    "withdrawn",
    "written",
}

pub(crate) fn read(code: &str, text: &str) -> Wordings {
    toml::from_str(text).unwrap_or_else(|e| panic!("letters/{code}.toml: {e}"))
}

/// The body of a letter as the city words it, with the places that a department may use in its own.
pub fn usual_body(letter: &Letter, lang: Lang) -> String {
    LETTERS[letter.code()][&lang].body.replace(OWN, "")
}

/// Where the city's letters take words of a department: a line of its own.
const OWN: &str = "{own}";

/// Writes a letter in a language, in the city's words and those of the department where it has some in this language. The
/// subject is always the city's: it is what mail servers keep.
pub fn write(letter: &Letter, about: &About, lang: Lang, own: Option<&Words>) -> Mail {
    let wording = &LETTERS[letter.code()][&lang];
    let mut values = values(letter, about, lang);
    let said = |slot| own.and_then(|words| words.get(slot, lang));
    let added = said(ADD).map(|text| format!("\n{}\n", fill(text, &values)));
    let body = said(BODY).map(|text| format!("{text}\n"));
    values.push(("own", added.unwrap_or_default()));
    let body = fill(body.as_deref().unwrap_or(&wording.body), &values);
    Mail { subject: one_line(&fill(&wording.subject, &values)), body, unsubscribe: None }
}

/// What stands in the places of a letter.
fn values(letter: &Letter, about: &About, lang: Lang) -> Vec<(&'static str, String)> {
    let mut values = vec![
        ("city", about.city.clone()),
        ("procedure", about.procedure.get(lang).to_owned()),
        ("department", about.department.clone()),
        ("phone", about.phone.clone()),
        ("hours", about.hours.clone()),
    ];
    match &about.matter {
        Matter::Submission { receipt, status_url, arrived, items } => values.extend([
            ("receipt", receipt.clone()),
            ("status_url", status_url.clone()),
            ("arrived", arrived.clone()),
            (
                "items",
                items.iter().map(|label| format!("- {}", label.get(lang))).collect::<Vec<_>>().join("\n"),
            ),
        ]),
        Matter::Draft { code, resume_url, until } => values.extend([
            ("code", code.clone()),
            ("resume_url", resume_url.clone()),
            ("until", day(*until, lang)),
        ]),
    }
    if let Letter::CorrectionAsked { due, .. } = letter {
        values.push(("due", day(*due, lang)));
    }
    values
}

pub(crate) fn day(day: Date, lang: Lang) -> String {
    match lang {
        Lang::Ja => wareki::long(day),
        Lang::Easy => day.format("%Y年%-m月%-d日").to_string(),
        Lang::En => day.format("%-d %B %Y").to_string(),
    }
}

/// A subject is one line whatever a title holds: no header can be smuggled in.
pub(crate) fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(letter: &Letter) -> About {
        let matter = match letter {
            Letter::DraftSaved | Letter::DraftEnding => Matter::Draft {
                code: "7Q4M-KX2P-9D3T".into(),
                resume_url: "https://example.jp/resume#7Q4M-KX2P-9D3T".into(),
                until: Date::from_ymd_opt(2026, 12, 23).unwrap(),
            },
            _ => Matter::Submission {
                receipt: "K7MN-4128-83".into(),
                status_url: "https://example.jp/status/K7MN-4128-83".into(),
                arrived: "2026-11-23 09:05:00".into(),
                items: vec![Text::ja("使用開始日")],
            },
        };
        About {
            city: "橿原市".into(),
            procedure: Text::all("水道の使用開始届", "水道を 使いはじめる とどけ", "Start of water service"),
            matter,
            department: "上下水道課".into(),
            phone: "0744-22-4001".into(),
            hours: "平日 8:30〜17:15".into(),
        }
    }

    #[test]
    fn every_letter_can_be_written_in_every_language() {
        for letter in Letter::samples() {
            let about = about(&letter);
            let secret = match &about.matter {
                Matter::Submission { receipt, .. } => receipt,
                Matter::Draft { code, .. } => code,
            };
            for lang in Lang::ALL {
                let (mail, name) = (write(&letter, &about, lang, None), letter.code());
                assert!(!mail.subject.is_empty() && !mail.body.is_empty());
                let left = mail.subject.contains('{') || mail.body.contains('{');
                assert!(!left, "{name} {lang}: a place was left open\n{mail:?}");
                assert!(mail.body.contains(secret) && mail.body.contains("0744-22-4001"), "{name} {lang}");
                assert!(!mail.subject.contains(&secret[..4]), "{name} {lang}: the subject tells too much");
            }
        }
    }

    #[test]
    fn own_words_are_added_or_stand_in_place_and_other_languages_stay_the_citys() {
        for letter in Letter::samples() {
            let (about, name) = (about(&letter), letter.code());
            let usual = Lang::ALL.map(|lang| write(&letter, &about, lang, None));
            for (nth, lang) in Lang::ALL.into_iter().enumerate() {
                let own = Words::default().with(ADD, lang, "{procedure}のこと\n{own}");
                let mail = write(&letter, &about, lang, Some(&own));
                assert_eq!(mail.subject, usual[nth].subject, "{name}: the subject is the city's");
                let added = format!("\n\n{}のこと\n{{own}}\n\n", about.procedure.get(lang));
                assert!(mail.body.contains(&added), "{name} {lang}: {}", mail.body);
                assert_eq!(mail.body.replacen(&added, "\n\n", 1), usual[nth].body, "{name} {lang}");
                let own = Words::default().with(BODY, lang, "{phone}");
                let bodies = Lang::ALL.map(|lang| write(&letter, &about, lang, Some(&own)).body);
                for (other, body) in bodies.iter().enumerate() {
                    let expected = if other == nth { "0744-22-4001\n" } else { &usual[other].body };
                    assert_eq!(body, expected, "{name} {lang}");
                }
            }
        }
    }

    #[test]
    fn the_citys_bodies_can_be_taken_as_a_departments() {
        for letter in Letter::samples() {
            let piece = madoguchi_workflow::Piece::of_letter(&letter).unwrap();
            for lang in Lang::ALL {
                let words = Words::default().with(BODY, lang, &usual_body(&letter, lang));
                assert_eq!(piece.faults(&words), [], "{} {lang}", letter.code());
                let (about, own) = (about(&letter), write(&letter, &about(&letter), lang, Some(&words)));
                assert_eq!(own, write(&letter, &about, lang, None));
            }
        }
    }

    #[test]
    fn a_value_is_not_looked_into_and_a_subject_is_one_line() {
        let mut about = about(&Letter::Received);
        about.procedure = Text::ja("{receipt}\r\nBcc: someone@example.com");
        let mail = write(&Letter::Received, &about, Lang::Ja, None);
        assert!(mail.subject.contains("{receipt}"));
        assert!(!mail.subject.contains(['\r', '\n']));
    }
}
