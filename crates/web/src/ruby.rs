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
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        // Kana and Latin begin no word of the table; most of a text is passed over quickly.
        let found = (first >= '\u{4E00}')
            .then(|| READINGS.iter().find(|(word, _)| rest.starts_with(word.as_str())))
            .flatten();
        if let Some((word, reading)) = found {
            let _ = write!(out, "<ruby>{word}<rp>（</rp><rt>{reading}</rt><rp>）</rp></ruby>");
            rest = &rest[word.len()..];
        } else {
            escape(first, &mut out);
            rest = &rest[first.len_utf8()..];
        }
    }
    Html(out)
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
    fn readings_are_plain_kana() {
        for (word, reading) in READINGS.iter() {
            assert!(reading.chars().all(|c| matches!(c, 'ぁ'..='ゖ' | 'ー')), "{word}: {reading}");
            assert!(word.chars().all(|c| !"<>&\"'".contains(c)), "{word}");
        }
    }
}
