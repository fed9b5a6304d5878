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
