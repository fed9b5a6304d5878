//! The rates of the command line, of the API and of the page are the same numbers.

use serde_json::Value;

use crate::kit::{Desk, Serving};

fn desk_with_inventory() -> (Desk, Serving) {
    let desk = Desk::new();
    assert_eq!(desk.run(&["staff", "departments", "deploy/seed/departments.csv"]).code, Some(0));
    let shown = desk.run(&["inventory", "import", "deploy/seed/inventory.csv"]);
    assert!(shown.out.contains("まだ保存していません"), "{}{}", shown.out, shown.err);
    let saved = desk.run(&["inventory", "import", "deploy/seed/inventory.csv", "--yes"]);
    assert!(saved.out.contains("保存しました"), "{}{}", saved.out, saved.err);
    let serving = desk.serve(&[]);
    (desk, serving)
}

#[test]
fn command_line_api_and_page_agree() {
    let (desk, serving) = desk_with_inventory();
    let said = desk.run(&["rate", "--format", "json"]);
    let here: Value = serde_json::from_str(&said.out).unwrap();
    let there: Value = serde_json::from_str(&serving.get("/api/v1/rate")).unwrap();
    assert_eq!(here, there);

    let page = serving.get("/rate");
    let lines = here.as_array().unwrap();
    assert_eq!(lines.len(), 4);
    for line in lines {
        let part = |name: &str| madoguchi_vocab::number::thousands(line[name].as_f64().unwrap());
        let counted = format!("{} ÷ {}", part("numerator"), part("denominator"));
        assert!(page.contains(&counted), "{}: {counted} is not on the page", line["id"]);
        assert!(line["excluded"].is_array() && line["as_of"].is_string(), "{line}");
    }
    let kinds = lines[1]["denominator"].as_u64().unwrap();
    let excluded: u64 =
        lines[1]["excluded"].as_array().unwrap().iter().map(|e| e["kinds"].as_u64().unwrap()).sum();
    let rows = std::fs::read_to_string(crate::kit::root().join("deploy/seed/inventory.csv")).unwrap();
    let rows = csv::Reader::from_reader(rows.as_bytes()).records().count();
    assert_eq!(kinds + excluded, rows as u64, "every row of the sheet is counted or left out with a reason");
}

#[test]
fn the_open_data_table_is_a_file() {
    let (_desk, serving) = desk_with_inventory();
    let csv = serving.get("/rate.csv");
    assert!(csv.starts_with("\u{feff}手続名,総件数,うちオンライン件数,割合,年度\r\n"), "{csv}");
}

/// A look-alike of the national survey: its columns, its size, its kinds of cells.
fn survey() -> String {
    let head = "手続ID,所管府省庁,手続名,法令名,法令番号,根拠条項号,手続主体,手続の受け手,経由機関,事務区分,オンライン化の実施状況,オンライン化の実施予定及び検討時の懸念点,オンライン化実施時期,申請等における本人確認手法,手数料等の納付有無,手数料等の納付方法,処理期間(オンライン),処理期間(非オンライン),情報システム(申請),総手続件数,オンライン手続件数,非オンライン手続件数,申請書等に記載させる情報,申請時に添付させる書類,添付書類等提出の撤廃/省略状況,添付書類等の提出方法,添付書類等への電子署名,手続が行われるイベント(個人),手続が行われるイベント(法人),申請に関連する士業,申請を提出する機関";
    let mut text = format!("{head}\r\n");
    for n in 0..2_265 {
        let status = ["1 実施済", "2 未実施", "4 その他"][n % 3];
        let total = if n % 8 == 0 { n.to_string() } else { String::new() };
        text += &format!(
            "{n},見本省,見本の{n}番目の届出,見本に関する長い名前の法律,昭和四十二年法律第八十一号,第12条第1項,5 国民等,3 地方等,,1 自治事務,{status},6 オンライン化の費用対効果が小さい又は不明,,4 本人確認書類の提示・提出,1 手数料等無し,,,30日,電子メール,{total},0,,マイナンバー,住民票; 戸籍,3 撤廃・省略不可,1 電子での提出のみ,,引越し,,士業が介在しない,都道府県庁; 市役所・町村役場\r\n"
        );
    }
    text
}

/// 2,265 rows are recognised, shown and saved well within a second of computing; how busy the machine is does not count.
#[test]
fn the_national_survey_is_imported_and_repeated_without_a_change() {
    let desk = Desk::new();
    let file = desk.path("survey.csv");
    std::fs::write(&file, survey()).unwrap();
    let file = file.to_str().unwrap();
    let saved = desk.run(&["inventory", "import", file, "--yes"]);
    assert!(
        saved.out.contains("国の悉皆調査として読みました") && saved.out.contains("加える 2265"),
        "{}",
        saved.err
    );
    let again = desk.run(&["inventory", "import", file, "--yes"]);
    assert!(again.out.contains("変わるところはありません"), "{}", again.out);
    let rates: Value = serde_json::from_str(&desk.run(&["rate", "--format", "json"]).out).unwrap();
    assert_eq!((rates[1]["denominator"].as_u64(), rates[0]["unknown"].as_u64()), (Some(2265), Some(2265)));
    assert_eq!(rates[0]["denominator"].as_u64(), Some(0), "what the country has is not what the city has");
}

