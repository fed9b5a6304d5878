//! A vault in a folder, with a key ring beside it.

use std::path::Path;

use madoguchi_store::attachments::{KeyRing, Shelf, Vault};

use crate::Storage;

/// The vault of a folder; opened again, it is the same.
pub fn vault_in(folder: &Path) -> Vault {
    Vault::open(&folder.join("files"), ring_in(folder)).expect("the vault opens")
}

/// The vault whose keys lie in a folder, and its files in a bucket.
pub fn vault_with(storage: &Storage, folder: &Path) -> Vault {
    let shelf = Shelf::Bucket(storage.bucket());
    Vault::on(shelf, &folder.join("files"), ring_in(folder)).expect("the vault opens")
}

fn ring_in(folder: &Path) -> KeyRing {
    let path = folder.join("files.key");
    KeyRing::create(&path).or_else(|_| KeyRing::open(&path)).expect("a key ring")
}
