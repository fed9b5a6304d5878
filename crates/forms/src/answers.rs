//! What was typed, and what it means.

use std::collections::BTreeMap;

use madoguchi_vocab::{Date, FieldKey, PageKey};
use serde::{Deserialize, Serialize};

/// The name under which it is noted which pages were sent. No input has it: what begins with `_` is no answer.
const SENT: &str = "_sent";
/// The most characters one typed value may have.
pub const TYPED_LIMIT: usize = 20_000;

/// What somebody typed, by input name, kept exactly as it came: drafts keep this, so that nothing a person
/// wrote is ever lost to a rule.
///
/// Names: `key`, `key.part` (`birthday.era`); for a repeating page `children` holds the row ids in order and
/// `children.r1.child_name`, `children.r1.child_birthday.era` the rows. A file question holds file ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Typed(pub BTreeMap<String, Vec<String>>);

impl Typed {
    /// The first value of an input; `""` where it was never typed.
    pub fn first(&self, name: &str) -> &str {
        self.all(name).first().map_or("", String::as_str)
    }

    /// Every value of an input, in the order typed.
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether one of the values of an input is `value`: how a widget finds out what is ticked.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).iter().any(|v| v == value)
    }

    /// Nothing typed yet; which pages are sent is noted from now on.
    pub fn begun() -> Self {
        Self(BTreeMap::from([(SENT.to_owned(), vec![])]))
    }

    /// Notes that a page was sent, answered or left empty: an optional page is passed over only by hand.
    pub fn sent(&mut self, page: &PageKey) {
        if let Some(pages) = self.0.get_mut(SENT)
            && !pages.iter().any(|p| p == page.as_str())
        {
            pages.push(page.to_string());
        }
    }

    /// Whether a page was sent. Where that was never noted, nobody knows, and it is taken as sent.
    pub fn was_sent(&self, page: &PageKey) -> bool {
        self.0.get(SENT).is_none_or(|pages| pages.iter().any(|p| p == page.as_str()))
    }

    /// Puts one value in place of what was there.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.insert(name.into(), vec![value.into()]);
    }

    /// Adds one value behind those that are there.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.entry(name.into()).or_default().push(value.into());
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Typed {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let mut typed = Self::default();
        for (name, value) in pairs {
            typed.push(name, value);
        }
        typed
    }
}

/// What is known about a file that was handed in; the file itself stays in the filing cabinet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFact {
    /// The name it had on the sender's machine, as given.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// MIME type found by looking at the content, e.g. `image/jpeg`.
    pub kind: String,
}

/// What the rules must be told: they have no clock and no cabinet.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The day it is in Japan.
    pub today: Date,
    /// The files that belong to this draft or submission, by id. An id that is not here does not count.
    pub files: &'a BTreeMap<String, FileFact>,
}

/// A file as an answer refers to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// The id under which the cabinet keeps it.
    pub id: String,
    /// The name it had on the sender's machine, as given.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// MIME type.
    pub kind: String,
}

/// An address in Japan, as typed except for the postal code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Seven digits.
    pub zip: String,
    /// 都道府県
    pub pref: String,
    /// 市区町村
    pub city: String,
    /// 町域
    pub town: String,
    /// 丁目・番地, as typed
    pub street: String,
    /// 建物名・部屋番号 (方書); may be empty
    pub building: String,
}

/// 預金種目
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountType {
    /// 普通
    Ordinary,
    /// 当座
    Current,
    /// 貯蓄
    Savings,
}

/// An account money can be paid into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Account {
    /// Any bank but ゆうちょ銀行.
    Bank {
        /// 金融機関名
        bank_name: String,
        /// Four digits, or empty where it was not given.
        bank_code: String,
        /// 支店名
        branch_name: String,
        /// Three digits, or empty where it was not given.
        branch_code: String,
        /// 預金種目
        account_type: AccountType,
        /// Seven digits, zeros in front.
        number: String,
        /// 口座名義 in full-width katakana.
        holder_kana: String,
    },
    /// ゆうちょ銀行, as printed in its passbooks.
    Yucho {
        /// 記号, five digits.
        symbol: String,
        /// 番号, up to eight digits.
        number: String,
        /// 口座名義 in full-width katakana.
        holder_kana: String,
    },
}

/// What an answer means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum Value {
    /// Text, a name, フリガナ, a telephone number (digits), an e-mail address.
    Text(String),
    /// A whole number; money is in yen.
    Int(i64),
    /// はい or いいえ
    YesNo(bool),
    /// A day.
    Date(Date),
    /// The key of the option chosen.
    Choice(String),
    /// The keys of the options chosen, in the order of the paper, each once.
    Choices(Vec<String>),
    /// A postal address.
    Address(Address),
    /// A bank account.
    Bank(Account),
    /// Attached files, in the order they came.
    Files(Vec<FileRef>),
    /// Agreed. There is no value for "not agreed": the answer is then absent.
    Consent(bool),
}

/// One row of a repeating page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// `r` and up to four digits; keeps its meaning when other rows go.
    pub id: String,
    /// The answers of the row.
    pub values: BTreeMap<FieldKey, Value>,
}

/// The answers that count: reached by the journey, visible and well formed. What a submission keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// By question.
    #[serde(default)]
    pub values: BTreeMap<FieldKey, Value>,
    /// By repeating group.
    #[serde(default)]
    pub rows: BTreeMap<FieldKey, Vec<Row>>,
    /// What the paper computes from them.
    #[serde(default)]
    pub computed: BTreeMap<FieldKey, Value>,
}

impl Answers {
    /// The answer to a question outside rows.
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.values.get(field)
    }

    /// The answer to a question inside a row of `group`.
    pub fn in_row(&self, group: &str, row: &str, field: &str) -> Option<&Value> {
        self.rows.get(group)?.iter().find(|r| r.id == row)?.values.get(field)
    }

    /// Every file the answers refer to.
    pub fn files(&self) -> impl Iterator<Item = &FileRef> {
        let in_rows = self.rows.values().flatten().flat_map(|r| r.values.values());
        self.values.values().chain(in_rows).flat_map(|v| match v {
            Value::Files(files) => files.as_slice(),
            _ => &[],
        })
    }
}
