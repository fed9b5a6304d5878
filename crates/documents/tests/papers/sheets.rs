use madoguchi_documents::*;

use crate::kit::*;

#[test]
fn a_copy_holds_every_answer_and_what_came_along() {
    let pdf = print(Document::Copy(Box::new(copy())));
    keep("copy", &pdf);
    let text = text_of(&pdf);
    for part in [
        "住民票の写しの交付請求（写し）",
        "K7MN-4128-83",
        "令和8年11月20日9時05分",
        "オンライン",
        "見本花子（ミホンハナコ）",
        "奈良県橿原市八木町1丁目1-18",
        "年金の請求のため",
        "免許証おもて.jpg",
        "121KB",
        "9f86d081884c7d65",
        "課長",
        "係長",
        "署名",
    ] {
        assert!(text.contains(part), "the copy lacks {part}:\n{text}");
    }
    assert!(!text.contains("9f86d081884c7d659"), "a short digest is short");
}

#[test]
fn a_receipt_says_when_and_what_and_where_to_follow_it() {
    let pdf = print(Document::Receipt(Box::new(receipt())));
    keep("receipt", &pdf);
    let text = text_of(&pdf);
    for part in [
        "受付票",
        "K7MN-4128-83",
        "令和8年11月20日9時05分",
        "見本花子",
        "令和8年11月27日ごろまで",
        "免許証おもて.jpg",
        "https://tetsuzuki.example.jp/status",
        "電話0744-22-4001",
    ] {
        assert!(text.contains(part), "the receipt lacks {part}:\n{text}");
    }
    assert!(!text.contains("照会キー："), "the key is nowhere on it");
}

#[test]
fn many_papers_are_one_file_and_each_counts_its_own_pages() {
    let long = Copy {
        sections: (0..40)
            .map(|n| Section { title: format!("その{n}"), lines: copy().sections[0].lines.clone() })
            .collect(),
        ..copy()
    };
    let notice = notice(decisions()[2].clone());
    let papers = [
        Document::Copy(Box::new(copy())),
        Document::Copy(Box::new(long)),
        Document::Notice(Box::new(notice)),
        Document::Receipt(Box::new(receipt())),
    ];
    let pdf = PRESS.print(&papers, &imprint("many")).unwrap();
    keep("many", &pdf);
    let text = text_of(&pdf);
    assert_eq!(text.matches("1/1").count(), 3, "three of them have one page:\n{text}");
    assert!(text.contains("2/"), "the long one has more:\n{text}");
    assert!(text.contains("その39"));
}

#[test]
fn the_same_values_give_the_same_bytes() {
    for document in [
        Document::Notice(Box::new(notice(decisions()[1].clone()))),
        Document::Copy(Box::new(copy())),
        Document::Receipt(Box::new(receipt())),
    ] {
        let once = print(document.clone());
        assert_eq!(once, print(document.clone()), "twice");
        // Whatever was printed in between and on whichever thread.
        print(Document::Copy(Box::new(copy())));
        let elsewhere = std::thread::spawn(move || print(document)).join().unwrap();
        assert_eq!(once, elsewhere, "on another thread");
    }
}

#[test]
fn a_file_says_what_it_is_and_that_it_can_be_read_aloud() {
    let pdf = print(Document::Receipt(Box::new(receipt())));
    let raw = String::from_utf8_lossy(&pdf);
    for part in ["pdfaid:part>2", "pdfaid:conformance>A", "pdfuaid:part>1", "/Lang", "/StructTreeRoot"] {
        assert!(raw.contains(part), "the file lacks {part}");
    }
    assert!(raw.contains("2026-11-23T10:00:00+09:00"), "its time is the one it was given");
}
