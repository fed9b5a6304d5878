//! The bytes of files: sealed, found again, noticed when altered, sealed anew, swept; the same on a disk and in a
//! bucket.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use madoguchi_store::attachments::{ContentDigest, Edit, Shelf, Vault};
use madoguchi_testkit::{
    Storage,
    vaults::{vault_in, vault_with},
};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// A folder with a key ring, and perhaps a bucket.
pub struct Room {
    pub folder: TempDir,
    pub storage: Option<Storage>,
}

impl Room {
    pub fn new(storage: Option<Storage>) -> Self {
        Self { folder: TempDir::new().unwrap(), storage }
    }

    /// The vault; opened again, as by another node, it is the same.
    pub fn vault(&self) -> Vault {
        match &self.storage {
            Some(storage) => vault_with(storage, self.folder.path()),
            None => vault_in(self.folder.path()),
        }
    }

    fn incoming(&self) -> PathBuf {
        self.folder.path().join("files/incoming")
    }

    /// What lies half-arrived on the disk.
    fn waiting(&self) -> usize {
        fs::read_dir(self.incoming()).unwrap().count()
    }

    /// Everything that is kept, with its bytes as they lie there.
    pub fn kept(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let paths = match &self.storage {
            Some(storage) => storage.objects(),
            None => self.in_folder(),
        };
        paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
    }

    fn in_folder(&self) -> Vec<PathBuf> {
        let folders = fs::read_dir(self.folder.path().join("files")).unwrap().map(|e| e.unwrap().path());
        let folders = folders.filter(|f| *f != self.incoming());
        folders.flat_map(|f| fs::read_dir(f).unwrap().map(|e| e.unwrap().path())).collect()
    }

    /// Under how many names something is kept.
    fn names(&self) -> usize {
        self.kept().keys().map(|path| name(path)).collect::<BTreeSet<_>>().len()
    }

    fn age_all(&self) {
        self.kept().keys().for_each(|path| age(path, 2 * DAY));
    }

    /// Where content of that name lies.
    fn place(&self, name: &str) -> PathBuf {
        match &self.storage {
            Some(storage) => storage.folder().join(name).join("copy"),
            None => self.folder.path().join("files").join(&name[..2]).join(name),
        }
    }

    /// Puts a file there as the version before sealing did: plain, under its digest.
    fn put_plain(&self, plain: &[u8]) -> (ContentDigest, PathBuf) {
        let digest: ContentDigest = Sha256::digest(plain).into();
        let name: String = digest.iter().map(|b| format!("{b:02x}")).collect();
        let path = self.place(&name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, plain).unwrap();
        (digest, path)
    }
}

/// The part of a path that names content: 64 digits.
fn name(path: &Path) -> String {
    let parts = path.iter().rev().map(|part| part.to_string_lossy().into_owned());
    parts.into_iter().find(|part| part.len() == 64).unwrap()
}

fn age(path: &Path, by: Duration) {
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(fs::metadata(path).unwrap().modified().unwrap() - by).unwrap();
}

pub async fn keep(vault: &Vault, bytes: &[u8]) -> ContentDigest {
    vault.take(bytes).await.unwrap().keep().await.unwrap()
}

/// A moment no file of this test is younger than.
fn later() -> SystemTime {
    SystemTime::UNIX_EPOCH + 100 * 365 * DAY
}

