//! What the binary is made of, as CycloneDX 1.5.

use std::process::Command;

use serde_json::{Value, json};

/// `cargo metadata` of the locked dependencies.
///
/// # Errors
/// What cargo said.
pub fn metadata() -> Result<Value, String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let out = Command::new(cargo)
        .args(["metadata", "--locked", "--format-version=1"])
        .output()
        .map_err(|e| format!("cargo metadata could not be run: {e}"))?;
    if !out.status.success() {
        return Err(String::from_utf8_lossy(&out.stderr).into_owned());
    }
    serde_json::from_slice(&out.stdout).map_err(|e| e.to_string())
}

/// Writes `target/sbom.json`.
///
/// # Errors
/// What did not work.
pub fn write() -> Result<(), String> {
    let metadata = metadata()?;
    let packages = metadata["packages"].as_array().cloned().unwrap_or_default();
    let (ours, theirs): (Vec<_>, Vec<_>) = packages.into_iter().partition(|p| p["source"].is_null());
    let version = ours.iter().find(|p| p["name"] == "madoguchi-cli").map(|p| p["version"].clone());
    let components: Vec<Value> = theirs
        .iter()
        .map(|p| {
            let (name, version) =
                (p["name"].as_str().unwrap_or_default(), p["version"].as_str().unwrap_or_default());
            json!({
                "type": "library",
                "name": name,
                "version": version,
                "purl": format!("pkg:cargo/{name}@{version}"),
                "licenses": [{ "expression": p["license"] }],
            })
        })
        .collect();
    let count = components.len();
    let sbom = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": { "type": "application", "name": "madoguchi", "version": version } },
        "components": components,
    });
    let path =
        std::path::Path::new(metadata["target_directory"].as_str().unwrap_or("target")).join("sbom.json");
    let text = serde_json::to_string_pretty(&sbom).map_err(|e| e.to_string())?;
    std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
    println!("{count} dependencies in {}", path.display());
    Ok(())
}
