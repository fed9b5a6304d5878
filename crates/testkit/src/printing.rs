//! The press of tests: the fonts we give along, and the ones of this machine for rare letters.

use std::{path::Path, process::Command, sync::LazyLock};

use madoguchi_app::{Printer, StoredFile};
use madoguchi_documents::{FONTS, Press};

/// Where `fonts-ipamj-mincho` puts it.
const RARE: &str = "/usr/share/fonts/truetype/ipamj/ipamjm.ttf";

/// Fonts are read once for all offices of a run.
static PRESS: LazyLock<Press> = LazyLock::new(|| {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/fonts"));
    let read = |(file, _): &(&str, &str)| std::fs::read(folder.join(file)).expect("a font of deploy/fonts");
    Press::new(FONTS.iter().map(read).collect()).expect("the fonts of deploy/fonts")
});

/// A printer that has rare kanji where the machine has them.
pub fn printer() -> Printer {
    let more = || Ok(std::fs::read(RARE).into_iter().collect());
    Printer::new(PRESS.clone(), Box::new(more), None)
}

/// The bytes of a file on its way.
pub async fn bytes_of(mut file: StoredFile) -> Vec<u8> {
    let mut bytes = vec![];
    while let Some(piece) = file.content.next().await.expect("the file can be read") {
        bytes.extend_from_slice(&piece);
    }
    bytes
}

/// What a reader of a PDF finds written in it, without spaces and line ends.
pub fn text_of(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.pdf");
    std::fs::write(&path, pdf).expect("a file");
    let out = Command::new("pdftotext").arg("-raw").arg(&path).arg("-").output();
    let out = out.expect("pdftotext (Debian: poppler-utils)");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200B}').collect()
}
