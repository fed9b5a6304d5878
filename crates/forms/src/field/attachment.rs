//! Files. What is in them was looked at when they came; here only the facts are judged.

use madoguchi_vocab::{Date, Lang, Text};

use super::{Asked, Behaviour, Wrong, say};
use crate::{
    answers::{FileFact, FileRef, Value},
    logic::{Type, V},
    parse::table::Table,
};

/// Settings of an `attachment` question.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// What may be handed in.
    pub kinds: Vec<FileKind>,
    /// At most so many files.
    pub max_files: usize,
    /// At most so many megabytes (of 1,048,576 bytes) each.
    pub max_mb: u64,
    /// Why it is asked for.
    pub why: Option<Text>,
    /// The name of a drawing that shows what to photograph.
    pub draw: Option<String>,
}

crate::paper::word_enum! {
    /// A kind of file that the scanner and the viewers of the office can open.
    FileKind {
        /// JPG
        Jpeg = "jpeg",
        /// PNG
        Png = "png",
        /// HEIC, what iPhones take photographs as
        Heic = "heic",
        /// PDF
        Pdf = "pdf",
    }
}

impl FileKind {
    /// The MIME type.
    pub fn mime(self) -> &'static str {
        match self {
            FileKind::Jpeg => "image/jpeg",
            FileKind::Png => "image/png",
            FileKind::Heic => "image/heic",
            FileKind::Pdf => "application/pdf",
        }
    }

    /// What residents know it by.
    pub fn title(self) -> &'static str {
        match self {
            FileKind::Jpeg => "JPG",
            FileKind::Png => "PNG",
            FileKind::Heic => "HEIC",
            FileKind::Pdf => "PDF",
        }
    }

    fn matches(self, mime: &str) -> bool {
        mime == self.mime() || (self == FileKind::Heic && mime == "image/heif")
    }
}

impl Attachment {
    pub(crate) fn parse(table: &Table<'_>) -> Self {
        Self {
            kinds: kinds(table),
            max_files: table.count("max_files", 1..=20, 1),
            max_mb: table.integer("max_mb", 1..=25).and_then(|n| u64::try_from(n).ok()).unwrap_or(10),
            why: table.text("why"),
            draw: table.string("draw"),
        }
    }

    /// The most bytes one file may have.
    pub fn max_bytes(&self) -> u64 {
        self.max_mb * 1_048_576
    }

    /// Whether a file of this MIME type may be handed in.
    pub fn allows(&self, mime: &str) -> bool {
        self.kinds.iter().any(|k| k.matches(mime))
    }

    fn judge(&self, asked: &Asked<'_>, file: &FileFact) -> Result<(), Wrong> {
        let name = &file.name;
        if !self.allows(&file.kind) {
            let titles = self.kinds.iter().map(|k| k.title()).collect::<Vec<_>>().join(" / ");
            return Err(Wrong::about(
                asked,
                "",
                "file_kind",
                &format!("「{name}」は使えません。{titles} を選んでください"),
                &format!("「{name}」は 使えません。{titles}を えらんで ください"),
                &format!("“{name}” cannot be used. Choose {titles}"),
            ));
        }
        if file.size > self.max_bytes() {
            let (now, most) = (file.size.div_ceil(1_048_576), self.max_mb);
            return Err(Wrong::about(
                asked,
                "",
                "file_size",
                &format!("「{name}」は {now}MB です。{most}MB 以下にしてください"),
                &format!("「{name}」は {now}MBです。{most}MBより 小さく して ください"),
                &format!("“{name}” is {now} MB. Choose a file of {most} MB or less"),
            ));
        }
        Ok(())
    }
}

fn kinds(table: &Table<'_>) -> Vec<FileKind> {
    let words = table.words("kinds", &["jpeg", "png", "heic", "pdf"]);
    if words.is_empty() {
        return FileKind::ALL.to_vec();
    }
    let kind = |(word, span): (String, std::ops::Range<usize>)| {
        let kind = FileKind::parse(&word);
        if kind.is_none() {
            let hint = "使えるのは jpeg、png、heic、pdf です。役所で開けて、ウイルスを調べられるものだけです".to_owned();
            let message = format!("「{word}」のファイルは受け取れません");
            table.source.find("P0302", span, message, Some(hint));
        }
        kind
    };
    words.into_iter().filter_map(kind).collect()
}

impl Behaviour for Attachment {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        let mut files: Vec<FileRef> = Vec::new();
        for id in asked.all() {
            // An id nobody vouches for is another person's file or a guess: it does not count.
            let Some(fact) = asked.facts.files.get(id) else { continue };
            if files.iter().any(|f| f.id == *id) {
                continue;
            }
            self.judge(asked, fact)?;
            let FileFact { name, size, kind } = fact.clone();
            files.push(FileRef { id: id.clone(), name, size, kind });
        }
        if files.len() > self.max_files {
            let (now, most) = (files.len(), self.max_files);
            return Err(Wrong::about(
                asked,
                "",
                "too_many_files",
                &format!("{most} 個までにしてください（今は {now} 個）"),
                &format!("{most}つまでです。へらして ください（今は {now}つ）"),
                &format!("choose {most} files or fewer (now {now})"),
            ));
        }
        Ok((!files.is_empty()).then_some(Value::Files(files)))
    }

    fn show(&self, value: &Value, lang: Lang) -> String {
        let Value::Files(files) = value else { return String::new() };
        let names: Vec<&str> = files.iter().map(|f| f.name.as_str()).collect();
        names.join(if lang == Lang::En { ", " } else { "、" })
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        match value {
            Value::Files(files) => vec![("", files.iter().map(|f| f.id.clone()).collect())],
            _ => Vec::new(),
        }
    }

    fn words(&self) -> Option<&Text> {
        self.why.as_ref()
    }

    /// A file is more than a value: whoever wants one puts it beside the answers.
    fn sample(&self, _today: Date, _bounds: &[V; 2]) -> Option<Value> {
        None
    }

    fn logic(&self) -> Type {
        Type::Opaque
    }

    fn ask_for(&self, label: &Text) -> Text {
        say::about(
            label,
            "ファイルか写真を選んで、つけてください",
            "ファイルか 写真を えらんで ください",
            "choose a file or a photo",
        )
    }
}
