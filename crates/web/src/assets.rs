//! Styles and scripts. Their address holds a digest of them all, so a browser never mixes two releases and
//! never asks twice.

use std::sync::LazyLock;

use axum::{
    Router,
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use madoguchi_app::App;
use rust_embed::{Embed, EmbeddedFile};

use crate::problem::Problem;

#[derive(Embed)]
#[folder = "static/"]
struct Static;

/// Changes when any file changes.
static RELEASE: LazyLock<String> = LazyLock::new(|| {
    let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
    for name in Static::iter() {
        let bytes = Static::get(&name).map(|f| f.metadata.sha256_hash()).unwrap_or_default();
        // FNV-1a over the digests: names a release, guards nothing.
        for byte in name.bytes().chain(bytes) {
            sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{sum:016x}")
});

/// The address of a file of `static/`.
pub fn url(name: &str) -> String {
    format!("/assets/{}/{name}", *RELEASE)
}

/// The routes of the files.
pub fn routes() -> Router<App> {
    Router::new().route("/assets/{release}/{name}", get(file)).route("/favicon.ico", get(icon))
}

async fn file(Path((release, name)): Path<(String, String)>) -> Response {
    let Some(file) = Static::get(&name) else { return Problem::Missing.into_response() };
    // A page of an older release gets what there is, but may not keep it under the old name.
    let keep = if release == *RELEASE { "public, max-age=31536000, immutable" } else { "no-cache" };
    serve(file, keep)
}

async fn icon() -> Response {
    Static::get("icon.svg")
        .map_or_else(|| Problem::Missing.into_response(), |f| serve(f, "public, max-age=86400"))
}

fn serve(file: EmbeddedFile, keep: &'static str) -> Response {
    if file.metadata.mimetype() == "text/javascript" {
        let kind = "text/javascript; charset=utf-8";
        let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)];
        return (headers, without_comments(&String::from_utf8_lossy(&file.data))).into_response();
    }
    let kind = match file.metadata.mimetype() {
        text @ ("text/css" | "text/plain") => format!("{text}; charset=utf-8"),
        other => other.to_owned(),
    };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep.to_owned())], file.data).into_response()
}

/// A script without the lines that are for those who write it: phones need not fetch them.
fn without_comments(script: &str) -> String {
    let lines = script.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    /// Every file below a folder of this crate.
    fn texts(folder: &str) -> Vec<(String, String)> {
        let (mut found, mut folders) = (Vec::new(), vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().flatten() {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else {
                    found.push((
                        entry.path().display().to_string(),
                        fs::read_to_string(entry.path()).unwrap(),
                    ));
                }
            }
        }
        found
    }

    #[test]
    fn every_class_of_a_page_has_a_look() {
        let styles: String = texts("static")
            .into_iter()
            .filter(|(name, _)| name.ends_with(".css"))
            .map(|(_, css)| css)
            .collect();
        let known: BTreeSet<&str> = styles
            .split('.')
            .skip(1)
            .map(|rest| &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(0)])
            .collect();
        let mut plain = Vec::new();
        for (name, html) in texts("templates") {
            for classes in html.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                // What a template computes is left to the eye.
                if classes.contains('{') {
                    continue;
                }
                let without = classes.split_whitespace().filter(|class| !known.contains(class));
                plain.extend(without.map(|class| format!("{class} in {name}")));
            }
        }
        assert!(plain.is_empty(), "{plain:#?}");
    }
}
