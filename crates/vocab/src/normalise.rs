//! Folding of Japanese text: what is folded, and what must never be.
//!
//! Numbers, codes, addresses for machines and *search keys* are folded with NFKC. Names, addresses as
//! entered and free text are kept code point by code point: even NFC turns 神 (U+FA19) into 神 (U+795E).

use unicode_normalization::UnicodeNormalization;

/// Every dash a Japanese keyboard, phone or word processor may give for a hyphen
/// (the list of the address base registry's geocoder, and U+2212).
const DASHES: &[char] =
    &['-', '－', '−', '‐', '‑', '‒', '–', '—', '―', '─', '━', 'ー', 'ｰ', '⏤', '⎯', '⁃', '﹘', '﹣'];

/// Characters that cannot be seen and that people do not mean to type.
fn invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// Folds a number, code, postal code or telephone number: NFKC, dashes to `-`, no invisible characters,
/// no spaces around.
pub fn code(text: &str) -> String {
    let folded: String = text
        .chars()
        .filter(|c| !invisible(*c))
        .nfkc()
        .map(|c| if DASHES.contains(&c) { '-' } else { c })
        .collect();
    folded.trim().to_owned()
}

/// Folds a 文書番号: NFKC and no spaces. Long vowels stay, for they stand in the names of departments.
pub fn document_number(text: &str) -> String {
    text.chars().filter(|c| !invisible(*c) && !c.is_control()).nfkc().filter(|c| !c.is_whitespace()).collect()
}

/// The digits of a number written in any width, with separators left out; `None` if anything else is there.
pub fn digits(text: &str) -> Option<String> {
    let mut out = String::new();
    for c in code(text).chars() {
        match c {
            '0'..='9' => out.push(c),
            '-' | ' ' | '(' | ')' | '.' | '〒' => {}
            _ => return None,
        }
    }
    Some(out)
}

/// A whole number as people write it: full width, thousands separators, a sign. `None` if it is not one
/// or does not fit.
pub fn integer(text: &str) -> Option<i64> {
    let folded = code(text).replace([',', ' '], "");
    let unsigned = folded.strip_prefix('-').unwrap_or(&folded);
    if unsigned.is_empty() || !unsigned.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    folded.parse().ok()
}

/// An e-mail address: NFKC, no spaces, the domain in lower case.
pub fn email(text: &str) -> String {
    let folded: String = code(text).chars().filter(|c| !c.is_whitespace()).collect();
    match folded.rsplit_once('@') {
        Some((local, domain)) => format!("{local}@{}", domain.to_lowercase()),
        None => folded,
    }
}

/// フリガナ in full-width katakana: half-width kana and hiragana are converted, small kana stay small.
pub fn katakana(text: &str) -> String {
    let composed: String = text
        .chars()
        .filter(|c| !invisible(*c))
        .map(|c| if c == 'ｰ' { 'ー' } else { c })
        .nfkc()
        .map(|c| match c {
            'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => char::from_u32(c as u32 + 0x60).unwrap_or(c),
            c if DASHES.contains(&c) => 'ー',
            c => c,
        })
        // ワ takes the voiced mark that わ leaves standing apart.
        .nfc()
        .collect();
    single_spaces(&composed)
}

/// A name as it is kept: code points untouched, ends trimmed, any run of spaces one space.
pub fn name(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !invisible(*c) && !c.is_control()).collect();
    single_spaces(&visible)
}

/// Lines of free text as they are kept: control characters other than line breaks and tabs are dropped.
pub fn prose(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = unix.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect();
    kept.trim().to_owned()
}

/// What a search compares: NFKC, variant kanji folded, kana to katakana, lower case, no spaces.
pub fn search_key(text: &str) -> String {
    katakana(text)
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{E0100}'..='\u{E01EF}' | '\u{FE00}'..='\u{FE0F}'))
        .map(plain_kanji)
        .nfkc()
        .collect()
}

