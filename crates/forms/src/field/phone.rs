//! 電話番号: digits, as they are dialled inside Japan.

use madoguchi_vocab::{Date, Lang, normalise};

use super::{
    Asked, Behaviour, Wrong,
    text::{as_text, some},
};
use crate::{answers::Value, logic::{Type, V}, parse::table::Table};

/// Settings of a `phone` question.
#[derive(Clone, Debug)]
pub struct Phone;

impl Phone {
    pub(crate) fn parse(_table: &Table<'_>) -> Self {
        Self
    }
}

/// The digits of a number with or without +81; `None` if no such number can be dialled.
fn dialled(raw: &str) -> Option<String> {
    let folded = normalise::code(raw);
    let digits = match folded.strip_prefix('+') {
        Some(abroad) => {
            let digits = normalise::digits(abroad)?;
            let inside = digits.strip_prefix("81")?;
            // +81(0)744… is often printed; the zero is dialled once.
            format!("0{}", inside.strip_prefix('0').unwrap_or(inside))
        }
        None => normalise::digits(&folded)?,
    };
    plausible(&digits).then_some(digits)
}

/// Ten digits for homes and offices, eleven for mobiles (060 to 090), 050 and 0800.
fn plausible(digits: &str) -> bool {
    let long = long(digits);
    digits.starts_with('0') && !digits.starts_with("00") && digits.len() == if long { 11 } else { 10 }
}

fn long(digits: &str) -> bool {
    ["050", "060", "070", "080", "090"].into_iter().any(|p| digits.starts_with(p))
}

/// The digits in groups where the grouping is known: mobiles, free calls, Tokyo, Osaka and Nara.
/// Elsewhere area codes have two to five digits, and a wrong hyphen is worse than none.
pub fn grouped(digits: &str) -> String {
    let groups: &[usize] = match digits {
        d if !d.is_ascii() || d.len() < 10 => &[],
        d if d.starts_with("0800") => &[4, 3, 4],
        d if long(d) => &[3, 4, 4],
        d if d.starts_with("0120") => &[4, 3, 3],
        d if d.starts_with("03") || d.starts_with("06") => &[2, 4, 4],
        d if d.starts_with("074") || d.starts_with("0570") => &[4, 2, 4],
        _ => &[],
    };
    if groups.iter().sum::<usize>() != digits.len() {
        return digits.to_owned();
    }
    let mut rest = digits;
    let mut out = Vec::new();
    for length in groups {
        let (group, tail) = rest.split_at(*length);
        out.push(group);
        rest = tail;
    }
    out.join("-")
}

impl Behaviour for Phone {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        let raw = asked.raw("");
        if normalise::code(raw).is_empty() {
            return Ok(None);
        }
        match dialled(raw) {
            Some(digits) => Ok(some(digits)),
            None => Err(Wrong::about(
                asked,
                "",
                "phone",
                "「0744-22-4001」のように、市外局番から 10 けたか 11 けたの数字で入力してください",
                "0から はじまる 10か 11の 数字を 書いて ください（例：0744-22-4001）",
                "must have 10 or 11 digits and start with 0, like 0744-22-4001",
            )),
        }
    }

    fn show(&self, value: &Value, _lang: Lang) -> String {
        grouped(as_text(value))
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        vec![("", vec![as_text(value).to_owned()])]
    }

    fn sample(&self, _today: Date, _bounds: &[V; 2]) -> Option<Value> {
        Some(Value::Text("0744224001".to_owned()))
    }

    fn logic(&self) -> Type {
        Type::Text
    }

    fn autocomplete(&self, _part: &str) -> Option<&'static str> {
        Some("tel")
    }
}
