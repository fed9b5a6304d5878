//! A browser with hands: what a person does on a page, and what must be true of every page.

use std::path::{Path, PathBuf};

use base64::Engine;
use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{InputSource, KeyAction, KeyActions},
    elements::Element,
    wd::{PrintConfiguration, PrintSize, WebDriverCompatibleCommand},
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

const AXE: &str = include_str!("vendor/axe.min.js");

/// A size of screen.
#[derive(Clone, Copy)]
pub struct Screen {
    /// CSS pixels.
    pub width: u32,
    /// CSS pixels.
    pub height: u32,
    /// Whether it is touched.
    pub mobile: bool,
}

/// A phone.
pub const PHONE: Screen = Screen { width: 390, height: 844, mobile: true };
/// The smallest screen: a desk at 400 % looks the same.
pub const SMALL: Screen = Screen { width: 320, height: 568, mobile: true };
/// The key that follows a link and presses a button.
pub const ENTER: &str = "\u{e007}";
/// The key that goes on to the next control.
const TAB: char = '\u{e004}';
/// A desk.
pub const DESK: Screen = Screen { width: 1280, height: 800, mobile: false };

/// A browser of its own: no cookie of another.
pub struct Browser {
    client: Client,
    inspector: Option<Client>,
    /// What it is shown on.
    pub screen: Screen,
}

impl Browser {
    /// Opens a browser.
    pub async fn open(screen: Screen, scripts: bool) -> Self {
        Self {
            client: start(screen, scripts).await,
            // Axe is a script: a page without scripts is shown to it in a second window.
            inspector: if scripts { None } else { Some(start(screen, true).await) },
            screen,
        }
    }

    /// Goes to an address.
    pub async fn visit(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    /// The path of the page it is on.
    pub async fn path(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }

    /// The words of the page.
    pub async fn text(&self) -> String {
        self.client.find(Locator::Css("body")).await.unwrap().text().await.unwrap()
    }

    /// The title of the page.
    pub async fn title(&self) -> String {
        self.client.title().await.unwrap()
    }

    /// What a script of the test's own answers, by its last argument.
    pub async fn ask(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute_async(script, arguments).await.unwrap()
    }

    /// What a script of the test's own answers at once.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.unwrap()
    }

    /// Goes back, and waits for the page before.
    pub async fn goes_back(&self) {
        self.client.back().await.unwrap();
    }

