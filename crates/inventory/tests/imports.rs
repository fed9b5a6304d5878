//! The files of others, as they are: the national survey, the list of priority procedures, and what spreadsheets make of ours.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own words has failed")]

use std::collections::BTreeSet;

use madoguchi_inventory::{
    Applicant, Blocker, COLUMNS, ChangeKind, Closed, Format, Kind, Known, LeftOut, Level, Method, Procedure,
    Status, changes, edited, take,
};
use madoguchi_vocab::DepartmentId;

fn known() -> Known {
    let departments: BTreeSet<_> = ["shimin", "suido", "kodomo"].map(|d| DepartmentId(d.into())).into();
    Known { today: "2026-11-29".parse().unwrap(), ..Known::of(departments) }
}

/// The columns of the survey of 令和6年度, as published.
const SURVEY: &str = "手続ID,所管府省庁,手続名,法令名,法令番号,根拠条項号,手続主体,手続の受け手,経由機関,事務区分,オンライン化の実施状況,オンライン化の実施予定及び検討時の懸念点,オンライン化実施時期,申請等における本人確認手法,手数料等の納付有無,手数料等の納付方法,処理期間(オンライン),処理期間(非オンライン),情報システム(申請),総手続件数,オンライン手続件数,非オンライン手続件数,申請書等に記載させる情報,申請時に添付させる書類,添付書類等提出の撤廃/省略状況,添付書類等の提出方法,添付書類等への電子署名,手続が行われるイベント(個人),手続が行われるイベント(法人),申請に関連する士業,申請を提出する機関";

fn survey_row(id: &str, status: &str, total: &str, online: &str) -> String {
    format!(
        "{id},見本省,\"見本の\n届出等\",見本法,令和元年法律第一号,第1条,7 国民等、民間事業者等,3 地方等,,2 第1号法定受託事務,{status},4 一部の必要書類の原本が紙であり、電子化してもオンライン処理が完結しない; 6 オンライン化の費用対効果が小さい又は不明,,3 署名,2 手数料等有り,1-1 行政機関の窓口,,３０日,,\"{total}\",{online},,,住民票; 戸籍,,,,引越し; 介護,,,市役所・町村役場"
    )
}

fn survey(rows: &[String]) -> String {
    format!("{SURVEY}\r\n{}\r\n", rows.join("\r\n"))
}

#[test]
fn a_row_of_the_survey_is_a_procedure_nobody_has_begun() {
    let text = survey(&[
        survey_row("P24008258", "1 実施済", "1,234,567", "0"),
        survey_row("42", "3 適用除外", "", ""),
    ]);
    let sheet = take(text.as_bytes(), &known());
    assert_eq!((sheet.format, sheet.problems.as_slice()), (Format::National, &[][..]));
    let [p, exempt] = sheet.rows.as_slice() else { panic!("{:?}", sheet.rows.len()) };
    assert_eq!((p.id.as_str(), p.national_id.as_str()), ("national-P24008258", "P24008258"));
    assert_eq!((p.kind, p.applicant, p.processing_days), (Kind::Notification, Applicant::Both, Some(30)));
    assert_eq!(p.blockers, BTreeSet::from([Blocker::PaperOriginal, Blocker::Cost]));
    assert_eq!(p.attachments, BTreeSet::from(["住民票".into(), "戸籍".into()]));
    assert_eq!(p.life_events, BTreeSet::from(["moving".into(), "welfare".into()]));
    // What is said of the country is not said of the city.
    assert_eq!((p.status, p.national_status.as_str()), (Status::NotYet, "1 実施済"));
    assert_eq!(
        (p.volume.total, p.volume.method, p.national_volume),
        (None, Method::Unknown, Some(1_234_567))
    );
    assert_eq!((exempt.status, exempt.left_out), (Status::Excluded, Some(LeftOut::Exempt)));
}

#[test]
fn the_survey_in_every_encoding_and_behind_a_title() {
    let text = survey(&[survey_row("9108", "5 一部実施済", "１２３", "0")]);
    let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode(&text);
    let marked = [&b"\xEF\xBB\xBF"[..], text.as_bytes()].concat();
    let wide: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let titled = format!("行政手続等の悉皆調査結果\r\n\r\n{text}");
    for bytes in [text.as_bytes(), &sjis, &marked, &wide, titled.as_bytes()] {
        let sheet = take(bytes, &known());
        assert_eq!(sheet.problems, []);
        assert_eq!(
            (sheet.rows[0].name.as_str(), sheet.rows[0].national_volume),
            ("見本の\n届出等", Some(123))
        );
    }
}

