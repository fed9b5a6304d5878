//! Words of conditions.

use std::ops::Range;

use madoguchi_vocab::Date;

use super::Fault;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Int(i64),
    Str(String),
    Date(Date),
    Word(String),
    /// An operator, a bracket, a comma or a dot.
    Sign(&'static str),
}

const SIGNS: [&str; 14] = ["==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "(", ")", ",", ".", "="];

pub(super) fn lex(source: &str) -> Result<Vec<(Token, Range<usize>)>, Fault> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = source[at..].chars().next() {
        let rest = &source[at..];
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let (token, length) = if c.is_ascii_digit() {
            number(rest, at)?
        } else if c == '\'' {
            let (text, length) = quoted(rest, at)?;
            (Token::Str(text), length)
        } else if rest.starts_with("d'") {
            day(rest, at)?
        } else if c.is_alphabetic() || c == '_' {
            let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            (Token::Word(rest[..length].to_owned()), length)
        } else if let Some(sign) = SIGNS.into_iter().find(|s| rest.starts_with(s)) {
            (Token::Sign(sign), sign.len())
        } else {
            return Err(unknown(c, at));
        };
        out.push((token, at..at + length));
        at += length;
    }
    Ok(out)
}

fn number(rest: &str, at: usize) -> Result<(Token, usize), Fault> {
    let length = rest.find(|c: char| !(c.is_ascii_digit() || c == '_')).unwrap_or(rest.len());
    match rest[..length].replace('_', "").parse() {
        Ok(n) => Ok((Token::Int(n), length)),
        Err(_) => {
            Err(fault(at..at + length, "数が大きすぎます", "9223372036854775807 までの整数で書いてください"))
        }
    }
}

fn quoted(rest: &str, at: usize) -> Result<(String, usize), Fault> {
    match rest[1..].find('\'') {
        Some(end) => Ok((rest[1..1 + end].to_owned(), end + 2)),
        None => Err(fault(
            at..at + rest.len(),
            "文字列が ' で閉じていません",
            "'mail' のように両側に ' を書いてください",
        )),
    }
}

fn day(rest: &str, at: usize) -> Result<(Token, usize), Fault> {
    let (text, length) = quoted(&rest[1..], at + 1)?;
    match Date::parse_from_str(&text, "%Y-%m-%d") {
        Ok(date) => Ok((Token::Date(date), length + 1)),
        Err(_) => {
            let message = format!("「{text}」という日付はありません");
            Err(fault(at..at + length + 1, &message, "d'2026-04-01' のように書いてください"))
        }
    }
}

fn unknown(c: char, at: usize) -> Fault {
    let hint = match c {
        '"' | '「' | '」' | '’' | '‘' => "文字列は ' で囲んでください",
        '&' => "「かつ」は and と書いてください",
        '|' => "「または」は or と書いてください",
        '!' => "「でない」は not と書いてください",
        '/' => "割り算はありません。金額や数は整数で扱ってください",
        c if c as u32 > 0xFF00 => "記号と数字は半角で書いてください",
        _ => "使える記号は == != < <= > >= + - * ( ) , . です",
    };
    fault(at..at + c.len_utf8(), &format!("条件に「{c}」は使えません"), hint)
}

pub(super) fn fault(span: Range<usize>, message: &str, hint: &str) -> Fault {
    let hint = (!hint.is_empty()).then(|| hint.to_owned());
    Fault { code: "P0401", span, message: message.to_owned(), hint }
}
