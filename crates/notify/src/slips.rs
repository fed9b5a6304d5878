//! Letters about nothing that was handed in: somebody signs in, or wishes to be told of something. They are the city's, and
//! no department words them.

use std::{collections::BTreeMap, sync::LazyLock};

use madoguchi_vocab::{Date, Lang, Text, places::fill};
use serde::{Deserialize, Serialize};

use crate::words::{Mail, Wordings, day, one_line, read};

/// Such a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "slip", rename_all = "snake_case")]
pub enum Slip {
    /// The link and the digits that sign somebody in.
    SignIn,
    /// The digits that let somebody look at a submission without its key.
    LookUp,
    /// The link by which somebody says that the wish to be told was theirs.
    Confirm,
    /// What somebody waited for can be done online.
    Opened,
    /// An account that nobody uses will be removed.
    AccountEnding,
}

impl Slip {
    /// All of them.
    pub const ALL: [Slip; 5] = [Slip::SignIn, Slip::LookUp, Slip::Confirm, Slip::Opened, Slip::AccountEnding];

    /// The name of the file of its words.
    pub fn code(self) -> &'static str {
        match self {
            Slip::SignIn => "sign-in",
            Slip::LookUp => "look-up-code",
            Slip::Confirm => "notice-confirm",
            Slip::Opened => "notice-opened",
            Slip::AccountEnding => "account-ending",
        }
    }
}

/// What such a letter tells; what its words have no place for is left empty.
#[derive(Clone, Debug, Default)]
pub struct SlipAbout {
    /// 橿原市
    pub city: String,
    /// The city's telephone.
    pub phone: String,
    /// When it answers.
    pub hours: String,
    /// Where it leads. A secret stands behind `#` only.
    pub url: String,
    /// What stands behind it, to be typed.
    pub key: String,
    /// Six digits.
    pub code: String,
    /// For how many minutes.
    pub minutes: i64,
    /// The last day.
    pub until: Option<Date>,
    /// The procedure.
    pub procedure: Option<Text>,
    /// Where one press ends such letters.
    pub stop_url: Option<String>,
}

static SLIPS: LazyLock<BTreeMap<&'static str, Wordings>> = LazyLock::new(|| {
    let texts = [
        include_str!("../letters/sign-in.toml"),
        include_str!("../letters/look-up-code.toml"),
        include_str!("../letters/notice-confirm.toml"),
        include_str!("../letters/notice-opened.toml"),
        include_str!("../letters/account-ending.toml"),
    ];
    Slip::ALL.into_iter().zip(texts).map(|(slip, text)| (slip.code(), read(slip.code(), text))).collect()
});

/// Writes it in a language.
pub fn write(slip: Slip, about: &SlipAbout, lang: Lang) -> Mail {
    let wording = &SLIPS[slip.code()][&lang];
    let values = [
        ("city", about.city.clone()),
        ("phone", about.phone.clone()),
        ("hours", about.hours.clone()),
        ("url", about.url.clone()),
        ("key", about.key.clone()),
        ("code", about.code.clone()),
        ("minutes", about.minutes.to_string()),
        ("until", about.until.map(|d| day(d, lang)).unwrap_or_default()),
        ("procedure", about.procedure.as_ref().map(|p| p.get(lang).to_owned()).unwrap_or_default()),
        ("stop_url", about.stop_url.clone().unwrap_or_default()),
    ];
    Mail {
        subject: one_line(&fill(&wording.subject, &values)),
        body: fill(&wording.body, &values),
        unsubscribe: about.stop_url.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slip_can_be_written_in_every_language_and_its_subject_holds_no_secret() {
        let about = SlipAbout {
            city: "橿原市".into(),
            phone: "0744-22-4001".into(),
            hours: "平日 8:30〜17:15".into(),
            url: "https://example.jp/sign-in/open#7Q4M-KX2P-9D3T-VW5H".into(),
            key: "7Q4M-KX2P-9D3T-VW5H".into(),
            code: "012345".into(),
            minutes: 15,
            until: Date::from_ymd_opt(2026, 12, 23),
            procedure: Some(Text::all(
                "水道の使用開始届",
                "水道を 使いはじめる とどけ",
                "Start of water service",
            )),
            stop_url: Some("https://example.jp/notices/stop/7Q4M-KX2P-9D3T-VW5H".into()),
        };
        for slip in Slip::ALL {
            for lang in Lang::ALL {
                let mail = write(slip, &about, lang);
                let left = mail.subject.contains('{') || mail.body.contains('{');
                assert!(!left, "{slip:?} {lang}: a place was left open\n{mail:?}");
                assert!(
                    mail.body.contains(&about.phone) && mail.body.contains("https://"),
                    "{slip:?} {lang}"
                );
                let tells = ["7Q4M", "012345"].iter().any(|secret| mail.subject.contains(secret));
                assert!(!tells, "{slip:?} {lang}: the subject tells too much");
            }
        }
    }
}
