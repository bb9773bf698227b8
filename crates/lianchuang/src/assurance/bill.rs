//! The bill of materials of the program, in the form of CycloneDX 1.6: every crate it is built from with version, origin and digest,
//! and what each is built with. Made from `Cargo.lock`, so that it is exactly what was built.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::lock::{Lock, Package};

const LOCK: &str = include_str!("../../../../Cargo.lock");

/// Our crates' manifests: Cargo.lock does not tell what is built in from what only tests use.
const MANIFESTS: [(&str, &str); 10] = [
    ("acts", include_str!("../../../acts/Cargo.toml")),
    ("audit", include_str!("../../../audit/Cargo.toml")),
    ("cabinet", include_str!("../../../cabinet/Cargo.toml")),
    ("identity", include_str!("../../../identity/Cargo.toml")),
    ("lianchuang", include_str!("../../Cargo.toml")),
    ("paper", include_str!("../../../paper/Cargo.toml")),
    ("policy", include_str!("../../../policy/Cargo.toml")),
    ("register", include_str!("../../../register/Cargo.toml")),
    ("seal", include_str!("../../../seal/Cargo.toml")),
    ("values", include_str!("../../../values/Cargo.toml")),
];

/// The bill of materials of this program.
pub fn bill_of_materials() -> Result<Value, toml::de::Error> {
    let lock = Lock::read(LOCK)?;
    let used = used(&lock)?;
    let (program, others): (Vec<&Package>, Vec<&Package>) = lock
        .packages
        .iter()
        .filter(|package| used.contains(&reference(package)))
        .partition(|package| package.name == env!("CARGO_PKG_NAME"));
    let components: Vec<Value> = others.iter().map(|package| component(package)).collect();
    let dependencies: Vec<Value> = program
        .iter()
        .chain(&others)
        .map(|package| {
            let on: BTreeSet<String> = package
                .dependencies
                .iter()
                .filter_map(|line| lock.named(line))
                .map(reference)
                .filter(|on| used.contains(on))
                .collect();
            json!({"ref": reference(package), "dependsOn": on})
        })
        .collect();
    Ok(json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": program.first().map(|package| reference(package)),
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "licenses": [{"license": {"id": env!("CARGO_PKG_LICENSE")}}],
            },
            "properties": [
                {"name": "cargo:lock:sha256", "value": seal::sha256(LOCK.as_bytes()).to_string()},
            ],
        },
        "components": components,
        "dependencies": dependencies,
    }))
}

/// How a package is referred to: its package URL, and for ours a name of their own.
fn reference(package: &Package) -> String {
    match package.source {
        Some(_) => format!("pkg:cargo/{}@{}", package.name, package.version),
        None => format!("lianchuang:{}@{}", package.name, package.version),
    }
}

fn component(package: &Package) -> Value {
    let mut told = json!({
        "type": "library",
        "bom-ref": reference(package),
        "name": package.name,
        "version": package.version,
        "scope": "required",
    });
    if package.source.is_some() {
        told["purl"] = json!(reference(package));
    }
    if let Some(checksum) = &package.checksum {
        told["hashes"] = json!([{"alg": "SHA-256", "content": checksum}]);
    }
    told
}

/// What is reached from the program without passing by what only tests use.
fn used(lock: &Lock) -> Result<BTreeSet<String>, toml::de::Error> {
    let mut for_tests = BTreeMap::new();
    for (name, manifest) in MANIFESTS {
        for_tests.insert(name, only_for_tests(manifest)?);
    }
    let mut found = BTreeSet::new();
    let mut waiting: Vec<&Package> = lock.named(env!("CARGO_PKG_NAME")).into_iter().collect();
    while let Some(package) = waiting.pop() {
        if !found.insert(reference(package)) {
            continue;
        }
        let left_out = match package.source {
            None => for_tests.get(package.name.as_str()),
            Some(_) => None,
        };
        let built_with = package
            .dependencies
            .iter()
            .filter_map(|line| lock.named(line));
        waiting.extend(
            built_with.filter(|other| left_out.is_none_or(|out| !out.contains(&other.name))),
        );
    }
    Ok(found)
}

/// The dependencies a manifest names for tests only.
fn only_for_tests(manifest: &str) -> Result<BTreeSet<String>, toml::de::Error> {
    let manifest: toml::Table = toml::from_str(manifest)?;
    let names = |section: &str| -> BTreeSet<String> {
        let table = manifest.get(section).and_then(toml::Value::as_table);
        table
            .into_iter()
            .flat_map(|table| table.keys().cloned())
            .collect()
    };
    let built_in = names("dependencies");
    Ok(names("dev-dependencies")
        .difference(&built_in)
        .cloned()
        .collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    #[test]
    fn v21_the_bill_names_every_crate_built_in_with_its_digest_and_none_of_the_tests() {
        let bill = bill_of_materials().unwrap();
        let components = bill["components"].as_array().unwrap();
        let named = |name: &str| components.iter().any(|it| it["name"] == name);
        assert!(components.len() > 200, "{}", components.len());
        for name in ["axum", "rusqlite", "sm4", "typst", "argon2", "seal", "acts"] {
            assert!(named(name), "{name} is missing");
        }
        for name in ["fantoccini", "proptest", "lopdf", "tempfile"] {
            assert!(!named(name), "{name} is only for tests");
        }
        for component in components {
            let foreign = component.get("purl").is_some();
            let content = component["hashes"][0]["content"].as_str();
            assert_eq!(
                foreign,
                content.is_some_and(|it| it.len() == 64),
                "{component}"
            );
        }
        let references: BTreeSet<&str> = components
            .iter()
            .map(|it| it["bom-ref"].as_str().unwrap())
            .collect();
        assert_eq!(references.len(), components.len());
        for dependency in bill["dependencies"].as_array().unwrap() {
            for on in dependency["dependsOn"].as_array().unwrap() {
                assert!(references.contains(on.as_str().unwrap()), "{on}");
            }
        }
    }

    #[test]
    fn v21_every_crate_of_ours_is_looked_at() {
        let lock = Lock::read(LOCK).unwrap();
        let ours: BTreeSet<&str> = lock
            .packages
            .iter()
            .filter(|package| package.source.is_none())
            .map(|package| package.name.as_str())
            .collect();
        let known: BTreeSet<&str> = MANIFESTS.iter().map(|(name, _)| *name).collect();
        assert_eq!(ours, known);
    }
}
