//! Open data: every file the catalogue lists is there, says the same in each form, and has the columns it says it has.

use std::collections::{BTreeMap, BTreeSet};

use axum::{Router, body::Body, http::StatusCode};
use madoguchi_testkit::{Browser, Office, Seen};
use serde_json::Value;

use crate::{counter, doors::signed_in};

const SETS: [&str; 6] = ["inventory", "rates", "online-use", "submissions", "kpis", "kpi-measurements"];

/// An office with an inventory, a published number, KPIs, and a month in which something came.
async fn with_a_past() -> (Office, Router) {
    let (office, router) = counter().await;
    let dx = office.staff("dx").await.person;
    let sheet =
        "id,name,department,status,volume,online_volume,volume_method,volume_source,volume_year,paper,note
a,見本の届出,shimin,online,600,597,actual,見本,2025,,内輪の覚え書き
b,見本の申請,suido,online,400,200,actual,見本,2025,,
c,見本の請求,suido,online,300,100,actual,見本,2025,,
d,\"見本、\"\"四つ目\"\"の
手続き\",shimin,not_yet,,,unknown,,,,
e,見本の数える手続き,shimin,not_yet,,,counted,,,juminhyo-yubin,
";
    let taken = office.app.import(&dx, sheet.as_bytes()).await.unwrap();
    assert_eq!(taken.problems, []);
    office.app.set_kpis(include_bytes!("../../../../deploy/seed/kpis.csv")).await.unwrap();
    let today = office.app.today();
    office.app.freeze(&dx, "令和8年度の公表", today).await.unwrap();
    for (slug, times) in [("juminhyo-yubin", 12), ("suido-kaishi", 3)] {
        for _ in 0..times {
            office.resident().submits(slug, "hanako@example.jp").await;
        }
    }
    office.wait(chrono::Duration::days(62));
    (office, router)
}

async fn ask(router: &Router, method: &str, url: &str, headers: &[(&str, &str)]) -> Seen {
    let mut browser = Browser::new(router);
    // Absolute addresses are those of the public address.
    let path = url.split("://").nth(1).and_then(|rest| rest.find('/').map(|at| &rest[at..])).unwrap_or(url);
    let request =
        headers.iter().fold(browser.request(method, path), |r, (name, value)| r.header(*name, *value));
    browser.send(request.body(Body::empty()).unwrap(), path).await
}

fn json(seen: &Seen) -> Value {
    serde_json::from_str(&seen.html).unwrap_or_else(|e| panic!("{}: {e}\n{}", seen.path, seen.html))
}

fn header<'s>(seen: &'s Seen, name: &str) -> &'s str {
    seen.headers.get(name).unwrap_or_else(|| panic!("{} lacks {name}", seen.path)).to_str().unwrap()
}

/// What a value of JSON is in CSV.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[tokio::test]
async fn the_catalogue_lists_what_is_there() {
    let (office, router) = with_a_past().await;
    let seen = ask(&router, "GET", "/opendata/catalog.jsonld", &[]).await;
    assert_eq!(header(&seen, "content-type"), "application/ld+json");
    assert_eq!(header(&seen, "access-control-allow-origin"), "*");
    let catalogue = json(&seen);
    let context = &catalogue["@context"];
    assert_eq!(context["dcat"], "http://www.w3.org/ns/dcat#");
    assert_eq!(context["dct"], "http://purl.org/dc/terms/");
    assert_eq!(context["foaf"], "http://xmlns.com/foaf/0.1/");
    assert_eq!(catalogue["@type"], "dcat:Catalog");
    assert_eq!(catalogue["dct:license"]["@id"], "https://creativecommons.org/licenses/by/4.0/");
    let base = &office.app.settings().public_url;
    let sets = catalogue["dcat:dataset"].as_array().unwrap();
    assert_eq!(sets.iter().map(|s| s["dct:identifier"].as_str().unwrap()).collect::<Vec<_>>(), SETS);
    for set in sets {
        assert_eq!(set["@type"], "dcat:Dataset");
        assert_eq!(set["dct:publisher"]["@id"], catalogue["dct:publisher"]["@id"]);
        let rhythm = set["dct:accrualPeriodicity"]["@id"].as_str().unwrap();
        assert!(rhythm.starts_with("http://publications.europa.eu/resource/authority/frequency/"));
        assert_eq!(set["dct:temporal"]["@type"], "dct:PeriodOfTime", "{}", set["dct:identifier"]);
        assert_eq!(set["dct:title"].as_array().unwrap().len(), 2, "in both languages");
        let files = set["dcat:distribution"].as_array().unwrap();
        assert_eq!(files.len(), 2);
        for file in files {
            let url = file["dcat:downloadURL"]["@id"].as_str().unwrap();
            assert!(url.starts_with(&format!("{base}/opendata/")), "{url}");
            assert_eq!(file["dcat:accessURL"]["@id"], url);
            let kind = file["dcat:mediaType"]["@id"].as_str().unwrap();
            let kind = kind.strip_prefix("https://www.iana.org/assignments/media-types/").unwrap();
            for method in ["GET", "HEAD"] {
                let given = ask(&router, method, url, &[]).await;
                assert_eq!(given.status, StatusCode::OK, "{method} {url}");
                assert_eq!(header(&given, "content-type").split(';').next(), Some(kind));
                assert_eq!(
                    header(&given, "content-length"),
                    file["dcat:byteSize"]["@value"].as_str().unwrap()
                );
                assert_eq!(given.html.is_empty(), method == "HEAD");
                assert!(
                    header(&given, "etag").starts_with("W/\"")
                        && header(&given, "last-modified").ends_with(" GMT")
                );
            }
            let described = ask(&router, "GET", file["dct:conformsTo"]["@id"].as_str().unwrap(), &[]).await;
            assert_eq!(header(&described, "content-type"), "application/csvm+json");
        }
    }
}

