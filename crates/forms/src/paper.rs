//! A paper that has been read: every reference in it resolves.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use madoguchi_vocab::{Date, DepartmentId, FieldKey, PageKey, Slug, Text};
use madoguchi_workflow::{Definition, Piece, Words};

use crate::{
    field::{Field, FieldKind},
    finding::Finding,
    logic::Expression,
    proxy::Proxies,
};

/// The events in a life by which residents look for procedures.
pub const LIFE_EVENTS: [&str; 10] = [
    "moving",
    "birth",
    "marriage",
    "bereavement",
    "childcare",
    "garbage",
    "water",
    "tax",
    "welfare",
    "business",
];

/// What came of reading a paper.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The paper, unless a finding is an error.
    pub paper: Option<Paper>,
    /// In the order of the file.
    pub findings: Vec<Finding>,
}

/// One procedure as residents fill it in.
#[derive(Clone, Debug)]
pub struct Paper {
    /// Its folder in `forms/` and its place in URLs.
    pub slug: Slug,
    /// SHA-256 of the source, in hex: two papers with one hash are the same paper.
    pub hash: String,
    /// What the start page says and the office needs to know.
    pub procedure: Procedure,
    /// The life of what is handed in.
    pub workflow: Arc<Definition>,
    /// The paper's own words for letters and notices; a department may have others.
    pub wordings: BTreeMap<Piece, Words>,
    /// Named conditions.
    pub when: Vec<NamedCondition>,
    /// Named lists of options.
    pub lists: Vec<ChoiceList>,
    /// Computed values.
    pub computes: Vec<Compute>,
    /// The pages in order.
    pub pages: Vec<Page>,
}

