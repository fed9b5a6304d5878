//! Numbers that carry a check digit or a fixed shape.

use madoguchi_vocab::normalise;

use super::{Asked, Wrong, text::some};
use crate::answers::Value;

/// What is said about a number that cannot be right: 日本語, やさしい日本語, English.
pub(super) type Say = (&'static str, &'static str, &'static str);

/// Digits in any width and with any dash, if they are good.
pub(super) fn digits(asked: &Asked<'_>, good: fn(&str) -> bool, say: Say) -> Result<Option<Value>, Wrong> {
    number(asked, normalise::digits(asked.raw("")), good, say)
}

/// Letters and digits in any width, without spaces and dashes, in capitals, if they are good.
pub(super) fn letters(asked: &Asked<'_>, good: fn(&str) -> bool, say: Say) -> Result<Option<Value>, Wrong> {
    let folded = normalise::code(asked.raw("")).to_uppercase().replace([' ', '-'], "");
    number(asked, Some(folded), good, say)
}

fn number(
    asked: &Asked<'_>,
    folded: Option<String>,
    good: fn(&str) -> bool,
    (ja, easy, en): Say,
) -> Result<Option<Value>, Wrong> {
    match folded {
        Some(folded) if folded.is_empty() => Ok(None),
        Some(folded) if good(&folded) => Ok(some(folded)),
        _ => Err(Wrong::about(asked, "", "number", ja, easy, en)),
    }
}
