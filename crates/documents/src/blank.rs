//! 記入用の様式: the paper form made of the same `form.toml`, for whoever would rather write by hand.

use madoguchi_forms::{Field, FieldKind, Kind, Page, Paper, logic::Expression};
use madoguchi_vocab::Lang;
use typst::foundations::Value;

use crate::{
    Contact,
    ink::{Ink, array, bytes, dict},
    qr,
};

/// A form to write on.
#[derive(Clone, Debug)]
pub struct Blank {
    title: String,
    law: String,
    issuer: String,
    parts: Vec<Part>,
    needs: Vec<String>,
    fee: String,
    purpose: String,
    contact: Contact,
    place: String,
    address: String,
    mark: String,
}

/// One page of the paper, or an exit of it.
#[derive(Clone, Debug)]
enum Part {
    Exit { when: String, words: String },
    Questions { title: String, hint: String, when: String, rows: Vec<String>, questions: Vec<Asked> },
}

#[derive(Clone, Debug)]
struct Asked {
    label: String,
    required: bool,
    when: String,
    hints: Vec<String>,
    shape: Shape,
}

/// Where the answer is written.
#[derive(Clone, Debug)]
enum Shape {
    /// Lines of text.
    Lines(usize),
    /// A short line with what is counted behind it.
    Short(String),
    /// One box for each letter, in groups.
    Boxes(Vec<usize>),
    /// A box for each digit, and 円.
    Yen,
    /// 年月日 with these eras before it.
    Day(Vec<&'static str>),
    /// 時分
    Time,
    /// Things to tick: label and more about it.
    Ticks {
        how: &'static str,
        options: Vec<(String, String)>,
    },
    /// 〒 and lines.
    Address,
    Phone,
    Email,
    Account,
    /// 署名
    Signature(String),
    /// Words to read.
    Words(String),
}

/// Rows that are printed of what repeats.
const ROWS: u32 = 3;
/// More options than this do not stand on paper; they are written in.
const MOST_OPTIONS: usize = 40;
/// Boxes for a name in kana.
const KANA: usize = 22;
/// What stands in a sentence where a screen would show an answer.
const GAP: &str = "＿＿＿";

impl Blank {
    /// The form of a paper. `place` is where the counter is, `address` where it can be done online.
    pub fn of(paper: &Paper, contact: Contact, place: &str, address: &str) -> Self {
        let p = &paper.procedure;
        Self {
            title: format!("{}　{}", p.title.ja, name_of(p.kind)),
            law: p.law.as_ref().map(|l| format!("{}{}", l.name, l.article)).unwrap_or_default(),
            issuer: format!("{}長", contact.city),
            parts: paper.pages.iter().map(|page| part(paper, page)).collect(),
            needs: p.needs.iter().map(|n| n.ja.clone()).collect(),
            fee: p.costs("　ほかに："),
            purpose: p.purpose.ja.clone(),
            contact,
            place: place.to_owned(),
            address: address.to_owned(),
            mark: format!("{} {}", paper.slug, paper.hash.chars().take(8).collect::<String>()),
        }
    }

    pub(crate) fn value(&self, ink: &mut Ink<'_>) -> Value {
        dict([
            ("kind", ink.text("blank")),
            ("title", ink.text(&self.title)),
            ("law", ink.text(&self.law)),
            ("issuer", ink.text(&self.issuer)),
            ("parts", array(self.parts.iter().map(|p| p.value(ink)))),
            ("needs", ink.texts(self.needs.iter().map(String::as_str))),
            ("fee", ink.text(&self.fee)),
            ("purpose", ink.text(&self.purpose)),
            ("contact", ink.contact(&self.contact)),
            ("place", ink.text(&self.place)),
            ("address", ink.text(&self.address)),
            ("picture", bytes(qr::svg(&self.address))),
            ("foot", ink.text(&self.mark)),
        ])
    }
}

/// What a paper of this kind is called.
fn name_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Application => "申請書",
        Kind::Notification => "届出書",
        Kind::Request => "請求書",
        Kind::Booking => "申込書",
        Kind::Consultation => "相談票",
    }
}

