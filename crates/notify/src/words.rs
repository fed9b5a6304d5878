//! Letters in words: one file per letter in `letters/`, with the three languages beside each other.
//!
//! Subjects carry no personal data: they say what happened and with which procedure. Bodies carry the
//! receipt number and what to do next, never answers or reasons; those stand on the status page.

use std::{collections::BTreeMap, sync::LazyLock};

use madoguchi_vocab::{Lang, Text, wareki};
use madoguchi_workflow::Letter;
use serde::Deserialize;

/// What a letter is about.
#[derive(Clone, Debug)]
pub struct About {
    /// 橿原市
    pub city: String,
    /// The procedure.
    pub procedure: Text,
    /// 受付番号
    pub receipt: String,
    /// Where the state can be looked up. Holds no secret.
    pub status_url: String,
    /// Whom to ask.
    pub department: String,
    /// Their telephone.
    pub phone: String,
    /// When they answer.
    pub hours: String,
    /// 到達, to the second in Japan.
    pub arrived: String,
    /// The labels of what is to be mended.
    pub items: Vec<Text>,
}

/// A letter in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// One line, no personal data.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wording {
    subject: String,
    body: String,
}

/// The wordings of one letter by language.
type Wordings = BTreeMap<Lang, Wording>;

macro_rules! letters { ($($code:literal),* $(,)?) => {
    static LETTERS: LazyLock<BTreeMap<&'static str, Wordings>> = LazyLock::new(|| {
        BTreeMap::from([$(($code, read($code, include_str!(concat!("../letters/", $code, ".toml"))))),*])
    });
} }

letters! {
    "acknowledged",
    "correction-asked",
    "correction-received",
    "granted",
    "received",
    "refused",
    "reopened",
    "withdrawn",
    "written",
}

fn read(code: &str, text: &str) -> Wordings {
    toml::from_str(text).unwrap_or_else(|e| panic!("letters/{code}.toml: {e}"))
}

/// Writes a letter in a language.
pub fn write(letter: &Letter, about: &About, lang: Lang) -> Mail {
    let wording = &LETTERS[letter.code()][&lang];
    let due = match letter {
        Letter::CorrectionAsked { due, .. } => match lang {
            Lang::Ja => wareki::long(*due),
            Lang::Easy => due.format("%Y年%-m月%-d日").to_string(),
            Lang::En => due.format("%-d %B %Y").to_string(),
        },
        Letter::Received
        | Letter::CorrectionReceived
        | Letter::Granted
        | Letter::Refused
        | Letter::Acknowledged
        | Letter::Reopened
        | Letter::Written
        | Letter::Withdrawn => String::new(),
    };
    let items: String = about.items.iter().map(|label| format!("- {}\n", label.get(lang))).collect();
    let values = [
        ("city", about.city.as_str()),
        ("procedure", about.procedure.get(lang)),
        ("receipt", &about.receipt),
        ("status_url", &about.status_url),
        ("department", &about.department),
        ("phone", &about.phone),
        ("hours", &about.hours),
        ("arrived", &about.arrived),
        ("due", &due),
        ("items", items.trim_end()),
    ];
    Mail { subject: one_line(&fill(&wording.subject, &values)), body: fill(&wording.body, &values) }
}

/// Puts values in the places `{name}`. A value is never looked into for places of its own.
fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let known = after
            .split_once('}')
            .and_then(|(name, tail)| values.iter().find(|(n, _)| *n == name).map(|(_, value)| (value, tail)));
        match known {
            Some((value, tail)) => {
                out.push_str(value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// A subject is one line whatever a title holds: no header can be smuggled in.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about() -> About {
        About {
            city: "橿原市".into(),
            procedure: Text::all("水道の使用開始届", "水道を 使いはじめる とどけ", "Start of water service"),
            receipt: "K7MN-4128-83".into(),
            status_url: "https://example.jp/status/K7MN-4128-83".into(),
            department: "上下水道課".into(),
            phone: "0744-22-4001".into(),
            hours: "平日 8:30〜17:15".into(),
            arrived: "2026-11-23 09:05:00".into(),
            items: vec![Text::ja("使用開始日")],
        }
    }

    #[test]
    fn every_letter_can_be_written_in_every_language() {
        for letter in Letter::samples() {
            for lang in Lang::ALL {
                let mail = write(&letter, &about(), lang);
                assert!(!mail.subject.is_empty() && !mail.body.is_empty());
                assert!(
                    !mail.subject.contains('{') && !mail.body.contains('{'),
                    "{} {lang}: a place was left open\n{mail:?}",
                    letter.code()
                );
                assert!(
                    mail.body.contains("K7MN-4128-83") && mail.body.contains("0744-22-4001"),
                    "{} {lang}",
                    letter.code()
                );
                assert!(
                    !mail.subject.contains("K7MN"),
                    "{} {lang}: the subject names the submission",
                    letter.code()
                );
            }
        }
    }

    #[test]
    fn a_value_is_not_looked_into_and_a_subject_is_one_line() {
        let mut about = about();
        about.procedure = Text::ja("{receipt}\r\nBcc: someone@example.com");
        let mail = write(&Letter::Received, &about, Lang::Ja);
        assert!(mail.subject.contains("{receipt}"));
        assert!(!mail.subject.contains(['\r', '\n']));
    }
}