#[tokio::test]
async fn every_form_of_a_set_says_the_same_under_the_columns_it_names() {
    let (_office, router) = with_a_past().await;
    for set in SETS {
        let csv = ask(&router, "GET", &format!("/opendata/{set}.csv"), &[]).await;
        let text = csv.html.strip_prefix('\u{FEFF}').unwrap_or_else(|| panic!("{set} has no mark"));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let lines: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let objects = json(&ask(&router, "GET", &format!("/opendata/{set}.json"), &[]).await);
        let objects = objects.as_array().unwrap();
        assert!(!objects.is_empty(), "{set} is empty");
        assert_eq!(lines.len(), objects.len(), "{set}");
        for (line, object) in lines.iter().zip(objects) {
            assert_eq!(object.as_object().unwrap().len(), head.len());
            for (name, value) in head.iter().zip(line) {
                assert_eq!(value, cell(&object[name]), "{set} {name}");
            }
        }
        let told = json(&ask(&router, "GET", &format!("/opendata/{set}.csv-metadata.json"), &[]).await);
        assert_eq!(told["@context"][0], "http://www.w3.org/ns/csvw");
        assert!(told["url"].as_str().unwrap().ends_with(&format!("/opendata/{set}.csv")));
        let columns = told["tableSchema"]["columns"].as_array().unwrap();
        assert_eq!(columns.iter().map(|c| c["name"].as_str().unwrap()).collect::<Vec<_>>(), head, "{set}");
        for column in columns {
            assert_eq!(column["titles"], column["name"], "the header is what the schema says");
            let name = column["name"].as_str().unwrap();
            let kind = column["datatype"].as_str().unwrap();
            for value in objects.iter().map(|o| &o[name]).filter(|v| !v.is_null()) {
                let fits = match kind {
                    "integer" | "gYear" => value.is_u64(),
                    "number" => value.is_number(),
                    "boolean" => value.is_boolean(),
                    "date" => value.as_str().is_some_and(|v| v.parse::<madoguchi_vocab::Date>().is_ok()),
                    "gYearMonth" => value.as_str().is_some_and(|v| v.len() == 7),
                    _ => value.is_string(),
                };
                assert!(fits, "{set} {name}: {value} is no {kind}");
            }
        }
        let key: Vec<&str> = told["tableSchema"]["primaryKey"]
            .as_array()
            .unwrap()
            .iter()
            .map(|k| k.as_str().unwrap())
            .collect();
        let keys: BTreeSet<String> =
            objects.iter().map(|o| key.iter().map(|k| cell(&o[*k])).collect::<Vec<_>>().join("\n")).collect();
        assert_eq!(keys.len(), objects.len(), "{set}: a key twice");
    }
}

#[tokio::test]
async fn what_has_not_changed_is_not_given_again() {
    let (office, router) = with_a_past().await;
    for url in ["/opendata/rates.csv", "/opendata/inventory.json", "/opendata/catalog.jsonld"] {
        let first = ask(&router, "GET", url, &[]).await;
        let again = ask(&router, "GET", url, &[("if-none-match", header(&first, "etag"))]).await;
        assert_eq!((again.status, again.html.as_str()), (StatusCode::NOT_MODIFIED, ""), "{url}");
    }
    let first = ask(&router, "GET", "/opendata/inventory.csv", &[]).await;
    let since = [("if-modified-since", header(&first, "last-modified"))];
    assert_eq!(ask(&router, "GET", "/opendata/inventory.csv", &since).await.status, StatusCode::NOT_MODIFIED);
    office.wait(chrono::Duration::days(1));
    assert_eq!(ask(&router, "GET", "/opendata/inventory.csv", &since).await.status, StatusCode::NOT_MODIFIED);
    let dx = office.staff("dx").await.person;
    office.app.import(&dx, b"id,name,department\na,renamed,shimin\n").await.unwrap();
    office.wait(chrono::Duration::minutes(11));
    let changed = ask(&router, "GET", "/opendata/inventory.csv", &since).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert!(changed.html.contains("renamed") && header(&changed, "etag") != header(&first, "etag"));
    for gone in ["/opendata/nai.csv", "/opendata/inventory.xml", "/opendata/inventory"] {
        assert_eq!(ask(&router, "GET", gone, &[]).await.status, StatusCode::NOT_FOUND, "{gone}");
    }
}

