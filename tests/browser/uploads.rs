//! Files over a line that is thin, cut and back again.

use std::{
    fs::{self, File},
    path::PathBuf,
};

use base64::Engine;
use tempfile::TempDir;

use crate::{
    house::House,
    kit::{Browser, PHONE, sample_photo},
    typing::{draft, stands_on},
};

/// So many bytes a second: a photo of some 30 KB takes a while.
const THIN: i64 = 8 * 1024;
const FULL: i64 = 100 * 1024 * 1024;
const GOING: &str = "document.querySelector('progress')?.value > 0";

/// Photos, papers and what only looks like one.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        for name in ["a.jpg", "b.jpg", "d.jpg"] {
            fs::copy(sample_photo(), desk.file(name)).unwrap();
        }
        fs::write(desk.file("c.pdf"), b"%PDF-1.7\n1 0 obj <<>>\nendobj\n%%EOF\n").unwrap();
        fs::write(desk.file("locked.pdf"), b"%PDF-1.7\n1 0 obj <</Encrypt 2 0 R>>").unwrap();
        fs::write(desk.file("program.jpg"), b"MZ\x90\0\x03\0\0\0\x04 This program cannot be run").unwrap();
        fs::write(desk.file("empty.jpg"), b"").unwrap();
        File::create(desk.file("big.jpg")).unwrap().set_len(25 * 1024 * 1024).unwrap();
        desk
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// How many files lie in the draft.
async fn given(phone: &Browser, house: &House) -> usize {
    draft(phone, house).await.files.len()
}

