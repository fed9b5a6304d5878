//! The three languages of the counter and a sentence that may exist in each.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A language of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// 日本語
    #[default]
    Ja,
    /// やさしい日本語: a rewrite in short sentences, not another spelling.
    Easy,
    /// English
    En,
}

impl Lang {
    /// Every language, in the order in which the screens offer them.
    pub const ALL: [Lang; 3] = [Lang::Ja, Lang::Easy, Lang::En];

    /// `ja`, `easy` or `en`: the name used in files, columns and URLs.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Ja => "ja",
            Lang::Easy => "easy",
            Lang::En => "en",
        }
    }

    /// The value of the HTML `lang` attribute: easy Japanese is Japanese.
    pub fn html(self) -> &'static str {
        match self {
            Lang::Ja | Lang::Easy => "ja",
            Lang::En => "en",
        }
    }

    /// A name in this language: the English one for those who read English, where somebody has written it.
    pub fn or_japanese<'n>(self, ja: &'n str, en: &'n str) -> &'n str {
        if self == Lang::En && !en.is_empty() { en } else { ja }
    }

    /// What URLs of this language begin with: nothing, `/easy` or `/en`.
    pub fn prefix(self) -> &'static str {
        match self {
            Lang::Ja => "",
            Lang::Easy => "/easy",
            Lang::En => "/en",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Lang {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        Lang::ALL.into_iter().find(|l| l.code() == s).ok_or_else(|| format!("unknown language {s:?}"))
    }
}

/// A sentence in Japanese and, where somebody has written it, in the other languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Text {
    /// Japanese; always there.
    pub ja: String,
    /// やさしい日本語
    pub easy: Option<String>,
    /// English
    pub en: Option<String>,
}

impl Text {
    /// A text that exists in Japanese only.
    pub fn ja(text: impl Into<String>) -> Self {
        Self { ja: text.into(), ..Self::default() }
    }

    /// A text in all three languages.
    pub fn all(ja: impl Into<String>, easy: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ja: ja.into(), easy: Some(easy.into()), en: Some(en.into()) }
    }

    /// The text in `lang`, or in Japanese where it has not been written; [`Text::spoken`] tells which.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => None,
            Lang::Easy => self.easy.as_deref(),
            Lang::En => self.en.as_deref(),
        }
        .unwrap_or(&self.ja)
    }

    /// The language [`Text::get`] answers in, so that a page can mark a fallback with `lang="ja"`.
    pub fn spoken(&self, lang: Lang) -> Lang {
        match lang {
            Lang::Easy if self.easy.is_some() => Lang::Easy,
            Lang::En if self.en.is_some() => Lang::En,
            _ => Lang::Ja,
        }
    }

    /// Whether somebody has written it in `lang`.
    pub fn has(&self, lang: Lang) -> bool {
        self.spoken(lang) == lang
    }
}

/// How a text is written in a paper: a bare string is Japanese.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Ja(String),
    Each(Each),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Each {
    ja: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    easy: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    en: Option<String>,
}

impl From<Written> for Text {
    fn from(w: Written) -> Self {
        match w {
            Written::Ja(ja) => Text::ja(ja),
            Written::Each(Each { ja, easy, en }) => Text { ja, easy, en },
        }
    }
}

impl From<Text> for Written {
    fn from(t: Text) -> Self {
        match t {
            Text { ja, easy: None, en: None } => Written::Ja(ja),
            Text { ja, easy, en } => Written::Each(Each { ja, easy, en }),
        }
    }
}
