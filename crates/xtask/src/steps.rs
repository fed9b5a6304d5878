//! The test command, step by step. The first step that fails ends it.

use std::{process::Command, time::Instant};

use crate::{clamd::Clamd, cool_down, driver::Driver, postgres::Postgres, tools};

/// Format, lint, every test.
///
/// # Errors
/// Which step failed.
pub fn test() -> Result<(), String> {
    let begun = Instant::now();
    step("tools", tools::ensure)?;
    step("format", || cargo(&["fmt", "--all", "--check"], &[]))?;
    step("lint", || {
        cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"], &[])
    })?;
    step("cool-down", cool_down::check)?;
    let postgres = step("postgres", Postgres::start)?;
    let driver = step("chromedriver", Driver::start)?;
    let clamd = step("clamd", Clamd::start)?;
    let places = [
        ("MADOGUCHI_TEST_POSTGRES", postgres.url()),
        ("MADOGUCHI_TEST_WEBDRIVER", driver.url()),
        ("MADOGUCHI_TEST_CLAMD", clamd.url()),
    ];
    // The binary the browser journeys and the command-line tests start.
    step("build", || cargo(&["build", "--workspace", "--locked"], &[]))?;
    step("test", || cargo(&["test", "--workspace", "--locked", "--no-fail-fast"], &places))?;
    println!("\nall steps passed in {} s", begun.elapsed().as_secs());
    Ok(())
}

fn step<T>(name: &str, work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    println!("── {name}");
    let begun = Instant::now();
    let done = work().map_err(|e| format!("── {name} failed: {e}"))?;
    println!("── {name}: {} s", begun.elapsed().as_secs());
    Ok(done)
}

fn cargo(arguments: &[&str], environment: &[(&str, String)]) -> Result<(), String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let status = Command::new(cargo)
        .args(arguments)
        .envs(environment.iter().map(|(k, v)| (*k, v.as_str())))
        .status()
        .map_err(|e| format!("cargo could not be run: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("cargo {} ({status})", arguments.join(" "))) }
}
