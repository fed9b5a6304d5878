//! A ZIP that is written as it grows: what was put in comes out at the other end at once.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions, write::StreamWriter};

/// What has come out and was not taken yet.
#[derive(Clone, Default)]
struct Tray(Arc<Mutex<Vec<u8>>>);

impl Write for Tray {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An archive on its way.
pub(super) struct Archive {
    tray: Tray,
    writer: ZipWriter<StreamWriter<Tray>>,
}

impl Archive {
    pub(super) fn new() -> Self {
        let tray = Tray::default();
        Self { writer: ZipWriter::new_stream(tray.clone()), tray }
    }

    /// A file begins. `squeezed` is for what is worth it: photos, PDFs and workbooks are not.
    pub(super) fn begin(&mut self, name: &str, squeezed: bool) -> io::Result<()> {
        let method = if squeezed { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let how = SimpleFileOptions::default().compression_method(method).unix_permissions(0o600);
        self.writer.start_file(name, how).map_err(broken)
    }

    /// More of it.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.writer.write_all(bytes)
    }

    /// What has come out since.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut *self.tray.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// All is there: the rest.
    pub(super) fn end(self) -> io::Result<Vec<u8>> {
        self.writer.finish().map_err(broken)?;
        Ok(std::mem::take(&mut *self.tray.0.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

fn broken(e: ZipError) -> io::Error {
    io::Error::other(e)
}

/// Where the nth file of a submission lies. No name begins with what somebody typed, so none is a formula either.
pub(super) fn place(n: usize, name: &str) -> String {
    format!("files/{n:02}-{}", safe(name))
}

/// A name that is a file name everywhere and never a path.
fn safe(name: &str) -> String {
    let usual = |c: char| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c };
    let mut name: String = name.chars().map(usual).collect();
    // The end says what kind of file it is, so what is too long loses its beginning.
    let long = name.chars().count().saturating_sub(80);
    name = name.chars().skip(long).collect();
    name.trim_matches(['.', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    #[test]
    fn no_name_leads_out_of_its_folder() {
        for (name, expected) in [
            ("../../etc/passwd", "_.._etc_passwd"),
            ("..\\..\\a.jpg", "_.._a.jpg"),
            ("C:\\x.pdf", "C__x.pdf"),
            ("免許証.jpg", "免許証.jpg"),
            ("a\nb.png", "a_b.png"),
            ("\t=1.png", "_=1.png"),
            ("\r=1.png", "_=1.png"),
            ("..", ""),
        ] {
            assert_eq!(safe(name), expected, "{name}");
        }
        for begins in ["=", "+", "-", "@", "\t", "\r"] {
            assert!(place(1, &format!("{begins}1+1.jpg")).starts_with("files/01-"));
        }
        let long = format!("{}.jpg", "あ".repeat(200));
        assert!(safe(&long).ends_with(".jpg") && safe(&long).chars().count() == 80);
    }

    #[test]
    fn what_comes_out_piece_by_piece_is_an_archive() {
        let (mut archive, mut out) = (Archive::new(), vec![]);
        for (name, squeezed) in [("a.json", true), ("b/photo.jpg", false)] {
            archive.begin(name, squeezed).unwrap();
            archive.write(name.as_bytes()).unwrap();
            out.extend(archive.take());
        }
        assert!(!out.is_empty(), "it does not wait for the end");
        out.extend(archive.end().unwrap());
        let mut read = zip::ZipArchive::new(Cursor::new(out)).unwrap();
        let mut text = String::new();
        read.by_name("b/photo.jpg").unwrap().read_to_string(&mut text).unwrap();
        assert_eq!((read.len(), text.as_str()), (2, "b/photo.jpg"));
    }
}
