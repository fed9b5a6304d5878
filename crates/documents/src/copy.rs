//! 申請書の写し: what was submitted, laid out as a paper form, to be stamped, signed and filed.

use madoguchi_vocab::{Instant, wareki};
use typst::foundations::Value;

use crate::{
    Contact,
    ink::{Ink, array, bytes, dict},
    qr,
};

/// A copy of what was submitted.
#[derive(Clone, Debug)]
pub struct Copy {
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
    /// The answers, in the order of the paper.
    pub sections: Vec<Section>,
    /// The files that came along.
    pub files: Vec<Attached>,
    /// Who answers for it.
    pub contact: Contact,
    /// Where a clerk finds it; drawn as a code.
    pub address: String,
    /// Boxes for stamps: 課長, 係長, 係.
    pub stamps: Vec<String>,
}

/// The answers of one page, or of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// Questions and answers.
    pub lines: Vec<Line>,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What was asked.
    pub label: String,
    /// What was answered; may have several lines; empty where nothing was.
    pub answer: String,
}

/// A file that came along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// Which question it answers.
    pub label: String,
    /// Its name as given.
    pub name: String,
    /// In bytes.
    pub size: u64,
    /// The SHA-256 of what is in it, in hexadecimal.
    pub digest: String,
}

/// So many digits of a digest are enough to tell the files of one application apart.
const SHORT_DIGEST: usize = 16;

impl Copy {
    pub(crate) fn value(&self, ink: &mut Ink<'_>) -> Value {
        ink.lenient(true);
        let value = dict([
            ("kind", ink.text("copy")),
            ("title", ink.text(&format!("{}　（写し）", self.procedure))),
            ("receipt", ink.text(&self.receipt)),
            ("arrived", ink.text(&moment(self.arrived_at))),
            ("channel", ink.text(&self.channel)),
            ("applicant", ink.text(&self.applicant)),
            ("sections", array(self.sections.iter().map(|s| s.value(ink)))),
            ("files", files(&self.files, ink)),
            ("contact", ink.contact(&self.contact)),
            ("picture", bytes(qr::svg(&self.address))),
            ("stamps", ink.texts(self.stamps.iter().map(String::as_str))),
            ("foot", ink.text(&self.receipt)),
        ]);
        ink.lenient(false);
        value
    }
}

impl Section {
    pub(crate) fn value(&self, ink: &mut Ink<'_>) -> Value {
        let lines = self.lines.iter().map(|l| (l.label.as_str(), l.answer.as_str()));
        dict([("title", ink.text(&self.title)), ("lines", ink.pairs(lines))])
    }
}

pub(crate) fn files(files: &[Attached], ink: &mut Ink<'_>) -> Value {
    array(files.iter().map(|f| {
        let digest: String = f.digest.chars().take(SHORT_DIGEST).collect();
        ink.texts([&f.label, &f.name, &format!("{} KB", f.size.div_ceil(1024)), digest.as_str()])
    }))
}

/// 令和8年11月20日 9時05分
pub(crate) fn moment(at: Instant) -> String {
    let time = at.jst().format("%-H時%M分");
    format!("{}　{time}", wareki::long(at.date()))
}