/// 「…の方だけ」; empty for everybody.
fn only(paper: &Paper, when: Option<&Expression>) -> String {
    when.map(|w| format!("{}の方だけ", bare(&w.in_words(paper)))).unwrap_or_default()
}

/// Words without the parentheses that stand around all of them.
fn bare(words: &str) -> &str {
    let Some(inner) = words.strip_prefix('（').and_then(|w| w.strip_suffix('）')) else { return words };
    let mut open = 0_i32;
    for c in inner.chars() {
        open += match c {
            '（' => 1,
            '）' => -1,
            _ => 0,
        };
        if open < 0 {
            return words;
        }
    }
    inner
}

fn words(paper: &Paper, text: &madoguchi_vocab::Text) -> String {
    paper.with_gaps(text.get(Lang::Ja), GAP)
}

fn part(paper: &Paper, page: &Page) -> Part {
    let when = only(paper, page.when.as_ref());
    if let Some(exit) = &page.exit {
        return Part::Exit { when, words: words(paper, exit) };
    }
    let rows = page.repeat.iter().flat_map(|r| {
        let count = r.max.min(ROWS).max(r.min);
        (1..=count).map(|n| format!("{}　{n}", r.row_title.ja))
    });
    Part::Questions {
        title: words(paper, &page.title),
        hint: page.hint.as_ref().map(|h| words(paper, h)).unwrap_or_default(),
        when,
        rows: rows.collect(),
        questions: page.fields.iter().map(|f| asked(paper, f)).collect(),
    }
}

fn asked(paper: &Paper, field: &Field) -> Asked {
    let mut hints: Vec<String> = field.hint.iter().map(|h| words(paper, h)).collect();
    let shape = shape(paper, field, &mut hints);
    Asked {
        label: words(paper, &field.label),
        required: field.required && field.kind.asks(),
        when: only(paper, field.when.as_ref()),
        hints,
        shape,
    }
}

fn shape(paper: &Paper, field: &Field, hints: &mut Vec<String>) -> Shape {
    const TODAY: [&str; 2] = ["令和", "西暦"];
    const BORN: [&str; 6] = ["明治", "大正", "昭和", "平成", "令和", "西暦"];
    match &field.kind {
        FieldKind::Text(_) | FieldKind::Name(_) => Shape::Lines(1),
        FieldKind::LongText(_) => Shape::Lines(4),
        FieldKind::Kana(_) => Shape::Boxes(vec![KANA]),
        FieldKind::Date(_) => Shape::Day(TODAY.to_vec()),
        FieldKind::Birthday(_) => Shape::Day(BORN.to_vec()),
        FieldKind::Time(_) => Shape::Time,
        FieldKind::Number(n) => {
            Shape::Short(n.unit.as_ref().map(|u| u.get(Lang::Ja).to_owned()).unwrap_or_default())
        }
        FieldKind::Money(_) => Shape::Yen,
        FieldKind::YesNo(_) => Shape::Ticks {
            how: "",
            options: ["はい", "いいえ"].map(|word| (word.to_owned(), String::new())).to_vec(),
        },
        FieldKind::Choice(_) => ticks(paper, field, "1つ選んで □ に印をつけてください"),
        FieldKind::SearchChoice(_) => ticks(paper, field, "1つ選んで □ に印をつけてください"),
        FieldKind::Choices(_) => ticks(paper, field, "あてはまるものすべての □ に印をつけてください"),
        FieldKind::PostalAddress(_) => Shape::Address,
        FieldKind::Phone(_) => Shape::Phone,
        FieldKind::Email(_) => Shape::Email,
        FieldKind::BankAccount(_) => Shape::Account,
        FieldKind::CorporateNumber(_) => Shape::Boxes(vec![1, 4, 4, 4]),
        FieldKind::DrivingLicence(_) => Shape::Boxes(vec![4, 4, 4]),
        FieldKind::ResidenceCard(_) => Shape::Boxes(vec![2, 8, 2]),
        FieldKind::MyNumber(_) => Shape::Boxes(vec![4, 4, 4]),
        FieldKind::Attachment(a) => {
            hints.extend(a.why.iter().map(|w| words(paper, w)));
            let copy = "写し（コピー）を付けました".to_owned();
            Shape::Ticks { how: "", options: vec![(copy, String::new())] }
        }
        FieldKind::Consent(_) => {
            Shape::Ticks { how: "", options: vec![("同意します".to_owned(), String::new())] }
        }
        FieldKind::Signature(s) => Shape::Signature(words(paper, &s.text)),
        FieldKind::Statement(s) => Shape::Words(s.text.as_ref().map(|t| words(paper, t)).unwrap_or_default()),
    }
}