#[test]
fn the_survey_fills_what_is_blank_and_changes_nothing_the_city_said() {
    let ours = Procedure {
        department: DepartmentId("shimin".into()),
        law: "市の調べた法".into(),
        status: Status::Online,
        national_id: "9108".into(),
        ..Procedure::begun("ours".into(), "うちの手続き".into())
    };
    let known = Known { procedures: vec![ours.clone()], ..known() };
    let sheet = take(survey(&[survey_row("9108", "2 未実施", "7", "0")]).as_bytes(), &known);
    let [p] = sheet.rows.as_slice() else { panic!() };
    assert_eq!((p.id.as_str(), p.law.as_str(), p.status), ("ours", "市の調べた法", Status::Online));
    assert_eq!((p.article.as_str(), p.national_volume), ("第1条", Some(7)));
    let again = Known { procedures: vec![p.clone()], ..known };
    let sheet = take(survey(&[survey_row("9108", "2 未実施", "7", "0")]).as_bytes(), &again);
    assert_eq!(changes(&again.procedures, &sheet.rows), [], "the same file twice changes nothing");
}

#[test]
fn what_is_wrong_in_the_survey_is_named_by_row_and_column() {
    let text = survey(&[
        survey_row("1", "1 実施済", "たくさん", "0"),
        survey_row("2", "2 未実施", "5", "9"),
        survey_row("2", "1 実施済", "5", "0"),
    ]);
    let sheet = take(text.as_bytes(), &known());
    let told: Vec<_> = sheet.problems.iter().map(|p| (p.line, p.column.as_str())).collect();
    // The name of each procedure breaks over two lines.
    assert_eq!(told, [(2, "総手続件数"), (6, "手続ID")]);
    let odd: Vec<_> = sheet.warnings.iter().map(|p| p.line).collect();
    assert_eq!(odd, [4, 4], "more online than in all, and online although 未実施");
}

const LIST: &str = "no,name,group,in_31,level,legal_basis,national_ids,national_annual_volume,national_online_count,national_year,kure_FY2022_total,kure_FY2022_online,name_confidence,source,note
9,港湾関係手続,a,,都道府県等(港湾管理者),港湾法,,,,,,,B,見本,
17,犬の登録申請、死亡届,a,,市町村,狂犬病予防法,48899;48893,,,,,,A,見本,
23,消防法令における申請・届出等,a,,消防本部,消防法,,,,,,,B,見本,
38,児童扶養手当の現況届の事前送信,b,子育て,市町村,児童扶養手当法,,,,,,,B,見本,
40,要介護・要支援認定の申請,b,介護,市町村,介護保険法,110382;110391,,,,,,A,見本,
53,転入予約,b,,市町村,,,,,,,,A,見本,
";

#[test]
fn the_priority_list_marks_what_is_there_and_adds_what_is_not() {
    let row = |id: &str, national: &str| Procedure {
        national_id: national.into(),
        ..Procedure::begun(id.into(), format!("{id}の手続き"))
    };
    // One item is two procedures, and one procedure is named by two of the survey's numbers.
    let ours =
        vec![row("dog-registration", "48899"), row("dog-death", "48893"), row("kaigo", "110382;110391")];
    let known = Known { procedures: ours, ..known() };
    let sheet = take(LIST.as_bytes(), &known);
    assert_eq!((sheet.format, sheet.problems.as_slice()), (Format::Priority, &[][..]));
    let of = |id: &str| sheet.rows.iter().find(|p| p.id == id).unwrap_or_else(|| panic!("no {id}"));
    assert_eq!(
        (of("dog-registration").priority59.as_str(), of("dog-death").priority59.as_str()),
        ("17", "17")
    );
    assert!(of("kaigo").priority31 && of("kaigo").dashboard26 && !of("dog-death").priority31);
    assert_eq!((of("priority-9").level, of("priority-23").level), (Level::Prefecture, Level::Union));
    assert_eq!(of("priority-23").status, Status::Other);
    assert!(of("priority-53").partly_by_design && of("priority-38").partly_by_design);
    assert_eq!(of("priority-53").priority_version, "優先手続の一覧（2026-11-29 取り込み）");
    assert_eq!(sheet.rows.len(), 7);

    let later = Known { procedures: sheet.rows.clone(), today: "2027-01-05".parse().unwrap(), ..known };
    let again = take(LIST.as_bytes(), &later);
    assert_eq!(changes(&later.procedures, &again.rows), [], "the same list twice changes nothing");
}

#[test]
fn a_sheet_with_some_of_the_columns_leaves_the_others_as_they_are() {
    let ours = Procedure {
        department: DepartmentId("shimin".into()),
        note: "残る".into(),
        ..Procedure::begun("a".into(), "手続き".into())
    };
    let known = Known { procedures: vec![ours.clone()], ..known() };
    let text = "id\tname\tdepartment\tvolume\tvolume_method\r\na\t手続き\tshimin\t１，２３４\t実績\r\n,,,,\r\nnew\t新しい\tsuido\t\t\r\n";
    let sheet = take(text.replace(",,,,", "\t\t\t\t").as_bytes(), &known);
    // The new row says nothing of how its volume came about.
    assert_eq!(
        sheet.problems.iter().map(|p| (p.line, p.column.as_str())).collect::<Vec<_>>(),
        [(4, "volume_method")]
    );
    let sheet = take(
        text.replace(",,,,", "\t\t\t\t").replace("suido\t\t\r", "suido\t\tunknown\r").as_bytes(),
        &known,
    );
    assert_eq!(sheet.problems, []);
    let told = changes(&known.procedures, &sheet.rows);
    let ChangeKind::Changed(cells) = &told[0].kind else { panic!("{told:?}") };
    assert_eq!(cells.iter().map(|c| c.0).collect::<Vec<_>>(), ["volume", "volume_method"]);
    assert_eq!(told[1].kind, ChangeKind::Added);
}

