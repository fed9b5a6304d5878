//! A virus scanner for one test run. It knows one virus only: EICAR, which is none.

use std::{
    fs,
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::tools;

/// The running scanner; dropping it stops it.
pub struct Clamd {
    child: Child,
    _folder: TempDir,
    port: u16,
}

/// How long it may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Name, any kind of file, anywhere in it, the bytes.
const SIGNATURES: &str = "Test.Eicar:0:*:58354f2150254041505b345c505a58353428505e2937434329377d2445494341522d5354414e444152442d414e544956495255532d544553542d46494c452124482b482a\n";

impl Clamd {
    /// Starts it and waits until it answers.
    ///
    /// # Errors
    /// What did not work.
    pub fn start() -> Result<Self, String> {
        let program = tools::clamd().ok_or("clamd was not found")?;
        let folder = TempDir::with_prefix("madoguchi-clamd-").map_err(|e| e.to_string())?;
        let port = tools::free_port()?;
        let database = folder.path().join("database");
        let write =
            |path: &Path, text: &str| fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()));
        fs::create_dir(&database).map_err(|e| e.to_string())?;
        write(&database.join("eicar.ndb"), SIGNATURES)?;
        let settings = folder.path().join("clamd.conf");
        let text = format!(
            "Foreground yes\nTCPAddr 127.0.0.1\nTCPSocket {port}\nDatabaseDirectory {}\nTemporaryDirectory {}\n",
            database.display(),
            folder.path().display()
        );
        write(&settings, &text)?;
        let child = Command::new(program)
            .arg(format!("--config-file={}", settings.display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| format!("clamd could not be run: {e}"))?;
        let mut clamd = Self { child, _folder: folder, port };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if begun.elapsed() > PATIENCE || clamd.child.try_wait().is_ok_and(|ended| ended.is_some()) {
                return Err("clamd does not answer".to_owned());
            }
            std::thread::park_timeout(Duration::from_millis(50));
        }
        Ok(clamd)
    }

    /// Where the tests find it.
    pub fn url(&self) -> String {
        format!("tcp://127.0.0.1:{}", self.port)
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
