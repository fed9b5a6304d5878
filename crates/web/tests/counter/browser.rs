//! A browser without scripts: it keeps cookies, follows links and sends what stands in a form.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use tower::ServiceExt;

/// One browser.
pub struct Browser {
    router: Router,
    cookies: std::collections::BTreeMap<String, String>,
}

/// A page as it came.
#[derive(Debug)]
pub struct Seen {
    /// Where, redirects followed.
    pub path: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub html: String,
}

impl Seen {
    /// Names and values the browser would send, of the form with this action or the first POST form.
    pub fn form(&self) -> Vec<(String, String)> {
        let form = self
            .html
            .split("<form")
            .find(|f| f.contains("method=\"post\""))
            .unwrap_or_else(|| panic!("no form on {}", self.path));
        let form = form.split("</form>").next().unwrap();
        let mut pairs = Vec::new();
        for tag in form.split('<').filter(|t| t.starts_with("input ")) {
            let tag = tag.split('>').next().unwrap();
            let (kind, name) = (attribute(tag, "type"), attribute(tag, "name"));
            let sent = match kind.as_str() {
                "file" => false,
                "radio" | "checkbox" => tag.contains(" checked"),
                _ => true,
            };
            if sent {
                pairs.push((name, attribute(tag, "value")));
            }
        }
        for area in form.split("<textarea").skip(1) {
            let (tag, rest) = area.split_once('>').unwrap();
            // The first line break behind the tag is not part of the text.
            let text = rest.split("</textarea>").next().unwrap().strip_prefix('\n').unwrap_or(rest);
            pairs.push((attribute(tag, "name"), unescaped(text)));
        }
        for select in form.split("<select").skip(1) {
            let (tag, rest) = select.split_once('>').unwrap();
            let rest = rest.split("</select>").next().unwrap();
            let options: Vec<&str> = rest.split("<option").skip(1).collect();
            let chosen = options
                .iter()
                .find(|o| o.split('>').next().unwrap().contains(" selected"))
                .or(options.first());
            if let Some(option) = chosen {
                pairs.push((attribute(tag, "name"), attribute(option, "value")));
            }
        }
        pairs
    }

    /// Where the form goes.
    pub fn action(&self) -> String {
        let form = self.html.split("<form").find(|f| f.contains("method=\"post\"")).expect("a form");
        attribute(form.split('>').next().unwrap(), "action")
    }

    /// Every name a control of the page has.
    pub fn names(&self) -> Vec<String> {
        self.html.split(" name=\"").skip(1).filter_map(|s| s.split('"').next()).map(str::to_owned).collect()
    }
}

fn attribute(tag: &str, name: &str) -> String {
    let marker = format!("{name}=\"");
    tag.split_once(&marker).and_then(|(_, rest)| rest.split('"').next()).map(unescaped).unwrap_or_default()
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#34;", "\"")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

impl Browser {
    pub fn new(router: &Router) -> Self {
        Self { router: router.clone(), cookies: Default::default() }
    }

    pub fn forgets_its_cookie(&mut self) {
        self.cookies.clear();
    }

    pub async fn get(&mut self, path: &str) -> Seen {
        self.follow(self.request("GET", path).body(Body::empty()).unwrap(), path).await
    }

    /// Sends these names and values, redirects followed.
    pub async fn post(&mut self, path: &str, pairs: &[(String, String)]) -> Seen {
        let body =
            pairs.iter().map(|(n, v)| format!("{}={}", encoded(n), encoded(v))).collect::<Vec<_>>().join("&");
        let request =
            self.request("POST", path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.follow(request.body(Body::from(body)).unwrap(), path).await
    }

    /// Sends files too.
    pub async fn post_files(
        &mut self,
        path: &str,
        pairs: &[(String, String)],
        files: &[(&str, &str, Vec<u8>)],
    ) -> Seen {
        let mut body = Vec::new();
        for (name, value) in pairs {
            body.extend(
                format!("--xx\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        for (name, file, bytes) in files {
            body.extend(format!("--xx\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: application/octet-stream\r\n\r\n").bytes());
            body.extend(bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--xx--\r\n");
        let request =
            self.request("POST", path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=xx");
        self.follow(request.body(Body::from(body)).unwrap(), path).await
    }

    pub fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let request = Request::builder()
            .method(method)
            .uri(path.split('#').next().unwrap())
            .header(header::HOST, "127.0.0.1");
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if cookies.is_empty() { request } else { request.header(header::COOKIE, cookies.join("; ")) }
    }

    /// One request, redirects not followed.
    pub async fn send(&mut self, request: Request<Body>, path: &str) -> Seen {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for set in parts.headers.get_all(header::SET_COOKIE) {
            let cookie = set.to_str().unwrap();
            assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let html = String::from_utf8_lossy(&to_bytes(body, usize::MAX).await.unwrap()).into_owned();
        Seen { path: path.to_owned(), status: parts.status, headers: parts.headers, html }
    }

    async fn follow(&mut self, request: Request<Body>, path: &str) -> Seen {
        let mut seen = self.send(request, path).await;
        for _ in 0..5 {
            if seen.status != StatusCode::SEE_OTHER {
                return seen;
            }
            let to = seen.headers[header::LOCATION].to_str().unwrap().to_owned();
            let request = self.request("GET", &to).body(Body::empty()).unwrap();
            seen = self.send(request, &to).await;
        }
        panic!("{path} goes round in circles");
    }
}

pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { (b as char).to_string() } else { format!("%{b:02X}") })
        .collect()
}
