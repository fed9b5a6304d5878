//! 決定通知書: the decision on a submission as an official letter.

use madoguchi_vocab::{Date, wareki};
use serde::{Deserialize, Serialize};
use typst::foundations::Value;

use crate::{
    Contact,
    ink::{Ink, bytes, dict},
    qr,
};

/// A decision notice.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Notice {
    /// 文書番号; before the decision there is none.
    pub number: Option<String>,
    /// The name of the person it is addressed to, as they wrote it.
    pub addressee: String,
    /// The procedure.
    pub procedure: String,
    /// 受付番号
    pub receipt: String,
    /// The day the submission arrived.
    pub arrived_on: Date,
    /// The day of the decision.
    pub decided_on: Date,
    /// 職名: 橿原市長
    pub issuer: String,
    /// 公印; it is the city's, so it is not kept with each notice.
    #[serde(skip)]
    pub seal: Option<Seal>,
    /// The legal basis: law and article; may be empty.
    pub law: String,
    /// What was decided.
    pub decision: Decision,
    /// The words around it.
    pub wording: Wording,
    /// Who answers questions.
    pub contact: Contact,
    /// Where anybody can look whether it is genuine; before the decision nowhere.
    pub verify: Option<Verify>,
    /// The number of the notice that this one takes the place of.
    pub instead_of: Option<String>,
}

/// Where a notice can be verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verify {
    /// The page, as it is typed.
    pub page: String,
    /// The page with number and code, for the camera.
    pub address: String,
    /// The code, as it is typed.
    pub code: String,
}

/// The picture of the city's seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal(Vec<u8>);

impl Seal {
    /// A picture in PNG or SVG; nothing if it is neither.
    pub fn new(bytes: Vec<u8>) -> Option<Self> {
        let is_png = bytes.starts_with(b"\x89PNG\r\n\x1a\n");
        let is_svg = std::str::from_utf8(&bytes).is_ok_and(|text| text.contains("<svg"));
        (is_png || is_svg).then_some(Self(bytes))
    }
}

/// What was decided. The texts are kept as the clerk wrote them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// 認容
    Granted {
        /// A word to the resident, may be empty.
        note: String,
    },
    /// 一部認容・条件つき: it is given, but not all of it or not without conditions, so reasons and remedies stand in it.
    Limited {
        /// What is given, and under which conditions.
        terms: String,
        /// The criteria or articles applied.
        basis: String,
        /// The facts they were applied to.
        facts: String,
        /// 教示 verbatim; may be empty.
        remedy: String,
    },
    /// 拒否
    Refused {
        /// The criteria or articles applied.
        basis: String,
        /// The facts they were applied to.
        facts: String,
        /// 教示 verbatim; empty where no 処分 was made.
        remedy: String,
    },
    /// 受付済
    Acknowledged {
        /// A word to the resident, may be empty.
        note: String,
    },
}

/// The words around a decision. A city may have its own; these are the usual ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// The title.
    pub title: String,
    /// The first sentence.
    pub opening: String,
    /// What was decided, in one sentence.
    pub outcome: String,
    /// What is always said before the reasons of such a decision; may be empty.
    #[serde(default)]
    pub reason: String,
    /// What stands behind 以上, line by line; may be empty.
    #[serde(default)]
    pub closing: String,
}

impl Wording {
    /// The usual words.
    pub fn usual(decision: &Decision, procedure: &str, arrived_on: Date) -> Self {
        let day = wareki::long(arrived_on);
        let (title, opening, outcome) = match decision {
            Decision::Granted { .. } => {
                ("決定通知書", "次のとおり決定しましたので、通知します。", "お求めのとおり決定します。")
            }
            Decision::Limited { .. } => (
                "決定通知書",
                "次のとおり決定しましたので、通知します。",
                "お求めの一部について、または条件をつけて、次のとおり決定します。",
            ),
            Decision::Refused { .. } => {
                ("決定通知書", "次のとおり決定しましたので、通知します。", "お求めには応じられません。")
            }
            Decision::Acknowledged { .. } => {
                ("受付通知書", "内容を確認しましたので、通知します。", "届け出のとおり受け付けました。")
            }
        };
        Self {
            title: format!("{procedure}　{title}"),
            opening: format!("{day}に受け付けた次の手続きについて、{opening}"),
            outcome: outcome.to_owned(),
            reason: String::new(),
            closing: String::new(),
        }
    }
}

impl Notice {
    /// What stands below 記: label and words.
    fn items(&self) -> Vec<(&'static str, &str)> {
        let mut items =
            vec![("手続き", self.procedure.as_str()), ("受付番号", &self.receipt), ("根拠", &self.law)];
        match &self.decision {
            Decision::Granted { note } => {
                items.extend([("決定の内容", self.wording.outcome.as_str()), ("お知らせ", note)]);
            }
            Decision::Limited { terms, basis, facts, remedy: _ } => items.extend([
                ("決定の内容", self.wording.outcome.as_str()),
                ("範囲と条件", terms),
                ("理由", &self.wording.reason),
                ("適用した基準・条項", basis),
                ("理由となる事実", facts),
            ]),
            Decision::Refused { basis, facts, remedy: _ } => items.extend([
                ("決定の内容", self.wording.outcome.as_str()),
                ("理由", &self.wording.reason),
                ("適用した基準・条項", basis),
                ("理由となる事実", facts),
            ]),
            Decision::Acknowledged { note } => {
                items.extend([("結果", self.wording.outcome.as_str()), ("お知らせ", note)]);
            }
        }
        items.retain(|(_, words)| !words.is_empty());
        items
    }

    fn remedy(&self) -> &str {
        match &self.decision {
            Decision::Limited { remedy, .. } | Decision::Refused { remedy, .. } => remedy,
            Decision::Granted { .. } | Decision::Acknowledged { .. } => "",
        }
    }

    pub(crate) fn value(&self, ink: &mut Ink<'_>) -> Value {
        let number = self.number.as_deref();
        dict([
            ("kind", ink.text("notice")),
            ("number", ink.text(number.unwrap_or("（番号は決定のときに付きます）"))),
            ("draft", Value::Bool(number.is_none())),
            ("date", ink.text(&wareki::long(self.decided_on))),
            ("addressee", ink.text(&self.addressee)),
            ("issuer", ink.text(&self.issuer)),
            ("seal", bytes(self.seal.as_ref().map(|s| s.0.clone()))),
            ("title", ink.text(&self.wording.title)),
            ("opening", ink.text(&self.wording.opening)),
            ("items", ink.pairs(self.items())),
            ("closing", ink.texts(self.wording.closing.lines())),
            ("remedy", ink.texts(self.remedy().lines())),
            ("instead_of", self.instead_of.as_deref().map_or(Value::None, |n| ink.text(n))),
            ("contact", ink.contact(&self.contact)),
            ("verify", self.verify.as_ref().map_or(Value::None, |v| v.value(ink))),
            ("foot", ink.text(number.unwrap_or(&self.receipt))),
        ])
    }
}

impl Verify {
    fn value(&self, ink: &mut Ink<'_>) -> Value {
        dict([
            ("page", ink.text(&self.page)),
            ("code", ink.text(&self.code)),
            ("picture", bytes(qr::svg(&self.address))),
        ])
    }
}
