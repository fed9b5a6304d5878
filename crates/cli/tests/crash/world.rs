//! The program and everything of it that outlives a kill: data folder, database, papers, mail server.
#![allow(dead_code, reason = "the crash harness and the load bench each use a part of it")]

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
};

use madoguchi_forms::Paper;
use madoguchi_store::Location;
use madoguchi_testkit::{Browser, Letterbox, Storage};
use tempfile::TempDir;

/// The password of everybody.
pub const PASSWORD: &str = "a-password-for-tests";

/// The project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Everything that outlives the program.
pub struct World {
    folder: TempDir,
    database: Option<String>,
    /// The mail server.
    pub letterbox: Letterbox,
    /// Where its files lie, if not in the data folder.
    pub storage: Option<Storage>,
    /// The papers that are open.
    pub papers: BTreeMap<String, Paper>,
}

impl World {
    /// A city with departments, a clerk (`sato`, 市民課), a manager (`dx`) and these papers published.
    pub async fn new(database: Option<String>, sources: Vec<(&str, String)>) -> Self {
        let folder = TempDir::new().unwrap();
        let mut papers = BTreeMap::new();
        for (slug, source) in &sources {
            let to = folder.path().join("forms").join(slug);
            std::fs::create_dir_all(&to).unwrap();
            std::fs::write(to.join("form.toml"), source).unwrap();
            let compiled = madoguchi_forms::compile(slug, "form.toml", source);
            let paper = compiled.paper.unwrap_or_else(|| panic!("{slug}: {:?}", compiled.findings));
            papers.insert((*slug).to_owned(), paper);
        }
        let world = Self { folder, database, letterbox: Letterbox::open().await, storage: None, papers };
        world.run(&["staff", "departments", "deploy/seed/departments.csv"], "");
        for (login, role, department) in [("dx", "dx_manager", "digital"), ("sato", "clerk", "shimin")] {
            let name = ["staff", "add", "--login", login, "--name", "見本", "--role", role];
            world.run(&[&name[..], &["--department", department]].concat(), PASSWORD);
        }
        world.publish().await;
        world
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A place beside it.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts the keys of another world into this one, as an operator does who kept them apart.
    pub fn take_keys_of(&self, other: &Self) {
        std::fs::create_dir_all(self.data()).unwrap();
        for key in ["secret.key", "files.key"] {
            std::fs::copy(other.data().join(key), self.data().join(key)).unwrap();
        }
    }

    /// An empty world of the same kind.
    pub async fn elsewhere(&self) -> Self {
        let database = match &self.database {
            Some(_) => Some(madoguchi_testkit::databases::fresh_database().await),
            None => None,
        };
        let folder = TempDir::new().unwrap();
        std::fs::create_dir(folder.path().join("forms")).unwrap();
        Self { folder, database, letterbox: self.letterbox.clone(), storage: None, papers: BTreeMap::new() }
    }

    /// Where the cabinet stands.
    pub fn location(&self) -> Location {
        match &self.database {
            Some(url) => Location::Postgres { url: url.clone(), schema: None },
            None => Location::Sqlite(self.data().join("madoguchi.db")),
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_madoguchi"));
        self.equip(&mut command, arguments);
        command
    }

    /// Tells a command what to do and where everything is.
    pub fn equip(&self, command: &mut Command, arguments: &[&str]) {
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("MADOGUCHI_")) {
            command.env_remove(name);
        }
        command.args(arguments).arg("--data").arg(self.data()).current_dir(root());
        command.arg("--forms").arg(self.folder.path().join("forms"));
        command.args(["--smtp", &self.letterbox.url()]);
        if let Some(url) = &self.database {
            command.args(["--database", url]);
        }
        if let Some(storage) = &self.storage {
            command.args(storage.flags());
        }
    }

    /// Runs a command to its end; it must succeed.
    pub fn run(&self, arguments: &[&str], input: &str) -> String {
        let mut command = self.command(arguments);
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let done = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(done.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&done.stderr));
        said
    }

    /// Runs a command to its end; its code and what it said.
    pub fn try_run(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let done = self.command(arguments).output().unwrap();
        let said =
            String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        (done.status.code(), said)
    }

    /// Starts the program and waits until it serves.
    pub fn start(&self) -> Running {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = self.command(&["serve", "--listen", &address.to_string()]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.contains("Ctrl+C") {
            line.clear();
            assert!(out.read_line(&mut line).unwrap() > 0, "it does not start");
        }
        Running { child: Arc::new(Mutex::new(child)), address }
    }

    /// A browser in which somebody of the office is signed in.
    pub async fn signed_in(running: &Running, login: &str) -> Browser {
        let mut browser = Browser::at(running.address);
        let page = browser.get("/staff/login").await;
        let mut pairs = page.form();
        pairs.retain(|(name, _)| name.starts_with('_'));
        pairs.extend([("login".into(), login.into()), ("password".into(), PASSWORD.into())]);
        browser.post(&page.action(), &pairs).await;
        browser
    }

    async fn publish(&self) {
        let running = self.start();
        let mut browser = Self::signed_in(&running, "dx").await;
        for slug in self.papers.keys() {
            let page = browser.get(&format!("/author/{slug}/publish")).await;
            // What is published is what was shown.
            let seen =
                page.html.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
            let seen = seen.unwrap_or_else(|| panic!("{slug} cannot be published:\n{}", page.html));
            let mut pairs = page.form();
            pairs.retain(|(name, _)| name == "_csrf");
            pairs.extend([("seen".into(), seen.to_owned()), ("reason".into(), "見本".into())]);
            let done = browser.post(&format!("/author/{slug}/publish"), &pairs).await;
            assert!(done.status.is_success(), "{slug} is not published: {}", done.status);
        }
    }
}

/// The program, until it is killed.
pub struct Running {
    /// The process.
    pub child: Arc<Mutex<Child>>,
    /// Where it serves.
    pub address: SocketAddr,
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut child = self.child.lock().unwrap();
        let _ = child.kill();
        let _ = child.wait();
    }
}
