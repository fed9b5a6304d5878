//! What is published, told to machines: the catalogue (DCAT 3, with the terms of DCAT-AP 3, as JSON-LD) and the columns of
//! each set (CSV on the Web, which has words for both languages and is found beside the CSV without being told where).
//!
//! Sources: W3C Data Catalog Vocabulary (DCAT) Version 3, 22 August 2024; DCAT-AP 3.0 for the authority tables of frequencies,
//! file types and themes; W3C Metadata Vocabulary for Tabular Data, 17 December 2015.

use std::sync::Arc;

use axum::{extract::State, http::HeaderMap};
use madoguchi_app::{App, OpenSet, Settings};
use madoguchi_inventory::{ColumnKind, DataSet, Form};
use madoguchi_vocab::{Date, Lang, Text};
use serde_json::{Value, json};

use super::{PATH, file::give_json};
use crate::page::Answer;

/// `/opendata/catalog.jsonld`
pub const CATALOGUE: &str = "/opendata/catalog.jsonld";
/// How the name of a description of columns ends.
pub(super) const METADATA: &str = "csv-metadata.json";

/// The catalogue.
pub async fn catalogue(State(app): State<App>, asked: HeaderMap) -> Answer {
    let mut sets = Vec::new();
    for set in DataSet::ALL {
        sets.push(app.open_set(*set).await?);
    }
    let changed = sets.iter().map(|s| s.changed_at.utc()).max().unwrap_or_default();
    Ok(give_json("application/ld+json", listed(app.settings(), &sets).to_string(), changed, &asked))
}

fn link(url: impl std::fmt::Display) -> Value {
    json!({ "@id": url.to_string() })
}

fn in_languages(ja: &str, en: &str) -> Value {
    json!([{ "@value": ja, "@language": "ja" }, { "@value": en, "@language": "en" }])
}

fn words(text: &Text) -> Value {
    in_languages(text.get(Lang::Ja), text.get(Lang::En))
}

fn day(day: Date) -> Value {
    json!({ "@type": "xsd:date", "@value": day.to_string() })
}

fn moment(open: &OpenSet) -> Value {
    json!({ "@type": "xsd:dateTime", "@value": open.changed_at.jst().to_rfc3339() })
}

/// The city, which answers for what is published.
fn publisher(settings: &Settings) -> Value {
    let city = &settings.city;
    let mut publisher = json!({
        "@id": format!("{}{PATH}#publisher", settings.public_url),
        "@type": "foaf:Agent",
        "foaf:name": in_languages(&city.name, &city.name_en),
    });
    if !settings.corporate_number.is_empty() {
        publisher["dct:identifier"] = json!(settings.corporate_number);
    }
    publisher
}

fn listed(settings: &Settings, sets: &[Arc<OpenSet>]) -> Value {
    let base = &settings.public_url;
    let city = &settings.city;
    let changed = sets.iter().max_by_key(|s| s.changed_at);
    json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": format!("{base}{CATALOGUE}"),
        "@type": "dcat:Catalog",
        "dct:title": in_languages(
            &format!("{}の手続きのオープンデータ", city.name),
            &format!("Open data on procedures of {}", city.name_en),
        ),
        "dct:description": in_languages(
            "市の手続き、オンライン化の率、KPI、この窓口の受付件数。",
            "Procedures of the city, how far they are online, KPIs, and what is submitted on this platform.",
        ),
        "dct:publisher": publisher(settings),
        "dct:license": link(&settings.licence_url),
        "dct:language": [
            link("http://publications.europa.eu/resource/authority/language/JPN"),
            link("http://publications.europa.eu/resource/authority/language/ENG"),
        ],
        "dct:modified": changed.map(|set| moment(set)),
        "foaf:homepage": link(format_args!("{base}{PATH}")),
        "dcat:dataset": sets.iter().map(|set| dataset(settings, set)).collect::<Vec<_>>(),
    })
}

fn dataset(settings: &Settings, open: &OpenSet) -> Value {
    let (base, set) = (&settings.public_url, open.set);
    let page = format!("{base}{PATH}#{}", set.code());
    let mut dataset = json!({
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": set.code(),
        "dct:title": words(&set.title()),
        "dct:description": words(&set.description()),
        "dct:publisher": link(format_args!("{base}{PATH}#publisher")),
        "dct:license": link(&settings.licence_url),
        "dct:accessRights": link("http://publications.europa.eu/resource/authority/access-right/PUBLIC"),
        "dct:accrualPeriodicity": link(set.rhythm().uri()),
        "dct:modified": moment(open),
        "dcat:theme": [link("http://publications.europa.eu/resource/authority/data-theme/GOVE")],
        "dcat:landingPage": link(format_args!("{base}{PATH}")),
        "dcat:distribution": Form::ALL.map(|form| distribution(settings, open, form)),
    });
    if let Some((from, to)) = open.period {
        dataset["dct:temporal"] =
            json!({ "@type": "dct:PeriodOfTime", "dcat:startDate": day(from), "dcat:endDate": day(to) });
    }
    dataset
}

fn distribution(settings: &Settings, open: &OpenSet, form: Form) -> Value {
    let (base, code) = (&settings.public_url, open.set.code());
    let url = format!("{base}{PATH}/{code}.{}", form.ending());
    let kind = form.ending().to_uppercase();
    json!({
        "@id": url,
        "@type": "dcat:Distribution",
        "dct:title": kind,
        "dcat:accessURL": link(&url),
        "dcat:downloadURL": link(&url),
        "dcat:mediaType": link(format_args!("https://www.iana.org/assignments/media-types/{}", form.media_type())),
        "dct:format": link(format_args!("http://publications.europa.eu/resource/authority/file-type/{kind}")),
        "dcat:byteSize": {
            "@type": "xsd:nonNegativeInteger",
            "@value": open.length.get(&form).copied().unwrap_or_default().to_string(),
        },
        "dct:license": link(&settings.licence_url),
        "dct:modified": moment(open),
        "dct:conformsTo": link(format_args!("{base}{PATH}/{code}.{METADATA}")),
    })
}

/// What the columns of a set are: the JSON of a set has the same names.
pub(super) fn columns(settings: &Settings, open: &OpenSet) -> Value {
    let (base, set) = (&settings.public_url, open.set);
    let columns: Vec<Value> = set
        .columns()
        .iter()
        .map(|c| {
            json!({
                "name": c.name,
                "titles": c.name,
                "dc:description": in_languages(c.ja, c.en),
                "datatype": datatype(c.kind),
            })
        })
        .collect();
    json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "ja" }],
        "url": format!("{base}{PATH}/{}.csv", set.code()),
        "dc:title": words(&set.title()),
        "dc:description": words(&set.description()),
        "dc:publisher": in_languages(&settings.city.name, &settings.city.name_en),
        "dc:license": link(&settings.licence_url),
        "dc:modified": { "@type": "xsd:dateTime", "@value": open.changed_at.jst().to_rfc3339() },
        "dialect": { "encoding": "utf-8", "lineTerminators": ["\r\n"], "header": true },
        "tableSchema": { "columns": columns, "primaryKey": set.key() },
    })
}

fn datatype(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "string",
        ColumnKind::Whole => "integer",
        ColumnKind::Number => "number",
        ColumnKind::Flag => "boolean",
        ColumnKind::Day => "date",
        ColumnKind::Month => "gYearMonth",
        ColumnKind::Year => "gYear",
        ColumnKind::Link => "anyURI",
    }
}
