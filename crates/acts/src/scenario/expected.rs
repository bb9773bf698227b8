//! What a scenario expects of an act, and how it is written.

use super::read::{unquote, words};
use crate::finding::State;

/// What is expected of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// Recorded.
    Recorded {
        /// The stage afterwards, if said.
        stage: Option<String>,
        /// The name given by the record, if said.
        named: Option<String>,
        /// The number given by the record, if said.
        numbered: Option<String>,
        /// The number of the document it issues, if said.
        document: Option<String>,
        /// Whom the actor stood in for, if said.
        on_behalf: Option<String>,
    },
    /// Refused by this finding, with what was found and wanted, where said.
    Refused(Said),
    /// Recorded with this finding, which does not close the act: a wish not met, a general condition with its reason.
    Noted {
        /// How it stands: `met`, `unmet`, `justified`, `exempt`.
        state: State,
        /// The finding.
        finding: Said,
    },
    /// The input cannot be read; at this field.
    Mistaken(String),
    /// Nothing is there for this asker.
    Absent,
}

/// What a scenario says of one finding; what it leaves out may be anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The condition's or rule's key.
    pub key: String,
    /// The clause it stands under.
    pub under: Option<String>,
    /// Its weight.
    pub weight: Option<String>,
    /// What was found.
    pub found: Option<String>,
    /// What was wanted.
    pub wanted: Option<String>,
    /// The written reason.
    pub reason: Option<String>,
}

/// Reads what follows the arrow.
pub(super) fn read_expected(text: &str) -> Result<Expected, String> {
    let text = text.replace(',', " ");
    let mut rest = words(&text).into_iter();
    match rest.next().as_deref() {
        Some("recorded") => read_recorded(rest),
        Some("absent") => Ok(Expected::Absent),
        Some("mistaken") => {
            let field = rest.next().ok_or("mistaken at which field?")?;
            Ok(Expected::Mistaken(field))
        }
        Some("refused") => {
            let key = rest.next().ok_or("refused by which condition or rule?")?;
            read_said(key, rest).map(Expected::Refused)
        }
        Some("noted") => {
            let key = rest.next().ok_or("which condition or rule is noted?")?;
            let state = match rest.next().as_deref() {
                Some("met") => State::Met,
                Some("unmet") => State::Unmet,
                Some("justified") => State::Justified,
                Some("exempt") => State::Exempt,
                other => {
                    return Err(format!(
                        "say how {key} stands: met, unmet, justified or exempt, not {}",
                        other.unwrap_or("nothing")
                    ));
                }
            };
            let finding = read_said(key, rest)?;
            Ok(Expected::Noted { state, finding })
        }
        other => Err(format!(
            "cannot read what is expected: {}",
            other.unwrap_or("nothing")
        )),
    }
}

fn read_recorded(mut rest: impl Iterator<Item = String>) -> Result<Expected, String> {
    let (mut stage, mut named, mut numbered, mut document) = (None, None, None, None);
    let mut on_behalf = None;
    while let Some(word) = rest.next() {
        let said = match word.as_str() {
            "stage" => &mut stage,
            "named" => &mut named,
            "numbered" => &mut numbered,
            "document" => &mut document,
            "for" => &mut on_behalf,
            other => return Err(format!("cannot read {other}")),
        };
        let text = rest.next().ok_or_else(|| format!("{word} what?"))?;
        *said = Some(unquote(&text));
    }
    Ok(Expected::Recorded {
        stage,
        named,
        numbered,
        document,
        on_behalf,
    })
}

fn read_said(key: String, mut rest: impl Iterator<Item = String>) -> Result<Said, String> {
    let mut said = Said {
        key,
        ..Said::default()
    };
    // The word after a number is its unit, for the reader only.
    let mut unit = false;
    while let Some(word) = rest.next() {
        let part = match word.as_str() {
            "hard" | "general" | "preferred" => {
                said.weight = Some(word);
                unit = false;
                continue;
            }
            "under" => &mut said.under,
            "found" => &mut said.found,
            "wanted" => &mut said.wanted,
            "because" => &mut said.reason,
            _ if unit => {
                unit = false;
                continue;
            }
            other => return Err(format!("cannot read {other}")),
        };
        let text = rest.next().ok_or_else(|| format!("{word} what?"))?;
        unit = matches!(word.as_str(), "found" | "wanted");
        *part = Some(unquote(&text));
    }
    Ok(said)
}