/// Every mistake is named by line and column, and nothing of the file is saved.
#[test]
fn a_file_with_mistakes_is_refused_as_a_whole() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["staff", "departments", "deploy/seed/departments.csv"]).code, Some(0));
    let file = desk.path("daicho.csv");
    let rows = "id,name,department,status_since,volume,online_volume
a,見本の届出,shimin,,10,1
b,見本の申請,shimn,1956-02-10,,
a,見本の申請,shimin,,10,11
";
    std::fs::write(&file, rows).unwrap();
    let said = desk.run(&["inventory", "import", file.to_str().unwrap(), "--yes"]);
    assert_eq!(said.code, Some(1));
    for words in [
        "3 行目（見本の申請） department",
        "3 行目（見本の申請） status_since",
        "4 行目（見本の申請） id",
        "4 行目（見本の申請） online_volume",
        "何も保存していません",
    ] {
        assert!(format!("{}{}", said.out, said.err).contains(words), "{words}: {}{}", said.out, said.err);
    }
    let kept = desk.run(&["inventory", "export"]).out;
    assert_eq!(kept.lines().count(), 1, "the header only: {kept}");
}

#[test]
fn parts_of_the_rates_add_up_and_a_published_number_holds() {
    let (desk, _serving) = desk_with_inventory();
    let said = |more: &[&str]| -> Value {
        let arguments = [&["rate", "--format", "json"], more].concat();
        serde_json::from_str(&desk.run(&arguments).out).unwrap()
    };
    let whole = said(&[]);
    for by in ["department", "category"] {
        let parts = said(&["--by", by]);
        for line in whole.as_array().unwrap() {
            let of = |name: &str| -> u64 {
                let parts = parts.as_array().unwrap().iter().filter(|p| p["id"] == line["id"]);
                parts.map(|p| p[name].as_u64().unwrap()).sum()
            };
            for name in ["numerator", "denominator", "unknown"] {
                assert_eq!(of(name), line[name].as_u64().unwrap(), "{by} {} {name}", line["id"]);
            }
        }
    }
    assert_eq!(said(&["--by", "month", "--months", "3"]).as_array().unwrap().len(), 12);
    assert!(said(&["--by", "priority"]).as_array().unwrap().iter().any(|p| p["group"] == "59"));

    assert_eq!(desk.run(&["rate", "freeze", "令和8年度の公表"]).code, Some(0));
    let verified = desk.run(&["rate", "verify"]);
    assert!(verified.code == Some(0) && verified.out.contains("同じ値になります"), "{}", verified.out);
    let explained = desk.run(&["rate", "explain"]).out;
    for word in ["online_by_volume", "半分に数える", "決め方の版", "四捨五入"] {
        assert!(explained.contains(word), "{explained}");
    }
    let rows = desk.run(&["rate", "rows", "--rate", "online_by_kind", "--format", "csv"]).out;
    assert!(rows.lines().count() > 200 && rows.contains("resident-record-copy"), "{rows}");
}

/// What is written out comes in again; a mistake saves nothing and is named by line and column.
#[test]
fn kpis_and_their_values_go_in_and_out() {
    let desk = Desk::new();
    let taken = desk.run(&["kpi", "import", "deploy/seed/kpis.csv"]);
    assert!(taken.out.contains("18 項目"), "{}{}", taken.out, taken.err);
    let blank = desk.run(&["kpi", "values"]).out;
    assert_eq!(blank.lines().count(), 19, "a row to fill in for each: {blank}");
    let row = blank.lines().find(|line| line.contains(",13,")).unwrap();
    let filled =
        format!("{}\n{}\n", blank.lines().next().unwrap(), row.replace(",件,,,,", ",件,2025-03-31,60,見本,"));
    let written = |name: &str, text: &str| {
        let path = desk.path(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let file = written("values.csv", &filled);
    assert!(desk.run(&["kpi", "measure", &file]).out.contains("1 件"), "{filled}");
    assert!(desk.run(&["kpi", "measure", &file]).out.contains("0 件"), "it says nothing new");
    assert!(desk.run(&["kpi", "values"]).out.contains(",13,オープンデータ件数,件,2025-03-31,60,見本,"));
    let broken = written("broken.csv", &filled.replace(",60,", ",たくさん,"));
    let refused = desk.run(&["kpi", "measure", &broken]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.out.contains("2 行目 value"), "{}", refused.out);
}
