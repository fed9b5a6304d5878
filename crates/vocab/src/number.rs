//! Numbers as people read them.

/// A number with its thousands set apart: `190,860`, `1,234.5`. What is no number comes back as it is.
pub fn thousands(number: impl ToString) -> String {
    let text = number.to_string();
    let (sign, unsigned) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, rest) = unsigned.split_at(unsigned.find('.').unwrap_or(unsigned.len()));
    if whole.is_empty() || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return text;
    }
    let mut out = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn three_digits_stand_together() {
        for (number, shown) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-1234567", "-1,234,567"),
            ("190860.5", "190,860.5"),
            ("算出不可", "算出不可"),
            ("", ""),
        ] {
            assert_eq!(thousands(number), shown);
        }
    }
}
