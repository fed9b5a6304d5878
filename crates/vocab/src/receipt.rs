//! 受付番号 and 照会キー: what a resident keeps to follow a submission.
//!
//! The receipt number is readable on the phone and safe against slips, but it is not a secret; the
//! lookup key is one. Both use an alphabet without 0, 1, I, O and the like (Crockford's base 32).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::normalise;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RECEIPT_DIGITS: usize = 9;
/// 16 digits of 5 bits: 80 bits, beyond the 60 promised for anything that must not be guessed.
const KEY_DIGITS: usize = 16;

/// Why a number or a key could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadReceipt {
    /// Too short, too long, or a character outside the alphabet.
    #[error("not of this form")]
    Form,
    /// Read, but the check character does not fit: a slip of the pen.
    #[error("the check character does not fit")]
    Check,
}

fn read_digits(text: &str) -> Result<Vec<u8>, BadReceipt> {
    normalise::code(text)
        .chars()
        .filter(|c| !matches!(c, '-' | ' '))
        .map(|c| match c.to_ascii_uppercase() {
            'O' => Ok(0),
            'I' | 'L' => Ok(1),
            c => ALPHABET.iter().position(|a| *a as char == c).map(|p| p as u8).ok_or(BadReceipt::Form),
        })
        .collect()
}

fn grouped(digits: &[u8], group: usize) -> String {
    let text: Vec<char> = digits.iter().map(|d| ALPHABET[*d as usize] as char).collect();
    text.chunks(group).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// 受付番号, e.g. `K7MN-4128-83`: nine random digits in base 32 and a check digit.
///
/// The check digit is the weighted sum of the digits modulo 31, a prime below the alphabet's size: every
/// single wrong digit and every swap of neighbours is noticed, but for the one pair of symbols 0 and Z.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReceiptNumber(String);

impl ReceiptNumber {
    /// The number that comes of 45 random bits (the rest of `random` is not looked at).
    pub fn from_random(random: u64) -> Self {
        let digits: Vec<u8> = (0..RECEIPT_DIGITS).rev().map(|i| ((random >> (5 * i)) & 31) as u8).collect();
        let mut all = digits.clone();
        all.push(check(&digits));
        Self(grouped(&all, 4))
    }

    /// Reads what a person typed: any width, any case, with or without hyphens, O for 0 and I or L for 1.
    pub fn parse(text: &str) -> Result<Self, BadReceipt> {
        let digits = read_digits(text)?;
        if digits.len() != RECEIPT_DIGITS + 1 {
            return Err(BadReceipt::Form);
        }
        if check(&digits[..RECEIPT_DIGITS]) != digits[RECEIPT_DIGITS] {
            return Err(BadReceipt::Check);
        }
        Ok(Self(grouped(&digits, 4)))
    }

    /// The number with its hyphens.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Digits weighted by their place, modulo 31.
fn check(digits: &[u8]) -> u8 {
    ((1u32..).zip(digits).map(|(place, d)| place * u32::from(*d)).sum::<u32>() % 31) as u8
}

impl fmt::Display for ReceiptNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl FromStr for ReceiptNumber {
    type Err = BadReceipt;
    fn from_str(s: &str) -> Result<Self, BadReceipt> {
        Self::parse(s)
    }
}
impl TryFrom<String> for ReceiptNumber {
    type Error = BadReceipt;
    fn try_from(s: String) -> Result<Self, BadReceipt> {
        Self::parse(&s)
    }
}
impl From<ReceiptNumber> for String {
    fn from(r: ReceiptNumber) -> String {
        r.0
    }
}

/// 照会キー, e.g. `7Q4M-KX2P-9D3T-VW5H`: the secret that goes with a receipt number. Only its hash is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct LookupKey(String);

impl LookupKey {
    /// The key that comes of 80 random bits.
    pub fn from_random(random: u128) -> Self {
        let digits: Vec<u8> = (0..KEY_DIGITS).rev().map(|i| ((random >> (5 * i)) & 31) as u8).collect();
        Self(grouped(&digits, 4))
    }

    /// Reads what a person typed, as forgivingly as [`ReceiptNumber::parse`].
    pub fn parse(text: &str) -> Result<Self, BadReceipt> {
        let digits = read_digits(text)?;
        if digits.len() == KEY_DIGITS { Ok(Self(grouped(&digits, 4))) } else { Err(BadReceipt::Form) }
    }

    /// The key itself. Shown once, on the receipt; never logged.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for LookupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LookupKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_number_reads_back_in_any_dress(random: u64) {
            let n = ReceiptNumber::from_random(random);
            let wide: String = n.as_str().chars().map(|c| match c {
                '-' => '－',
                c => char::from_u32(c as u32 + 0xFEE0).unwrap(),
            }).collect();
            prop_assert_eq!(ReceiptNumber::parse(&wide).unwrap(), n.clone());
            prop_assert_eq!(ReceiptNumber::parse(&n.as_str().replace('-', "").to_lowercase()).unwrap(), n);
        }

        #[test]
        fn swapped_neighbours_are_noticed(random: u64, at in 0usize..8) {
            let n = ReceiptNumber::from_random(random).as_str().replace('-', "");
            let mut c: Vec<char> = n.chars().collect();
            c.swap(at, at + 1);
            let swapped: String = c.iter().collect();
            // 0 and Z differ by 31, so this one pair looks alike to the check.
            let blind = (c[at] == '0' && c[at + 1] == 'Z') || (c[at] == 'Z' && c[at + 1] == '0');
            if swapped != n && !blind {
                prop_assert!(ReceiptNumber::parse(&swapped).is_err(), "{} passed for {}", swapped, n);
            }
        }
    }

    #[test]
    fn a_key_does_not_print_itself() {
        let key = LookupKey::from_random(12345);
        assert!(!format!("{key:?}").contains(&key.reveal()[15..]));
        assert_eq!(LookupKey::parse(key.reveal()), Ok(key));
    }
}