macro_rules! on_both_shelves {
    ($($(#[$doc:meta])* async fn $name:ident($room:ident: Room) $body:block)*) => { $(
        mod $name {
            use super::*;

            async fn told($room: Room) $body

            #[tokio::test]
            async fn in_a_folder() {
                told(Room::new(None)).await;
            }

            #[tokio::test]
            async fn in_a_bucket() {
                told(Room::new(Some(Storage::open()))).await;
            }
        }
    )* };
}

on_both_shelves! {
    async fn it_gives_back_what_it_was_given_and_notices_changes(room: Room) {
        let vault = room.vault();
        let digest = keep(&vault, b"bytes").await;
        assert_eq!(digest, ContentDigest::from(Sha256::digest(b"bytes")), "the digest is evidence");
        assert_eq!(keep(&vault, b"bytes").await, digest);
        assert_eq!(vault.get(digest).await.unwrap(), b"bytes");
        assert!(vault.get([0; 32]).await.is_err());
        let other = keep(&vault, b"other").await;
        assert_eq!((room.names(), room.waiting()), (2, 0), "the same content has one name, and nothing else is left");
        let kept = room.kept();
        let (first, last) = (kept.first_key_value().unwrap(), kept.last_key_value().unwrap());
        for path in kept.keys() {
            fs::write(path, if name(path) == name(first.0) { last.1 } else { first.1 }).unwrap();
        }
        assert!(vault.get(digest).await.is_err() && vault.get(other).await.is_err(), "files changed places");
    }

    async fn one_altered_byte_is_noticed_before_the_end(room: Room) {
        let vault = room.vault();
        let digest = keep(&vault, &vec![7; 200_000]).await;
        let (path, bytes) = room.kept().pop_first().unwrap();
        for at in [10, 60, 100_000, bytes.len() - 1] {
            let mut bad = bytes.clone();
            bad[at] ^= 1;
            fs::write(&path, bad).unwrap();
            assert!(vault.get(digest).await.is_err(), "byte {at}");
        }
        for length in [0, 20, 52, 70_000, bytes.len() - 1] {
            fs::write(&path, &bytes[..length]).unwrap();
            assert!(vault.get(digest).await.is_err(), "cut at {length}");
        }
        fs::write(&path, bytes).unwrap();
        assert_eq!(vault.get(digest).await.unwrap().len(), 200_000);
    }

    async fn what_is_stolen_tells_nothing(room: Room) {
        let vault = room.vault();
        let bytes = b"a driving licence that somebody else has a copy of, too".repeat(50);
        let digest = keep(&vault, &bytes).await;
        let known: String = digest.iter().map(|b| format!("{b:02x}")).collect();
        for (path, content) in room.kept() {
            assert!(!path.display().to_string().contains(&known[..16]), "the name confirms a known file");
            assert!(!content.windows(16).any(|w| w == &bytes[..16]), "plain bytes lie open");
        }
        fs::remove_file(room.folder.path().join("files.key")).unwrap();
        assert!(room.vault().get(digest).await.is_err(), "another ring opened it");
    }

    async fn large_files_go_through_in_pieces_and_leave_nothing_when_given_up(room: Room) {
        let vault = room.vault();
        let piece: Vec<u8> = (0..100_000_u32).map(|n| (n % 251) as u8).collect();
        let mut incoming = vault.receive(25 * 1024 * 1024);
        // In a bucket more than two parts.
        for _ in 0..110 {
            incoming.write(&piece).await.unwrap();
        }
        let arrived = incoming.finish().await.unwrap();
        assert_eq!(arrived.size(), 11_000_000);
        let edits = [Edit { at: 1..3, with: vec![] }, Edit { at: 200_000..200_001, with: vec![9; 4] }];
        let mut expected = piece.repeat(110);
        expected.splice(200_000..200_001, [9; 4]);
        expected.drain(1..3);
        let digest = arrived.edited(&edits).unwrap().keep().await.unwrap();
        assert!(vault.get(digest).await.unwrap() == expected);
        let mut download = vault.give(digest).await.unwrap();
        while let Some(piece) = download.next().await.unwrap() {
            assert!(piece.len() <= 64 * 1024);
        }
        // Exactly one part, and nothing at all.
        for size in [5 * 1024 * 1024 - 52 - 80 * 16, 0] {
            let digest = keep(&vault, &vec![1; size]).await;
            assert_eq!(vault.get(digest).await.unwrap().len(), size);
        }
        let mut too_big = vault.receive(1_000_000);
        for _ in 0..11 {
            too_big.write(&piece).await.unwrap();
        }
        assert_eq!((room.names(), room.waiting()), (3, 0), "past the limit nothing is kept any more");
        let too_big = too_big.finish().await.unwrap();
        assert_eq!(too_big.size(), 1_100_000);
        assert!(too_big.keep().await.is_err());
        let mut broken_off = vault.receive(u64::MAX);
        broken_off.write(&piece.repeat(4)).await.unwrap();
        assert_eq!(room.waiting(), 1);
        drop(broken_off);
        drop(vault.take(b"not kept").await.unwrap());
        assert_eq!((room.names(), room.waiting()), (3, 0));
    }

    async fn plain_files_of_before_are_read_and_sealed_by_a_rotation(room: Room) {
        let vault = room.vault();
        let plain = [&b"\xFF\xD8 from before"[..], &[3; 150_000]].concat();
        let ((digest, path), (short, _)) = (room.put_plain(&plain), room.put_plain(b"short"));
        assert_eq!(vault.get(digest).await.unwrap(), plain);
        assert_eq!(vault.get(short).await.unwrap(), b"short");
        let sealed = keep(&vault, b"sealed").await;
        let serving = room.vault();
        let done = vault.rotate().await.unwrap();
        assert!(done.new_key && done.damaged.is_empty(), "{done:?}");
        assert_eq!(done.resealed, 3);
        assert!(!path.exists(), "the plain file stays");
        for vault in [&vault, &serving] {
            assert_eq!(vault.get(digest).await.unwrap(), plain);
            assert_eq!(vault.get(sealed).await.unwrap(), b"sealed");
        }
        assert!(room.kept().values().all(|bytes| bytes.starts_with(b"MDGF")));
        keep(&serving, b"later").await;
        let again = vault.rotate().await.unwrap();
        assert_eq!((again.new_key, again.resealed), (true, 4));
    }

    async fn an_interrupted_rotation_is_gone_on_with(room: Room) {
        let vault = room.vault();
        let digests = [keep(&vault, b"one").await, keep(&vault, b"two").await];
        let old = room.kept();
        vault.rotate().await.unwrap();
        // As if it had stopped before its end: the key is marked, one file is still as it was.
        let ring = room.folder.path().join("files.key");
        let text = fs::read_to_string(&ring).unwrap();
        let newest = text.lines().nth(1).unwrap();
        fs::write(&ring, text.replace(newest, &format!("{newest} begun"))).unwrap();
        let (path, bytes) = old.first_key_value().unwrap();
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        let done = vault.rotate().await.unwrap();
        assert_eq!((done.new_key, done.resealed), (false, 1));
        assert_eq!(fs::read_to_string(&ring).unwrap(), text, "no key was added or taken away");
        assert_eq!(vault.get(digests[0]).await.unwrap(), b"one");
        assert_eq!(vault.get(digests[1]).await.unwrap(), b"two");
    }

    async fn a_rotation_while_others_read_and_write_loses_nothing(room: Room) {
        let (vault, serving) = (room.vault(), room.vault());
        // The storage of the tests walks through everything to find one.
        let (before, after) = if room.storage.is_some() { (10, 20) } else { (40, 120) };
        let mut digests = Vec::new();
        for n in 0..before {
            digests.push((n, keep(&serving, &[n; 300]).await));
        }
        let rotation = tokio::spawn(async move { vault.rotate().await.unwrap() });
        for round in before..after {
            digests.push((round, keep(&serving, &[round; 300]).await));
            for (n, digest) in &digests {
                assert_eq!(serving.get(*digest).await.unwrap(), [*n; 300]);
            }
        }
        assert!(rotation.await.unwrap().resealed >= u64::from(before));
    }

    async fn a_damaged_file_is_named_and_left(room: Room) {
        let vault = room.vault();
        let digest = keep(&vault, b"kept").await;
        let (path, mut bytes) = room.kept().pop_first().unwrap();
        bytes[60] ^= 1;
        fs::write(&path, &bytes).unwrap();
        let done = vault.rotate().await.unwrap();
        assert_eq!((done.resealed, done.damaged.len()), (0, 1));
        assert!(path.exists() && vault.get(digest).await.is_err());
        assert!(!vault.rotate().await.unwrap().new_key, "it has not come to its end");
    }

    async fn only_what_is_old_and_named_by_nobody_is_swept(room: Room) {
        let vault = room.vault();
        let (named, orphan, young) =
            (keep(&vault, b"named").await, keep(&vault, b"orphan").await, keep(&vault, b"young").await);
        // A rotation in between: whatever the name, it is still named.
        vault.rotate().await.unwrap();
        assert_eq!(vault.sweep(vec![named], later(), DAY).await.unwrap(), 0, "all of them are young");
        room.age_all();
        assert_eq!(keep(&vault, b"young").await, young, "handed in again");
        let waiting = vault.take(b"on its way").await.unwrap();
        fs::write(room.incoming().join(".tmpgone"), b"half").unwrap();
        age(&room.incoming().join(".tmpgone"), 2 * DAY);
        let long_ago = SystemTime::UNIX_EPOCH + DAY;
        assert_eq!(vault.sweep(vec![named], long_ago, DAY).await.unwrap(), 0, "the office's clock says no");
        let gone = vault.sweep(vec![named], later(), DAY).await.unwrap();
        // Where nothing is written twice, the old copy goes and the young one stays.
        assert_eq!(gone, if room.storage.is_some() { 3 } else { 2 });
        assert!(vault.get(orphan).await.is_err());
        assert_eq!(vault.get(named).await.unwrap(), b"named");
        assert_eq!(vault.get(young).await.unwrap(), b"young");
        waiting.keep().await.unwrap();
        assert_eq!((room.kept().len(), room.waiting()), (3, 0));
    }

    async fn a_sweep_at_the_same_time_as_an_upload_does_not_take_it(room: Room) {
        let vault = room.vault();
        for _ in 0..if room.storage.is_some() { 20 } else { 60 } {
            keep(&vault, b"the same photo").await;
            room.age_all();
            let sweeping = vault.clone();
            let sweep = tokio::task::spawn_blocking(move || {
                tokio::runtime::Handle::current().block_on(sweeping.sweep(vec![], later(), DAY))
            });
            let digest = keep(&vault, b"the same photo").await;
            sweep.await.unwrap().unwrap();
            assert_eq!(vault.get(digest).await.unwrap(), b"the same photo");
        }
    }

    async fn a_lost_ring_does_not_empty_the_shelf(room: Room) {
        let vault = room.vault();
        assert!(!vault.shelf().holds_sealed().await.unwrap() && vault.shelf().is_empty().await.unwrap());
        keep(&vault, b"kept").await;
        assert!(vault.shelf().holds_sealed().await.unwrap() && !vault.shelf().is_empty().await.unwrap());
        room.age_all();
        fs::remove_file(room.folder.path().join("files.key")).unwrap();
        assert_eq!(room.vault().sweep(vec![], later(), DAY).await.unwrap(), 0);
        assert_eq!(room.kept().len(), 1);
    }

    async fn what_is_removed_is_gone_under_every_key(room: Room) {
        let vault = room.vault();
        let digest = keep(&vault, b"a virus").await;
        let old = room.kept();
        vault.rotate().await.unwrap();
        keep(&vault, b"a virus").await;
        let (path, bytes) = old.first_key_value().unwrap();
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        vault.remove(digest).await.unwrap();
        assert_eq!(room.kept().len(), 0);
        vault.remove(digest).await.unwrap();
        assert!(vault.get(digest).await.is_err());
    }

    async fn many_files_are_listed_to_the_last(room: Room) {
        let vault = room.vault();
        keep(&vault, b"one").await;
        for n in 0..2_100 {
            // Storage gives at most 1000 at a time.
            let path = room.place(&format!("{n:064x}"));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, b"MDGF").unwrap();
        }
        let places: BTreeSet<_> = vault.kept().await.unwrap().iter().map(|kept| kept.path()).collect();
        assert_eq!(places.len(), 2_101);
        assert!(places.contains(&format!("00/{:064x}", 2_099)));
    }

    async fn files_move_in_from_a_folder(room: Room) {
        let before = TempDir::new().unwrap();
        let old = vault_in(before.path());
        let digests = [keep(&old, b"one").await, keep(&old, &[2; 100_000]).await];
        fs::copy(before.path().join("files.key"), room.folder.path().join("files.key")).unwrap();
        let (vault, from) = (room.vault(), Shelf::folder(&before.path().join("files")));
        assert_eq!(vault.move_in(&from).await.unwrap(), 2);
        assert_eq!(vault.move_in(&from).await.unwrap(), 0, "nothing is left behind");
        assert_eq!(vault.get(digests[0]).await.unwrap(), b"one");
        assert_eq!(vault.get(digests[1]).await.unwrap(), [2; 100_000]);
        assert_eq!(room.waiting(), 0);
    }
}
