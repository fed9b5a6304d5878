//! Development commands: `cargo xtask test`, `sbom`, `cool-down`.

mod clamd;
mod cool_down;
mod driver;
mod postgres;
mod sbom;
mod steps;
mod tools;

use std::process::ExitCode;

const HELP: &str = "cargo xtask <command>

  test       format, lint and every test; installs or starts what they need
  sbom       writes target/sbom.json (CycloneDX 1.5) from the locked dependencies
  cool-down  refuses dependencies published less than 14 days before Cargo.lock was last changed
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["test"] => steps::test(),
        ["sbom"] => sbom::write(),
        ["cool-down"] => cool_down::check(),
        _ => Err(HELP.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}