#[test]
fn words_of_screens_codes_of_the_survey_and_years_of_eras_are_understood() {
    let text = "id,name,department,status,status_since,channels,level\na,手続き,shimin,１ 実施済,令和7年4月1日,窓口；eLTAX,県\nb,手続き,shimin,公開,2025/4/1,Counter,city\n";
    let sheet = take(text.as_bytes(), &known());
    assert_eq!(sheet.problems, []);
    assert_eq!((sheet.rows[0].status, sheet.rows[0].level), (Status::Online, Level::Prefecture));
    assert_eq!(
        (sheet.rows[1].status, sheet.rows[1].status_since),
        (Status::Online, sheet.rows[0].status_since)
    );
}

#[test]
fn a_department_that_was_merged_and_a_day_before_the_city_are_refused() {
    let closed = Closed { on: "2026-04-01".parse().unwrap(), into: Some(DepartmentId("suido".into())) };
    let known = Known { closed: [(DepartmentId("gesui".into()), closed)].into(), ..known() };
    let text = "id,name,department,status,status_since,volume,volume_by_channel\na,手続き,gesui,online,2020-04-01,,\nb,手続き,shimin,online,1956-02-10,5,counter=4;mail=2\nc,手続き,shimin,online,1956-02-11,6,counter=4;mail=2\n";
    let sheet = take(text.as_bytes(), &known);
    let told: Vec<_> = sheet.problems.iter().map(|p| (p.line, p.column.as_str())).collect();
    assert_eq!(told, [(2, "department"), (3, "status_since"), (3, "volume_by_channel")]);
    assert!(
        sheet.problems[0].message.contains("2026-04-01") && sheet.problems[0].message.contains("「suido」")
    );
}

#[test]
fn values_that_ran_out_of_their_columns_and_letters_that_were_lost_are_told() {
    let sheet = take(b"id,name,department,volume\na,n,shimin,1,234\n", &known());
    assert!(sheet.problems[0].message.contains('"'), "{:?}", sheet.problems);
    let sheet = take(b"id,name,department\na,\x81\xFF\xFF,shimin\n", &known());
    assert_eq!((sheet.problems[0].line, sheet.problems[0].column.as_str()), (2, "name"));
}

#[test]
fn the_submissions_of_one_paper_are_counted_for_one_procedure() {
    let text = "id,name,department,paper,volume_method\na,手続き,shimin,juminhyo,counted\nb,手続き,shimin,juminhyo,counted\nc,手続き,shimin,,counted\n";
    let sheet = take(text.as_bytes(), &known());
    let told: Vec<_> = sheet.problems.iter().map(|p| (p.line, p.column.as_str())).collect();
    assert_eq!(told, [(3, "volume_method"), (4, "volume_method")]);
}

#[test]
fn one_procedure_is_edited_by_the_same_rules() {
    let known = known();
    let ours = Procedure {
        department: DepartmentId("shimin".into()),
        ..Procedure::begun("a".into(), "手続き".into())
    };
    let write = |cells: &[(&str, &str)]| {
        let written = cells.iter().map(|(c, v)| ((*c).to_owned(), (*v).to_owned())).collect();
        edited(&ours, &written, &known)
    };
    let (new, _) = write(&[("volume", "１２"), ("volume_method", "actual"), ("id", "b")]).unwrap();
    assert_eq!((new.id.as_str(), new.volume.total), ("a", Some(12)), "an id never changes");
    let problems = write(&[("volume", "10"), ("online_volume", "11"), ("department", "shimn")]).unwrap_err();
    let told: BTreeSet<_> = problems.iter().map(|p| p.column.as_str()).collect();
    assert_eq!(told, ["department", "online_volume"].into());
    assert!(COLUMNS.iter().all(|c| madoguchi_inventory::column_label(c) != *c), "every column has a name");
}

/// A look-alike of the published file: its columns, its size, its kinds of cells. How long it takes is measured by
/// `cargo test -p madoguchi-cli --test command_line`, on the way into a database.
#[test]
fn a_survey_of_the_size_of_the_real_one_is_read_whole() {
    let rows: Vec<String> = (0..2_265).map(|n| survey_row(&format!("{n}"), "4 その他", "", "")).collect();
    let sheet = take(survey(&rows).as_bytes(), &known());
    assert_eq!((sheet.rows.len(), sheet.problems.len()), (2_265, 0));
}
