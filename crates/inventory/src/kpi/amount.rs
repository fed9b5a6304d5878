//! Amounts as strategies write them: `12.9`, `55,000時間`, `-25.0`. Exact to a thousandth.

use std::fmt;

use madoguchi_vocab::{normalise, number::thousands};
use serde::{Deserialize, Serialize};

/// An exact amount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Amount(i64);

/// The largest that is taken: far above anything a city counts, far below what cannot be computed with.
const MOST: i64 = 1_000_000_000_000_000;

impl Amount {
    /// A whole number.
    pub fn whole(n: i64) -> Self {
        Self(n.clamp(-MOST / 1_000, MOST / 1_000) * 1_000)
    }

    /// So many thousandths.
    pub fn of_thousandths(n: i128) -> Self {
        Self(i64::try_from(n.clamp(i128::from(-MOST), i128::from(MOST))).unwrap_or(MOST))
    }

    /// Its thousandths.
    pub fn thousandths(self) -> i64 {
        self.0
    }

    /// Reads an amount, in any width, with or without thousands set apart, and with its unit behind it or without. At most
    /// three digits behind the point.
    pub fn parse(text: &str, unit: &str) -> Option<Self> {
        let folded = normalise::code(text);
        let plain = folded.strip_suffix(&normalise::code(unit)).unwrap_or(&folded).trim().replace(',', "");
        let (negative, plain) = match plain.strip_prefix('-') {
            Some(rest) => (true, rest.to_owned()),
            None => (false, plain),
        };
        let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 12 || part.len() > 3 || !digits(whole) || !digits(part) {
            return None;
        }
        if part.is_empty() && plain.contains('.') {
            return None;
        }
        let thousandths = whole.parse::<i64>().ok()? * 1_000 + format!("{part:0<3}").parse::<i64>().ok()?;
        Some(Self(if negative { -thousandths } else { thousandths })).filter(|a| a.0.abs() <= MOST)
    }

    /// With one decimal, half away from zero, as shares are shown: `90.0`.
    pub fn one_decimal(self) -> String {
        let tenths = (self.0.unsigned_abs() + 50) / 100;
        let sign = if self.0 < 0 && tenths > 0 { "-" } else { "" };
        format!("{sign}{}.{}", tenths / 10, tenths % 10)
    }

    /// For pictures and trends only.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / 1_000.0
    }

    /// 「12.9 %」, 「55,000 時間」
    pub fn with_unit(self, unit: &str) -> String {
        let text = thousands(self);
        if unit.is_empty() { text } else { format!("{text} {unit}") }
    }
}

/// As short as it is exact: `12.9`, `55000`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, n) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        let part = format!("{:03}", n % 1_000);
        match part.trim_end_matches('0') {
            "" => write!(f, "{sign}{}", n / 1_000),
            part => write!(f, "{sign}{}.{part}", n / 1_000),
        }
    }
}

impl TryFrom<String> for Amount {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text, "").ok_or_else(|| format!("「{text}」は数ではありません"))
    }
}

impl From<Amount> for String {
    fn from(amount: Amount) -> Self {
        amount.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, unit, shown) in [
            ("90%", "%", "90 %"),
            ("90.5 %", "%", "90.5 %"),
            ("55,000時間", "時間", "55,000 時間"),
            ("１２．９", "%", "12.9 %"),
            ("-25.0", "時間", "-25 時間"),
            ("0.125", "", "0.125"),
            ("−3", "件", "-3 件"),
        ] {
            assert_eq!(Amount::parse(text, unit).unwrap().with_unit(unit), shown, "{text}");
        }
        for none in ["", "-", "未策定", "1.2345", "1e5", "12.", ".5", "90%%", "1 2", "9999999999999", "NaN"]
        {
            assert_eq!(Amount::parse(none, "%"), None, "{none}");
        }
    }
}
