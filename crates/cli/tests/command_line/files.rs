//! The keys of attached files, as an operator meets them.

use std::fs;

use crate::kit::Desk;

/// A file as the version before sealing kept it: plain, under its digest.
pub fn from_before(desk: &Desk) -> std::path::PathBuf {
    // SHA-256 of nothing.
    let name = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let path = desk.path("data").join("files/e3").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, b"").unwrap();
    path
}

#[test]
fn keys_are_made_kept_elsewhere_and_turned() {
    let desk = Desk::new();
    let (plain, ring) = (from_before(&desk), desk.path("elsewhere.key"));
    let at = ["--files-key", ring.to_str().unwrap()];
    let first = desk.run(&[&["files", "rotate"][..], &at].concat());
    assert_eq!(first.code, Some(0), "{}", first.err);
    assert!(first.out.contains("1 個の添付ファイルを封じ直しました"), "{}", first.out);
    assert!(first.err.contains("elsewhere.key を作りました"), "the log says so: {}", first.err);
    assert!(!plain.exists() && !desk.path("data").join("files.key").exists());
    let keys = fs::read_to_string(&ring).unwrap().lines().filter(|l| !l.starts_with('#')).count();
    assert_eq!(keys, 2, "the old key stays");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&ring).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let again = desk.run(&[&["files", "rotate"][..], &at].concat());
    assert!(again.out.contains("新しい鍵を加えました") && again.out.contains("1 個の"), "{}", again.out);
}

#[test]
fn a_ring_that_is_lost_or_cannot_be_read_is_not_made_anew() {
    let desk = Desk::new();
    from_before(&desk);
    assert_eq!(desk.run(&["files", "rotate"]).code, Some(0));
    let ring = desk.path("data").join("files.key");
    let kept = fs::read_to_string(&ring).unwrap();
    fs::remove_file(&ring).unwrap();
    let lost = desk.run(&["files", "rotate"]);
    assert_eq!(lost.code, Some(2));
    assert!(lost.err.contains("files.key がありません") && lost.err.contains("--files-key"), "{}", lost.err);
    fs::write(&ring, "nonsense").unwrap();
    let unread = desk.run(&["files", "rotate"]);
    assert!(unread.err.contains("files.key が読めません"), "{}", unread.err);
    fs::write(&ring, kept).unwrap();
    assert_eq!(desk.run(&["files", "rotate"]).code, Some(0));
    let clamd = desk.run(&["serve", "--clamd", "somewhere"]);
    assert!(clamd.err.contains("--clamd tcp://"), "{}", clamd.err);
}
