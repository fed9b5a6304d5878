//! Files.
use madoguchi_vocab::Text;

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

/// A kind of file that the scanner and the viewers of the office can open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// JPG
    Jpeg,
    /// PNG
    Png,
    /// HEIC, what iPhones take photographs as
    Heic,
    /// PDF
    Pdf,
}
