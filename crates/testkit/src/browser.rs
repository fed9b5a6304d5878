//! A browser without scripts: it keeps cookies, follows links and sends what stands in a form. It talks to a
//! router directly or to a server over the network.

use std::{collections::BTreeMap, net::SocketAddr};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Request, Response, StatusCode, header},
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use madoguchi_forms::Typed;
use tower::ServiceExt;

use crate::office::photo;

/// One browser.
pub struct Browser {
    wire: Wire,
    cookies: BTreeMap<String, String>,
    /// Where it asks from, as a server sees it.
    address: Option<SocketAddr>,
}

enum Wire {
    Router(Router),
    Network(Box<Client<HttpConnector, Body>>, SocketAddr),
}

/// The answer never came: the server went away.
#[derive(Debug)]
pub struct Lost;

/// A page as it came.
#[derive(Debug)]
pub struct Seen {
    /// Where, redirects followed.
    pub path: String,
    /// With which status.
    pub status: StatusCode,
    /// With which headers.
    pub headers: HeaderMap,
    /// What it says.
    pub html: String,
    /// The same, byte for byte.
    pub bytes: Vec<u8>,
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
            let text = rest.split("</textarea>").next().unwrap();
            let text = text.strip_prefix('\n').unwrap_or(text);
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

    /// What the summary of errors says, as HTML.
    pub fn complaints(&self) -> String {
        let summary = self.html.split("error-summary").nth(1);
        summary.and_then(|e| e.split("</div>").next()).unwrap_or_default().to_owned()
    }

    /// The `n`th code of the page: a receipt number, a key.
    pub fn code(&self, n: usize) -> String {
        let code = self.html.split("class=\"code\">").nth(n).and_then(|c| c.split('<').next());
        code.unwrap_or_else(|| panic!("no code {n} on {}", self.path)).to_owned()
    }

    /// What the form sends once these answers are typed into it.
    pub fn filled(&self, typed: &Typed) -> Vec<(String, String)> {
        let names = self.names();
        let mut pairs: Vec<(String, String)> = self
            .form()
            .into_iter()
            .filter(|(name, _)| name.starts_with('_') || !typed.0.contains_key(name))
            .collect();
        for (name, values) in &typed.0 {
            if names.contains(name) {
                pairs.extend(values.iter().map(|v| (name.clone(), v.clone())));
            }
        }
        pairs
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
    /// A browser that talks to a router.
    pub fn new(router: &Router) -> Self {
        Self { wire: Wire::Router(router.clone()), cookies: BTreeMap::new(), address: None }
    }

    /// A browser that talks to a server.
    pub fn at(server: SocketAddr) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Self { wire: Wire::Network(Box::new(client), server), cookies: BTreeMap::new(), address: None }
    }

    /// The same browser, with its cookies, at another address.
    #[must_use]
    pub fn moved_to(self, server: SocketAddr) -> Self {
        Self { wire: Self::at(server).wire, ..self }
    }

    /// The same browser, asking a router from this address.
    #[must_use]
    pub fn from(self, address: &str) -> Self {
        Self { address: Some(SocketAddr::new(address.parse().expect("an address"), 50_000)), ..self }
    }

    /// Forgets who it is.
    pub fn forgets_its_cookie(&mut self) {
        self.cookies.clear();
    }

    /// Becomes another tab of that browser.
    pub fn shares_cookies_with(&mut self, other: &Self) {
        self.cookies.clone_from(&other.cookies);
    }

    /// Opens a page, redirects followed.
    pub async fn get(&mut self, path: &str) -> Seen {
        self.try_get(path).await.expect("the server answers")
    }

    /// Opens a page, redirects followed.
    ///
    /// # Errors
    /// [`Lost`] if no answer comes.
    pub async fn try_get(&mut self, path: &str) -> Result<Seen, Lost> {
        self.follow(self.request("GET", path).body(Body::empty()).unwrap(), path).await
    }

    /// Sends these names and values, redirects followed.
    pub async fn post(&mut self, path: &str, pairs: &[(String, String)]) -> Seen {
        self.try_post(path, pairs).await.expect("the server answers")
    }

