//! The digest of a charter text, which is what everyone signs: SM3 over the text in canonical form.
//!
//! The canonical form is JSON in UTF-8 without blanks, with the members of every object in the order of their names and the
//! rows of every list in the order of the draft; shares are written as percentages (`12.5%`), organisations by their
//! identifiers (`o17`). It holds only texts, so it is also the form of RFC 8785 and anyone can compute the digest anew.

use serde_json::Value;
use sm3::{Digest, Sm3};
use values::FileDigest;

use crate::subject::charter::CharterText;

/// The digest of the text.
pub fn digest(text: &CharterText) -> FileDigest {
    FileDigest::from_bytes(Sm3::digest(canonical(text)).into())
}

/// The text in canonical form.
pub fn canonical(text: &CharterText) -> String {
    let value = serde_json::to_value(text).expect("a charter text holds only texts and lists");
    let mut written = String::new();
    write(&value, &mut written);
    written
}

/// Sorts the names itself: how a JSON object keeps its members depends on how the library was built.
fn write(value: &Value, to: &mut String) {
    match value {
        Value::Object(members) => {
            let mut names: Vec<&String> = members.keys().collect();
            names.sort_unstable();
            to.push('{');
            for (place, name) in names.into_iter().enumerate() {
                if place > 0 {
                    to.push(',');
                }
                to.push_str(&Value::from(name.as_str()).to_string());
                to.push(':');
                write(&members[name], to);
            }
            to.push('}');
        }
        Value::Array(rows) => {
            to.push('[');
            for (place, row) in rows.iter().enumerate() {
                if place > 0 {
                    to.push(',');
                }
                write(row, to);
            }
            to.push(']');
        }
        plain => to.push_str(&plain.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::charter::{MemberEntry, ShareOf};
    use crate::subject::consortium::Section;
    use values::{Key, OrganisationId, Share};

    fn text() -> CharterText {
        let organisation = OrganisationId(3);
        CharterText {
            sections: vec![Section {
                section: Key::parse("goals").expect("a key"),
                text: "目标 \"一\"".to_owned(),
            }],
            entries: vec![MemberEntry {
                organisation,
                responsibilities: "a".to_owned(),
                rights: "b".to_owned(),
                obligations: "c".to_owned(),
            }],
            ownership: vec![ShareOf {
                organisation,
                share: Share::WHOLE,
            }],
            licensing: "l".to_owned(),
            revenue: vec![],
            breach: "x\ny".to_owned(),
        }
    }

    #[test]
    fn the_canonical_form_orders_names_and_keeps_the_order_of_rows() {
        assert_eq!(
            canonical(&text()),
            r#"{"breach":"x\ny","entries":[{"obligations":"c","organisation":"o3","responsibilities":"a","rights":"b"}],"licensing":"l","ownership":[{"organisation":"o3","share":"100%"}],"revenue":[],"sections":[{"section":"goals","text":"目标 \"一\""}]}"#
        );
    }

    #[test]
    fn the_digest_is_that_of_the_published_sm3_of_the_canonical_form() {
        let empty = Sm3::digest(b"abc");
        assert_eq!(
            FileDigest::from_bytes(empty.into()).to_string(),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
        assert_eq!(
            digest(&text()),
            FileDigest::from_bytes(Sm3::digest(canonical(&text())).into())
        );
    }

    #[test]
    fn any_change_of_the_text_changes_its_digest() {
        let mut changed = text();
        changed.breach.push(' ');
        assert_ne!(digest(&text()), digest(&changed));
    }
}