    /// Notes from now on what a page does against its own policy, in `window.brokenPolicy`.
    pub async fn watches_policy(&self) {
        let source = "window.brokenPolicy = []; addEventListener('securitypolicyviolation', e =>
            brokenPolicy.push(`against the policy: ${e.violatedDirective} ${e.blockedURI}`))";
        let ask = DevTools {
            command: "Page.addScriptToEvaluateOnNewDocument",
            parameters: json!({ "source": source }),
        };
        self.client.issue_cmd(ask).await.unwrap();
    }

    /// Waits until a condition on the page holds, told by what changes on it.
    pub async fn until(&self, condition: &str) {
        let script = format!(
            "const done = arguments[arguments.length - 1];
            const holds = () => {{ if ({condition}) {{ watch.disconnect(); done(true); }} }};
            const watch = new MutationObserver(holds);
            watch.observe(document, {{ childList: true, subtree: true, attributes: true, characterData: true }});
            holds();"
        );
        let held = self.client.execute_async(&script, vec![]).await;
        assert!(held.is_ok(), "it never comes to {condition}:\n{}", self.text().await);
    }

    /// Presses a button that leads to no other page.
    pub async fn tap(&self, words: &str) {
        for button in self.client.find_all(Locator::Css("button")).await.unwrap() {
            if button.text().await.is_ok_and(|t| in_one_line(&t) == words) {
                return button.click().await.unwrap();
            }
        }
        panic!("no button says 「{words}」 on {}:\n{}", self.path().await, self.text().await)
    }

    /// Puts the cursor into a control.
    pub async fn points_at(&self, name: &str) {
        let control = self.client.find(Locator::Css(&format!("[name=\"{name}\"]"))).await.unwrap();
        control.click().await.unwrap();
    }

    /// Chooses files, as many as there are.
    pub async fn chooses(&self, name: &str, files: &[&Path]) {
        let control = self.client.find(Locator::Css(&format!("[name=\"{name}\"]"))).await.unwrap();
        let paths: Vec<_> = files.iter().map(|f| f.to_str().unwrap()).collect();
        control.send_keys(&paths.join("\n")).await.unwrap();
    }

    /// What a cookie holds.
    pub async fn cookie(&self, name: &str) -> String {
        self.client.get_named_cookie(name).await.unwrap().value().to_owned()
    }

    /// Asks Chromium's own tools for something.
    pub async fn tools(&self, command: &'static str, parameters: Value) {
        self.client.issue_cmd(DevTools { command, parameters }).await.unwrap();
    }

    /// The line to the office: so many bytes a second go up; none at all if it is cut.
    pub async fn line(&self, bytes: i64) {
        self.tools("Network.enable", json!({})).await;
        let parameters = json!({
            "offline": bytes == 0, "latency": 0, "downloadThroughput": -1,
            "uploadThroughput": if bytes == 0 { -1 } else { bytes },
        });
        self.tools("Network.emulateNetworkConditions", parameters).await;
    }

    /// How many elements a selector finds.
    pub async fn count(&self, selector: &str) -> usize {
        self.client.find_all(Locator::Css(selector)).await.unwrap().len()
    }

    /// Presses a button with these words.
    pub async fn press(&self, words: &str) {
        self.click("button", words).await;
    }

    /// Follows a link with these words.
    pub async fn follow(&self, words: &str) {
        self.click("a", words).await;
    }

    /// Clicks what leads to another page, and waits until that page is there.
    async fn click(&self, tag: &str, words: &str) {
        let page = self.client.find(Locator::Css("html")).await.unwrap();
        for element in self.client.find_all(Locator::Css(tag)).await.unwrap() {
            if element.is_displayed().await.unwrap_or(false)
                && element.text().await.is_ok_and(|t| in_one_line(&t) == words)
            {
                self.touch(&element, ENTER).await;
                return self.leave(&page).await;
            }
        }
        panic!("no {tag} says 「{words}」 on {}:\n{}", self.path().await, self.text().await)
    }

    /// Runs a script that leads to another page, and waits until that page is there.
    pub async fn goes_by(&self, script: &str) {
        let page = self.client.find(Locator::Css("html")).await.unwrap();
        self.run(script, vec![]).await;
        self.leave(&page).await;
    }

    /// The status the page came with.
    pub async fn status(&self) -> u64 {
        let script = "return performance.getEntriesByType('navigation')[0].responseStatus";
        self.run(script, vec![]).await.as_u64().unwrap()
    }

    /// Touches a control; without scripts by its key, for the driver's click is a script itself.
    async fn touch(&self, element: &Element, key: &str) {
        if self.inspector.is_some() {
            return element.send_keys(key).await.unwrap();
        }
        let id = element.attr("id").await.unwrap().unwrap_or_default();
        match self.client.find(Locator::Css(&format!("label[for=\"{id}\"]"))).await {
            Ok(label) => label.click().await.unwrap(),
            Err(_) => element.clone().click().await.unwrap(),
        }
    }

    /// Asks for a page's own element until it is gone. Each question is a round trip, so this does not spin.
    async fn leave(&self, page: &Element) {
        for _ in 0..2_000 {
            if page.tag_name().await.is_err() && self.client.find(Locator::Css("footer")).await.is_ok() {
                return;
            }
        }
        panic!("{} does not lead to another page", self.path().await)
    }

    /// Presses keys where the focus is, as a person does who has no mouse. `\t` goes on to the next control.
    pub async fn types(&self, keys: &str) {
        let pressed = keys.chars().map(|key| if key == '\t' { TAB } else { key });
        let pressed = pressed.flat_map(|value| [KeyAction::Down { value }, KeyAction::Up { value }]);
        let keys = pressed.fold(KeyActions::new("keys".to_owned()), |keys, key| keys.then(key));
        self.client.perform_actions(keys).await.unwrap();
    }

    /// Presses Enter where the focus is, and waits for the page it leads to.
    pub async fn enters(&self) {
        let page = self.client.find(Locator::Css("html")).await.unwrap();
        self.types(ENTER).await;
        self.leave(&page).await;
    }

    /// The name of the control that has the focus, or its words; and its value.
    pub async fn focus(&self) -> (String, String) {
        let script =
            "const e = document.activeElement; return [e.name || e.textContent.trim(), e.value || '']";
        let at = self.client.execute(script, vec![]).await.unwrap();
        let word = |n: usize| at[n].as_str().unwrap_or_default().to_owned();
        (word(0), word(1))
    }

    /// Goes on with the tab key until the focus is at a control of this name or with these words; says how many times
    /// it was pressed. Every control on the way shows where the focus is.
    pub async fn tabs_to(&self, name: &str) -> usize {
        for pressed in 0..80 {
            let (at, _) = self.focus().await;
            if at == name {
                return pressed;
            }
            self.types("\t").await;
            let seen = "const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
                return e === document.body || (parseFloat(s.outlineWidth) >= 2 && b.bottom > 0 && b.top < innerHeight)";
            let seen = self.client.execute(seen, vec![]).await.unwrap();
            assert!(seen.as_bool().unwrap(), "the focus is not seen at {:?}", self.focus().await);
        }
        panic!("the tab key does not lead to {name} on {}", self.path().await)
    }

    /// The names of the controls of the page, each once.
    pub async fn names(&self) -> Vec<String> {
        let script = "return [...new Set([...document.querySelectorAll('main [name]:not([type=hidden])')].map(e => e.name))]";
        let names = self.client.execute(script, vec![]).await.unwrap();
        names.as_array().unwrap().iter().filter_map(|n| n.as_str().map(str::to_owned)).collect()
    }

    /// Answers a control by its name: types, chooses, ticks or attaches, whatever it is. A name that is not on the
    /// page is passed over, and so is one that is not shown.
    pub async fn answer(&self, name: &str, values: &[String]) {
        let quoted = name.replace('"', "\\\"");
        let controls = self
            .client
            .find_all(Locator::Css(&format!("[name=\"{quoted}\"]:not([type=hidden])")))
            .await
            .unwrap();
        for control in controls {
            let kind = control.attr("type").await.unwrap().unwrap_or_default();
            match (control.tag_name().await.unwrap().as_str(), kind.as_str()) {
                (_, "radio" | "checkbox") => {
                    let value = control.attr("value").await.unwrap().unwrap_or_default();
                    if values.contains(&value) && !control.is_selected().await.unwrap() {
                        self.touch(&control, " ").await;
                    }
                }
                (_, "file") => {
                    let path = sample_photo();
                    control.send_keys(path.to_str().unwrap()).await.unwrap();
                }
                ("select", _) => control.select_by_value(&values[0]).await.unwrap(),
                _ if control.is_displayed().await.unwrap() => {
                    control.clear().await.unwrap();
                    control.send_keys(&values[0]).await.unwrap();
                }
                _ => {}
            }
        }
    }

    /// What must be true of every page: nothing sideways, no complaint of axe.
    pub async fn inspect(&self, what: &str) {
        let found = self.complaints().await;
        assert!(found.is_empty(), "{what} ({}): {}", self.path().await, found.join("\n"));
    }

    /// What is not true of this page, and must be true of every page.
    pub async fn complaints(&self) -> Vec<String> {
        let width = self.client.execute("return document.documentElement.scrollWidth", vec![]).await.unwrap();
        let too_wide = width.as_u64().unwrap() > u64::from(self.screen.width);
        let mut found: Vec<_> = too_wide
            .then(|| format!("{width} px wide on a screen of {}", self.screen.width))
            .into_iter()
            .collect();
        let client = match &self.inspector {
            None => &self.client,
            Some(inspector) => {
                let html = self.client.source().await.unwrap();
                let place = self.client.current_url().await.unwrap().join("/healthz").unwrap();
                inspector.goto(place.as_str()).await.unwrap();
                let write = "const done = arguments[1]; document.open(); window.addEventListener('load', () => done(true));
                    document.write(arguments[0].replace(/<script.*?<.script>/gs, '')); document.close();";
                inspector.execute_async(write, vec![json!(html)]).await.unwrap();
                inspector
            }
        };
        client.execute(AXE, vec![]).await.unwrap();
        let run = "const done = arguments[arguments.length - 1];
            axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
               .then(r => done(r.violations.map(v => v.id + ': ' + v.help + '\\n' + v.nodes.map(n => '    ' + n.html).join('\\n'))))
               .catch(e => done(['axe failed: ' + e]))";
        let violations = client.execute_async(run, vec![]).await.unwrap();
        found.extend(violations.as_array().unwrap().iter().filter_map(Value::as_str).map(str::to_owned));
        found
    }

    /// Keeps a picture of what the person sees, in `target/screenshots`; with `UPDATE=1` the pictures of the README
    /// are taken anew.
    pub async fn picture(&self, name: &str) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let shown = root.join("docs/screenshots");
        let picture = self.client.screenshot().await.unwrap();
        let kept = shown.join(format!("{name}.png"));
        if std::env::var_os("UPDATE").is_some() && kept.is_file() {
            std::fs::write(kept, &picture).unwrap();
        }
        let folder = root.join("target/screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), picture).unwrap();
    }

    /// The whole page from its first line to its last, as WebP.
    pub async fn portrait(&self) -> Vec<u8> {
        // A picture is looked at, not scrolled through for minutes.
        let height = self.run("return Math.min(document.documentElement.scrollHeight, 8000)", vec![]).await;
        let scale = if self.screen.mobile { 0.6 } else { 0.5 };
        let clip = json!({ "x": 0, "y": 0, "width": self.screen.width, "height": height, "scale": scale });
        let ask = DevTools {
            command: "Page.captureScreenshot",
            parameters: json!({ "format": "webp", "quality": 40, "captureBeyondViewport": true, "clip": clip }),
        };
        let told = self.client.issue_cmd(ask).await.unwrap();
        base64::engine::general_purpose::STANDARD.decode(told["data"].as_str().unwrap()).unwrap()
    }

    /// Keeps a picture of the whole page, however long it is, in `target/screenshots`.
    pub async fn whole_picture(&self, name: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.webp")), self.portrait().await).unwrap();
    }

    /// Shows pages as with the colours of a person who has chosen their own, on a dark ground.
    pub async fn forces_colours(&self) {
        let features = json!([
            { "name": "forced-colors", "value": "active" },
            { "name": "prefers-color-scheme", "value": "dark" },
        ]);
        let ask =
            DevTools { command: "Emulation.setEmulatedMedia", parameters: json!({ "features": features }) };
        self.client.issue_cmd(ask).await.unwrap();
    }

    /// How many colours of the first element a selector finds stand out from its ground: the pixels as they are on the
    /// screen, not what a style sheet says.
    pub async fn stands_out(&self, selector: &str) -> bool {
        let element = self.client.find(Locator::Css(selector)).await.unwrap();
        let picture: Vec<String> =
            element.screenshot().await.unwrap().iter().map(|b| format!("{b:02x}")).collect();
        let script = "const done = arguments[arguments.length - 1];
            const bytes = Uint8Array.from(arguments[0].match(/../g), b => parseInt(b, 16));
            createImageBitmap(new Blob([bytes], { type: 'image/png' })).then(image => {
                const canvas = new OffscreenCanvas(image.width, image.height), paper = canvas.getContext('2d');
                paper.drawImage(image, 0, 0);
                const all = paper.getImageData(0, 0, image.width, image.height).data;
                const light = at => 0.2126 * all[at] + 0.7152 * all[at + 1] + 0.0722 * all[at + 2];
                let [least, most] = [255, 0];
                for (let at = 0; at < all.length; at += 4) {
                    least = Math.min(least, light(at)); most = Math.max(most, light(at));
                }
                done(most - least > 100);
            })";
        self.ask(script, vec![json!(picture.concat())]).await.as_bool().unwrap()
    }

    /// The page as it is printed on A4: the words of each sheet, line by line.
    pub async fn prints(&self) -> Vec<Vec<String>> {
        let settings = PrintConfiguration::builder().size(PrintSize::A4).build().unwrap();
        sheets(&self.client.print(settings).await.unwrap())
    }

    /// The words of every element that a selector finds, shown or not.
    pub async fn words_of(&self, selector: &str) -> Vec<String> {
        let script = "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent.trim())";
        let words = self.client.execute(script, vec![json!(selector)]).await.unwrap();
        words.as_array().unwrap().iter().filter_map(|w| w.as_str().map(str::to_owned)).collect()
    }

    /// Ends it.
    pub async fn close(self) {
        self.client.close().await.unwrap();
        if let Some(inspector) = self.inspector {
            inspector.close().await.unwrap();
        }
    }
}

