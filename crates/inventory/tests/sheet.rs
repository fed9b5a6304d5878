//! The inventory as a file: what is taken, what is refused and how it is said.

use std::collections::BTreeSet;

use madoguchi_inventory::{COLUMNS, ChangeKind, Procedure, changes, read, write};
use madoguchi_vocab::DepartmentId;

fn departments() -> BTreeSet<DepartmentId> {
    ["shimin", "suido"].map(|d| DepartmentId(d.into())).into()
}

/// A row that is right, with some cells written otherwise.
fn row(cells: &[(&str, &str)]) -> String {
    let right = [
        ("id", "juminhyo"),
        ("name", "住民票の写しの交付請求"),
        ("department", "shimin"),
        ("law", "住民基本台帳法"),
        ("article", "第12条第1項"),
        ("basis", "law"),
        ("kind", "request"),
        ("affairs", "own"),
        ("applicant", "resident"),
        ("level", "city"),
        ("status", "not_yet"),
        ("channels", "counter;mail"),
        ("volume_method", "unknown"),
    ];
    let value = |column: &str| {
        let all = cells.iter().chain(&right);
        all.clone().find(|(c, _)| *c == column).map_or("", |(_, v)| v)
    };
    COLUMNS.map(|c| format!("\"{}\"", value(c).replace('"', "\"\""))).join(",")
}

fn sheet(rows: &[String]) -> String {
    format!("{}\n{}\n", COLUMNS.join(","), rows.join("\n"))
}

fn good(cells: &[(&str, &str)]) -> Procedure {
    let read = read(sheet(&[row(cells)]).as_bytes(), &departments());
    assert_eq!(read.problems, []);
    read.rows[0].clone()
}

#[test]
fn numbers_as_spreadsheets_and_people_write_them() {
    assert_eq!(good(&[("volume", "1,234")]).volume.total, Some(1234));
    assert_eq!(good(&[("volume", "１２３４")]).volume.total, Some(1234));
    assert_eq!(good(&[("volume", "0")]).volume.total, Some(0));
    assert_eq!(good(&[("volume", "")]).volume.total, None, "blank is unknown, not zero");
}

#[test]
fn encodings_marks_and_line_breaks() {
    let text = sheet(&[row(&[("note", "一行目\n二行目、\"引用\"")])]);
    let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode(&text);
    let marked = [&b"\xEF\xBB\xBF"[..], text.as_bytes()].concat();
    for bytes in [text.as_bytes(), &marked, &sjis, text.replace('\n', "\r\n").as_bytes()] {
        let read = read(bytes, &departments());
        assert_eq!(read.problems, []);
        assert_eq!(read.rows[0].note.replace("\r\n", "\n"), "一行目\n二行目、\"引用\"");
    }
}

#[test]
fn what_is_wrong_is_named_by_row_and_column() {
    for (cells, column, word) in [
        (&[("department", "shimn")][..], "department", "「shimin」のことですか"),
        (&[("status", "onlin")], "status", "「online」のことですか"),
        (&[("channels", "counter;fax")], "channels", "「fax」は使えません。使える語：platform（この窓口）、"),
        (&[("volume", "10"), ("online_volume", "11")], "online_volume", "総件数 10 より多く"),
        (&[("volume", "たくさん")], "volume", "わからないときは空に"),
        (&[("volume", "-1")], "volume", "0 以上"),
        (&[("status_since", "1888-01-01")], "status_since", "より前"),
        (&[("status_since", "2026-02-30")], "status_since", "日付ではありません"),
        (&[("status", "excluded")], "reason", "理由と根拠"),
        (&[("id", "日本")], "id", "使えません"),
        (&[("name", "")], "name", "ありません"),
        (&[("paper", "../etc")], "paper", "使えません"),
    ] {
        let read =
            read(sheet(&[row(&[]), row(&[cells, &[("id", "second")]].concat())]).as_bytes(), &departments());
        let problem = read.problems.first().unwrap_or_else(|| panic!("{cells:?} was taken"));
        assert_eq!((problem.line, problem.column.as_str()), (3, column), "{problem:?}");
        assert!(problem.message.contains(word), "{problem:?} lacks {word}");
    }
}

