//! The schemas say what the reader does.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use boon::{Compiler, SchemaIndex, Schemas};
use common::{GALLERY, gallery, gallery_answers, read};
use madoguchi_forms::{
    Paper, compile,
    prove::{Outcome, Target},
    schema::{answers_schema, paper_schema},
};
use serde_json::Value;

struct Validator(Schemas, SchemaIndex);

impl Validator {
    fn new(schema: Value) -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource("schema.json", schema).unwrap();
        let index = compiler.compile("schema.json", &mut schemas).unwrap_or_else(|e| panic!("{e:#}"));
        Self(schemas, index)
    }

    fn complaint(&self, value: &Value) -> Option<String> {
        self.0.validate(value, self.1).err().map(|e| format!("{e:#}"))
    }
}

fn papers() -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms");
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| {
            let folder = entry.unwrap().path();
            let text = std::fs::read_to_string(folder.join("form.toml")).ok()?;
            Some((folder.file_name().unwrap().to_string_lossy().into_owned(), text))
        })
        .collect();
    found.sort();
    found
}

fn as_json(text: &str) -> Value {
    serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap()
}

fn compiled(slug: &str, text: &str) -> Paper {
    compile(slug, "form.toml", text).paper.unwrap_or_else(|| panic!("{slug} has errors"))
}

#[test]
fn every_paper_fits_the_schema() {
    let schema = Validator::new(paper_schema());
    for (slug, text) in papers() {
        assert_eq!(schema.complaint(&as_json(&text)), None, "{slug}");
    }
}

#[test]
fn what_the_reader_refuses_the_schema_refuses() {
    let schema = Validator::new(paper_schema());
    for (from, to) in [
        ("format = 1", "format = 2"),
        ("retention = \"1y\"\n", ""),
        ("retention = \"1y\"", "retention = \"2y\""),
        ("summary = { ja", "sumary = { ja"),
        ("minutes = 10", "minutes = 0"),
        ("max_length = 400", "max_lenght = 400"),
        ("max_length = 400", "max_length = \"400\""),
        ("type = \"phone\"", "type = \"telephone\""),
        ("type = \"phone\"", "type = \"phone\"\nmax_length = 5"),
        ("list = \"relations\"", "liste = \"relations\""),
        ("kinds = [\"jpeg\"", "kinds = [\"exe\""),
        ("max_mb = 10", "max_mb = 100"),
        ("life_events = [\"moving\"]", "life_events = [\"movin\"]"),
        ("applicant = \"phone\"", "applicant = \"fax\""),
        ("delivered = \"how == 'mail'\"", "delivered = true"),
    ] {
        let text = GALLERY.replacen(from, to, 1);
        assert_ne!(text, GALLERY, "{from} is not in the gallery");
        let findings = compile("_gallery", "form.toml", &text).findings;
        assert!(findings.iter().any(|f| f.is_error()), "{to}: the reader takes it");
        assert!(schema.complaint(&as_json(&text)).is_some(), "{to}: the schema takes it");
    }
}

#[test]
fn the_schema_explains_every_setting_to_whoever_hovers_over_it() {
    let schema = paper_schema();
    let procedure = &schema["definitions"]["procedure"]["properties"];
    assert!(procedure["retention"]["description"].as_str().unwrap().contains("保存期間"));
    let types = schema["definitions"]["field"]["allOf"].as_array().unwrap();
    let date = types.iter().find(|t| t["if"]["properties"]["type"]["const"] == "date").unwrap();
    assert!(date["then"]["properties"]["min"]["description"].as_str().unwrap().contains("この日から"));
}

fn answers_of_a_case(slug: &str, paper: &madoguchi_forms::Paper) -> madoguchi_forms::Answers {
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms").join(slug).join("cases");
    let complete = std::fs::read_dir(folder).unwrap().find_map(|entry| {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let case = madoguchi_forms::cases::Case::read(&text).unwrap();
        let facts = madoguchi_forms::Facts { today: case.today, files: &case.files };
        let reading = paper.read(&case.typed(), &facts);
        reading.is_complete().then_some(reading.answers)
    });
    complete.unwrap_or_else(|| panic!("{slug} has no end"))
}

#[test]
fn answers_fit_the_schema_of_their_paper() {
    for (slug, text) in papers() {
        let paper = compiled(&slug, &text);
        let schema = Validator::new(answers_schema(&paper));
        let answers = match paper.prove(&Target::Submit) {
            Outcome::Reached(witness) => witness.reading(&paper).answers,
            // Where the prover gives up, a case beside the paper shows the way.
            _ => answers_of_a_case(&slug, &paper),
        };
        let answers = serde_json::to_value(answers).unwrap();
        assert_eq!(schema.complaint(&answers), None, "{slug}: {answers}");
    }
    let paper = gallery();
    let schema = Validator::new(answers_schema(&paper));
    let answers = serde_json::to_value(read(&paper, &gallery_answers()).answers).unwrap();
    assert_eq!(schema.complaint(&answers), None);
    for (place, value) in [
        ("/values/relation/value", "nobody".into()),
        ("/values/copies/value", "2".into()),
        ("/values/agreed/value", false.into()),
        ("/values/account/value/symbol", 5.into()),
        ("/rows/kids/0/id", "x1".into()),
    ] {
        let mut wrong = answers.clone();
        *wrong.pointer_mut(place).unwrap_or_else(|| panic!("no {place} in {answers}")) = value;
        assert!(schema.complaint(&wrong).is_some(), "{place} may be anything");
    }
}
