//! A file is looked at before it is kept: what it is, whether it is whole, and what it tells that nobody asked
//! for. Photos lose where they were taken; their pixels stay as they are.
//!
//! What looks here reads piece by piece and says which bytes are to change: it never holds a file.

mod heic;
mod jpeg;
mod pdf;
mod png;
mod tiff;

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use madoguchi_forms::field::attachment::FileKind;
use madoguchi_store::attachments::Edit;

use crate::{FileTrouble, Trouble, attach::Limits};

/// The largest image that is taken, in pixels: more than any camera makes, few enough to be opened.
const MOST_PIXELS: usize = 100_000_000;
/// As many bytes tell what a file is.
const HEAD: u64 = 8 * 1024;

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Looked {
    /// What it is.
    pub(crate) kind: FileKind,
    /// What is to change, in order.
    pub(crate) edits: Vec<Edit>,
}

/// Why looking came to no good end.
#[derive(Debug)]
pub(crate) enum Unfit {
    /// The file is not to be taken.
    Trouble(FileTrouble),
    /// It could not be read from our own disk.
    Disk(io::Error),
}

impl From<io::Error> for Unfit {
    fn from(e: io::Error) -> Self {
        match e.kind() {
            // It ends where more was announced.
            io::ErrorKind::UnexpectedEof => Unfit::Trouble(FileTrouble::Damaged),
            _ => Unfit::Disk(e),
        }
    }
}

impl From<FileTrouble> for Unfit {
    fn from(t: FileTrouble) -> Self {
        Unfit::Trouble(t)
    }
}

impl From<Unfit> for Trouble {
    fn from(u: Unfit) -> Self {
        match u {
            Unfit::Trouble(t) => t.into(),
            Unfit::Disk(e) => e.into(),
        }
    }
}

/// Looks at a file by its content; its name and what the browser says do not count.
pub(crate) fn look_at(file: &mut (impl Read + Seek), limits: &Limits) -> Result<Looked, Unfit> {
    let mut head = Vec::new();
    file.take(HEAD).read_to_end(&mut head)?;
    let found = match infer::get(&head).map_or("", |t| t.mime_type()) {
        "image/jpeg" => Some(FileKind::Jpeg),
        "image/png" => Some(FileKind::Png),
        // Two names of what an iPhone takes.
        "image/heic" | "image/heif" => Some(FileKind::Heic),
        // Some readers look for the beginning further in; there it may hide in something else.
        "application/pdf" if head.starts_with(b"%PDF-") => Some(FileKind::Pdf),
        _ => None,
    };
    let Some(kind) = found.filter(|k| limits.kinds.contains(k)) else {
        return Err(FileTrouble::Kind { allowed: limits.kinds.clone() }.into());
    };
    if kind != FileKind::Pdf {
        fits_on_a_desk(file)?;
    }
    file.seek(SeekFrom::Start(0))?;
    let edits = match kind {
        FileKind::Jpeg => jpeg::edits(file)?,
        FileKind::Png => png::edits(file)?,
        FileKind::Heic => heic::edits(file)?,
        FileKind::Pdf => {
            pdf::look(file)?;
            vec![]
        }
    };
    Ok(Looked { kind, edits })
}

/// An image of a few bytes may claim to be larger than any memory.
fn fits_on_a_desk(file: &mut (impl Read + Seek)) -> Result<(), Unfit> {
    file.seek(SeekFrom::Start(0))?;
    match imagesize::reader_size(BufReader::new(&mut *file)) {
        Ok(size) if size.width.saturating_mul(size.height) <= MOST_PIXELS => Ok(()),
        Ok(_) => Err(FileTrouble::TooManyPixels.into()),
        // It calls nonsense in the file an error of reading.
        Err(imagesize::ImageError::IoError(e)) if e.kind() != io::ErrorKind::InvalidData => Err(e.into()),
        Err(_) => Err(FileTrouble::Damaged.into()),
    }
}

/// So many bytes, or what is not whole.
fn exactly<const N: usize>(file: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// As [`exactly`], where the number is only known when it is read.
fn some(file: &mut impl Read, n: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; n];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Cursor;

    use super::*;

    pub(crate) fn limits() -> Limits {
        Limits {
            kinds: vec![FileKind::Jpeg, FileKind::Png, FileKind::Pdf, FileKind::Heic],
            max_mb: 1,
            max_files: 1,
        }
    }

    pub(crate) fn looked(bytes: &[u8]) -> Result<Looked, FileTrouble> {
        look_at(&mut Cursor::new(bytes), &limits()).map_err(|e| match e {
            Unfit::Trouble(t) => t,
            Unfit::Disk(e) => panic!("{e}"),
        })
    }

    /// The file as it will be kept.
    pub(crate) fn kept(bytes: &[u8]) -> Vec<u8> {
        let mut out = bytes.to_vec();
        for edit in looked(bytes).expect("it is taken").edits.into_iter().rev() {
            out.splice(edit.at.start as usize..edit.at.end as usize, edit.with);
        }
        out
    }

    pub(crate) fn holds(bytes: &[u8], part: &[u8]) -> bool {
        bytes.windows(part.len()).any(|w| w == part)
    }

    #[test]
    fn what_is_something_else_is_not_taken() {
        for other in
            [&b"MZ\x90\x00 a program called photo.jpg"[..], b"GIF89a", b"  %PDF-1.7", b"PK\x03\x04", b""]
        {
            assert!(matches!(looked(other), Err(FileTrouble::Kind { .. })));
        }
        let few = Limits { kinds: vec![FileKind::Pdf], max_mb: 1, max_files: 1 };
        let jpeg = jpeg::tests::photo(&[]);
        let refused = look_at(&mut Cursor::new(jpeg), &few);
        assert!(matches!(refused, Err(Unfit::Trouble(FileTrouble::Kind { .. }))));
    }
}
