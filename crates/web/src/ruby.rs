//! ふりがな over whole words, in やさしい日本語 only.

use std::{fmt::Write, sync::LazyLock};

use askama::filters::HtmlSafe;

/// Words and how they are read, longest first so that 申請書 is not read as 申請.
static READINGS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let table: toml::Table =
        include_str!("../messages/readings.toml").parse().expect("the readings are TOML; a test reads them");
    let mut readings: Vec<(String, String)> =
        table.into_iter().filter_map(|(word, reading)| Some((word, reading.as_str()?.to_owned()))).collect();
    readings.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    readings
});

/// HTML made here out of escaped text.
#[derive(Default)]
pub struct Html(String);

impl Html {
    /// HTML that a template of ours has made.
    pub fn made(by_template: String) -> Self {
        Self(by_template)
    }
}

impl std::fmt::Display for Html {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl HtmlSafe for Html {}

/// The text as HTML, without readings.
pub fn plain(text: &str) -> Html {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| escape(c, &mut out));
    Html(out)
}

/// The text as HTML with readings over the words of the table.
pub fn read(text: &str) -> Html {
    let mut out = String::with_capacity(text.len() * 2);
    let (mut rest, mut before) = (text, None);
    while let Some(first) = rest.chars().next() {
        // Kana and Latin begin no word of the table; most of a text is passed over quickly.
        let found = (is_kanji(first) && !before.is_some_and(is_kanji))
            .then(|| READINGS.iter().find(|(word, _)| stands_alone(rest, word)))
            .flatten();
        let length = match found {
            Some((word, reading)) => {
                let behind = &rest[word.len()..];
                // 「再開コード（さいかいコード）」 says it already.
                if behind.starts_with('（') && behind['（'.len_utf8()..].starts_with(is_kana) {
                    word.chars().for_each(|c| escape(c, &mut out));
                } else {
                    let _ = write!(out, "<ruby>{word}<rp>（</rp><rt>{reading}</rt><rp>）</rp></ruby>");
                }
                word.len()
            }
            None => {
                escape(first, &mut out);
                first.len_utf8()
            }
        };
        before = rest[..length].chars().next_back();
        rest = &rest[length..];
    }
    Html(out)
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '々')
}

fn is_kana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ')
}

/// Whether a text begins with this word, and not with a longer one of which it is a part: 人 in 人数 is not read ひと.
fn stands_alone(text: &str, word: &str) -> bool {
    let behind = text.strip_prefix(word).map(|rest| rest.chars().next());
    behind.is_some_and(|next| !word.ends_with(is_kanji) || !next.is_some_and(is_kanji))
}

fn escape(c: char, out: &mut String) {
    match c {
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '&' => out.push_str("&amp;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_read_and_everything_else_is_escaped() {
        let html = read("市役所に <申請> を").to_string();
        assert!(html.contains("<ruby>市役所<rp>（</rp><rt>しやくしょ</rt>"), "{html}");
        assert!(html.contains("&lt;<ruby>申請"), "{html}");
        assert_eq!(plain("<b>\"&'").to_string(), "&lt;b&gt;&quot;&amp;&#39;");
    }

    #[test]
    fn a_part_of_a_longer_word_is_not_read_and_nothing_is_read_twice() {
        for (text, reads) in [
            ("人が 来ます", true),
            ("人数", false),
            ("本人の 名前", false),
            ("家具", false),
            ("受付番号（うけつけばんごう）", false),
            ("受付番号（きのう 届いた もの）", false),
            ("受付番号を 書きます", true),
        ] {
            let word = text.split(['が', 'を', '（', 'の']).next().unwrap();
            assert_eq!(read(text).to_string().contains(&format!("<ruby>{word}<rp>")), reads, "{text}");
        }
    }

    #[test]
    fn readings_are_plain_kana() {
        for (word, reading) in READINGS.iter() {
            assert!(reading.chars().all(|c| matches!(c, 'ぁ'..='ゖ' | 'ー')), "{word}: {reading}");
            assert!(word.chars().all(|c| !"<>&\"'".contains(c)), "{word}");
        }
    }
}