#[tokio::test]
async fn small_counts_and_inner_notes_are_nowhere() {
    let (_office, router) = with_a_past().await;
    let flow = json(&ask(&router, "GET", "/opendata/submissions.json", &[]).await);
    let received: BTreeMap<(&str, &str), &Value> = flow
        .as_array()
        .unwrap()
        .iter()
        .map(|o| ((o["procedure"].as_str().unwrap(), o["channel"].as_str().unwrap()), &o["received"]))
        .collect();
    for row in [("suido-kaishi", "online"), ("juminhyo-yubin", "online"), ("juminhyo-yubin", "all")] {
        assert!(received[&row].is_null(), "{row:?}: three of fifteen follow from twelve");
    }
    assert_eq!(received[&("all", "all")], 15);
    let open = json(&ask(&router, "GET", "/opendata/online-use.json", &[]).await);
    let of = |id: &str| open.as_array().unwrap().iter().find(|o| o["procedure"] == id).unwrap().clone();
    assert!(of("a")["share"].is_null(), "three came otherwise");
    // What is counted here is told by month alone: a year of it would tell what a month withholds.
    for name in ["total", "online", "share"] {
        assert!(of("e")[name].is_null(), "{name}: {}", of("e"));
    }
    assert_eq!(of("e")["withheld"], "total;online");
    let used: Vec<Value> = ["b", "c"].map(of).into();
    for name in ["total", "online"] {
        assert!(used.iter().any(|o| o[name].is_null()), "{name}: the sum in the rates would tell that of e");
    }
    let csv = ask(&router, "GET", "/rate.csv", &[]).await.html;
    assert!(csv.contains("見本の数える手続き,X,X,X,"), "{csv}");
    let page = ask(&router, "GET", "/rate", &[]).await;
    assert!(
        !page.html.contains("597") && page.html.contains("<td class=\"number\""),
        "the page tells no more"
    );
    assert!(!ask(&router, "GET", "/rate.csv", &[]).await.html.contains("597"));
    for form in ["csv", "json"] {
        let inventory = ask(&router, "GET", &format!("/opendata/inventory.{form}"), &[]).await.html;
        assert!(!inventory.contains("内輪") && !inventory.contains("597"), "{inventory}");
    }
}

#[tokio::test]
async fn rates_over_time_are_those_of_the_pages() {
    let (office, router) = with_a_past().await;
    let series = json(&ask(&router, "GET", "/opendata/rates.json", &[]).await);
    let rows = series.as_array().unwrap();
    let published: Vec<&Value> = rows.iter().filter(|r| r["series"] == "published").collect();
    assert_eq!((published.len(), published[0]["published"].as_str()), (4, Some("令和8年度の公表")));
    let ends: BTreeSet<&str> =
        rows.iter().filter(|r| r["series"] == "month_end").map(|r| r["as_of"].as_str().unwrap()).collect();
    assert!(!ends.is_empty());
    // The same months as on the page of the managers, but for the one that is not over.
    let months = office.app.months(office.app.today(), madoguchi_app::SERIES).await.unwrap();
    let days: BTreeSet<String> = months.iter().map(|m| m.as_of.to_string()).collect();
    assert!(ends.iter().all(|end| days.contains(*end)) && days.len() == ends.len() + 1, "{days:?} {ends:?}");
    for end in ends {
        let page = office.app.rates(end.parse().unwrap()).await.unwrap();
        for rate in page.rates.iter().map(|r| serde_json::to_value(r.line()).unwrap()) {
            let row = rows
                .iter()
                .find(|r| r["series"] == "month_end" && r["as_of"] == end && r["rate"] == rate["id"])
                .unwrap();
            for name in ["numerator", "denominator", "value", "lower", "upper", "unknown"] {
                assert_eq!(row[name], rate[name], "{end} {name}");
            }
        }
    }
}

#[tokio::test]
async fn the_sets_are_found_from_the_rates_and_counted_as_a_kpi() {
    let (_office, router) = with_a_past().await;
    for prefix in ["", "/easy", "/en"] {
        let rate = ask(&router, "GET", &format!("{prefix}/rate"), &[]).await;
        assert_eq!(rate.html.matches(&format!("href=\"{prefix}/opendata\"")).count(), 2, "page and footer");
        let page = ask(&router, "GET", &format!("{prefix}/opendata"), &[]).await;
        assert_eq!(page.status, StatusCode::OK);
        for set in SETS {
            assert!(page.html.contains(&format!("href=\"/opendata/{set}.csv\"")), "{prefix} {set}");
        }
        assert!(page.html.contains("CC BY 4.0") && page.html.contains("/opendata/catalog.jsonld"));
    }
    let kpi = signed_in(&router, "dx").await.get("/manage/kpi").await;
    assert!(kpi.html.contains("うちこの窓口 6 件"), "{}", kpi.html);
}
