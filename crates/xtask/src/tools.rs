//! What the tests need of the machine: found, installed where that is possible, or named.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Something of the machine, and the Debian package it comes in.
struct Tool {
    what: &'static str,
    package: &'static str,
    there: fn() -> bool,
}

const TOOLS: &[Tool] = &[
    Tool { what: "PostgreSQL (initdb)", package: "postgresql", there: || postgres_bin().is_some() },
    Tool { what: "Chromium", package: "chromium", there: || Path::new("/usr/bin/chromium").exists() },
    Tool {
        what: "ChromeDriver",
        package: "chromium-driver",
        there: || Path::new("/usr/bin/chromedriver").exists(),
    },
    Tool { what: "ClamAV (clamd)", package: "clamav-daemon", there: || clamd().is_some() },
    Tool {
        what: "Japanese fonts",
        package: "fonts-noto-cjk",
        there: || Path::new("/usr/share/fonts/opentype/noto").exists(),
    },
    Tool {
        what: "IPAmj Mincho (rare kanji)",
        package: "fonts-ipamj-mincho",
        there: || Path::new("/usr/share/fonts/truetype/ipamj/ipamjm.ttf").exists(),
    },
    Tool { what: "pdftotext", package: "poppler-utils", there: || Path::new("/usr/bin/pdftotext").exists() },
];

/// The folder of PostgreSQL's programs, the newest if there are several.
pub fn postgres_bin() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<PathBuf> = versions
        .filter_map(|v| Some(v.ok()?.path().join("bin")))
        .filter(|b| b.join("initdb").exists())
        .collect();
    found.sort();
    found.pop()
}

/// The virus scanner's daemon.
pub fn clamd() -> Option<PathBuf> {
    ["/usr/sbin/clamd", "/usr/bin/clamd"].map(PathBuf::from).into_iter().find(|p| p.exists())
}

/// Whether we are root.
pub fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout == b"0\n")
}

/// Sees to it that everything is there.
///
/// # Errors
/// What is missing and how to get it.
pub fn ensure() -> Result<(), String> {
    let missing = || TOOLS.iter().filter(|t| !(t.there)()).collect::<Vec<_>>();
    if missing().is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing().iter().map(|t| t.package).collect();
    if is_root() && Path::new("/usr/bin/apt-get").exists() {
        println!("installing {}", packages.join(" "));
        apt(&["update", "-qq"])?;
        apt(&[&["install", "-y", "-qq", "--no-install-recommends"], &packages[..]].concat())?;
    }
    let still = missing();
    if still.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = still.iter().map(|t| format!("  {} (Debian: {})", t.what, t.package)).collect();
    Err(format!(
        "The tests need what is not on this machine:\n{}\nInstall it:  sudo apt-get install {}",
        names.join("\n"),
        still.iter().map(|t| t.package).collect::<Vec<_>>().join(" ")
    ))
}

fn apt(arguments: &[&str]) -> Result<(), String> {
    let done = Command::new("apt-get")
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdout(std::process::Stdio::null())
        .status();
    match done {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("apt-get {} failed ({status})", arguments.join(" "))),
        Err(e) => Err(format!("apt-get could not be run: {e}")),
    }
}

/// A port nobody listens on.
pub fn free_port() -> Result<u16, String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(|e| format!("no free port: {e}"))?;
    listener.local_addr().map(|a| a.port()).map_err(|e| e.to_string())
}
