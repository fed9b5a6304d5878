//! ChromeDriver for one test run.

use std::{
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::tools;

/// The running driver; dropping it stops it.
pub struct Driver {
    child: Child,
    port: u16,
}

/// How long it may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

impl Driver {
    /// Starts it and waits until it answers.
    ///
    /// # Errors
    /// What did not work.
    pub fn start() -> Result<Self, String> {
        let port = tools::free_port()?;
        let child = Command::new("/usr/bin/chromedriver")
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| format!("chromedriver could not be run: {e}"))?;
        let mut driver = Self { child, port };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if begun.elapsed() > PATIENCE || driver.child.try_wait().is_ok_and(|ended| ended.is_some()) {
                return Err("chromedriver does not answer".to_owned());
            }
            std::thread::park_timeout(Duration::from_millis(50));
        }
        Ok(driver)
    }

    /// Where the tests find it.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
