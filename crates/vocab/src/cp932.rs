//! Shift_JIS as programs of offices read it (CP932): what it cannot write is named, and written as 〓.

use encoding_rs::{EncoderResult, SHIFT_JIS};
use unicode_normalization::UnicodeNormalization;

/// 〓, which printers have always set for a character they lack.
const LACKING: [u8; 2] = [0x81, 0xAC];
/// 濁点 and 半濁点 as characters of their own, as some machines write them.
const MARKS: [char; 2] = ['\u{3099}', '\u{309A}'];
/// Room for one more character, whatever it is.
const ROOM: usize = 16;

/// The text in CP932. `missing` is told each character that cannot be written, an ideograph with its variation selector
/// as both: then the ideograph itself is written, for it can be read, and only its variant is lost.
pub fn encode(text: &str, mut missing: impl FnMut(&str)) -> Vec<u8> {
    let text = folded(text);
    let mut encoder = SHIFT_JIS.new_encoder();
    let mut bytes = Vec::with_capacity(text.len() + ROOM);
    let mut read = 0;
    loop {
        let (result, n) =
            encoder.encode_from_utf8_to_vec_without_replacement(&text[read..], &mut bytes, true);
        read += n;
        match result {
            EncoderResult::InputEmpty => return bytes,
            EncoderResult::OutputFull => bytes.reserve(ROOM),
            EncoderResult::Unmappable(c) if is_selector(c) => {
                let base = text[..read - c.len_utf8()].chars().next_back();
                missing(&base.into_iter().chain([c]).collect::<String>());
            }
            EncoderResult::Unmappable(c) => {
                missing(c.encode_utf8(&mut [0; 4]));
                bytes.extend(LACKING);
            }
        }
    }
}

/// `U+845B U+E0100`: the codes of a character.
pub fn codes(character: &str) -> String {
    character.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect::<Vec<_>>().join(" ")
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// With what CP932 has in place of its twin: the tables of Unicode and of Microsoft read the same bytes as different
/// characters. Voiced kana in two parts become one; nothing else is composed, for that would change 神 (U+FA19).
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let twin = match c {
            '〜' => '～',
            '‖' => '∥',
            '—' => '―',
            '¢' => '￠',
            '£' => '￡',
            '¬' => '￢',
            c => c,
        };
        match out.pop() {
            Some(base) if MARKS.contains(&twin) => out.extend([base, twin].into_iter().nfc()),
            Some(base) => out.extend([base, twin]),
            None => out.push(twin),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was written, read again, and what was missing.
    fn through(text: &str) -> (String, Vec<String>) {
        let mut missing = Vec::new();
        let bytes = encode(text, |c| missing.push(codes(c)));
        (SHIFT_JIS.decode(&bytes).0.into_owned(), missing)
    }

    #[test]
    fn what_an_office_reads_is_written_and_the_rest_is_named() {
        for (text, written, missing) in [
            ("見本 花子", "見本 花子", &[][..]),
            ("髙橋 﨑山 ①㈱", "髙橋 﨑山 ①㈱", &[]),
            ("\u{FA19}社", "\u{FA19}社", &[]),
            ("ﾐﾎﾝ,\r\n\"a\"", "ﾐﾎﾝ,\r\n\"a\"", &[]),
            ("9〜17時 — −5", "9～17時 ― －5", &[]),
            ("か\u{3099}は\u{309A}", "がぱ", &[]),
            ("𠮷田", "〓田", &["U+20BB7"]),
            ("葛\u{E0100}城", "葛城", &["U+845B U+E0100"]),
            ("𠮷\u{E0100}", "〓", &["U+20BB7", "U+20BB7 U+E0100"]),
            ("😀한", "〓〓", &["U+1F600", "U+D55C"]),
            ("\u{E000}", "〓", &["U+E000"]),
            ("\u{E0100}", "", &["U+E0100"]),
            ("", "", &[]),
        ] {
            let expected = (written.to_owned(), missing.iter().map(|m| m.to_string()).collect::<Vec<_>>());
            assert_eq!(through(text), expected, "{text}");
        }
    }

    #[test]
    fn long_text_is_written_to_its_end() {
        let (written, missing) = through(&"𠮷見a".repeat(10_000));
        assert_eq!((written, missing.len()), ("〓見a".repeat(10_000), 10_000));
    }
}
