//! A page as an answer.

use std::hash::{DefaultHasher, Hash, Hasher};

use askama::Template;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Redirect, Response},
};
use futures_util::stream;
use madoguchi_app::{App, StoredFile};
use madoguchi_vocab::{Lang, sheet::harmless};

use crate::{chrome::place_of, problem::Problem};

/// What a handler gives back.
pub type Answer = Result<Response, Problem>;

/// A page that may hold personal data: nothing keeps a copy.
pub fn show(page: &impl Template) -> Answer {
    Ok(Html(page.render()?).into_response())
}

/// A page that is the same for everybody: the browser may keep it and asks whether it changed.
pub fn show_public(page: &impl Template) -> Answer {
    let html = page.render()?;
    let tag = format!("W/\"{}\"", hash(&html));
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    let tag = HeaderValue::try_from(tag).map(|tag| [(header::ETAG, tag)]);
    Ok((headers, tag.ok(), Html(html)).into_response())
}

/// Names what stands on a page; whoever forges it forges what they see themselves.
fn hash(html: &str) -> String {
    let mut sum = DefaultHasher::new();
    html.hash(&mut sum);
    format!("{:016x}", sum.finish())
}

/// Who has a public page already, as it is now, is told just that. While a disaster is on whoever stands between us and
/// the people may answer with it for a minute; easy Japanese is drawn with or without readings, so it is asked for.
pub async fn keep_fresh(State(app): State<App>, request: Request, next: Next) -> Response {
    let has = request.headers().get(header::IF_NONE_MATCH).cloned();
    let is_easy = place_of(request.uri().path()).1 == Lang::Easy;
    let mut response = next.run(request).await;
    let Some(tag) = response.headers().get(header::ETAG).cloned() else { return response };
    if app.disaster().is_some() && !is_easy {
        let keep = HeaderValue::from_static("public, max-age=60");
        response.headers_mut().insert(header::CACHE_CONTROL, keep);
    }
    let known = has.as_ref().and_then(|has| has.to_str().ok()).zip(tag.to_str().ok());
    if known.is_some_and(|(has, tag)| has.split(',').any(|one| one.trim() == tag)) {
        let kept = [header::ETAG, header::CACHE_CONTROL];
        let kept = kept.into_iter().filter_map(|name| {
            let value = response.headers().get(&name)?.clone();
            Some((name, value))
        });
        return (StatusCode::NOT_MODIFIED, kept.collect::<HeaderMap>()).into_response();
    }
    response
}

/// The page again, with what was typed and what is not right about it yet.
pub fn show_again(page: &impl Template) -> Answer {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, show(page)?).into_response())
}

/// Done; look here. Reloading the page that follows does nothing twice.
pub fn go_to(path: &str) -> Answer {
    Ok(Redirect::to(path).into_response())
}

/// Whether it is an address of this site: `//` and a backslash lead elsewhere in some browsers.
pub fn is_ours(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && path.chars().all(|c| !c.is_control() && c != '\\')
}

/// A file that somebody handed in: saved, never run, never shown as a page of ours. It goes out as it is read; if
/// it turns out to be altered, the connection breaks before its end.
pub fn give_file(file: StoredFile) -> Answer {
    let body = Body::from_stream(stream::try_unfold(file.content, |mut content| async {
        Ok::<_, std::io::Error>(content.next().await?.map(|piece| (piece, content)))
    }));
    let mut headers = file_headers(&file.name, &file.kind);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(file.size));
    Ok((headers, body).into_response())
}

/// A text of ours, to be saved.
pub fn give_text(name: &str, text: String) -> Answer {
    Ok((file_headers(name, "text/plain; charset=utf-8"), text).into_response())
}

/// Rows of ours as a CSV file that Excel opens: UTF-8 with a mark, no cell taken for a formula.
pub fn give_csv(plain: &str, name: &str, rows: impl IntoIterator<Item = Vec<String>>) -> Answer {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{FEFF}".as_bytes().to_vec());
    for row in rows {
        // Writing into memory cannot fail.
        let _ = writer.write_record(row.into_iter().map(harmless));
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, attachment(plain, name)),
    ];
    Ok((headers, writer.into_inner().unwrap_or_default()).into_response())
}

/// A PDF of ours, to be saved.
pub fn give_pdf(name: &str, pdf: Vec<u8>) -> Answer {
    Ok((file_headers(name, PDF), pdf).into_response())
}

/// A PDF of ours, to be read and printed in the browser.
pub fn show_pdf(name: &str, pdf: Vec<u8>) -> Answer {
    Ok((shown(name), pdf).into_response())
}

/// A PDF of ours that is the same for everybody.
pub fn show_pdf_public(name: &str, pdf: Vec<u8>) -> Answer {
    let mut response = show_pdf(name, pdf)?;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    Ok(response)
}

/// A document that was issued, to be read and printed in the browser.
pub fn show_file(file: StoredFile) -> Answer {
    let headers = shown(&file.name);
    let mut response = give_file(file)?;
    response.headers_mut().remove(header::CONTENT_SECURITY_POLICY);
    response.headers_mut().extend(headers);
    Ok(response)
}

