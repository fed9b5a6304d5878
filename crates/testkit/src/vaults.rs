//! A vault in a folder, with a key ring beside it.

use std::path::Path;

use madoguchi_store::attachments::{KeyRing, Vault};

/// The vault of a folder; opened again, it is the same.
pub fn vault_in(folder: &Path) -> Vault {
    let path = folder.join("files.key");
    let ring = KeyRing::create(&path).or_else(|_| KeyRing::open(&path)).expect("a key ring");
    Vault::open(&folder.join("files"), ring).expect("the vault opens")
}
