//! The types of question. One file per type says everything about it; the list below is the only place
//! that names them all.

mod asked;
mod checked;
mod clean;
mod day;
pub(crate) mod say;

use std::{ops::Range, sync::Arc};

use madoguchi_vocab::{Date, FieldKey, Lang, Text as Words};

pub(crate) use asked::{Asked, Wrong};
pub use birthday::ERAS;
pub use phone::grouped as grouped_phone;

use crate::{
    answers::Value,
    logic::{Expression, Type, V},
    paper::ChoiceOption,
    parse::table::Table,
};

/// What every type of question can do.
pub(crate) trait Behaviour {
    /// What was typed as a value; `None` where nothing was typed.
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong>;
    /// The value in words. A value of another type, which no reading gives, is said as nothing.
    fn show(&self, value: &Value, lang: Lang) -> String;
    /// What somebody would have typed to give this value, by part.
    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)>;
    /// Something that somebody might answer on this day, within these bounds.
    fn sample(&self, today: Date, bounds: &[V; 2]) -> Option<Value>;
    /// What conditions see.
    fn logic(&self) -> Type;
    /// The names of the controls behind the dot; empty where there is one control.
    fn parts(&self) -> &'static [&'static str] {
        &[]
    }
    /// The HTML `autocomplete` token of a control.
    fn autocomplete(&self, _part: &str) -> Option<&'static str> {
        None
    }
    /// What may be chosen.
    fn options(&self) -> &[ChoiceOption] {
        &[]
    }
    /// Whether a POST without the control means "nothing chosen": boxes to tick say nothing when empty.
    fn silent_when_empty(&self) -> bool {
        false
    }
    /// The bounds of a value, least and most.
    fn bounds(&self) -> [Option<&Expression>; 2] {
        [None, None]
    }
    /// Words of its own beside label and hint: what is stated, why a file is needed.
    fn words(&self) -> Option<&Words> {
        None
    }
    /// What is said when an answer is wanting.
    fn ask_for(&self, label: &Words) -> Words {
        say::enter(label)
    }
    /// The control a complaint about an empty answer points to.
    fn first_part(&self) -> &'static str {
        self.parts().first().copied().unwrap_or_default()
    }
}

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

        /// Reads the settings of a type; `None` for a word that is no type.
        pub(crate) fn parse(word: &str, table: &Table<'_>) -> Option<Self> {
            match word {
                $($word => Some(FieldKind::$variant($module::$variant::parse(table))),)*
                _ => None,
            }
        }

        pub(crate) fn behaviour(&self) -> &dyn Behaviour {
            match self { $(FieldKind::$variant(kind) => kind),* }
        }
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
    /// A time of day.
    Time = "time" in time,
    /// A whole number.
    Number = "number" in number,
    /// Yen.
    Money = "money" in money,
    /// はい・いいえ
    YesNo = "yes_no" in yes_no,
    /// One of several.
    Choice = "choice" in choice,
    /// One of many, found by typing.
    SearchChoice = "search_choice" in search_choice,
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
    /// 法人番号
    CorporateNumber = "corporate_number" in corporate_number,
    /// 運転免許証の番号
    DrivingLicence = "driving_licence" in driving_licence,
    /// 在留カードの番号
    ResidenceCard = "residence_card" in residence_card,
    /// 個人番号（マイナンバー）
    MyNumber = "my_number" in my_number,
    /// Files.
    Attachment = "attachment" in attachment,
    /// 同意
    Consent = "consent" in consent,
    /// 署名に代わる申述
    Signature = "signature" in signature,
    /// Words to read; asks nothing.
    Statement = "statement" in statement,
}

crate::paper::word_enum! {
    /// What an answer is to the office.
    #[derive(PartialOrd, Ord)]
    ApplicantRole {
        /// Who applies.
        Name = "name",
        /// How that is read.
        Kana = "kana",
        /// Where letters go.
        Email = "email",
        /// Where calls go.
        Phone = "phone",
        /// Where post goes.
        Address = "address",
        /// Born on.
        Birthday = "birthday",
    }
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
    pub label: Words,
    /// How to answer it.
    pub hint: Option<Words>,
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
    /// Whether it stands on the printed copy.
    pub print: bool,
    /// Under which heading it stands there; none for that of its page.
    pub print_under: Option<madoguchi_vocab::Text>,
    /// What is said when the answer is wanting: made once, said at every look.
    pub(crate) ask: Arc<Words>,
    pub(crate) span: Range<usize>,
}

impl FieldKind {
    /// The names of the controls behind the dot (`birthday.era`); empty where there is one control, named
    /// as the question.
    pub fn parts(&self) -> &'static [&'static str] {
        self.behaviour().parts()
    }

    /// What may be chosen; empty for types that offer nothing.
    pub fn options(&self) -> &[ChoiceOption] {
        self.behaviour().options()
    }

    /// Whether there is anything to answer.
    pub fn asks(&self) -> bool {
        self.behaviour().logic() != Type::Nothing
    }

    /// A value in words; may hold line breaks.
    pub fn show(&self, value: &Value, lang: Lang) -> String {
        self.behaviour().show(value, lang)
    }
}

impl Field {
    /// The HTML `autocomplete` token of a control (`""` is the question itself); `None` where the browser
    /// must not fill in.
    pub fn autocomplete(&self, part: &str) -> Option<&'static str> {
        self.kind.behaviour().autocomplete(part).filter(|_| self.whose == Whose::Own)
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

    /// The name of the control that a link to the question leads to.
    pub fn first_input(&self) -> String {
        self.input(None, self.kind.behaviour().first_part())
    }

    /// The names of all its controls.
    pub(crate) fn inputs(&self, group_and_row: Option<(&FieldKey, &str)>) -> Vec<String> {
        match self.kind.parts() {
            [] if self.kind.asks() => vec![self.input(group_and_row, "")],
            parts => parts.iter().map(|p| self.input(group_and_row, p)).collect(),
        }
    }

    /// What was typed as a value; complains where an answer is wanting.
    pub(crate) fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        let kind = self.kind.behaviour();
        if let Some(wrong) = asked.too_long(kind.parts()) {
            return Err(wrong);
        }
        match kind.read(asked)? {
            None if self.required && self.kind.asks() => {
                Err(Wrong { part: kind.first_part(), code: "empty", say: self.ask.clone() })
            }
            value => Ok(value),
        }
    }
}
