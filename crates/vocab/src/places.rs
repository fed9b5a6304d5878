//! Texts with places `{name}` for values. Which places a text may have is a closed list, and a text is checked before it is
//! kept: what was found good can be filled, and no brace of ours stands in what people read.

use std::fmt;

use crate::near;

/// What a text may and must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The places it may have.
    pub known: &'static [&'static str],
    /// The places it must have.
    pub needed: &'static [&'static str],
    /// The most letters.
    pub most: usize,
    /// Whether it is one line.
    pub one_line: bool,
}

/// What is wrong with a text. Lines are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// There is no such place.
    Unknown {
        /// Where.
        line: usize,
        /// As it was written.
        name: String,
        /// What was probably meant.
        meant: Option<&'static str>,
        /// What there is.
        known: &'static [&'static str],
    },
    /// A brace without its other half.
    Open {
        /// Where.
        line: usize,
    },
    /// A wide brace: it would stand in the text as it is.
    Wide {
        /// Where.
        line: usize,
    },
    /// A place that must be there is not.
    Missing {
        /// Which.
        name: &'static str,
    },
    /// A letter nobody sees: one that turns the direction of writing, hides, or steers a machine.
    Hidden {
        /// Where.
        line: usize,
        /// Which.
        letter: char,
    },
    /// It is too long.
    TooLong {
        /// The most letters.
        most: usize,
        /// How many it has.
        has: usize,
    },
    /// It has several lines and may have one.
    Lines,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Flaw::Unknown { line, name, known: [], .. } => {
                write!(
                    f,
                    "{line} 行目の {{{name}}}：この文に差し込めるものはありません。波かっこを消してください"
                )
            }
            Flaw::Unknown { line, name, meant: Some(meant), .. } => {
                write!(
                    f,
                    "{line} 行目の {{{name}}} という差し込みはありません。「{{{meant}}}」のことでしょうか"
                )
            }
            Flaw::Unknown { line, name, known, .. } => {
                let all = known.iter().map(|k| format!("{{{k}}}")).collect::<Vec<_>>().join(" ");
                write!(f, "{line} 行目の {{{name}}} という差し込みはありません。使えるもの：{all}")
            }
            Flaw::Open { line } => {
                write!(f, "{line} 行目の波かっこが閉じていません。差し込みは {{名前}} の形で書いてください")
            }
            Flaw::Wide { line } => write!(f, "{line} 行目の ｛ ｝ は、半角の {{ }} で書いてください"),
            Flaw::Missing { name } => {
                write!(f, "{{{name}}} がありません。この文にはなくてはならないものです")
            }
            Flaw::Hidden { line, letter } => write!(
                f,
                "{line} 行目に、目に見えない文字（U+{:04X}）があります。その前後を打ち直してください",
                u32::from(*letter)
            ),
            Flaw::TooLong { most, has } => write!(f, "{most} 文字までです（いま {has} 文字）"),
            Flaw::Lines => f.write_str("改行できません。1 行で書いてください"),
        }
    }
}

/// Everything that is wrong with a text, from the top.
pub fn flaws(text: &str, rule: &Rule) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for (n, line) in text.split('\n').enumerate() {
        of_line(line, n + 1, rule, &mut flaws);
    }
    if rule.one_line && text.contains('\n') {
        flaws.push(Flaw::Lines);
    }
    let has = text.chars().count();
    if has > rule.most {
        flaws.push(Flaw::TooLong { most: rule.most, has });
    }
    let missing = rule.needed.iter().filter(|name| !text.contains(&format!("{{{name}}}")));
    flaws.extend(missing.map(|name| Flaw::Missing { name }));
    flaws
}