/// The words of each sheet of a PDF, line by line and without gaps.
pub fn sheets(pdf: &[u8]) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.pdf");
    std::fs::write(&file, pdf).unwrap();
    let told =
        std::process::Command::new("pdftotext").args(["-layout"]).arg(&file).arg("-").output().unwrap();
    let text = String::from_utf8(told.stdout).unwrap();
    let sheets = text.split('\u{c}').map(|sheet| {
        let lines = sheet.lines().map(|l| l.split_whitespace().collect::<String>());
        lines.filter(|l| !l.is_empty()).collect::<Vec<_>>()
    });
    sheets.filter(|sheet| !sheet.is_empty()).collect()
}

/// A question to Chromium's own tools.
#[derive(Debug)]
struct DevTools {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        let body = json!({ "cmd": self.command, "params": self.parameters });
        (http::Method::POST, Some(body.to_string()))
    }
}

/// A photo on this machine.
pub fn sample_photo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/seed/sample-id.jpg").canonicalize().unwrap()
}

/// The words of an element that may be set in several lines.
fn in_one_line(text: &str) -> String {
    text.lines().map(str::trim).collect()
}

async fn start(screen: Screen, scripts: bool) -> Client {
    let driver = std::env::var("MADOGUCHI_TEST_WEBDRIVER")
        .unwrap_or_else(|_| panic!("MADOGUCHI_TEST_WEBDRIVER is not set: run `cargo xtask test`"));
    let mut options = json!({
        "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
            format!("--window-size={},{}", screen.width, screen.height),
        ],
    });
    if screen.mobile {
        options["mobileEmulation"] = json!({ "deviceMetrics": { "width": screen.width, "height": screen.height, "pixelRatio": 2.0, "touch": true } });
    }
    if !scripts {
        // The setting a person would use. Questions of the driver still run, scripts of a page do not.
        options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
    }
    let capabilities = json!({ "goog:chromeOptions": options });
    let mut connector = HttpConnector::new();
    // Every click is several small questions: none of them may wait to be sent with the next.
    connector.set_nodelay(true);
    ClientBuilder::new(connector)
        .capabilities(capabilities.as_object().unwrap().clone())
        .connect(&driver)
        .await
        .expect("Chromium starts")
}
