//! Storage that is away, refuses, or lacks the bucket: said as such, and never taken for a lost file.

use std::io::ErrorKind;

use madoguchi_store::attachments::{Bucket, BucketAt, KeyRing, Shelf, Vault};
use madoguchi_testkit::{Storage, storage};

use crate::vault::{Room, keep};

/// Whether a page says that it will be better in a while.
fn is_for_a_while(kind: ErrorKind) -> bool {
    !matches!(kind, ErrorKind::NotFound | ErrorKind::InvalidData)
}

#[tokio::test]
async fn storage_that_is_away_loses_nothing_and_is_not_a_lost_file() {
    let room = Room::new(Some(Storage::open()));
    let (vault, storage) = (room.vault(), room.storage.as_ref().unwrap());
    let digest = keep(&vault, b"acknowledged").await;
    storage.leave();
    let arrived = vault.take(b"meanwhile").await.unwrap();
    assert!(is_for_a_while(arrived.keep().await.unwrap_err().kind()));
    assert!(is_for_a_while(vault.get(digest).await.unwrap_err().kind()));
    assert!(vault.shelf().now().await.is_err() && vault.kept().await.is_err());
    let (now, age) = (std::time::SystemTime::UNIX_EPOCH, std::time::Duration::ZERO);
    assert!(vault.sweep(vec![], now, age).await.is_err());
    assert!(vault.rotate().await.is_err());
    storage.come_back();
    assert_eq!(vault.get(digest).await.unwrap(), b"acknowledged");
    let meanwhile = keep(&vault, b"meanwhile").await;
    let done = vault.rotate().await.unwrap();
    assert_eq!((done.new_key, done.resealed), (false, 1), "the rotation is gone on with");
    assert_eq!(vault.get(meanwhile).await.unwrap(), b"meanwhile");
    assert_eq!(vault.get(digest).await.unwrap(), b"acknowledged");
    let waiting = room.folder.path().join("files/incoming");
    assert_eq!(std::fs::read_dir(waiting).unwrap().count(), 0, "nothing half-arrived stays");
}

#[tokio::test]
async fn a_file_that_breaks_off_is_never_taken_for_whole() {
    let room = Room::new(Some(Storage::open()));
    let vault = room.vault();
    let digest = keep(&vault, &vec![5; 24_000_000]).await;
    let mut download = vault.give(digest).await.unwrap();
    let mut seen = download.next().await.unwrap().unwrap().len();
    room.storage.as_ref().unwrap().leave();
    let broken = loop {
        match download.next().await {
            Ok(Some(piece)) => seen += piece.len(),
            Ok(None) => panic!("it ended well"),
            Err(e) => break e,
        }
    };
    assert!(seen < 24_000_000 && is_for_a_while(broken.kind()), "{seen} {broken}");
}

#[tokio::test]
async fn a_wrong_key_and_a_bucket_that_is_not_there_are_told_apart() {
    let storage = Storage::open();
    let wrong = Shelf::Bucket(storage.bucket_at(storage::URL, "another-key-altogether").unwrap());
    let refused = wrong.now().await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::PermissionDenied, "{refused}");
    assert!(!refused.to_string().contains("another-key-altogether"), "{refused}");
    let missing = Shelf::Bucket(storage.bucket_at("s3://no-such-bucket", storage::SECRET_KEY).unwrap());
    let failed = missing.is_empty().await.unwrap_err();
    assert!(is_for_a_while(failed.kind()), "a bucket is not a file: {failed}");
    let unencrypted = storage.endpoint().replace("http:", "https:");
    let at = BucketAt {
        url: storage::URL,
        endpoint: Some(&unencrypted),
        region: "test",
        access_key: storage::ACCESS_KEY,
        secret_key: storage::SECRET_KEY,
    };
    let tls = Shelf::Bucket(Bucket::at(at).unwrap());
    assert!(tls.now().await.is_err(), "TLS that was asked for is not given up");
}

#[tokio::test]
async fn a_bucket_without_a_prefix_keeps_files_too() {
    let room = Room::new(Some(Storage::open()));
    let storage = room.storage.as_ref().unwrap();
    let bucket = storage.bucket_at("s3://city-files", storage::SECRET_KEY).unwrap();
    let ring = KeyRing::create(&room.folder.path().join("files.key")).unwrap();
    let files = room.folder.path().join("files");
    let vault = Vault::on(Shelf::Bucket(bucket), &files, ring).unwrap();
    let digest = keep(&vault, b"at the root").await;
    vault.shelf().now().await.unwrap();
    assert_eq!(vault.kept().await.unwrap().len(), 1);
    assert_eq!(vault.get(digest).await.unwrap(), b"at the root");
}
