//! Files in storage that speaks S3, as an operator meets it.

use std::fs;

use madoguchi_testkit::{Storage, storage::SECRET_KEY};

use crate::{files::from_before, kit::Desk};

fn with<'a>(arguments: &[&'a str], flags: &'a [String]) -> Vec<&'a str> {
    arguments.iter().copied().chain(flags.iter().map(String::as_str)).collect()
}

#[test]
fn what_is_wrong_with_it_is_one_sentence_without_the_key() {
    let (desk, storage) = (Desk::new(), Storage::open());
    let good = storage.flags();
    storage.leave();
    let change = |at: usize, to: &str| {
        let mut flags = good.clone();
        flags[at] = to.to_owned();
        flags
    };
    let cases = [
        (good.clone(), "--files-endpoint"),
        (change(1, "somewhere"), "--files s3://"),
        (change(3, "somewhere:9000"), "--files-endpoint https://"),
        (change(7, ""), "MADOGUCHI_FILES_SECRET_KEY"),
    ];
    for (flags, words) in &cases {
        let said = desk.run(&with(&["serve", "--listen", "127.0.0.1:0"], flags));
        assert_eq!(said.code, Some(2), "{}", said.err);
        assert!(said.err.contains(words), "{words}: {}", said.err);
        let sentence = said.err.lines().filter(|l| l.starts_with("madoguchi: ")).count();
        assert_eq!(sentence, 1, "{}", said.err);
        assert!(!(said.out + &said.err).contains(SECRET_KEY), "the key is not repeated");
    }
    storage.come_back();
    let wrong = desk.run(&with(&["serve", "--listen", "127.0.0.1:0"], &change(7, "another-key")));
    assert!(
        wrong.code == Some(2) && wrong.err.contains("キー") && !wrong.err.contains("another-key"),
        "{}",
        wrong.err
    );
    let serving = desk.serve(&good.each_ref().map(String::as_str));
    assert_eq!(serving.get("/readyz"), "ready\n");
    let log = serving.stop();
    assert!(!log.contains(SECRET_KEY), "{log}");
}

#[test]
fn the_key_comes_from_the_environment_too() {
    let (desk, storage) = (Desk::new(), Storage::open());
    let flags = storage.flags();
    let mut command = desk.command(&with(&["files", "rotate"], &flags[..6]));
    let said = crate::kit::said(command.env("MADOGUCHI_FILES_SECRET_KEY", SECRET_KEY));
    assert_eq!(said.code, Some(0), "{}", said.err);
}

#[test]
fn files_of_the_folder_move_in_before_it_serves_and_the_ring_is_not_made_anew() {
    let (desk, storage) = (Desk::new(), Storage::open());
    let flags = storage.flags();
    from_before(&desk);
    assert_eq!(desk.run(&["files", "rotate"]).code, Some(0));
    let early = desk.run(&with(&["serve", "--listen", "127.0.0.1:0"], &flags));
    assert!(early.code == Some(2) && early.err.contains("files move"), "{}", early.err);
    let nowhere = desk.run(&["files", "move"]);
    assert!(nowhere.code == Some(2) && nowhere.err.contains("--files s3://"), "{}", nowhere.err);
    let moved = desk.run(&with(&["files", "move"], &flags));
    assert!(moved.out.contains("1 個の添付ファイルを s3://"), "{}{}", moved.out, moved.err);
    assert_eq!(storage.objects().len(), 1);
    let again = desk.run(&with(&["files", "rotate"], &flags));
    assert!(again.out.contains("1 個の添付ファイルを封じ直しました"), "{}{}", again.out, again.err);
    drop(desk.serve(&flags.each_ref().map(String::as_str)));
    let ring = desk.path("data").join("files.key");
    fs::remove_file(&ring).unwrap();
    let lost = desk.run(&with(&["files", "rotate"], &flags));
    assert!(lost.code == Some(2) && lost.err.contains("files.key がありません"), "{}", lost.err);
    assert!(!ring.exists());
}
