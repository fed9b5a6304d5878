//! Check digits of the numbers people are asked for. They find slips of the hand; they say nothing about
//! whether the number is somebody's.

/// The digits of a text that is nothing but ASCII digits, of this length.
fn digits(text: &str, length: usize) -> Option<Vec<u32>> {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(10)).collect();
    digits.filter(|d| d.len() == length)
}

/// Whether a text is a well-formed 個人番号 (12 digits).
///
/// The last digit is 11 less the weighted sum of the others modulo 11, and 0 where the remainder is 0 or 1
/// (行政手続における特定の個人を識別するための番号の利用等に関する法律の規定による通知カード及び個人番号カード
/// 並びに情報提供ネットワークシステムによる特定個人情報の提供等に関する省令5条). Twelve zeros fit the rule and are
/// nobody's.
pub fn my_number(text: &str) -> bool {
    let Some(digits) = digits(text, 12) else { return false };
    let weighted = |(n, digit): (u32, &u32)| digit * if n <= 6 { n + 1 } else { n - 5 };
    let sum: u32 = (1..).zip(digits[..11].iter().rev()).map(weighted).sum();
    let expected = match sum % 11 {
        0 | 1 => 0,
        remainder => 11 - remainder,
    };
    digits[11] == expected && digits.iter().any(|d| *d != 0)
}

/// Whether a text is a well-formed 法人番号 (13 digits).
///
/// The first digit is 9 less the weighted sum of the others modulo 9 (法人番号の指定等に関する省令2条). Taking 0
/// for 9 goes unnoticed.
pub fn corporate_number(text: &str) -> bool {
    let Some(digits) = digits(text, 13) else { return false };
    let weighted = |(n, digit): (u32, &u32)| digit * if n % 2 == 1 { 1 } else { 2 };
    let sum: u32 = (1..).zip(digits[1..].iter().rev()).map(weighted).sum();
    digits[0] == 9 - sum % 9
}

/// Whether a text is a well-formed number of a 運転免許証 (12 digits).
///
/// The eleventh is the check digit of the first ten (weights 5 4 3 2 7 6 5 4 3 2, modulo 11); the twelfth
/// counts how often the licence was issued again.
pub fn driving_licence(text: &str) -> bool {
    const WEIGHTS: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    let Some(digits) = digits(text, 12) else { return false };
    let sum: u32 = WEIGHTS.iter().zip(&digits).map(|(w, d)| w * d).sum();
    let expected = match 11 - sum % 11 {
        11 => 1,
        10 => 0,
        digit => digit,
    };
    digits[10] == expected
}

/// Whether a text is a well-formed 全国地方公共団体コード (6 digits).
pub fn local_government(text: &str) -> bool {
    let Some(digits) = digits(text, 6) else { return false };
    let sum: u32 = (2..=6).rev().zip(&digits).map(|(w, d)| w * d).sum();
    digits[5] == (11 - sum % 11) % 10
}

/// Whether a text has the shape of the number of a 在留カード: two letters, eight digits, two letters. No
/// check digit has been published.
pub fn residence_card(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 12
        && bytes.iter().enumerate().all(|(at, b)| match at {
            2..=9 => b.is_ascii_digit(),
            _ => b.is_ascii_uppercase(),
        })
}