macro_rules! word_enum { ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    $(#[$doc])*
    pub enum $name { $($(#[$vdoc])* $variant),* }
    impl $name {
        /// Every one, in the order of the paper language.
        pub const ALL: &'static [$name] = &[$($name::$variant),*];
        /// The word written in papers.
        pub fn code(self) -> &'static str { match self { $($name::$variant => $word),* } }
        /// Reads the word.
        pub fn parse(word: &str) -> Option<Self> { Self::ALL.iter().copied().find(|v| v.code() == word) }
    }
} }

pub(crate) use word_enum;

word_enum! {
    /// What kind of act the resident's is; it decides the words of buttons and which rules of law apply.
    Kind {
        /// 申請
        Application = "application",
        /// 届出
        Notification = "notification",
        /// 請求
        Request = "request",
        /// 予約・申込
        Booking = "booking",
        /// 相談
        Consultation = "consultation",
    }
}

word_enum! {
    /// How long the answers are kept once the matter is closed (保存期間).
    Retention {
        /// 1年
        Y1 = "1y",
        /// 3年
        Y3 = "3y",
        /// 5年
        Y5 = "5y",
        /// 10年
        Y10 = "10y",
        /// 30年
        Y30 = "30y",
    }
}

impl Retention {
    /// Years counted from the end of the fiscal year in which the matter was closed.
    pub fn years(self) -> u32 {
        match self {
            Retention::Y1 => 1,
            Retention::Y3 => 3,
            Retention::Y5 => 5,
            Retention::Y10 => 10,
            Retention::Y30 => 30,
        }
    }
}

word_enum! {
    /// What the procedure rests on; 行政手続法 applies to the first, the city's own ordinance to the second.
    Basis {
        /// 法令
        Law = "law",
        /// 条例・規則
        Ordinance = "ordinance",
        /// 要綱
        Guideline = "guideline",
    }
}

word_enum! {
    /// Whose affairs these are (地方自治法2条8項・9項).
    Affairs {
        /// 自治事務
        Own = "own",
        /// 第1号法定受託事務
        Delegated1 = "delegated1",
        /// 第2号法定受託事務
        Delegated2 = "delegated2",
        /// Not an act of public authority.
        None = "none",
    }
}

word_enum! {
    /// Whom a person may appeal to (教示, 行政不服審査法82条).
    Remedy {
        /// 市長
        Mayor = "mayor",
        /// 知事
        Governor = "governor",
        /// 介護保険審査会
        CareInsuranceBoard = "care-insurance-board",
        /// 国民健康保険審査会
        HealthInsuranceBoard = "health-insurance-board",
        /// No disposition, so nothing to appeal against.
        None = "none",
    }
}

/// What the start page says and the office needs to know.
#[derive(Clone, Debug)]
pub struct Procedure {
    /// 申請, 届出 …
    pub kind: Kind,
    /// The name of the procedure.
    pub title: Text,
    /// One line of purpose.
    pub summary: Text,
    /// Who handles it. Whether the department exists is checked where departments are known.
    pub department: DepartmentId,
    /// The rows of the inventory it puts online.
    pub inventory: Vec<String>,
    /// 使える人
    pub who: Text,
    /// Who may act for them; nothing where the paper does not say, for it may ask in words of its own.
    pub proxies: Option<Proxies>,
    /// The first day on which it can be handed in (受付期間).
    pub open_from: Option<Date>,
    /// The last day on which it can be handed in.
    pub open_until: Option<Date>,
    /// The last day on which somebody who began under an earlier version may finish under it; none for as long as
    /// the draft lasts. After it drafts are carried over to this version.
    pub earlier_until: Option<Date>,
    /// 定員: how many submissions are taken; none for as many as come. One that is withdrawn gives its place back.
    pub capacity: Option<u32>,
    /// Its place among the procedures that stand first while a disaster is on; none if it is not one of them.
    pub disaster: Option<u32>,
    /// 手数料, as shown.
    pub fee: Text,
    /// What else somebody pays: postage, the price of a postal order.
    pub also_pay: Option<Text>,
    /// Whether the office begins once the fee is paid: applicants are told days from then. What the office has to keep to
    /// counts from the arrival all the same.
    pub pay_first: bool,
    /// How long until the result, as shown.
    pub time: Text,
    /// Minutes to fill in.
    pub minutes: u32,
    /// 標準処理期間 in open days (行政手続法6条).
    pub standard_days: Option<u32>,
    /// Why no standard period is set, where none is.
    pub standard_days_unset: Option<Text>,
    /// Keys out of [`LIFE_EVENTS`].
    pub life_events: Vec<String>,
    /// Words people search by, kana included.
    pub words: Vec<String>,
    /// 保存期間
    pub retention: Retention,
    /// 必要なもの
    pub needs: Vec<Text>,
    /// オンライン以外の方法
    pub other_ways: Vec<Text>,
    /// 個人情報の利用目的 (個人情報保護法62条), shown before anything is asked.
    pub purpose: Text,
    /// よくある質問
    pub faq: Vec<Question>,
    /// 続けてできる手続き: slugs of other papers.
    pub next: Vec<Slug>,
    /// 個人番号を求めてよい根拠 (番号法9条: an item of its table, or an article of the city's ordinance). Without it no
    /// question may ask for one.
    pub my_number_basis: Option<String>,
    /// The legal ground, where there is one.
    pub law: Option<Law>,
}

impl Procedure {
    /// What it costs in Japanese, as the office writes it: the fee, and what is paid beside it behind these words.
    pub fn costs(&self, beside: &str) -> String {
        let also = self.also_pay.as_ref().map(|more| format!("{beside}{}", more.ja));
        format!("{}{}", self.fee.ja, also.unwrap_or_default())
    }

    /// Whether it can be handed in on a day.
    pub fn is_open_on(&self, day: Date) -> bool {
        self.open_from.is_none_or(|from| day >= from) && self.open_until.is_none_or(|until| day <= until)
    }
}

/// A question people ask, and its answer.
#[derive(Clone, Debug)]
pub struct Question {
    /// The question.
    pub q: Text,
    /// The answer.
    pub a: Text,
}

/// The legal ground of a procedure.
#[derive(Clone, Debug)]
pub struct Law {
    /// 法令名
    pub name: String,
    /// 条項
    pub article: String,
    /// What it rests on.
    pub basis: Basis,
    /// Whose affairs these are.
    pub affairs: Affairs,
    /// Whom a person may appeal to.
    pub remedy: Remedy,
    /// 審査基準 (行政手続法5条), for applications.
    pub criteria: Option<Text>,
}

/// A condition with a name, so that it is written once.
#[derive(Clone, Debug)]
pub struct NamedCondition {
    /// The name used in other conditions.
    pub key: FieldKey,
    /// What must hold.
    pub condition: Expression,
    pub(crate) span: Range<usize>,
}

/// Something to choose.
#[derive(Clone, Debug)]
pub struct ChoiceOption {
    /// What is posted and kept.
    pub key: String,
    /// What is shown.
    pub label: Text,
    /// More about it.
    pub hint: Option<Text>,
    /// Offered from this day on.
    pub from: Option<Date>,
    /// Offered up to this day.
    pub until: Option<Date>,
    pub(crate) span: Range<usize>,
}

impl ChoiceOption {
    /// Whether it can be chosen on a day.
    pub fn is_offered_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| day >= from) && self.until.is_none_or(|until| day <= until)
    }
}

/// A list of options that several questions share.
#[derive(Clone, Debug)]
pub struct ChoiceList {
    /// Its name.
    pub key: FieldKey,
    /// The options in order.
    pub options: Vec<ChoiceOption>,
    pub(crate) span: Range<usize>,
}

word_enum! {
    /// What a computed value is.
    ComputeType {
        /// Yen.
        Money = "money",
        /// A whole number.
        Number = "number",
        /// Text.
        Text = "text",
        /// True or false.
        YesNo = "yes_no",
        /// A day.
        Date = "date",
    }
}

/// A value the paper works out from the answers.
#[derive(Clone, Debug)]
pub struct Compute {
    /// Its name in conditions and placeholders.
    pub key: FieldKey,
    /// Shown on the check page under this label; hidden without one.
    pub label: Option<Text>,
    /// What comes out.
    pub kind: ComputeType,
    /// How it is worked out.
    pub value: Expression,
    pub(crate) span: Range<usize>,
}

/// One page: a question with the fields that answer it.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its place in URLs.
    pub key: PageKey,
    /// The question; the h1.
    pub title: Text,
    /// More about it.
    pub hint: Option<Text>,
    /// Shown only when this holds.
    pub when: Option<Expression>,
    /// If present the page is an exit (対象外): this text stands in place of questions, the journey ends
    /// here and nothing can be submitted.
    pub exit: Option<Text>,
    /// If present the fields repeat as rows.
    pub repeat: Option<Repeat>,
    /// The fields in order.
    pub fields: Vec<Field>,
    pub(crate) span: Range<usize>,
}

