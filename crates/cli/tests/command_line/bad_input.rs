//! Whatever is wrong at the start is said in one sentence that tells what to do.

use std::{fs, net::TcpListener};

use crate::kit::{Desk, root, said};

#[test]
fn a_broken_paper_stops_the_start_with_file_line_and_hint() {
    let desk = Desk::new();
    let folder = desk.path("forms/mihon");
    fs::create_dir_all(&folder).unwrap();
    let good = fs::read_to_string(root().join("forms/suido-kaishi/form.toml")).unwrap();
    fs::write(folder.join("form.toml"), good.replacen("type = \"choice\"", "type = \"choise\"", 1)).unwrap();
    let line = good.lines().position(|l| l == "type = \"choice\"").unwrap() + 1;
    let said = desk.run(&["serve", "--forms", desk.path("forms").to_str().unwrap()]);
    assert_eq!(said.code, Some(2), "{}", said.err);
    assert!(said.err.contains(&format!("mihon/form.toml:{line}:")), "{}", said.err);
    assert!(said.err.contains("「choice」のことでしょうか"), "{}", said.err);
}

#[test]
fn what_is_missing_or_taken_is_named_with_the_setting_to_change() {
    let desk = Desk::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = format!("postgres://u:geheim@{closed}/x");
    let file = desk.path("madoguchi.toml");
    fs::write(&file, "lisen = \"127.0.0.1:1\"").unwrap();
    let days = desk.path("closed.txt");
    fs::write(&days, "# 見本\n2026-12-28 # 臨時\n2026-13-01\n").unwrap();
    let days = days.to_str().unwrap();
    let file = file.to_str().unwrap();
    let cases: &[(&[&str], &[&str])] = &[
        (&["serve", "--forms", "no/such/folder"], &["no/such/folder", "--forms"]),
        (&["serve", "--listen", &taken], &[&taken, "--listen"]),
        (&["serve", "--listen", "127.0.0.1:0", "--database", &nobody], &["refused", "--database"]),
        (&["serve", "--listen", "127.0.0.1:0", "--smtp", "nowhere"], &["--smtp"]),
        (&["serve", "--config", file], &["lisen", "madoguchi settings"]),
        (&["serve", "--config", "no-such-file.toml"], &["no-such-file.toml"]),
        (&["serve", "--draft-days", "many"], &["--draft-days"]),
        (&["serve", "--listen", "127.0.0.1:0", "--closed-days", days], &["closed.txt:3", "2026-13-01"]),
        (&["serve", "--listen", "127.0.0.1:0", "--closed-days", "no.txt"], &["no.txt", "--closed-days"]),
        (&["serve", "--listen", "127.0.0.1:0", "--fonts", "no/such/fonts"], &["no/such/fonts", "--fonts"]),
        (
            &["serve", "--listen", "127.0.0.1:0", "--fonts", "deploy/seed"],
            &["BIZUDMincho-Regular.ttf", "deploy/seed", "--fonts"],
        ),
        (&["serve", "--listen", "127.0.0.1:0", "--seal", "no-seal.png"], &["no-seal.png", "--seal"]),
        (
            &["serve", "--listen", "127.0.0.1:0", "--seal", "deploy/seed/staff.csv"],
            &["staff.csv", "PNG", "--seal"],
        ),
        (&["inventory", "import", "no-such.csv"], &["no-such.csv"]),
        (&["check", "no/such/paper"], &["no/such/paper"]),
        (&["explain", "P9999"], &["P9999"]),
    ];
    for (arguments, words) in cases {
        let said = desk.run(arguments);
        assert_eq!(said.code, Some(2), "{arguments:?}: {}", said.err);
        for word in *words {
            assert!(said.err.contains(word), "{arguments:?} does not say {word}: {}", said.err);
        }
        assert!(!said.err.contains("geheim"), "a password is not repeated: {}", said.err);
        assert!(!said.err.contains("panicked"), "{arguments:?}: {}", said.err);
    }
}

#[test]
fn a_variable_that_is_no_setting_is_refused() {
    let said = said(Desk::new().command(&["settings"]).env("MADOGUCHI_LISEN", "127.0.0.1:1"));
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("MADOGUCHI_LISEN") && said.err.contains("madoguchi settings"), "{}", said.err);
}

#[test]
fn without_a_mail_server_it_serves_and_says_so() {
    let desk = Desk::new();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let serving = desk.serve(&["--smtp", &format!("smtp://{closed}")]);
    assert_eq!(serving.get("/readyz"), "ready\n");
    let log = serving.stop();
    assert!(log.contains("メールサーバーにつながりません") && log.contains("--smtp"), "{log}");
}

#[test]
fn a_bad_sheet_is_reported_by_row_and_column_and_saves_nothing() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["staff", "departments", "deploy/seed/departments.csv"]).code, Some(0));
    let sheet = fs::read_to_string(root().join("deploy/seed/inventory.csv")).unwrap();
    let mut lines: Vec<String> = sheet.lines().map(str::to_owned).collect();
    let at = lines[0].split(',').position(|c| c == "department").unwrap();
    let mut cells: Vec<&str> = lines[1].split(',').collect();
    cells[at] = "nowhere";
    lines[1] = cells.join(",");
    let file = desk.path("bad.csv");
    fs::write(&file, lines.join("\r\n")).unwrap();
    let said = desk.run(&["inventory", "import", file.to_str().unwrap(), "--yes"]);
    assert_eq!(said.code, Some(1), "{}", said.err);
    assert!(said.out.contains('2') && said.out.contains("department"), "{}", said.out);
    let rate = desk.run(&["rate", "--format", "json"]);
    assert!(rate.out.contains("\"denominator\": 0"), "nothing was saved: {}", rate.out);
}