fn of_line(text: &str, line: usize, rule: &Rule, flaws: &mut Vec<Flaw>) {
    if let Some(letter) = text.chars().find(|c| hidden(*c)) {
        flaws.push(Flaw::Hidden { line, letter });
    }
    if text.contains(['｛', '｝']) {
        flaws.push(Flaw::Wide { line });
    }
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let inside = rest[at..].strip_prefix('{').and_then(|after| after.split_once('}'));
        let Some((name, after)) = inside else {
            flaws.push(Flaw::Open { line });
            return;
        };
        if !rule.known.contains(&name) {
            let meant = near::nearest(name.trim(), rule.known.iter().copied());
            let meant = rule.known.iter().find(|k| Some(**k) == meant).copied();
            flaws.push(Flaw::Unknown { line, name: name.to_owned(), meant, known: rule.known });
        }
        rest = after;
    }
}

/// Letters that are not seen and change how others are read, or that no keyboard types. What joins letters (ZWJ, variation
/// selectors) is part of names and emoji and stays.
fn hidden(c: char) -> bool {
    c.is_control() && c != '\t'
        || matches!(c, '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Puts values in the places `{name}`. A value is never looked into for places of its own; a place without a value stays.
pub fn fill(text: &str, values: &[(&str, String)]) -> String {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RULE: Rule =
        Rule { known: &["receipt", "status_url", "items"], needed: &["receipt"], most: 60, one_line: false };

    fn said(text: &str) -> Vec<String> {
        flaws(text, &RULE).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_what_was_meant() {
        assert_eq!(said("受付番号 {receipt}\n{items}"), [] as [&str; 0]);
        for (text, told) in [
            (
                "{receipt}\n{reciept}",
                "2 行目の {reciept} という差し込みはありません。「{receipt}」のことでしょうか",
            ),
            (
                "{receipt}{ items }",
                "1 行目の { items } という差し込みはありません。「{items}」のことでしょうか",
            ),
            (
                "{receipt}{名前}",
                "1 行目の {名前} という差し込みはありません。使えるもの：{receipt} {status_url} {items}",
            ),
            (
                "{receipt}\n\n{items",
                "3 行目の波かっこが閉じていません。差し込みは {名前} の形で書いてください",
            ),
            ("{receipt} }", "1 行目の波かっこが閉じていません。差し込みは {名前} の形で書いてください"),
            ("{receipt}｛items｝", "1 行目の ｛ ｝ は、半角の { } で書いてください"),
            ("届きました", "{receipt} がありません。この文にはなくてはならないものです"),
            (
                "{receipt}\u{202E}",
                "1 行目に、目に見えない文字（U+202E）があります。その前後を打ち直してください",
            ),
            ("{receipt}\r", "1 行目に、目に見えない文字（U+000D）があります。その前後を打ち直してください"),
        ] {
            assert_eq!(said(text), [told], "{text:?}");
        }
        assert_eq!(
            flaws(&format!("{{receipt}}{}", "あ".repeat(60)), &RULE),
            [Flaw::TooLong { most: 60, has: 69 }]
        );
        let one = Rule { one_line: true, needed: &[], ..RULE };
        assert_eq!(flaws("一\n二", &one), [Flaw::Lines]);
        let bare = Rule { known: &[], needed: &[], ..RULE };
        assert!(flaws("{receipt}", &bare)[0].to_string().contains("差し込めるものはありません"));
    }

    #[test]
    fn a_value_is_not_looked_into() {
        let values = [("a", "{b}".to_owned()), ("b", "x".to_owned())];
        assert_eq!(fill("{a} {b} {c} {", &values), "{b} x {c} {");
    }

    proptest! {
        #[test]
        fn what_was_found_good_is_filled_and_no_brace_is_left(
            parts in prop::collection::vec(prop_oneof![
                Just("{receipt}".to_owned()), Just("{items}".to_owned()), Just("{status_url}".to_owned()),
                Just("{".to_owned()), Just("}".to_owned()), Just("{receip}".to_owned()), "\\PC{0,4}", any::<String>(),
            ], 0..12),
            value in "[^{}\\r]{0,8}",
        ) {
            let text = parts.concat();
            let values: Vec<_> = RULE.known.iter().map(|k| (*k, value.clone())).collect();
            let filled = fill(&text, &values);
            if flaws(&text, &RULE).is_empty() {
                prop_assert!(!filled.contains(['{', '}', '\r']), "{text:?} became {filled:?}");
            }
        }
    }
}
