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
