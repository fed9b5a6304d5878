//! `madoguchi backup`, `madoguchi restore`: everything in one file, made while others work, held by checksums.
//!
//! The file is a tar: the database as of one moment, the bytes of the files, and last a list of what is in it with
//! the SHA-256 of each. The keys are not in it: whoever steals the copy cannot open what is sealed with them.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Component, Path, PathBuf},
    process::ExitCode,
};

use madoguchi_app::{Clock, Ids};
use madoguchi_store::{Location, Store, StoreError, attachments::Vault};
use madoguchi_vocab::Instant;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::runtime::Handle;

use crate::{
    Outcome,
    office::{World, away, key_ring_file, shelf},
    settings::Settings,
    tell,
};

const LIST: &str = "contents.json";
const DATABASE: &str = "database";
const FILES: &str = "files";

/// What is in a copy.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    madoguchi_backup: u32,
    made_at: Instant,
    /// SHA-256 in hexadecimal, by path.
    sha256: BTreeMap<String, String>,
}

/// Reads through and keeps the digest of what went by.
struct Digesting<R> {
    inner: R,
    digest: Sha256,
}

impl<R: Read> Read for Digesting<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.digest.update(&buf[..n]);
        Ok(n)
    }
}

/// Makes a copy.
pub async fn backup(settings: Settings, to: PathBuf) -> Outcome {
    if to.exists() {
        return Err(format!("{} はもうあります。別の名前を指定してください。", to.display()));
    }
    let world = World::open(&settings).await?;
    world.try_files(&settings).await?;
    let part = to.with_extension("part");
    let failed = |e: &dyn std::fmt::Display| format!("控えを {} に作れません（{e}）。", to.display());
    let folder = tempfile::tempdir_in(&settings.data).map_err(|e| failed(&e))?;
    world.store.copy_to(folder.path()).await.map_err(|e| failed(&e))?;
    let made_at = Clock::Wall.now();
    let (vault, from, path) = (world.vault.clone(), folder.path().to_owned(), part.clone());
    let packed = tokio::task::spawn_blocking(move || pack(&path, &from, &vault, made_at)).await;
    let count = packed.map_err(|e| failed(&e))?.map_err(|e| {
        _ = std::fs::remove_file(&part);
        failed(&e)
    })?;
    std::fs::rename(&part, &to).map_err(|e| failed(&e))?;
    world.store.close().await;
    tell(&format!("{} に控えを作りました（{count} 個のファイル）。", to.display()));
    tell("鍵（secret.key と files.key）は入っていません。別の場所に控えてください。");
    Ok(ExitCode::SUCCESS)
}

/// A copy that is being made.
struct Pack {
    tar: tar::Builder<BufWriter<File>>,
    sha256: BTreeMap<String, String>,
}

impl Pack {
    fn add(&mut self, inside: String, size: u64, from: impl Read) -> io::Result<()> {
        let mut header = tar::Header::new_gnu();
        header.set_size(size);
        header.set_mode(0o600);
        let mut through = Digesting { inner: BufReader::new(from).take(size), digest: Sha256::new() };
        self.tar.append_data(&mut header, &inside, &mut through)?;
        self.sha256.insert(inside, hex(&through.digest.finalize()));
        Ok(())
    }

    /// Adds what is kept and not in it yet; how many that were.
    fn add_files(&mut self, vault: &Vault) -> io::Result<usize> {
        let (wait, before) = (Handle::current(), self.sha256.len());
        for kept in wait.block_on(vault.kept())? {
            let inside = format!("{FILES}/{}", kept.path());
            if self.sha256.contains_key(&inside) {
                continue;
            }
            // What nobody names any more may be swept while the copy is made.
            let Some(sealed) = wait.block_on(vault.sealed(&kept))? else { continue };
            self.add(inside, sealed.size()?, sealed)?;
        }
        Ok(self.sha256.len() - before)
    }
}

fn pack(to: &Path, database: &Path, vault: &Vault, made_at: Instant) -> io::Result<usize> {
    let tar = tar::Builder::new(BufWriter::new(File::create(to)?));
    let mut pack = Pack { tar, sha256: BTreeMap::new() };
    for path in walk(database)? {
        let inside = path.strip_prefix(database).map_err(io::Error::other)?;
        let inside = format!("{DATABASE}/{}", inside.display());
        let file = File::open(&path)?;
        pack.add(inside, file.metadata()?.len(), file)?;
    }
    // What is sealed with another key meanwhile has another name then.
    while pack.add_files(vault)? > 0 {}
    let Pack { mut tar, sha256 } = pack;
    let contents = Contents { madoguchi_backup: 1, made_at, sha256 };
    let text = serde_json::to_vec_pretty(&contents)?;
    let mut header = tar::Header::new_gnu();
    header.set_size(text.len() as u64);
    header.set_mode(0o600);
    tar.append_data(&mut header, LIST, &text[..])?;
    let mut file = tar.into_inner()?;
    file.flush()?;
    file.get_ref().sync_all()?;
    Ok(contents.sha256.len())
}

/// Every file below a folder; none if there is no folder.
fn walk(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_dir() { open.push(entry.path()) } else { found.push(entry.path()) }
        }
    }
    found.sort();
    Ok(found)
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|b| format!("{b:02x}")).collect()
}

