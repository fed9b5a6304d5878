//! What people write although they were asked not to: addresses of mail, telephone and other numbers are put out of
//! sight in a text that others will read.

use crate::normalise;

const MAIL: &str = "〔メールアドレス〕";
const PHONE: &str = "〔電話番号〕";
const NUMBER: &str = "〔番号〕";
const CODE: &str = "〔受付番号など〕";

/// From so many digits on a number with gaps in it may name somebody or ring somewhere (`22-4001` in the same town).
const WITH_GAPS: usize = 6;
/// From so many on any number may: a postal code, an account, 個人番号 (12).
const BARE: usize = 7;

/// The text with addresses of mail, telephone numbers, receipt numbers, lookup keys and long numbers masked, in any
/// width. Days (2026-11-29) and amounts with commas stay. What is masked once stays as it is.
pub fn personal(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let narrow: Vec<char> = chars.iter().map(|c| narrow(*c)).collect();
    let mut out = String::with_capacity(text.len());
    // A mask is a gap like any other: what stands behind it is looked at as it would be when it is read again.
    let (mut at, mut fresh) = (0, true);
    while at < chars.len() {
        let behind = |is_in: fn(char) -> bool| fresh || !is_in(narrow[at - 1]);
        let (word, rest) = (behind(is_of_a_word), &narrow[at..]);
        if word && let Some(length) = day(rest) {
            out.extend(&chars[at..at + length]);
            (at, fresh) = (at + length, false);
            continue;
        }
        let other = || if word { code(rest).or_else(|| number(rest)) } else { None };
        match mail(rest, behind(is_of_mail)).or_else(other) {
            Some((length, label)) => {
                out.push_str(label);
                (at, fresh) = (at + length, true);
            }
            None => {
                out.push(chars[at]);
                (at, fresh) = (at + 1, false);
            }
        }
    }
    out
}

/// A letter as a narrow one, if it stands for one: letter for letter, so that places are the same in both texts.
fn narrow(c: char) -> char {
    let mut folded = normalise::code(c.encode_utf8(&mut [0; 4])).chars().collect::<Vec<_>>();
    match (folded.pop(), folded.is_empty()) {
        (Some(one), true) => one,
        _ => c,
    }
}

fn is_of_a_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

fn is_of_mail(c: char) -> bool {
    c.is_ascii_alphanumeric() || "._%+-".contains(c)
}

/// An address of mail at the beginning, with the length of it; also one whose first part is not narrow letters.
fn mail(text: &[char], begins: bool) -> Option<(usize, &'static str)> {
    let name = if begins { text.iter().take_while(|c| is_of_mail(**c)).count() } else { 0 };
    if text.get(name) != Some(&'@') {
        return None;
    }
    let host =
        text[name + 1..].iter().take_while(|c| c.is_ascii_alphanumeric() || ".-".contains(**c)).count();
    let dotted = text[name + 1..name + 1 + host].contains(&'.');
    (dotted || (name > 0 && host > 0)).then_some((name + 1 + host, MAIL))
}

/// A receipt number (4-4-2), a lookup key or a resume code (groups of four) at the beginning.
fn code(text: &[char]) -> Option<(usize, &'static str)> {
    let groups = groups(text, is_of_a_word, |c| c == '-');
    let sizes: Vec<usize> = groups.iter().map(|(from, to)| to - from).collect();
    let length = groups.last()?.1;
    let shaped = match sizes.as_slice() {
        [4, 4, 2] => true,
        all => all.len() >= 3 && all.iter().all(|n| *n == 4),
    };
    let word: String = text[..length].iter().collect();
    let has_digit = word.contains(|c: char| c.is_ascii_digit());
    let has_letter = word.contains(|c: char| c.is_ascii_alphabetic());
    // Without its hyphens a number is known by its check digit.
    let whole = crate::ReceiptNumber::parse(&word).is_ok() && has_letter;
    (has_digit && ((shaped && has_letter) || whole)).then_some((length, CODE))
}

/// A number of many digits at the beginning, with the gaps people write in it.
fn number(text: &[char]) -> Option<(usize, &'static str)> {
    let lead = usize::from(matches!(text.first(), Some('+' | '(')));
    let rest = &text[lead..];
    let groups = groups(rest, |c| c.is_ascii_digit(), |c| "-() 　.・/".contains(c));
    let sizes: Vec<usize> = groups.iter().map(|(from, to)| to - from).collect();
    let digits: usize = sizes.iter().sum();
    let long = digits >= BARE || (sizes.len() > 1 && digits >= WITH_GAPS);
    // A letter right behind the digits makes it a word: 「12345678abc」 is masked as far as it is a number.
    let (first, last) = (rest.first()?, groups.last()?.1);
    let rings = (*first == '0' && (10..=11).contains(&digits)) || text.first() == Some(&'+');
    long.then_some((lead + last, if rings { PHONE } else { NUMBER }))
}

