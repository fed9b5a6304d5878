//! A PostgreSQL for one test run: a fresh cluster on a free port, gone afterwards.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

use crate::tools;

/// The running cluster; dropping it stops it.
pub struct Postgres {
    bin: PathBuf,
    folder: TempDir,
    port: u16,
}

impl Postgres {
    /// Makes and starts a cluster.
    ///
    /// # Errors
    /// What did not work, with PostgreSQL's own words.
    pub fn start() -> Result<Self, String> {
        let bin = tools::postgres_bin().ok_or("initdb was not found")?;
        let folder = TempDir::with_prefix("madoguchi-postgres-").map_err(|e| e.to_string())?;
        if tools::is_root() {
            // PostgreSQL refuses to run as root.
            run(Command::new("chown").arg("postgres").arg(folder.path()))?;
        }
        let cluster = Self { bin, folder, port: tools::free_port()? };
        let data = cluster.data();
        run(cluster
            .program("initdb")
            .args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "-D"])
            .arg(&data))?;
        // Nothing in it must outlive the run, so nothing waits for the disk.
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_connections=200",
            cluster.port
        );
        let log = cluster.folder.path().join("log");
        run(cluster
            .program("pg_ctl")
            .args(["start", "-w", "-o", &options, "-D"])
            .arg(&data)
            .arg("-l")
            .arg(&log))
        .map_err(|e| format!("{e}\n{}", std::fs::read_to_string(&log).unwrap_or_default()))?;
        Ok(cluster)
    }

    /// Where the tests find it.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn program(&self, name: &str) -> Command {
        let path: &Path = &self.bin.join(name);
        let mut command = if tools::is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command.current_dir(self.folder.path());
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let _ = run(self.program("pg_ctl").args(["stop", "-m", "immediate", "-D"]).arg(self.data()));
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    // pg_ctl leaves the server with our output open; what it prints goes to a file of its own.
    let done = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    match done {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{command:?} failed ({status})")),
        Err(e) => Err(format!("{command:?} could not be run: {e}")),
    }
}