/// Makes a data folder (and fills a database) out of a copy, and looks whether all of it is right.
pub async fn restore(settings: Settings, from: PathBuf) -> Outcome {
    if !shelf(&settings)?.is_empty().await.map_err(|e| away(&settings, &e))? {
        return Err(
            "戻す先にはもう添付ファイルがあります。空のデータフォルダ（S3 なら空の場所）を指定してください。"
                .to_owned(),
        );
    }
    for key in [&settings.secret_file, &key_ring_file(&settings)] {
        if !key.exists() {
            return Err(format!(
                "鍵 {} がありません。別に控えておいた鍵を先に置いてください。鍵がないと、添付ファイルと照会キーが使えません。",
                key.display()
            ));
        }
    }
    std::fs::create_dir_all(&settings.data)
        .map_err(|e| format!("データフォルダ {} が作れません（{e}）。", settings.data.display()))?;
    let broken = |e: &dyn std::fmt::Display| format!("控え {} が読めません（{e}）。", from.display());
    let folder = tempfile::tempdir_in(&settings.data).map_err(|e| broken(&e))?;
    let (path, to) = (from.clone(), folder.path().to_owned());
    let unpacked = tokio::task::spawn_blocking(move || unpack(&path, &to)).await;
    let contents = unpacked.map_err(|e| broken(&e))?.map_err(|e| broken(&e))?;
    let location = match &settings.database {
        Some(url) => Location::Postgres { url: url.clone(), schema: None },
        None => Location::Sqlite(settings.data.join("madoguchi.db")),
    };
    let store = Store::restore(&location, &folder.path().join(DATABASE)).await.map_err(|e| match e {
        StoreError::Duplicate => {
            "戻す先のデータベースが空ではありません。空のところを指定してください。".to_owned()
        }
        StoreError::Corrupt(e) => {
            format!("この控えはここへは戻せません（{e}）。--database を確かめてください。")
        }
        e => format!("データベースに戻せません（{e}）。"),
    })?;
    store.close().await;
    let world = World::open(&settings).await?;
    for path in walk(&folder.path().join(FILES)).map_err(|e| broken(&e))? {
        // What an older copy has of uploads that were never finished is left.
        world.vault.put_back(path).await.map_err(|e| away(&settings, &e))?;
    }
    let app = world.office(&settings, vec![], Clock::Wall, Ids::Machine).await?;
    let verified = app.verify().await.map_err(|e| format!("データベースが読めません（{e}）。"))?;
    world.store.close().await;
    tell(&format!(
        "{} の控えを戻しました。申請 {} 件、記録 {} 件、封印 {} 個を調べました。",
        contents.made_at.to_seconds(),
        verified.submissions,
        verified.events,
        verified.seals
    ));
    if verified.broken.is_empty() {
        tell("すべて書かれたときのままです。");
        Ok(ExitCode::SUCCESS)
    } else {
        tell(&format!(
            "{} か所が書かれたときと違います。madoguchi verify で確かめてください。",
            verified.broken.len()
        ));
        Ok(ExitCode::FAILURE)
    }
}

fn unpack(from: &Path, to: &Path) -> io::Result<Contents> {
    let mut tar = tar::Archive::new(BufReader::new(File::open(from)?));
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut contents: Option<Contents> = None;
    for entry in tar.entries()? {
        let mut entry = entry?;
        let path = entry.path()?.into_owned();
        let name = path.to_string_lossy().into_owned();
        if name == LIST {
            contents = Some(serde_json::from_reader(&mut entry)?);
            continue;
        }
        let is_plain = path.components().all(|c| matches!(c, Component::Normal(_)));
        if !is_plain || !(name.starts_with("database/") || name.starts_with("files/")) {
            return Err(io::Error::other(format!("{name} does not belong into a copy")));
        }
        let place = to.join(&path);
        if let Some(folder) = place.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = BufWriter::new(File::create_new(&place)?);
        let mut through = Digesting { inner: &mut entry, digest: Sha256::new() };
        io::copy(&mut through, &mut file)?;
        found.insert(name, hex(&through.digest.finalize()));
        file.into_inner()?.sync_all()?;
    }
    let contents = contents.ok_or_else(|| io::Error::other("it ends before its list of contents"))?;
    if contents.madoguchi_backup != 1 {
        return Err(io::Error::other(format!("form {} is not known", contents.madoguchi_backup)));
    }
    if let Some(name) = contents.sha256.iter().find(|(n, sum)| found.get(*n) != Some(sum)).map(|(n, _)| n) {
        return Err(io::Error::other(format!("{name} is missing or not what was copied")));
    }
    if found.len() != contents.sha256.len() {
        return Err(io::Error::other("there is more in it than was copied"));
    }
    Ok(contents)
}

#[cfg(test)]
mod tests {
    use madoguchi_testkit::vaults::vault_in;

    use super::*;

    #[tokio::test]
    async fn what_is_sealed_anew_meanwhile_is_copied_too() {
        let folder = tempfile::tempdir().unwrap();
        let vault = vault_in(folder.path());
        vault.take(b"kept").await.unwrap().keep().await.unwrap();
        let tar = tar::Builder::new(BufWriter::new(File::create(folder.path().join("copy.tar")).unwrap()));
        let mut pack = Pack { tar, sha256: BTreeMap::new() };
        let turned = vault.clone();
        let packing = tokio::task::spawn_blocking(move || {
            let first = pack.add_files(&vault).unwrap();
            Handle::current().block_on(turned.rotate()).unwrap();
            (first, pack.add_files(&vault).unwrap(), pack.add_files(&vault).unwrap())
        });
        assert_eq!(packing.await.unwrap(), (1, 1, 0));
    }
}
