//! The register of personal fields: what is collected, on which ground and for how long. Pages, files and answers take it from
//! here; `docs/personal-data.md` tells the same, and a test holds the two together. Purposes stand among the words.

use crate::retention::{Kept, Terms};
use crate::words::Words;

/// On which ground a field is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// A duty laid down by law.
    Duty,
    /// The person's own choice, which may be taken back at any time.
    Choice,
    /// The security of the system.
    Security,
}

impl Ground {
    /// Its name in data.
    pub fn key(self) -> &'static str {
        match self {
            Ground::Duty => "duty",
            Ground::Choice => "choice",
            Ground::Security => "security",
        }
    }

    /// In words.
    pub fn told(self, words: &Words) -> String {
        words
            .t(&format!("personal.ground.{}", self.key()))
            .to_owned()
    }
}

/// How long a field is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// So many days after it is needed no more; the days can be set.
    Days(Kept),
    /// Until something happens, or for ever: the word under `personal.kept`.
    Until(&'static str),
}

impl Keeping {
    /// In words.
    pub fn told(self, words: &Words, terms: Terms) -> String {
        match self {
            Keeping::Days(kept) => words.fill(
                &format!("personal.kept.{}", kept.key()),
                &[terms.days(kept).to_string()],
            ),
            Keeping::Until(word) => words.t(&format!("personal.kept.{word}")).to_owned(),
        }
    }
}

/// A personal field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonalField {
    /// The field of an act, or the column of the cabinet.
    pub key: &'static str,
    /// On which ground.
    pub ground: Ground,
    /// How long.
    pub keeping: Keeping,
}

impl PersonalField {
    /// The field of that key.
    pub fn of(key: &str) -> Option<&'static PersonalField> {
        FIELDS.iter().find(|field| field.key == key)
    }

    /// What it is called.
    pub fn label(&self, words: &Words) -> String {
        words.t(&format!("personal.field.{}", self.key)).to_owned()
    }

    /// What it is for.
    pub fn purpose(&self, words: &Words) -> String {
        words
            .t(&format!("personal.purpose.{}", self.key))
            .to_owned()
    }
}

const fn field(key: &'static str, ground: Ground, keeping: Keeping) -> PersonalField {
    PersonalField {
        key,
        ground,
        keeping,
    }
}

/// All of them, in the order of the document.
pub const FIELDS: &[PersonalField] = &[
    field("person.enrol/name", Ground::Duty, Keeping::Days(Kept::Name)),
    field(
        "person.enrol/contact",
        Ground::Duty,
        Keeping::Days(Kept::Contact),
    ),
    field(
        "objection.raise/name",
        Ground::Duty,
        Keeping::Days(Kept::ObjectorName),
    ),
    field(
        "objection.raise/address",
        Ground::Duty,
        Keeping::Days(Kept::ObjectorAddress),
    ),
    field(
        "correspondence.address",
        Ground::Choice,
        Keeping::Days(Kept::MailAddress),
    ),
    field("draft.fields", Ground::Choice, Keeping::Days(Kept::Draft)),
    field(
        "personal_request.text",
        Ground::Duty,
        Keeping::Days(Kept::Request),
    ),
    field(
        "account.login",
        Ground::Security,
        Keeping::Until("for_ever"),
    ),
    field(
        "former_password.login",
        Ground::Security,
        Keeping::Until("account"),
    ),
    field("setup_code.login", Ground::Security, Keeping::Until("code")),
    field(
        "linked_identity.login",
        Ground::Security,
        Keeping::Until("unlinked"),
    ),
    field("link_code.login", Ground::Security, Keeping::Until("code")),
    field(
        "session.source",
        Ground::Security,
        Keeping::Until("session"),
    ),
    field("session.agent", Ground::Security, Keeping::Until("session")),
    field(
        "address_exception.login",
        Ground::Security,
        Keeping::Until("account"),
    ),
    field(
        "address_exception.reason",
        Ground::Security,
        Keeping::Until("account"),
    ),
    field(
        "second_factor.secret",
        Ground::Security,
        Keeping::Until("removed"),
    ),
    field(
        "second_factor.label",
        Ground::Choice,
        Keeping::Until("removed"),
    ),
    field(
        "certificate.label",
        Ground::Choice,
        Keeping::Until("removed"),
    ),
    field("token.label", Ground::Choice, Keeping::Until("token")),
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use std::collections::BTreeSet;

    use values::Language;

    use super::*;

    #[test]
    fn c12_the_register_of_personal_fields_is_the_documented_one() {
        let document = include_str!("../../../../docs/personal-data.md");
        let words = Words::load(Language::En, None);
        let rows: Vec<&str> = document
            .lines()
            .filter(|line| line.starts_with("| `"))
            .collect();
        for field in FIELDS {
            let begin = format!("| `{}` |", field.key);
            let row = rows.iter().find(|row| row.starts_with(&begin));
            let row = row.unwrap_or_else(|| panic!("{begin} is not in the document"));
            for told in [
                field.purpose(&words),
                field.ground.told(&words),
                field.keeping.told(&words, Terms::default()),
            ] {
                assert!(
                    row.contains(&format!("| {told} |")),
                    "{row} does not say {told}"
                );
            }
        }
        let known: BTreeSet<&str> = FIELDS.iter().map(|field| field.key).collect();
        let documented: BTreeSet<&str> = rows
            .iter()
            .filter_map(|row| row.split('`').nth(1))
            // Where the texts of the others stand.
            .filter(|key| *key != "personal.text")
            .collect();
        assert_eq!(known, documented);
    }

    #[test]
    fn c12_every_personal_field_has_its_words_in_both_languages() {
        for language in Language::ALL {
            let words = Words::load(language, None);
            for field in FIELDS {
                for part in ["field", "purpose"] {
                    let key = format!("personal.{part}.{}", field.key);
                    assert!(words.find(&key).is_some(), "{key}");
                }
                for told in [
                    field.ground.told(&words),
                    field.keeping.told(&words, Terms::default()),
                ] {
                    assert!(!told.starts_with("personal."), "{told}");
                }
            }
        }
    }
}
