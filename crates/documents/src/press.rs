//! The press: fonts and templates are put in once, papers are printed as often as wanted.

use std::{collections::BTreeMap, fmt};

use typst::{
    Feature, Library, LibraryExt, World,
    diag::{FileError, FileResult, SourceDiagnostic},
    ecow::EcoVec,
    foundations::{Bytes, Datetime, Dict, Duration, Smart, Value},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::{
    Document, Imprint,
    ink::{Ink, Unprintable, array, dict},
};

/// The fonts every press needs: file, family. Whatever else it is given is asked for letters that these lack.
pub const FONTS: [(&str, &str); 3] = [
    ("BIZUDMincho-Regular.ttf", "BIZ UDMincho"),
    ("BIZUDGothic-Regular.ttf", "BIZ UDGothic"),
    ("BIZUDGothic-Bold.ttf", "BIZ UDGothic"),
];

const MAIN: &str = "main.typ";

macro_rules! templates { ($($file:literal),* $(,)?) => {
    &[$(($file, include_str!(concat!("../templates/", $file)))),*]
} }

const TEMPLATES: &[(&str, &str)] =
    templates!["main.typ", "look.typ", "notice.typ", "copy.typ", "receipt.typ", "blank.typ"];

/// A press cannot be made of these fonts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFonts {
    /// A file holds no font.
    #[error("file {0} holds no font")]
    Unreadable(usize),
    /// A family is missing.
    #[error("the font {0} is missing")]
    Missing(&'static str),
}

/// Sets papers. Cheap to clone, and as good on many threads as on one.
#[derive(Clone)]
pub struct Press {
    fonts: Vec<Font>,
    book: LazyHash<FontBook>,
    sources: BTreeMap<&'static str, Source>,
    /// The families in the order they are asked for a letter.
    families: Vec<String>,
}

impl fmt::Debug for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Press").field("families", &self.families).finish_non_exhaustive()
    }
}

impl Press {
    /// A press with the fonts of [`FONTS`], and others for letters they lack.
    ///
    /// # Errors
    /// [`BadFonts`] if one is missing or is none.
    pub fn new(files: Vec<Vec<u8>>) -> Result<Self, BadFonts> {
        let fonts = read(files)?;
        for (_, family) in FONTS {
            if !fonts.iter().any(|f| f.info().family == family) {
                return Err(BadFonts::Missing(family));
            }
        }
        Ok(Self::of(fonts))
    }

    /// The same press with more fonts.
    ///
    /// # Errors
    /// [`BadFonts::Unreadable`] if one is none.
    pub fn with_more(&self, files: Vec<Vec<u8>>) -> Result<Self, BadFonts> {
        let mut fonts = self.fonts.clone();
        fonts.extend(read(files)?);
        Ok(Self::of(fonts))
    }

    fn of(fonts: Vec<Font>) -> Self {
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        let more = fonts.iter().map(|f| f.info().family.clone());
        let mut families = Vec::new();
        for family in more.filter(|family| FONTS.iter().all(|(_, ours)| ours != family)) {
            if !families.contains(&family) {
                families.push(family);
            }
        }
        let sources = TEMPLATES
            .iter()
            .filter_map(|(name, text)| Some((*name, Source::new(file_id(name)?, (*text).to_owned()))))
            .collect();
        Self { fonts, book, sources, families }
    }

    /// Papers as one PDF, one after the other, each with its own pages.
    ///
    /// # Errors
    /// [`Unprintable`], and then nothing is printed.
    pub fn print(&self, documents: &[Document], imprint: &Imprint) -> Result<Vec<u8>, Unprintable> {
        let mut ink = Ink::new(&self.fonts);
        let values = array(documents.iter().map(|document| match document {
            Document::Notice(notice) => notice.value(&mut ink),
            Document::Receipt(receipt) => receipt.value(&mut ink),
            Document::Copy(copy) => copy.value(&mut ink),
            Document::Blank(blank) => blank.value(&mut ink),
        }));
        let said = dict([
            ("title", ink.text(&imprint.title)),
            ("author", ink.text(&imprint.author)),
            ("families", array(self.families.iter().map(|f| Value::Str(f.as_str().into())))),
            ("documents", values),
        ]);
        if let Some(letter) = ink.missing() {
            return Err(Unprintable::Letter(letter));
        }
        let printed = self.set(said, imprint);
        // What was printed is somebody's: nothing of it stays in memory.
        typst::comemo::evict(0);
        printed
    }

    fn set(&self, said: Value, imprint: &Imprint) -> Result<Vec<u8>, Unprintable> {
        let inputs: Dict = match said {
            Value::Dict(inputs) => inputs,
            _ => Dict::new(),
        };
        let features = [Feature::A11yExtras].into_iter().collect();
        let standard = Library::builder().with_inputs(inputs).with_features(features).build();
        let sheet = Sheet { press: self, standard: LazyHash::new(standard) };
        let document = typst::compile::<PagedDocument>(&sheet).output.map_err(broken)?;
        let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
            .map_err(|e| Unprintable::Broken(e.message().to_string()))?;
        let options = PdfOptions {
            ident: Smart::Custom(imprint.id.clone()),
            creator: Smart::Custom(Some("madoguchi".to_owned())),
            timestamp: timestamp(imprint),
            standards,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options).map_err(broken)
    }
}

fn read(files: Vec<Vec<u8>>) -> Result<Vec<Font>, BadFonts> {
    let mut fonts = Vec::new();
    for (n, file) in files.into_iter().enumerate() {
        let before = fonts.len();
        fonts.extend(Font::iter(Bytes::new(file)));
        if fonts.len() == before {
            return Err(BadFonts::Unreadable(n));
        }
    }
    Ok(fonts)
}

fn broken(diagnostics: EcoVec<SourceDiagnostic>) -> Unprintable {
    let said = diagnostics.iter().map(|d| {
        let hints = d.hints.iter().map(|h| format!(" ({})", h.v)).collect::<String>();
        format!("{}{hints}", d.message)
    });
    Unprintable::Broken(said.collect::<Vec<_>>().join("; "))
}

fn timestamp(imprint: &Imprint) -> Option<Timestamp> {
    use chrono::{Datelike, Timelike};
    let at = imprint.made_at.jst();
    let small = |n: u32| u8::try_from(n).unwrap_or(0);
    let (date, time) = (at.date_naive(), at.time());
    let datetime = Datetime::from_ymd_hms(
        date.year(),
        small(date.month()),
        small(date.day()),
        small(time.hour()),
        small(time.minute()),
        small(time.second()),
    )?;
    Timestamp::new_local(datetime, at.offset().local_minus_utc() / 60)
}

fn file_id(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}

/// What a template can see: itself, its brothers, the fonts and the values. No files, no packages, no clock.
struct Sheet<'a> {
    press: &'a Press,
    standard: LazyHash<Library>,
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.standard
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.press.sources[MAIN].id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = self.press.sources.values().find(|s| s.id() == id).cloned();
        found.ok_or_else(|| FileError::NotFound(id.vpath().get_without_slash().into()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        Err(FileError::NotFound(id.vpath().get_without_slash().into()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
