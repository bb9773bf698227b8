//! The inventory of cryptography names every purpose a key can have, and places that are there.

use std::collections::BTreeSet;
use std::fs;

use serde::Deserialize;

use crate::checklist::Title;
use crate::repository::root;

/// A use of cryptography.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Use {
    what: Title,
    algorithm: String,
    key: String,
    place: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Inventory {
    #[serde(rename = "use")]
    uses: Vec<Use>,
}

#[test]
fn k12_the_inventory_of_cryptography_names_every_purpose_of_a_key_and_true_places() {
    let text = fs::read_to_string(root().join("docs/assurance/cryptography-in-use.toml")).unwrap();
    let inventory: Inventory = toml::from_str(&text).unwrap();
    let keys: BTreeSet<&str> = inventory.uses.iter().map(|one| one.key.as_str()).collect();
    for purpose in seal::Purpose::ALL {
        assert!(keys.contains(purpose.key()), "{} is missing", purpose.key());
    }
    for one in &inventory.uses {
        assert!(one.what.zh.is_some() && !one.what.en.is_empty(), "{one:?}");
        assert!(!one.algorithm.is_empty(), "{one:?}");
        assert!(root().join(&one.place).is_file(), "{} is gone", one.place);
    }
}
