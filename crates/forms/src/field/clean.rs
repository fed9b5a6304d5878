//! What text must not hold.

use madoguchi_vocab::normalise;
use unicode_segmentation::UnicodeSegmentation;

use super::{Asked, Wrong, say};

/// Characters that turn the direction of what follows: nobody types them, and they can make a name look
/// like another.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Without characters that turn the direction of text.
pub(crate) fn undirected(text: &str) -> String {
    text.chars().filter(|c| !turns_direction(*c)).collect()
}

/// Characters as people count them. A pile of marks on one letter counts by the mark.
pub(crate) fn length(text: &str) -> usize {
    text.graphemes(true).map(|g| (g.chars().count() / 8).max(1)).sum()
}

/// Complains about text that is too long.
pub(crate) fn fits(asked: &Asked<'_>, part: &'static str, text: &str, limit: usize) -> Result<(), Wrong> {
    let now = length(text);
    if now <= limit {
        return Ok(());
    }
    Err(Wrong { part, code: "too_long", say: say::too_long(asked.label, limit, now).into() })
}

/// Complains about characters that only one office's fonts can show (外字).
pub(crate) fn shared(asked: &Asked<'_>, part: &'static str, text: &str) -> Result<(), Wrong> {
    let Some(c) = text.chars().find(|c| normalise::private_use(*c)) else { return Ok(()) };
    let code = format!("U+{:04X}", c as u32);
    Err(Wrong::about(
        asked,
        part,
        "private_character",
        &format!(
            "「{c}」（{code}）は、ほかのパソコンでは表示できない外字です。ふつうの漢字かカタカナで入力してください"
        ),
        &format!("「{c}」（{code}）は 使えません。ふつうの 漢字か カタカナで 書いて ください"),
        &format!(
            "the character {code} cannot be shown on other computers. Use a common character or katakana"
        ),
    ))
}
