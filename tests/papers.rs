//! Every paper of the project is clean, and every case beside it comes out as it says.

use madoguchi_forms::cases;
use madoguchi_testkit::office;

#[test]
fn every_paper_is_clean() {
    for paper in office::papers() {
        // The gallery shows one question of every type on purpose.
        let counts = |f: &madoguchi_forms::Finding| f.is_error() || !paper.slug.starts_with('_');
        let said: Vec<_> =
            paper.findings.iter().filter(|f| counts(f)).map(|f| f.render(&paper.source)).collect();
        assert!(said.is_empty() && paper.paper.is_some(), "{}:\n{}", paper.path, said.join("\n\n"));
    }
}

/// Nothing is said about what authors begin from, and start-up does not take it for papers.
#[test]
fn every_template_is_clean_and_offered_to_no_resident() {
    for template in madoguchi_app::templates() {
        let loaded = madoguchi_app::Loaded::compile(template.code.into(), "x".into(), template.source.into());
        let said: Vec<_> = loaded.findings.iter().map(|f| f.render(&loaded.source)).collect();
        assert!(said.is_empty() && loaded.paper.is_some(), "{}:\n{}", template.code, said.join("\n\n"));
        assert!(office::papers().iter().all(|p| p.slug != template.code), "{}", template.code);
    }
}

#[test]
fn every_case_comes_out_as_it_says() {
    let mut run = 0;
    let mut wrong = Vec::new();
    for loaded in office::papers() {
        let Some(paper) = &loaded.paper else { continue };
        let Ok(entries) = std::fs::read_dir(office::forms().join(&loaded.slug).join("cases")) else {
            assert!(loaded.slug.starts_with('_'), "{} has no cases", loaded.slug);
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let findings = cases::check(&path.display().to_string(), &text, paper);
            wrong.extend(findings.iter().map(|f| f.render(&text)));
            run += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(run >= 9, "only {run} cases were run");
}