const PDF: &str = "application/pdf";

/// What we printed ourselves may be shown: viewers of browsers do not work in a sandbox.
fn shown(name: &str) -> HeaderMap {
    let mut headers = file_headers(name, PDF);
    headers.remove(header::CONTENT_SECURITY_POLICY);
    let disposition = headers.get(header::CONTENT_DISPOSITION).and_then(|d| d.to_str().ok());
    let inline = disposition.map(|d| d.replacen("attachment", "inline", 1));
    if let Some(inline) = inline.and_then(|d| HeaderValue::from_str(&d).ok()) {
        headers.insert(header::CONTENT_DISPOSITION, inline);
    }
    headers
}

/// `Content-Disposition` of a file to be saved: its name, and one in plain letters for what cannot read it.
pub fn attachment(plain: &str, name: &str) -> String {
    let encoded: String =
        url::form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20");
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

fn file_headers(name: &str, kind: &str) -> HeaderMap {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '_' }).collect();
    let disposition = attachment(&plain, name);
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, disposition.as_str()),
        (header::CONTENT_SECURITY_POLICY, crate::headers::FILE_POLICY),
    ];
    // Both name and kind are letters of ours by now.
    headers.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::from_str(value).ok()?))).collect()
}

#[cfg(test)]
pub mod tests {
    use html5ever::{ParseOpts, parse_document, tendril::TendrilSink, tokenizer::TokenizerOpts};
    use madoguchi_vocab::Lang;
    use markup5ever_rcdom::RcDom;

    use super::*;
    use crate::chrome::Chrome;

    /// Draws a page of staff, who are spoken to in Japanese, and looks for what no page may lack or have.
    pub fn for_staff<T: Template>(page: impl Fn(Chrome) -> T) {
        in_languages(&[Lang::Ja], page);
    }

    /// Draws a page in every language and looks for what no page may lack or have.
    pub fn in_every_language<T: Template>(page: impl Fn(Chrome) -> T) {
        in_languages(&Lang::ALL, page);
    }

    fn in_languages<T: Template>(langs: &[Lang], page: impl Fn(Chrome) -> T) {
        for lang in langs {
            let html = page(Chrome::sample(*lang)).render().unwrap();
            keep::<T>(&html, *lang);
            assert_eq!(complaints(&html), Vec::<String>::new(), "{lang}: a browser has to guess");
            assert_eq!(html.matches("<h1").count(), 1, "{lang}: one h1");
            assert!(html.contains(&format!("<html lang=\"{}\"", lang.html())), "{lang}");
            assert!(html.contains("id=\"main\""), "{lang}");
            for banned in
                [" style=", "placeholder=", " disabled", " required", "maxlength", "<script>", "onclick"]
            {
                assert!(!html.contains(banned), "{lang}: {banned}");
            }
            let forms = html.matches("<form").count();
            assert_eq!(forms, html.matches("novalidate").count(), "{lang}: the browser must not judge");
            assert_eq!(
                html.matches("method=\"post\"").count(),
                html.matches("name=\"_csrf\"").count(),
                "{lang}: a form without token"
            );
            let mut ids: Vec<&str> =
                html.split(" id=\"").skip(1).filter_map(|s| s.split('"').next()).collect();
            let all = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), all, "{lang}: an id twice");
            for target in html.split(" for=\"").skip(1).filter_map(|s| s.split('"').next()) {
                assert!(ids.contains(&target), "{lang}: a label for {target}, which is not there");
            }
        }
    }

    /// What a browser would have to mend in a page.
    fn complaints(html: &str) -> Vec<String> {
        let tokenizer = TokenizerOpts { exact_errors: true, ..TokenizerOpts::default() };
        let dom = parse_document(RcDom::default(), ParseOpts { tokenizer, ..ParseOpts::default() }).one(html);
        dom.errors.borrow().iter().map(ToString::to_string).collect()
    }

    /// Keeps a drawn page in `target/pages`, for a validator or a look from outside.
    fn keep<T>(html: &str, lang: Lang) {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/pages");
        std::fs::create_dir_all(&folder).unwrap();
        let name = std::any::type_name::<T>().replace("madoguchi_web::", "").replace("::", "-");
        let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
        std::fs::write(folder.join(format!("{name}.{}.html", lang.code())), html).unwrap();
    }

    #[test]
    fn nobody_is_sent_to_another_site() {
        for (path, ours) in [
            ("/easy/p/x?y=1", true),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("https://evil.example", false),
            ("/x\r\nSet-Cookie: a=b", false),
            ("", false),
        ] {
            assert_eq!(is_ours(path), ours, "{path:?}");
        }
    }

    #[test]
    fn a_file_is_handed_out_as_data() {
        let headers = file_headers("免許証\"\r\n.jpg", "image/jpeg");
        let disposition = headers[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert!(disposition.starts_with("attachment; filename=\"______.jpg\""), "{disposition}");
        assert!(disposition.contains("filename*=UTF-8''%E5%85%8D"), "{disposition}");
        assert_eq!(headers[header::CONTENT_SECURITY_POLICY], "default-src 'none'; sandbox");
    }
}
