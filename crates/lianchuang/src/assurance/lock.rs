//! What the product is built from, as `Cargo.lock` pins it: every crate with its version, where it comes from and its digest.

use serde::Deserialize;

/// The lock file.
#[derive(Debug, Clone, Deserialize)]
pub struct Lock {
    /// Its packages.
    #[serde(rename = "package")]
    pub packages: Vec<Package>,
}

/// A package at a version.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Where it comes from; nothing for ours.
    pub source: Option<String>,
    /// The SHA-256 of what was downloaded.
    pub checksum: Option<String>,
    /// What it is built with: a name, with the version where there are several.
    #[serde(default)]
    pub dependencies: Vec<String>,
}

impl Lock {
    /// Reads a lock file.
    pub fn read(text: &str) -> Result<Lock, toml::de::Error> {
        toml::from_str(text)
    }

    /// The package a line of dependencies names.
    pub fn named(&self, dependency: &str) -> Option<&Package> {
        let mut parts = dependency.split(' ');
        let name = parts.next()?;
        let version = parts.next();
        self.packages.iter().find(|package| {
            package.name == name && version.is_none_or(|version| package.version == version)
        })
    }
}