async fn lists(phone: &Browser, many: usize) {
    phone.until(&format!("document.querySelectorAll('ul[data-given] li').length === {many}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_go_at_once_and_come_through_a_line_that_was_cut() {
    let (house, desk) = (House::open().await, Desk::new());
    let phone = Browser::open(PHONE, true).await;
    stands_on(&phone, &house, "identity", &[]).await;

    // Stopped on the way: nothing is left of it.
    phone.line(THIN).await;
    phone.chooses("id_photo", &[&desk.file("a.jpg")]).await;
    phone.until(GOING).await;
    let seen = phone.run("return document.querySelector('progress').parentElement.textContent", vec![]).await;
    assert!(seen.as_str().unwrap().contains("「a.jpg」を送っています"), "{seen}");
    phone.until("/[1-9]\\d?%/.test(document.querySelector('progress').parentElement.textContent)").await;
    phone.tap("やめる：a.jpg").await;
    phone.until("!document.querySelector('progress')").await;
    assert!(phone.text().await.contains("「a.jpg」を送るのをやめました"));

    // The line is cut: it is said, and sent again when somebody presses.
    phone.chooses("id_photo", &[&desk.file("a.jpg")]).await;
    phone.until(GOING).await;
    phone.line(0).await;
    phone.until("document.body.innerText.includes('「a.jpg」を送れませんでした')").await;
    phone.inspect("a file that could not be sent").await;
    phone.picture("upload-failed").await;
    phone.line(FULL).await;
    phone.tap("もう一度送る：a.jpg").await;
    lists(&phone, 1).await;
    assert_eq!(given(&phone, &house).await, 1, "nothing came twice");

    // Two more at once; what cannot be taken is named, and the others stay.
    phone.chooses("id_photo", &[&desk.file("b.jpg"), &desk.file("c.pdf")]).await;
    lists(&phone, 3).await;
    assert!(!phone.text().await.contains("送りやすい大きさ"), "what is small is sent as it is");
    for (name, words) in [
        ("big.jpg", "「big.jpg」は大きすぎます。10MB 以下にしてください"),
        ("program.jpg", "「program.jpg」は使えません"),
        ("empty.jpg", "「empty.jpg」には内容がありません"),
    ] {
        phone.chooses("id_photo", &[&desk.file(name)]).await;
        phone.until(&format!("document.body.innerText.includes('{words}')")).await;
        assert_eq!(given(&phone, &house).await, 3, "{name}");
        phone.tap(&format!("やめる：{name}")).await;
    }
    phone.chooses("id_photo", &[&desk.file("locked.pdf")]).await;
    phone.until("document.body.innerText.includes('「locked.pdf」にはパスワードがかかっています')").await;
    phone.inspect("a file that cannot be taken").await;
    phone.picture("upload-refused").await;
    phone.press("b.jpg を削除").await;
    assert_eq!((phone.count("ul[data-given] li").await, given(&phone, &house).await), (2, 2));

    // Whoever goes on at once goes on when the file is there.
    phone.line(4 * THIN).await;
    phone.chooses("id_photo", &[&desk.file("d.jpg")]).await;
    phone.press("次へ進む").await;
    assert!(!phone.path().await.ends_with("/identity"), "{}", phone.text().await);
    assert_eq!(given(&phone, &house).await, 3);
    phone.close().await;
}

/// A photo of twelve million points that nothing can squeeze, and that says it lies on its side, as phones take them.
async fn large_photo(phone: &Browser) -> Vec<u8> {
    let drawn = "const done = arguments[arguments.length - 1];
        const canvas = Object.assign(document.createElement('canvas'), { width: 4000, height: 3000 });
        const pen = canvas.getContext('2d');
        const points = pen.createImageData(4000, 3000);
        const words = new Uint32Array(points.data.buffer);
        let n = 1;
        for (let i = 0; i < words.length; i += 1) {
          n = Math.imul(n, 1664525) + 1013904223;
          words[i] = n | 0xff000000;
        }
        pen.putImageData(points, 0, 0);
        const read = new FileReader();
        read.onload = () => done(read.result.split(',')[1]);
        canvas.toBlob((blob) => read.readAsDataURL(blob), 'image/jpeg', 0.95)";
    let drawn = phone.ask(drawn, vec![]).await;
    let mut photo = base64::engine::general_purpose::STANDARD.decode(drawn.as_str().unwrap()).unwrap();
    // Exif of one entry: orientation 6, a quarter to the right.
    let exif = b"\xFF\xE1\0\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    photo.splice(2..2, *exif);
    photo
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_photo_is_drawn_smaller_and_that_is_said() {
    let (house, desk) = (House::open().await, Desk::new());
    let phone = Browser::open(PHONE, true).await;
    stands_on(&phone, &house, "identity", &[]).await;
    let photo = large_photo(&phone).await;
    assert!(photo.len() > 10 * 1024 * 1024, "more than the paper takes: {}", photo.len());
    fs::write(desk.file("large.JPEG"), &photo).unwrap();
    phone.chooses("id_photo", &[&desk.file("large.JPEG")]).await;
    lists(&phone, 1).await;
    let draft = draft(&phone, &house).await;
    let [file] = &draft.files.values().collect::<Vec<_>>()[..] else { panic!("{:?}", draft.files) };
    assert_eq!((file.name.as_str(), file.kind.as_str()), ("large.jpg", "image/jpeg"));
    assert!(file.size < 10 * 1024 * 1024, "{}", file.size);
    let megabytes = |bytes: u64| format!("{:.1}MB", bytes as f64 / 1024.0 / 1024.0);
    let (before, after) = (megabytes(photo.len() as u64), megabytes(file.size));
    let said = format!("送りやすい大きさにしました（{before} → {after}）");
    phone.until(&format!("document.body.innerText.includes('{said}')")).await;
    assert!(phone.text().await.contains("「large.jpg」を追加しました"));
    phone.run("document.querySelector('[data-upload]').scrollIntoView({ block: 'center' })", vec![]).await;
    phone.picture("upload-smaller").await;
    let size = "const done = arguments[arguments.length - 1];
        fetch(document.querySelector('ul[data-given] a').href).then((answer) => answer.blob())
          .then(createImageBitmap).then(({ width, height }) => done([width, height]))";
    assert_eq!(phone.ask(size, vec![]).await, serde_json::json!([1950, 2600]), "it stands upright");
    phone.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_a_file_comes_with_its_page() {
    let (house, desk) = (House::open().await, Desk::new());
    let phone = Browser::open(PHONE, false).await;
    stands_on(&phone, &house, "identity", &[]).await;
    phone.chooses("id_photo", &[&desk.file("a.jpg"), &desk.file("c.pdf"), &desk.file("program.jpg")]).await;
    phone.press("ファイルを追加する").await;
    assert!(phone.text().await.contains("「program.jpg」は使えません"), "{}", phone.text().await);
    assert_eq!((phone.count("ul[data-given] li").await, given(&phone, &house).await), (2, 2));
    phone.inspect("files without scripts").await;
    phone.press("a.jpg を削除").await;
    assert_eq!(given(&phone, &house).await, 1);
    phone.close().await;
}