#[test]
fn a_number_used_twice_and_a_broken_header() {
    let twice = read(sheet(&[row(&[]), row(&[])]).as_bytes(), &departments());
    assert!(twice.problems[0].message.contains("2 行目にも"), "{:?}", twice.problems);
    let header = read(sheet(&[row(&[])]).replacen("department", "departmnt", 1).as_bytes(), &departments());
    assert!(
        header.problems.iter().any(|p| p.message.contains("「department」のことですか")),
        "{:?}",
        header.problems
    );
    assert!(header.problems.iter().any(|p| p.column == "department" && p.message.contains("列がありません")));
    for nonsense in [&b""[..], b"\0\0\0", b"a,b\n\"", &[0xFF, 0xFE, 0x00]] {
        assert!(!read(nonsense, &departments()).problems.is_empty());
    }
}

#[test]
fn what_is_written_reads_back_and_holds_no_formula() {
    let procedures = [
        good(&[("note", "=1+1"), ("volume", "5"), ("priority31", "yes")]),
        good(&[("id", "b"), ("life_events", "tax;moving")]),
    ];
    let bytes = write(&procedures);
    assert!(String::from_utf8_lossy(&bytes).contains("'=1+1"));
    let again = read(&bytes, &departments());
    assert_eq!(again.problems, []);
    assert_eq!(again.rows, procedures);
}

#[test]
fn changes_are_told_column_by_column() {
    let (old, kept) = (good(&[]), good(&[("id", "kept")]));
    let new = good(&[("volume", "7"), ("status", "online")]);
    let told = changes(&[old, kept], &[new, good(&[("id", "new")])]);
    let ChangeKind::Changed(cells) = &told[0].kind else { panic!("{told:?}") };
    assert_eq!(
        cells,
        &[("status", "not_yet".into(), "online".into()), ("volume", String::new(), "7".into())]
    );
    assert_eq!(told[1].kind, ChangeKind::Added);
    assert_eq!((told[2].id.as_str(), &told[2].kind), ("kept", &ChangeKind::Missing));
}

/// A procedure that came online later had no online volume before, whatever a later year says.
#[test]
fn a_rate_of_the_past_counts_no_use_from_later() {
    use madoguchi_inventory::{PartialRule, RateId, facts, rates};
    let since = good(&[
        ("status", "online"),
        ("status_since", "2023-04-01"),
        ("volume", "100"),
        ("online_volume", "40"),
        ("volume_year", "2025"),
        ("volume_method", "sample"),
        ("volume_source", "見本"),
    ]);
    let used = |day: &str| {
        let day = day.parse().unwrap();
        let facts = facts(std::slice::from_ref(&since), &BTreeSet::new(), day, &[]);
        rates(&facts, PartialRule::Able, day).swap_remove(RateId::UsedOfAll as usize).percent()
    };
    assert_eq!((used("2023-03-31").as_str(), used("2023-04-01").as_str()), ("0.0 %", "40.0 %"));
}

/// What people have on their desks is a workbook: it is told what it is, and how it becomes a file that can be read.
#[test]
fn a_workbook_is_recognised_and_told_how_to_be_saved() {
    let departments = BTreeSet::new();
    for (begins, words) in [
        (&b"PK\x03\x04\x14\x00"[..], "Excel ブック（.xlsx）"),
        (&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00"[..], "古い Excel ブック（.xls）"),
    ] {
        let sheet = read(begins, &departments);
        let [problem] = &sheet.problems[..] else { panic!("{:?}", sheet.problems) };
        assert!(problem.message.contains(words), "{}", problem.message);
        assert!(problem.message.contains("「CSV UTF-8（コンマ区切り）」"), "{}", problem.message);
    }
    let pdf = read(b"%PDF-1.7\n", &departments);
    assert!(pdf.problems[0].message.contains("これはPDFで"), "{}", pdf.problems[0].message);
}

/// A mistake names the procedure and the words that can stand there.
#[test]
fn a_mistake_names_the_procedure_and_the_words_that_can_stand_there() {
    let departments = BTreeSet::from([DepartmentId("shimin".into())]);
    let file = "id,name,department,status,basis\na,見本の届出,kazei,済み,\n";
    let sheet = read(file.as_bytes(), &departments);
    assert!(sheet.problems.iter().all(|p| p.name == "見本の届出"), "{:?}", sheet.problems);
    let said = |column: &str| &sheet.problems.iter().find(|p| p.column == column).unwrap().message;
    assert!(said("status").contains("online（公開）、partial（一部）"), "{}", said("status"));
    assert!(said("basis").starts_with("空にはできません。使える語：law（法令）"), "{}", said("basis"));
    assert_eq!(said("department"), "「kazei」という課はありません。使える課の id：shimin");
}