/// How the fields of a page repeat.
#[derive(Clone, Debug)]
pub struct Repeat {
    /// Names the group in conditions and inputs.
    pub key: FieldKey,
    /// At least so many rows.
    pub min: u32,
    /// At most so many rows; never above [`Repeat::LIMIT`].
    pub max: u32,
    /// What one row is: お子さん
    pub row_title: Text,
    /// The words of the button that adds a row.
    pub add: Text,
    pub(crate) span: Range<usize>,
}

impl Repeat {
    /// The most rows any paper may allow.
    pub const LIMIT: u32 = 50;
}

impl Paper {
    /// How many may hand it in, the first who come. Where places are drawn by lot, whoever comes may.
    pub fn seats(&self) -> Option<u32> {
        self.procedure.capacity.filter(|_| self.workflow.flow() != madoguchi_workflow::Flow::Draw)
    }

    /// The page with this key.
    pub fn page(&self, key: &str) -> Option<&Page> {
        self.pages.iter().find(|p| p.key.as_str() == key)
    }

    /// The question with this key, in a row or not.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields().find(|(_, f)| f.key.as_str() == key).map(|(_, f)| f)
    }

    /// The page on which a question or a repeating group stands.
    pub fn page_of(&self, key: &str) -> Option<&Page> {
        self.pages.iter().find(|p| {
            p.repeat.as_ref().is_some_and(|r| r.key.as_str() == key)
                || p.fields.iter().any(|f| f.key.as_str() == key)
        })
    }

    /// Every question with its page, in order.
    pub fn fields(&self) -> impl Iterator<Item = (&Page, &Field)> {
        self.pages.iter().flat_map(|p| p.fields.iter().map(move |f| (p, f)))
    }

    /// Whether any question takes files.
    pub fn takes_files(&self) -> bool {
        self.fields().any(|(_, f)| matches!(f.kind, FieldKind::Attachment(_)))
    }
}
