//! The types of question. One file per type says everything about it; the list below is the only place
//! that names them all.

use std::ops::Range;

use madoguchi_vocab::{FieldKey, Text};

use crate::logic::Expression;

macro_rules! field_types { ($($(#[$doc:meta])* $variant:ident = $word:literal in $module:ident),* $(,)?) => {
    $(pub mod $module;)*

    /// The type of a question, with the settings of that type.
    #[derive(Clone, Debug)]
    pub enum FieldKind { $($(#[$doc])* $variant($module::$variant)),* }

    impl FieldKind {
        /// The words written as `type` in papers, in the order of the gallery.
        pub const CODES: &'static [&'static str] = &[$($word),*];

        /// The word written as `type` in papers.
        pub fn code(&self) -> &'static str { match self { $(FieldKind::$variant(_) => $word),* } }
    }
} }

field_types! {
    /// One line.
    Text = "text" in text,
    /// Several lines.
    LongText = "long_text" in long_text,
    /// 氏名
    Name = "name" in name,
    /// フリガナ
    Kana = "kana" in kana,
    /// A day.
    Date = "date" in date,
    /// 生年月日: a day by era.
    Birthday = "birthday" in birthday,
    /// A whole number.
    Number = "number" in number,
    /// Yen.
    Money = "money" in money,
    /// はい・いいえ
    YesNo = "yes_no" in yes_no,
    /// One of several.
    Choice = "choice" in choice,
    /// Any of several.
    Choices = "choices" in choices,
    /// 郵便番号・住所
    PostalAddress = "postal_address" in postal_address,
    /// 電話番号
    Phone = "phone" in phone,
    /// メールアドレス
    Email = "email" in email,
    /// 口座
    BankAccount = "bank_account" in bank_account,
    /// Files.
    Attachment = "attachment" in attachment,
    /// 同意
    Consent = "consent" in consent,
    /// Words to read; asks nothing.
    Statement = "statement" in statement,
}

/// What an answer is to the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ApplicantRole {
    /// Who applies.
    Name,
    /// How that is read.
    Kana,
    /// Where letters go.
    Email,
    /// Where calls go.
    Phone,
    /// Where post goes.
    Address,
    /// Born on.
    Birthday,
}

/// Whose data a question asks for; browsers may only fill in the own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Of the person who types.
    Own,
    /// Of somebody else: nothing is filled in by the browser.
    Other,
}

/// One question.
#[derive(Clone, Debug)]
pub struct Field {
    /// Unique in the paper.
    pub key: FieldKey,
    /// What is asked.
    pub label: Text,
    /// How to answer it.
    pub hint: Option<Text>,
    /// Whether it must be answered when it is visible.
    pub required: bool,
    /// Visible only when this holds.
    pub when: Option<Expression>,
    /// The type with its settings.
    pub kind: FieldKind,
    /// What the answer is to the office.
    pub applicant: Option<ApplicantRole>,
    /// Whose data it asks for.
    pub whose: Whose,
    pub(crate) span: Range<usize>,
}

impl FieldKind {
    /// The names of the controls behind the dot (`birthday.era`); empty where there is one control, named
    /// as the question.
    pub fn parts(&self) -> &'static [&'static str] {
        &[]
    }

    /// What may be chosen; empty for types that offer nothing.
    pub fn options(&self) -> &[crate::ChoiceOption] {
        &[]
    }

    /// Whether there is anything to answer.
    pub fn asks(&self) -> bool {
        !matches!(self, FieldKind::Statement(_))
    }
}

impl Field {
    /// The HTML `autocomplete` token of a control (`""` is the question itself); `None` where the browser
    /// must not fill in.
    pub fn autocomplete(&self, _part: &str) -> Option<&'static str> {
        None
    }

    /// The name of a control: `key`, `key.part`, `group.r1.key`, `group.r1.key.part`.
    pub fn input(&self, group_and_row: Option<(&FieldKey, &str)>, part: &str) -> String {
        let mut name = match group_and_row {
            Some((group, row)) => format!("{group}.{row}.{}", self.key),
            None => self.key.to_string(),
        };
        if !part.is_empty() {
            name.push('.');
            name.push_str(part);
        }
        name
    }
}