    /// Sends these names and values, redirects followed.
    ///
    /// # Errors
    /// [`Lost`] if no answer comes: nobody knows whether they arrived.
    pub async fn try_post(&mut self, path: &str, pairs: &[(String, String)]) -> Result<Seen, Lost> {
        let body =
            pairs.iter().map(|(n, v)| format!("{}={}", encoded(n), encoded(v))).collect::<Vec<_>>().join("&");
        let request =
            self.request("POST", path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.follow(request.body(Body::from(body)).unwrap(), path).await
    }

    /// Answers one page of a paper and goes on; a page that asks for a file gets a photo.
    ///
    /// # Errors
    /// [`Lost`] if no answer comes.
    pub async fn answer(&mut self, page: &Seen, typed: &Typed) -> Result<Seen, Lost> {
        let name = |rest: &str| rest.split("name=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let Some(input) = page.html.split("type=\"file\"").nth(1).map(name) else {
            return self.try_post(&page.action(), &page.filled(typed)).await;
        };
        let mut pairs = page.filled(typed);
        pairs.retain(|(name, _)| *name != input);
        self.try_post_files(&page.action(), &pairs, &[(&input, "menkyo.jpg", photo())]).await
    }

    /// Begins a paper at its start page and answers every page, up to the check page. The names of the pages too.
    ///
    /// # Errors
    /// [`Lost`] if no answer comes.
    pub async fn fill_in(&mut self, typed: &Typed, start: &str) -> Result<(Seen, Vec<String>), Lost> {
        let start = self.try_get(start).await?;
        let mut page = self.try_post(&start.action(), &start.form()).await?;
        let mut seen = Vec::new();
        while !page.path.ends_with("/check") {
            assert_eq!(page.status, StatusCode::OK, "{} {}", page.path, page.complaints());
            seen.push(page.path.rsplit('/').next().unwrap().to_owned());
            page = self.answer(&page, typed).await?;
            assert!(seen.len() < 40, "never arrives: {seen:?}");
        }
        Ok((page, seen))
    }

    /// Sends files too.
    pub async fn post_files(
        &mut self,
        path: &str,
        pairs: &[(String, String)],
        files: &[(&str, &str, Vec<u8>)],
    ) -> Seen {
        self.try_post_files(path, pairs, files).await.expect("the server answers")
    }

    /// Sends files too: the name of the input, the name of the file, its content.
    ///
    /// # Errors
    /// [`Lost`] if no answer comes.
    pub async fn try_post_files(
        &mut self,
        path: &str,
        pairs: &[(String, String)],
        files: &[(&str, &str, Vec<u8>)],
    ) -> Result<Seen, Lost> {
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

    /// Begins a request with what this browser always sends.
    pub fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let request = Request::builder()
            .method(method)
            .uri(path.split('#').next().unwrap())
            .header(header::HOST, "127.0.0.1");
        let request = match self.address {
            Some(address) => request.extension(ConnectInfo(address)),
            None => request,
        };
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if cookies.is_empty() { request } else { request.header(header::COOKIE, cookies.join("; ")) }
    }

    /// One request, redirects not followed.
    pub async fn send(&mut self, request: Request<Body>, path: &str) -> Seen {
        self.try_send(request, path).await.expect("the server answers")
    }

    /// One request, redirects not followed.
    ///
    /// # Errors
    /// [`Lost`] if no answer comes.
    pub async fn try_send(&mut self, request: Request<Body>, path: &str) -> Result<Seen, Lost> {
        let response: Response<Body> = match &self.wire {
            Wire::Router(router) => router.clone().oneshot(request).await.unwrap(),
            Wire::Network(client, server) => {
                let (mut parts, body) = request.into_parts();
                parts.uri = format!("http://{server}{}", parts.uri).parse().unwrap();
                let sent = client.request(Request::from_parts(parts, body)).await;
                sent.map_err(|_| Lost)?.map(Body::new)
            }
        };
        let (parts, body) = response.into_parts();
        for set in parts.headers.get_all(header::SET_COOKIE) {
            let cookie = set.to_str().unwrap();
            assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let bytes = to_bytes(body, usize::MAX).await.map_err(|_| Lost)?;
        let html = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Seen {
            path: path.to_owned(),
            status: parts.status,
            headers: parts.headers,
            html,
            bytes: bytes.to_vec(),
        })
    }

    async fn follow(&mut self, request: Request<Body>, path: &str) -> Result<Seen, Lost> {
        let mut seen = self.try_send(request, path).await?;
        for _ in 0..5 {
            if seen.status != StatusCode::SEE_OTHER {
                return Ok(seen);
            }
            let to = seen.headers[header::LOCATION].to_str().unwrap().to_owned();
            let request = self.request("GET", &to).body(Body::empty()).unwrap();
            seen = self.try_send(request, &to).await?;
        }
        panic!("{path} goes round in circles");
    }
}

/// A text as it stands in a form that is sent.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { (b as char).to_string() } else { format!("%{b:02X}") })
        .collect()
}
