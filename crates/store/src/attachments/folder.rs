//! A shelf that is a folder: `ab/abcd…`, named by content, so that the same content is one file.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use tempfile::NamedTempFile;

use super::{
    ring::{hex, unhex},
    seal::altered,
    shelf::{Kept, Name, on_disk},
    source::Source,
    vault::INCOMING,
};

/// What is being moved out by a sweep.
const LEAVING: &str = "leaving";

/// A folder of sealed files.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    fn place(&self, name: &Name) -> PathBuf {
        let name = hex(name);
        self.0.join(&name[..2]).join(name)
    }

    pub(super) async fn now(&self) -> io::Result<SystemTime> {
        let folder = self.0.clone();
        on_disk(move || tempfile::tempfile_in(folder)?.metadata()?.modified()).await
    }

    pub(super) async fn put(&self, name: Name, sealed: NamedTempFile) -> io::Result<()> {
        let path = self.place(&name);
        on_disk(move || {
            sealed.as_file().sync_all()?;
            let folder = path.parent().ok_or_else(altered)?;
            fs::create_dir_all(folder)?;
            sealed.persist(&path).map_err(|e| e.error)?;
            File::open(folder)?.sync_all()
        })
        .await
    }

    pub(super) async fn copies(&self, name: Name) -> io::Result<Vec<Kept>> {
        Ok(vec![Kept { name, copy: String::new(), modified: SystemTime::UNIX_EPOCH }])
    }

    pub(super) async fn open(&self, kept: &Kept) -> io::Result<Source> {
        let path = self.place(&kept.name);
        on_disk(move || File::open(path).map(Source::file)).await
    }

    pub(super) async fn remove(&self, kept: &Kept) -> io::Result<()> {
        let path = self.place(&kept.name);
        on_disk(move || gone(&path)).await
    }

    /// The same content may be handed in at this very moment. So the file is first moved aside, and looked at
    /// where nobody can replace it: a young one goes back.
    pub(super) async fn remove_old(&self, kept: &Kept, before: SystemTime) -> io::Result<bool> {
        let path = self.place(&kept.name);
        on_disk(move || {
            let aside = path.with_extension(LEAVING);
            match fs::rename(&path, &aside) {
                Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
                done => done?,
            }
            if modified(&aside)?.is_some_and(|m| m < before) {
                return gone(&aside).map(|()| true);
            }
            match fs::rename(&aside, &path) {
                // Another node has put it back already.
                Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
                done => done.map(|()| false),
            }
        })
        .await
    }

    pub(super) async fn list(&self) -> io::Result<Vec<Kept>> {
        let folder = self.0.clone();
        on_disk(move || list(&folder)).await
    }
}

/// Every kept file. What a sweep left aside when it was interrupted is put back first.
fn list(folder: &Path) -> io::Result<Vec<Kept>> {
    let mut kept = Vec::new();
    let shelves = match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(kept),
        entries => entries?,
    };
    for shelf in shelves {
        let shelf = shelf?;
        if shelf.file_name() == INCOMING || !shelf.file_type()?.is_dir() {
            continue;
        }
        for entry in fs::read_dir(shelf.path())? {
            let mut path = entry?.path();
            if path.extension().is_some_and(|e| e == LEAVING) {
                path = put_back(&path)?;
            }
            let name = path.file_name().and_then(|n| unhex(n.to_str()?));
            // What is gone again was swept or sealed anew by somebody else.
            if let (Some(name), Some(modified)) = (name, modified(&path)?) {
                kept.push(Kept { name, copy: String::new(), modified });
            }
        }
    }
    kept.sort_by_key(|k| k.name);
    kept.dedup_by_key(|k| k.name);
    Ok(kept)
}

fn put_back(aside: &Path) -> io::Result<PathBuf> {
    let back = aside.with_extension("");
    if back.exists() {
        gone(aside)?;
        return Ok(back);
    }
    match fs::rename(aside, &back) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => {}
        done => done?,
    }
    Ok(back)
}

/// When it was written; nothing if it is gone.
pub(super) fn modified(path: &Path) -> io::Result<Option<SystemTime>> {
    match fs::metadata(path) {
        Ok(known) => known.modified().map(Some),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

pub(super) fn gone(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}
