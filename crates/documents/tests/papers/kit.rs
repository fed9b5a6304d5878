//! Fonts, samples, and the text of what was printed.

use std::{path::Path, process::Command, sync::LazyLock};

use madoguchi_documents::*;
use madoguchi_vocab::Instant;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/fonts");
const MORE: &str = "/usr/share/fonts/truetype/ipamj/ipamjm.ttf";

/// The press of a city that has only the fonts we give along.
pub static PRESS: LazyLock<Press> = LazyLock::new(|| {
    let read = |(file, _): &(&str, &str)| std::fs::read(Path::new(FOLDER).join(file)).unwrap();
    Press::new(FONTS.iter().map(read).collect()).unwrap()
});

/// The press of a city that has rare kanji too.
pub static WITH_MORE: LazyLock<Press> = LazyLock::new(|| {
    let font = std::fs::read(MORE).expect("IPAmjMincho (Debian: fonts-ipamj-mincho)");
    PRESS.with_more(vec![font]).unwrap()
});

pub fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

pub fn contact() -> Contact {
    Contact {
        city: "橿原市".into(),
        department: "市民課".into(),
        phone: "0744-22-4001".into(),
        hours: "平日 8:30〜17:15（祝日・年末年始を除く）".into(),
    }
}

pub const REMEDY: &str = "1　この決定に不服があるときは、この決定があったことを知った日の翌日から起算して3か月以内に、橿原市長に対して審査請求をすることができます（決定の日の翌日から起算して1年を経過したときは、審査請求をすることができません。）。\n2　この決定の取消しの訴えは、この決定があったことを知った日の翌日から起算して6か月以内に、橿原市を被告として（橿原市を代表する者は橿原市長です。）提起することができます。";

pub fn decisions() -> [Decision; 4] {
    [
        Decision::Granted { note: "郵便で3日ほどで届きます。".into() },
        Decision::Limited {
            terms: "開示するもの：会議の議事録（個人の氏名を除く）\n条件：閲覧は市役所の中に限ります。"
                .into(),
            basis: "橿原市情報公開条例第7条第2号".into(),
            facts: "個人の氏名が記録されており、公にすると個人の権利利益を害するおそれがあるため。".into(),
            remedy: REMEDY.into(),
        },
        Decision::Refused {
            basis: "住民基本台帳法第12条第1項".into(),
            facts: "請求された方が、住民票に記録されている方でも、その同じ世帯の方でもないため。".into(),
            remedy: REMEDY.into(),
        },
        Decision::Acknowledged { note: String::new() },
    ]
}

pub fn notice(decision: Decision) -> Notice {
    let arrived_on = "2026-11-20".parse().unwrap();
    let procedure = "住民票の写しの交付請求";
    Notice {
        number: Some("令8橿市民第123号".into()),
        addressee: "見本　花子".into(),
        procedure: procedure.into(),
        receipt: "K7MN-4128-83".into(),
        arrived_on,
        decided_on: "2026-11-23".parse().unwrap(),
        issuer: "橿原市長".into(),
        seal: None,
        law: "住民基本台帳法第12条第1項".into(),
        wording: Wording::usual(&decision, procedure, arrived_on),
        decision,
        contact: contact(),
        verify: Some(Verify {
            page: "https://tetsuzuki.example.jp/verify".into(),
            address: "https://tetsuzuki.example.jp/verify?number=%E4%BB%A48%E6%A9%BF%E5%B8%82%E6%B0%91%E7%AC%AC123%E5%8F%B7&code=7Q4M-KX2P-9D3T".into(),
            code: "7Q4M-KX2P-9D3T".into(),
        }),
        instead_of: None,
    }
}

pub fn copy() -> Copy {
    let line = |label: &str, answer: &str| Line { label: label.into(), answer: answer.into() };
    Copy {
        procedure: "住民票の写しの交付請求".into(),
        receipt: "K7MN-4128-83".into(),
        arrived_at: at("2026-11-20T09:05:30+09:00"),
        channel: "オンライン".into(),
        applicant: "見本　花子（ミホン　ハナコ）".into(),
        sections: vec![
            Section {
                title: "請求する方".into(),
                lines: vec![
                    line("お名前", "見本　花子"),
                    line("住所", "〒634-0078\n奈良県橿原市八木町1丁目1-18\n見本ハイツ 101"),
                    line("電話番号", "090-1234-5678"),
                ],
            },
            Section {
                title: "必要な証明".into(),
                lines: vec![
                    line("通数", "2通"),
                    line("本籍を載せますか", ""),
                    line("使いみち", "年金の請求のため"),
                ],
            },
        ],
        files: vec![Attached {
            label: "本人確認書類".into(),
            name: "免許証おもて.jpg".into(),
            size: 123_456,
            digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        }],
        contact: contact(),
        address: "https://tetsuzuki.example.jp/staff/a/K7MN-4128-83".into(),
        stamps: ["課長", "係長", "係"].map(str::to_owned).to_vec(),
    }
}

pub fn receipt() -> Receipt {
    let copy = copy();
    Receipt {
        procedure: copy.procedure,
        receipt: copy.receipt,
        arrived_at: copy.arrived_at,
        channel: copy.channel,
        applicant: copy.applicant,
        due: Due::On("2026-11-27".parse().unwrap()),
        fee: "1通300円".into(),
        files: copy.files,
        contact: contact(),
        address: "https://tetsuzuki.example.jp/status".into(),
    }
}

pub fn imprint(id: &str) -> Imprint {
    Imprint {
        title: "見本".into(),
        author: "橿原市".into(),
        id: id.into(),
        made_at: at("2026-11-23T10:00:00+09:00"),
    }
}

pub fn print(document: Document) -> Vec<u8> {
    PRESS.print(&[document], &imprint("x")).unwrap()
}

/// What a reader of the file finds written in it, without spaces and line ends.
pub fn text_of(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.pdf");
    std::fs::write(&path, pdf).unwrap();
    let out = Command::new("pdftotext").arg("-raw").arg(&path).arg("-").output();
    let out = out.expect("pdftotext (Debian: poppler-utils)");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    squeezed(&String::from_utf8(out.stdout).unwrap())
}

pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200B}').collect()
}

/// For eyes: with `MADOGUCHI_TEST_PAPERS` the papers stay in that folder.
pub fn keep(name: &str, pdf: &[u8]) {
    if let Some(folder) = std::env::var_os("MADOGUCHI_TEST_PAPERS") {
        std::fs::write(Path::new(&folder).join(format!("{name}.pdf")), pdf).unwrap();
    }
}