/// What somebody looks for, as [`search_key`] keeps it: a number goes without the dashes and brackets it was typed with,
/// and a telephone as at home.
pub fn search_words(text: &str) -> String {
    let key = search_key(text);
    let is_mark = |c: char| matches!(c, '-' | '‐' | '‑' | '–' | '—' | '−' | '―' | 'ー' | '(' | ')' | '+');
    if !key.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '(' | '+'))
        || !key.chars().all(|c| c.is_ascii_digit() || is_mark(c))
    {
        return key;
    }
    let digits: String = key.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("81") {
        Some(rest) if key.starts_with('+') => format!("0{rest}"),
        _ => digits,
    }
}

/// The everyday form of kanji that names often write otherwise. For search only, never for keeping.
fn plain_kanji(c: char) -> char {
    match c {
        '髙' => '高',
        '﨑' | '嵜' | '碕' => '崎',
        '濵' | '濱' => '浜',
        '邊' | '邉' => '辺',
        '齋' | '齊' | '斎' => '斉',
        '澤' => '沢',
        '德' => '徳',
        '𠮷' => '吉',
        '廣' => '広',
        '櫻' => '桜',
        '國' => '国',
        '島' | '嶋' | '嶌' => '島',
        c => c,
    }
}

/// A character of the private use areas: it has no agreed meaning outside one office's fonts.
pub fn private_use(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

fn single_spaces(text: &str) -> String {
    text.split(|c: char| c.is_whitespace()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_found_however_they_are_typed() {
        for typed in
            ["0744-22-4001", "０７４４（２２）４００１", "0744ー22ー4001", "+81-744-22-4001", "0744 22 4001"]
        {
            assert_eq!(search_words(typed), "0744224001", "{typed}");
        }
        assert_eq!(search_words("K7MN-4128-83"), search_key("K7MN-4128-83"));
        assert_eq!(search_words("みほん"), search_key("みほん"));
        assert_eq!(search_words("ー"), "ー");
    }

    #[test]
    fn every_width_and_dash_of_a_postal_code() {
        for typed in ["６３４－８５８６", "〒634-8586", "634 8586", "6348586", "634ー8586", "634−8586"]
        {
            assert_eq!(digits(typed).as_deref(), Some("6348586"), "{typed}");
        }
        assert_eq!(digits("０７４４（２２）４００１").as_deref(), Some("0744224001"));
        // A subscript minus becomes one of the dashes only when it is folded.
        assert_eq!(digits("634\u{208B}8586").as_deref(), Some("6348586"));
        assert_eq!(digits("634-858X"), None);
    }

    #[test]
    fn numbers_as_people_write_them() {
        for (typed, n) in
            [("1,000", Some(1000)), ("１，０００", Some(1000)), ("007", Some(7)), ("-5", Some(-5))]
        {
            assert_eq!(integer(typed), n, "{typed}");
        }
        for typed in ["", "-", "1.5", ".5", "九", "9223372036854775808", "--1"] {
            assert_eq!(integer(typed), None, "{typed}");
        }
    }

    #[test]
    fn names_keep_their_code_points() {
        for kept in ["髙橋", "山﨑", "𠮷田", "\u{FA19}田", "葛\u{E0100}城"] {
            assert_eq!(name(&format!("　{kept} ")), kept);
        }
        assert_eq!(name("見本　　花子"), "見本 花子");
    }

    #[test]
    fn furigana_in_any_script() {
        for typed in ["ｶｼﾊﾗ", "かしはら", "カシハラ"] {
            assert_eq!(katakana(typed), "カシハラ");
        }
        assert_eq!(katakana("ｳﾞｧｰｼﾞ"), "ヴァージ");
        assert_eq!(katakana("しゅんｯ"), "シュンッ");
        assert_eq!(katakana("わ\u{3099}"), "ヷ");
    }

    #[test]
    fn mail_addresses() {
        assert_eq!(email("ｈａｎａｋｏ＠Ｅｘａｍｐｌｅ．ｊｐ "), "hanako@example.jp");
    }

    #[test]
    fn searches_meet_variants() {
        assert_eq!(search_key("髙橋　ハナコ"), search_key("高橋はなこ"));
        assert_eq!(search_key("𠮷田"), search_key("吉田"));
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,40}") {
            prop_assert_eq!(code(&code(&text)), code(&text));
            prop_assert_eq!(katakana(&katakana(&text)), katakana(&text));
            prop_assert_eq!(name(&name(&text)), name(&text));
            prop_assert_eq!(search_key(&search_key(&text)), search_key(&text));
        }
    }
}
