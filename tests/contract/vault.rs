//! The bytes of files: sealed, found again, noticed when altered, sealed anew, swept.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use madoguchi_store::attachments::{ContentDigest, Edit, Vault, holds_sealed};
use madoguchi_testkit::vaults::vault_in;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

const DAY: Duration = Duration::from_secs(24 * 3600);

fn fresh() -> (TempDir, Vault) {
    let folder = TempDir::new().unwrap();
    let vault = vault_in(folder.path());
    (folder, vault)
}

async fn keep(vault: &Vault, bytes: &[u8]) -> ContentDigest {
    vault.take(bytes).await.unwrap().keep().await.unwrap()
}

/// Every file of the vault with its bytes, the half-arrived too.
fn on_disk(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let folders = fs::read_dir(folder.join("files")).unwrap().map(|e| e.unwrap().path());
    folders
        .flat_map(|f| fs::read_dir(f).unwrap().map(|e| e.unwrap().path()))
        .map(|p| (p.clone(), fs::read(p).unwrap()))
        .collect()
}

fn age(path: &Path, by: Duration) {
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(fs::metadata(path).unwrap().modified().unwrap() - by).unwrap();
}

/// A moment no file of this test is younger than.
fn later() -> SystemTime {
    SystemTime::UNIX_EPOCH + 100 * 365 * DAY
}

#[tokio::test]
async fn it_gives_back_what_it_was_given_and_notices_changes() {
    let (folder, vault) = fresh();
    let digest = keep(&vault, b"bytes").await;
    assert_eq!(digest, ContentDigest::from(Sha256::digest(b"bytes")), "the digest is evidence");
    assert_eq!(keep(&vault, b"bytes").await, digest);
    assert_eq!(vault.get(digest).await.unwrap(), b"bytes");
    assert!(vault.get([0; 32]).await.is_err());
    let other = keep(&vault, b"other").await;
    let disk = on_disk(folder.path());
    assert_eq!(disk.len(), 2, "the same content is one file, and nothing else is left");
    let paths: Vec<_> = disk.keys().collect();
    fs::copy(paths[0], folder.path().join("aside")).unwrap();
    fs::copy(paths[1], paths[0]).unwrap();
    fs::copy(folder.path().join("aside"), paths[1]).unwrap();
    assert!(vault.get(digest).await.is_err() && vault.get(other).await.is_err(), "files changed places");
}

#[tokio::test]
async fn a_stolen_folder_tells_nothing() {
    let (folder, vault) = fresh();
    let bytes = b"a driving licence that somebody else has a copy of, too".repeat(50);
    let digest = keep(&vault, &bytes).await;
    let known: String = digest.iter().map(|b| format!("{b:02x}")).collect();
    for (path, content) in on_disk(folder.path()) {
        assert!(!path.display().to_string().contains(&known[..16]), "the name confirms a known file");
        assert!(!content.windows(16).any(|w| w == &bytes[..16]), "plain bytes lie open");
    }
    fs::remove_file(folder.path().join("files.key")).unwrap();
    assert!(vault_in(folder.path()).get(digest).await.is_err(), "another ring opened it");
}

#[tokio::test]
async fn large_files_go_through_in_pieces_and_leave_nothing_when_given_up() {
    let (folder, vault) = fresh();
    let piece: Vec<u8> = (0..100_000_u32).map(|n| (n % 251) as u8).collect();
    let mut incoming = vault.receive(25 * 1024 * 1024);
    for _ in 0..30 {
        incoming.write(&piece).await.unwrap();
    }
    let arrived = incoming.finish().await.unwrap();
    assert_eq!(arrived.size(), 3_000_000);
    let edits = [Edit { at: 1..3, with: vec![] }, Edit { at: 200_000..200_001, with: vec![9; 4] }];
    let mut expected = piece.repeat(30);
    expected.splice(200_000..200_001, [9; 4]);
    expected.drain(1..3);
    let digest = arrived.edited(&edits).unwrap().keep().await.unwrap();
    assert!(vault.get(digest).await.unwrap() == expected);
    let mut download = vault.give(digest).await.unwrap();
    while let Some(piece) = download.next().await.unwrap() {
        assert!(piece.len() <= 64 * 1024);
    }
    let before = on_disk(folder.path()).len();
    let mut too_big = vault.receive(1_000_000);
    for _ in 0..11 {
        too_big.write(&piece).await.unwrap();
    }
    assert_eq!(on_disk(folder.path()).len(), before, "past the limit nothing is kept any more");
    let too_big = too_big.finish().await.unwrap();
    assert_eq!(too_big.size(), 1_100_000);
    assert!(too_big.keep().await.is_err());
    let mut broken_off = vault.receive(u64::MAX);
    broken_off.write(&piece.repeat(4)).await.unwrap();
    assert_eq!(on_disk(folder.path()).len(), before + 1);
    drop(broken_off);
    drop(vault.take(b"not kept").await.unwrap());
    assert_eq!(on_disk(folder.path()).len(), before);
}

#[tokio::test]
async fn plain_files_of_before_are_read_and_sealed_by_a_rotation() {
    let (folder, vault) = fresh();
    let plain = b"\xFF\xD8 from before".to_vec();
    let digest: ContentDigest = Sha256::digest(&plain).into();
    let name: String = digest.iter().map(|b| format!("{b:02x}")).collect();
    let path = folder.path().join("files").join(&name[..2]).join(&name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, &plain).unwrap();
    assert_eq!(vault.get(digest).await.unwrap(), plain);
    let sealed = keep(&vault, b"sealed").await;
    let serving = vault_in(folder.path());
    let done = vault.rotate().await.unwrap();
    assert!(done.new_key && done.damaged.is_empty(), "{done:?}");
    assert_eq!(done.resealed, 2);
    assert!(!path.exists(), "the plain file stays");
    for vault in [&vault, &serving] {
        assert_eq!(vault.get(digest).await.unwrap(), plain);
        assert_eq!(vault.get(sealed).await.unwrap(), b"sealed");
    }
    assert!(on_disk(folder.path()).values().all(|bytes| bytes.starts_with(b"MDGF")));
    keep(&serving, b"later").await;
    let again = vault.rotate().await.unwrap();
    assert_eq!((again.new_key, again.resealed), (true, 3));
}