/// The length of a day at the beginning: 2026-11-29 and 2026/1/5 name nobody.
fn day(text: &[char]) -> Option<usize> {
    let groups = groups(text, |c| c.is_ascii_digit(), |c| "-/.".contains(c));
    let [y, m, d] = *groups.get(..3)? else { return None };
    let read =
        |(from, to): (usize, usize)| text[from..to].iter().collect::<String>().parse::<u32>().unwrap_or(0);
    let is_day =
        (1900..2100).contains(&read(y)) && (1..=12).contains(&read(m)) && (1..=31).contains(&read(d));
    is_day.then_some(d.1)
}

/// From where to where the groups of a number or code stand, which begins here: letters of a kind, with gaps of at most
/// two between them.
fn groups(text: &[char], is_in: impl Fn(char) -> bool, is_gap: impl Fn(char) -> bool) -> Vec<(usize, usize)> {
    let mut groups = Vec::new();
    let mut at = 0;
    loop {
        let length = text[at..].iter().take_while(|c| is_in(**c)).count();
        if length == 0 {
            return groups;
        }
        groups.push((at, at + length));
        let gap = text[at + length..].iter().take(2).take_while(|c| is_gap(**c)).count();
        if gap == 0 {
            return groups;
        }
        at += length + gap;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{LookupKey, ReceiptNumber};

    #[test]
    fn what_names_or_reaches_somebody_is_put_out_of_sight() {
        for (written, shown) in [
            ("", ""),
            ("とても簡単でした。5分で終わりました", "とても簡単でした。5分で終わりました"),
            ("hanako@example.jp に返事をください", "〔メールアドレス〕 に返事をください"),
            ("連絡先はｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐです", "連絡先は〔メールアドレス〕です"),
            ("花子@example.jp", "花子〔メールアドレス〕"),
            ("電話は090-1234-5678です", "電話は〔電話番号〕です"),
            ("０９０ー１２３４ー５６７８", "〔電話番号〕"),
            ("(0744)22-4001 まで", "〔電話番号〕 まで"),
            ("0744224001", "〔電話番号〕"),
            ("+81 90 1234 5678", "〔電話番号〕"),
            ("22-4001へ", "〔番号〕へ"),
            ("634-8586", "〔番号〕"),
            ("マイナンバー 1234 5678 9012", "マイナンバー 〔番号〕"),
            ("個人番号は１２３４５６７８９０１２", "個人番号は〔番号〕"),
            ("受付番号K7MN-4128-83の件", "受付番号〔受付番号など〕の件"),
            ("7q4m-kx2p-9d3t-vw5h", "〔受付番号など〕"),
            // What names nobody.
            ("2026-11-29に出しました", "2026-11-29に出しました"),
            ("2026/1/5 10:30", "2026/1/5 10:30"),
            ("手数料は1,000,000円", "手数料は1,000,000円"),
            ("3か月で120件、第2版", "3か月で120件、第2版"),
            ("12345番", "12345番"),
            ("@市役所", "@市役所"),
            ("form-page-test を直して", "form-page-test を直して"),
            ("😀👍🏽がんばって", "😀👍🏽がんばって"),
        ] {
            assert_eq!(personal(written), shown, "{written}");
        }
    }

    proptest! {
        #[test]
        fn what_was_masked_is_not_masked_again(text in "[0-9a-zＡ-Ｚ０-９@＠. ー()〔〕・かな\n-]{0,60}") {
            let once = personal(&text);
            prop_assert_eq!(personal(&once), once);
        }

        #[test]
        fn no_receipt_and_no_key_gets_through(random: u64, key: u128, wide: bool) {
            for code in [ReceiptNumber::from_random(random).to_string(), LookupKey::from_random(key).reveal().to_owned()] {
                prop_assume!(code.contains(|c: char| c.is_ascii_alphabetic()));
                prop_assume!(code.contains(|c: char| c.is_ascii_digit()));
                let written: String = if wide {
                    code.chars().map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap()).collect()
                } else {
                    code.clone()
                };
                let masked = personal(&format!("番号は{written}です"));
                prop_assert_eq!(masked, "番号は〔受付番号など〕です");
            }
        }

        #[test]
        fn no_run_of_seven_digits_gets_through(text in "[0-9 -]{0,40}") {
            let masked = personal(&text);
            let longest = masked.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
            prop_assert!(longest < BARE, "{}", masked);
        }
    }
}
