//! Pictures of every page in `docs/screenshots`, for whoever wants to see the house before they build it: a chapter for
//! each of those who use it. With `UPDATE=1` they are taken anew; otherwise each page has its picture and each picture
//! its page.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use crate::kit::{Browser, PHONE};

/// The pictures of a chapter on one screen.
pub struct Album {
    folder: PathBuf,
    names: BTreeSet<String>,
}

impl Album {
    /// A chapter as it is seen on a phone or at a desk.
    pub fn of(browser: &Browser, chapter: &str) -> Self {
        let screen = if browser.screen.width == PHONE.width { "phone" } else { "desk" };
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/screenshots");
        Self { folder: folder.join(chapter).join(screen), names: BTreeSet::new() }
    }

    /// Takes the picture of a page, if they are taken anew.
    pub async fn shows(&mut self, browser: &Browser, what: &str) {
        let name = what.trim_matches('/').replace(['/', '?', '='], "-");
        let name = if name.is_empty() { "home".to_owned() } else { name };
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(&self.folder).unwrap();
            std::fs::write(self.folder.join(format!("{name}.webp")), browser.portrait().await).unwrap();
        }
        self.names.insert(format!("{name}.webp"));
    }

    /// Every page has its picture, and nothing else is kept. Says what is kept.
    pub fn ends_whole(self) -> BTreeSet<String> {
        let kept: BTreeSet<String> = std::fs::read_dir(&self.folder)
            .map(|files| files.filter_map(|f| f.ok()?.file_name().into_string().ok()).collect())
            .unwrap_or_default();
        assert_eq!(kept, self.names, "take them anew with UPDATE=1: {}", self.folder.display());
        kept
    }
}
