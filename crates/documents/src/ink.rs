//! Words on their way to the press: cleaned, and made sure that every letter of them can be printed.

use typst::{
    foundations::{Array, Bytes, Dict, IntoValue, Str, Value},
    text::Font,
};

use crate::Contact;

/// Why a paper cannot be printed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unprintable {
    /// No font has this letter. Nothing is printed: a name never comes out as a box.
    #[error("no font has {0} (U+{n:04X})", n = u32::from(*.0))]
    Letter(char),
    /// The press says why; a template or the seal is wrong.
    #[error("the press says: {0}")]
    Broken(String),
}

/// Longer runs of letters without a place to break are given one, so that they stay inside their box.
const LONGEST_RUN: usize = 24;

/// Turns words into values and remembers the first letter that cannot be printed.
pub(crate) struct Ink<'a> {
    fonts: &'a [Font],
    /// Whether letters that stand in no name may be told by their number.
    lenient: bool,
    missing: Option<char>,
}

impl<'a> Ink<'a> {
    pub(crate) fn new(fonts: &'a [Font]) -> Self {
        Self { fonts, lenient: false, missing: None }
    }

    /// What a resident wrote freely: a picture in it must not keep a clerk from printing the rest, so it is told by
    /// its number.
    pub(crate) fn lenient(&mut self, lenient: bool) {
        self.lenient = lenient;
    }

    /// The first letter that cannot be printed, if there is one.
    pub(crate) fn missing(&self) -> Option<char> {
        self.missing
    }

    pub(crate) fn text(&mut self, text: &str) -> Value {
        let mut out = String::with_capacity(text.len());
        let mut run = 0;
        for c in text.chars() {
            match c {
                '\n' => out.push(c),
                '\t' => out.push('　'),
                // Control and direction characters, joiners: what cannot be seen is not printed.
                c if c.is_control() || is_unseen(c) => continue,
                // Which of several shapes a letter has; the font that has the letter decides.
                c if is_selector(c) => continue,
                c if self.can_print(c) => out.push(c),
                c if self.lenient && !is_of_names(c) => {
                    out.push_str(&format!("〔U+{:04X}〕", u32::from(c)));
                }
                c => self.missing = self.missing.or(Some(c)),
            }
            run = if breaks_never(c) { run + 1 } else { 0 };
            if run >= LONGEST_RUN {
                out.push('\u{200B}');
                run = 0;
            }
        }
        Value::Str(out.trim_end().into())
    }

    fn can_print(&self, c: char) -> bool {
        c == ' ' || self.fonts.iter().any(|f| f.info().coverage.contains(u32::from(c)))
    }

    pub(crate) fn texts<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) -> Value {
        Value::Array(texts.into_iter().map(|t| self.text(t)).collect::<Array>())
    }

    /// Label and words, in order.
    pub(crate) fn pairs<'t>(&mut self, pairs: impl IntoIterator<Item = (&'t str, &'t str)>) -> Value {
        let pairs = pairs.into_iter().map(|(a, b)| self.texts([a, b]));
        Value::Array(pairs.collect::<Array>())
    }

    pub(crate) fn contact(&mut self, contact: &Contact) -> Value {
        dict([
            ("city", self.text(&contact.city)),
            ("department", self.text(&contact.department)),
            ("phone", self.text(&contact.phone)),
            ("hours", self.text(&contact.hours)),
        ])
    }
}

/// A value by names.
pub(crate) fn dict<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Dict(entries.into_iter().map(|(key, value)| (Str::from(key), value)).collect::<Dict>())
}

/// Values in a row.
pub(crate) fn array(values: impl IntoIterator<Item = Value>) -> Value {
    Value::Array(values.into_iter().collect::<Array>())
}

/// Nothing, or bytes.
pub(crate) fn bytes(bytes: Option<Vec<u8>>) -> Value {
    bytes.map_or(Value::None, |bytes| Bytes::new(bytes).into_value())
}

/// Characters that take no room: zero-width ones, direction marks, the byte order mark.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{180B}'..='\u{180D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Kanji, and what cities made up beside them (外字): one of them wrong is another name.
fn is_of_names(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{9FFF}' | '\u{E000}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '\u{F0000}'..='\u{10FFFF}')
}

/// Letters between which no line ends by itself.
fn breaks_never(c: char) -> bool {
    c.is_ascii_graphic() || (!c.is_ascii() && c.is_alphanumeric() && c < '\u{1100}')
}
