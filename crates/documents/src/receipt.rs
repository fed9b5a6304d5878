//! 受付票: what somebody keeps who has submitted something.

use madoguchi_vocab::{Date, Instant, wareki};
use typst::foundations::Value;

use crate::{
    Attached, Contact,
    copy::{files, moment},
    ink::{Ink, bytes, dict},
    qr,
};

/// By when an answer is to be expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// By this day.
    On(Date),
    /// So many open days after the fee is paid.
    AfterPayment(u32),
    /// No day is set, or it has ended.
    Open,
}

/// A receipt.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The procedure.
    pub procedure: String,
    /// 受付番号
    pub receipt: String,
    /// 到達
    pub arrived_at: Instant,
    /// How it came: オンライン, 窓口 …
    pub channel: String,
    /// Who applies.
    pub applicant: String,
    /// By when an answer is to be expected.
    pub due: Due,
    /// What it costs.
    pub fee: String,
    /// The files that came along.
    pub files: Vec<Attached>,
    /// Who answers questions.
    pub contact: Contact,
    /// Where it can be followed, as it is typed; drawn as a code too.
    pub address: String,
}

impl Receipt {
    pub(crate) fn value(&self, ink: &mut Ink<'_>) -> Value {
        ink.lenient(true);
        let due = match self.due {
            Due::On(day) => format!("{}ごろまで（補正にかかった日は入りません）", wareki::long(day)),
            Due::AfterPayment(days) => {
                format!("手数料のお支払いから {days} 開庁日ごろ（補正にかかった日は入りません）")
            }
            Due::Open => "決まっていません".to_owned(),
        };
        let value = dict([
            ("kind", ink.text("receipt")),
            ("title", ink.text("受付票")),
            ("procedure", ink.text(&self.procedure)),
            ("receipt", ink.text(&self.receipt)),
            ("arrived", ink.text(&moment(self.arrived_at))),
            ("channel", ink.text(&self.channel)),
            ("applicant", ink.text(&self.applicant)),
            ("due", ink.text(&due)),
            ("fee", ink.text(&self.fee)),
            ("files", files(&self.files, ink)),
            ("contact", ink.contact(&self.contact)),
            ("address", ink.text(&self.address)),
            ("picture", bytes(qr::svg(&self.address))),
            ("foot", ink.text(&self.receipt)),
        ]);
        ink.lenient(false);
        value
    }
}