#[tokio::test]
async fn an_interrupted_rotation_is_gone_on_with() {
    let (folder, vault) = fresh();
    let digests = [keep(&vault, b"one").await, keep(&vault, b"two").await];
    let old = on_disk(folder.path());
    vault.rotate().await.unwrap();
    // As if it had stopped before its end: the key is marked, one file is still as it was.
    let ring = folder.path().join("files.key");
    let text = fs::read_to_string(&ring).unwrap();
    let newest = text.lines().nth(1).unwrap();
    fs::write(&ring, text.replace(newest, &format!("{newest} begun"))).unwrap();
    let (path, bytes) = old.first_key_value().unwrap();
    fs::write(path, bytes).unwrap();
    let done = vault.rotate().await.unwrap();
    assert_eq!((done.new_key, done.resealed), (false, 1));
    assert_eq!(fs::read_to_string(&ring).unwrap(), text, "no key was added or taken away");
    assert_eq!(vault.get(digests[0]).await.unwrap(), b"one");
    assert_eq!(vault.get(digests[1]).await.unwrap(), b"two");
}

#[tokio::test]
async fn a_rotation_while_others_read_and_write_loses_nothing() {
    let (folder, vault) = fresh();
    let serving = vault_in(folder.path());
    let mut digests = Vec::new();
    for n in 0..40_u8 {
        digests.push((n, keep(&serving, &[n; 300]).await));
    }
    let rotation = tokio::spawn(async move { vault.rotate().await.unwrap() });
    for round in 40..120_u8 {
        digests.push((round, keep(&serving, &[round; 300]).await));
        for (n, digest) in &digests {
            assert_eq!(serving.get(*digest).await.unwrap(), [*n; 300]);
        }
    }
    assert!(rotation.await.unwrap().resealed >= 40);
}

#[tokio::test]
async fn a_damaged_file_is_named_and_left() {
    let (folder, vault) = fresh();
    let digest = keep(&vault, b"kept").await;
    let (path, mut bytes) = on_disk(folder.path()).pop_first().unwrap();
    bytes[60] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let done = vault.rotate().await.unwrap();
    assert_eq!((done.resealed, done.damaged.len()), (0, 1));
    assert!(path.exists() && vault.get(digest).await.is_err());
    assert!(!vault.rotate().await.unwrap().new_key, "it has not come to its end");
}

#[tokio::test]
async fn only_what_is_old_and_named_by_nobody_is_swept() {
    let (folder, vault) = fresh();
    let (named, orphan, young) =
        (keep(&vault, b"named").await, keep(&vault, b"orphan").await, keep(&vault, b"young").await);
    let all = on_disk(folder.path());
    // A rotation in between: whatever the name, it is still named.
    vault.rotate().await.unwrap();
    assert_eq!(vault.sweep(vec![named], later(), DAY).await.unwrap(), 0, "all of them are young");
    on_disk(folder.path()).keys().for_each(|p| age(p, 2 * DAY));
    assert_eq!(keep(&vault, b"young").await, young, "handed in again");
    let waiting = vault.take(b"on its way").await.unwrap();
    fs::write(folder.path().join("files/incoming/.tmpgone"), b"half").unwrap();
    age(&folder.path().join("files/incoming/.tmpgone"), 2 * DAY);
    let long_ago = SystemTime::UNIX_EPOCH + DAY;
    assert_eq!(vault.sweep(vec![named], long_ago, DAY).await.unwrap(), 0, "the office's clock says no");
    assert_eq!(vault.sweep(vec![named], later(), DAY).await.unwrap(), 2);
    assert!(vault.get(orphan).await.is_err());
    assert_eq!(vault.get(named).await.unwrap(), b"named");
    assert_eq!(vault.get(young).await.unwrap(), b"young");
    waiting.keep().await.unwrap();
    assert_eq!(on_disk(folder.path()).len(), all.len());
}

#[tokio::test]
async fn a_sweep_at_the_same_time_as_an_upload_does_not_take_it() {
    let (folder, vault) = fresh();
    for _ in 0..60 {
        keep(&vault, b"the same photo").await;
        on_disk(folder.path()).keys().for_each(|p| age(p, 2 * DAY));
        let sweeping = vault.clone();
        let sweep = tokio::task::spawn_blocking(move || {
            tokio::runtime::Handle::current().block_on(sweeping.sweep(vec![], later(), DAY))
        });
        let digest = keep(&vault, b"the same photo").await;
        sweep.await.unwrap().unwrap();
        assert_eq!(vault.get(digest).await.unwrap(), b"the same photo");
    }
}

#[tokio::test]
async fn a_lost_ring_does_not_empty_the_folder() {
    let (folder, vault) = fresh();
    assert!(!holds_sealed(&folder.path().join("files")).unwrap());
    keep(&vault, b"kept").await;
    assert!(holds_sealed(&folder.path().join("files")).unwrap());
    on_disk(folder.path()).keys().for_each(|p| age(p, 2 * DAY));
    fs::remove_file(folder.path().join("files.key")).unwrap();
    let other = vault_in(folder.path());
    assert_eq!(other.sweep(vec![], later(), DAY).await.unwrap(), 0);
    assert_eq!(on_disk(folder.path()).len(), 1);
}