fn ticks(paper: &Paper, field: &Field, how: &'static str) -> Shape {
    let options = field.kind.options();
    if options.len() > MOST_OPTIONS {
        return Shape::Lines(1);
    }
    let said = options
        .iter()
        .map(|o| (words(paper, &o.label), o.hint.as_ref().map(|h| words(paper, h)).unwrap_or_default()));
    Shape::Ticks { how, options: said.collect() }
}

impl Part {
    fn value(&self, ink: &mut Ink<'_>) -> Value {
        match self {
            Part::Exit { when, words } => {
                dict([("exit", Value::Bool(true)), ("when", ink.text(when)), ("words", ink.text(words))])
            }
            Part::Questions { title, hint, when, rows, questions } => dict([
                ("exit", Value::Bool(false)),
                ("title", ink.text(title)),
                ("hint", ink.text(hint)),
                ("when", ink.text(when)),
                ("rows", ink.texts(rows.iter().map(String::as_str))),
                ("questions", array(questions.iter().map(|q| q.value(ink)))),
            ]),
        }
    }
}

impl Asked {
    fn value(&self, ink: &mut Ink<'_>) -> Value {
        dict([
            ("label", ink.text(&self.label)),
            ("required", Value::Bool(self.required)),
            ("when", ink.text(&self.when)),
            ("hints", ink.texts(self.hints.iter().map(String::as_str))),
            ("shape", self.shape.value(ink)),
        ])
    }
}

impl Shape {
    fn value(&self, ink: &mut Ink<'_>) -> Value {
        let count = |n: usize| Value::Int(i64::try_from(n).unwrap_or(0));
        match self {
            Shape::Lines(n) => dict([("shape", ink.text("lines")), ("count", count(*n))]),
            Shape::Short(unit) => dict([("shape", ink.text("short")), ("unit", ink.text(unit))]),
            Shape::Boxes(groups) => {
                dict([("shape", ink.text("boxes")), ("groups", array(groups.iter().map(|n| count(*n))))])
            }
            Shape::Yen => dict([("shape", ink.text("yen"))]),
            Shape::Day(eras) => dict([("shape", ink.text("day")), ("eras", ink.texts(eras.iter().copied()))]),
            Shape::Time => dict([("shape", ink.text("time"))]),
            Shape::Ticks { how, options } => dict([
                ("shape", ink.text("ticks")),
                ("how", ink.text(how)),
                ("options", ink.pairs(options.iter().map(|(a, b)| (a.as_str(), b.as_str())))),
            ]),
            Shape::Address => dict([("shape", ink.text("address"))]),
            Shape::Phone => dict([("shape", ink.text("phone"))]),
            Shape::Email => dict([("shape", ink.text("email"))]),
            Shape::Account => dict([("shape", ink.text("account"))]),
            Shape::Signature(words) => dict([("shape", ink.text("signature")), ("words", ink.text(words))]),
            Shape::Words(words) => dict([("shape", ink.text("words")), ("words", ink.text(words))]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_parentheses_around_everything_go() {
        for (words, bare_words) in [
            ("（「人」がはい）", "「人」がはい"),
            ("（甲）、または（乙）", "（甲）、または（乙）"),
            ("「電話（自宅）」が「なし」", "「電話（自宅）」が「なし」"),
            ("（（甲）ではない）", "（甲）ではない"),
        ] {
            assert_eq!(bare(words), bare_words);
        }
    }
}
