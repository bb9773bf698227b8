//! A checklist of a standard: for each of its items what stands here, where, and which tests show it. The files are in
//! `docs/assurance`; a test holds them against the ids of the standard, the tests and the sources of this repository.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How the product stands to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It does what is asked, and something here shows it.
    Met,
    /// It does part of it; the reason says which part is missing.
    Partly,
    /// It does not.
    NotMet,
    /// It is for whoever runs the product; the reason says what the product gives for it.
    Deployer,
    /// The product has nothing of the kind asked about.
    NotApplicable,
}

impl Status {
    /// All, in the order of reports.
    pub const ALL: [Status; 5] = [
        Status::Met,
        Status::Partly,
        Status::NotMet,
        Status::Deployer,
        Status::NotApplicable,
    ];

    /// Its word in the files.
    pub const fn key(self) -> &'static str {
        match self {
            Status::Met => "met",
            Status::Partly => "partly",
            Status::NotMet => "not_met",
            Status::Deployer => "deployer",
            Status::NotApplicable => "not_applicable",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.key())
    }
}

/// A text that stands in a file of this repository and settles something when the product is built.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// The file, from the root of the repository.
    pub file: String,
    /// What stands in it, word for word.
    pub says: String,
}

/// A text in both languages, or in English only.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// In English.
    pub en: String,
    /// In Chinese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zh: Option<String>,
}

/// An item of a standard.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its id in the standard, or ours where the standard has clauses only.
    pub id: String,
    /// The level the standard gives it, where it has levels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    /// What it asks, in our words.
    pub title: Title,
    /// How the product stands to it.
    pub status: Status,
    /// What is there and where, or what is missing.
    pub reason: String,
    /// Names of the tests that show it.
    #[serde(default)]
    pub tests: Vec<String>,
    /// What shows it without being run: a lint, a rule of the compiler, a text of the sources.
    #[serde(default)]
    pub facts: Vec<Fact>,
}

/// A standard, item by item.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// Which standard.
    pub standard: Title,
    /// Its items.
    #[serde(rename = "item")]
    pub items: Vec<Item>,
}

/// A checklist cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the checklist cannot be read: {0}")]
pub struct Unreadable(#[from] toml::de::Error);

impl Checklist {
    /// Reads a checklist.
    pub fn read(text: &str) -> Result<Checklist, Unreadable> {
        Ok(toml::from_str(text)?)
    }

    /// How many items stand so.
    pub fn count(&self, status: Status) -> usize {
        let alike = self.items.iter().filter(|item| item.status == status);
        alike.count()
    }
}
