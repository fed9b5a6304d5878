//! What every paper has.

use madoguchi_vocab::Instant;
use serde::{Deserialize, Serialize};

use crate::{Blank, Copy, Notice, Receipt};

/// One paper.
#[derive(Clone, Debug)]
pub enum Document {
    /// 決定通知書
    Notice(Box<Notice>),
    /// 受付票
    Receipt(Box<Receipt>),
    /// 申請書の写し
    Copy(Box<Copy>),
    /// 記入用の様式
    Blank(Box<Blank>),
}

/// What a file of papers says of itself. It decides the file's id, so the same papers are the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imprint {
    /// The title of the file.
    pub title: String,
    /// 橿原市
    pub author: String,
    /// What tells it from every other file: a document number, a receipt number, a paper's hash.
    pub id: String,
    /// When it was made.
    pub made_at: Instant,
}

/// Where questions are answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// 橿原市
    pub city: String,
    /// 市民課
    pub department: String,
    /// Its telephone.
    pub phone: String,
    /// When it answers.
    pub hours: String,
}
