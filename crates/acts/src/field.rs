//! The fields of an act: one definition from which form, API schema, command line, sheet column and check are made.

use policy::Policy;
use serde_json::{Map, Value};
use values::{
    ConsortiumId, CreditCode, Date, Fen, FileDigest, InvitationId, Key, OrganisationId, PersonId,
    Share,
};

use crate::sight::Reveal;

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub enum FieldKind {
    /// One line of text.
    Line,
    /// Several lines of text.
    Text,
    /// A calendar day.
    Day,
    /// A whole number.
    Count,
    /// A number with up to three decimals.
    Number,
    /// An amount of money, in fen.
    Money,
    /// A share such as `12.5%`.
    Share,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A term of a pack vocabulary.
    Term(&'static str),
    /// Several terms of a pack vocabulary.
    Terms(&'static str),
    /// An organisation.
    Organisation,
    /// A person.
    Person,
    /// Several persons.
    People,
    /// An invitation of this consortium.
    Invitation,
    /// A consortium.
    Consortium,
    /// An earlier record, by its number.
    Record,
    /// A file, by its digest.
    File,
    /// The digest of a text.
    Digest,
    /// A credit code.
    CreditCode,
    /// The key of an act, a body or a step.
    Key,
    /// Several rows of fields.
    Rows(&'static [Field]),
}

/// Whether a field must be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must.
    Required,
    /// It may be left out.
    Optional,
}

/// One field of an act.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name in every face.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether it must be filled.
    pub need: Need,
    /// Who may read what it holds.
    pub reveal: Reveal,
}

impl Field {
    /// A field that must be filled. There is none without a rule saying who may read it:
    ///
    /// ```compile_fail,E0061
    /// use acts::field::{Field, FieldKind};
    /// const GROUNDS: Field = Field::required("grounds", FieldKind::Text);
    /// ```
    ///
    /// ```
    /// use acts::field::{Field, FieldKind};
    /// use acts::sight::Reveal;
    /// const GROUNDS: Field = Field::required("grounds", FieldKind::Text, Reveal::WithRecord);
    /// ```
    ///
    /// Only a text can be masked, because only a text can stand outside the register:
    ///
    /// ```compile_fail
    /// use acts::field::{Field, FieldKind};
    /// use acts::sight::Reveal;
    /// const DAY: Field = Field::required("day", FieldKind::Day, Reveal::Masked);
    /// ```
    pub const fn required(name: &'static str, kind: FieldKind, reveal: Reveal) -> Field {
        Field::new(name, kind, reveal, Need::Required)
    }

    /// A field that may be left out.
    pub const fn optional(name: &'static str, kind: FieldKind, reveal: Reveal) -> Field {
        Field::new(name, kind, reveal, Need::Optional)
    }

    const fn new(name: &'static str, kind: FieldKind, reveal: Reveal, need: Need) -> Field {
        assert!(
            matches!(reveal, Reveal::WithRecord) || matches!(kind, FieldKind::Text),
            "only a text can be masked"
        );
        Field {
            name,
            kind,
            need,
            reveal,
        }
    }

    /// Whether it holds personal data: kept outside the register, which holds a reference.
    pub const fn is_personal(&self) -> bool {
        matches!(self.reveal, Reveal::Masked)
    }
}

/// Why a field cannot be read. Words for it stand under `mistake.<key>`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct InputMistake {
    /// Where: a JSON pointer such as `/revenue/0/share`.
    pub pointer: String,
    /// The kind of mistake.
    pub wrong: Wrong,
}

/// The kinds of mistakes in a field.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "mistake", rename_all = "snake_case")]
pub enum Wrong {
    /// It must be filled.
    Missing,
    /// No such field.
    Unknown,
    /// It has another form; `expected` names the form (`day`, `money`, `credit_code`, …), `detail` what exactly is wrong with a code.
    Form {
        /// The form expected.
        expected: &'static str,
        /// What was found wrong, for codes with their own check.
        detail: String,
    },
    /// Not one of the allowed words or terms.
    NotAllowed {
        /// What is allowed.
        allowed: Vec<String>,
    },
    /// Longer than allowed.
    TooLong {
        /// Allowed characters.
        limit: usize,
    },
}

/// Longest line, in characters.
pub const LINE_LIMIT: usize = 300;
/// Longest text, in characters.
pub const TEXT_LIMIT: usize = 20_000;
/// Most rows or terms in one field.
pub const ROWS_LIMIT: usize = 500;

/// Checks the fields of an act against their definitions; every mistake is named.
pub fn check(fields: &[Field], given: &Map<String, Value>, policy: &Policy) -> Vec<InputMistake> {
    let mut mistakes = Vec::new();
    check_rows(fields, given, policy, "", &mut mistakes);
    mistakes
}

fn check_rows(
    fields: &[Field],
    given: &Map<String, Value>,
    policy: &Policy,
    at: &str,
    mistakes: &mut Vec<InputMistake>,
) {
    for field in fields {
        let pointer = format!("{at}/{}", field.name);
        match given.get(field.name) {
            None | Some(Value::Null) => {
                if field.need == Need::Required {
                    mistakes.push(InputMistake {
                        pointer,
                        wrong: Wrong::Missing,
                    });
                }
            }
            Some(value) => check_value(field, value, policy, &pointer, mistakes),
        }
    }
    for name in given.keys() {
        if !fields.iter().any(|field| field.name == name) {
            mistakes.push(InputMistake {
                pointer: format!("{at}/{name}"),
                wrong: Wrong::Unknown,
            });
        }
    }
}

fn check_value(
    field: &Field,
    value: &Value,
    policy: &Policy,
    pointer: &str,
    mistakes: &mut Vec<InputMistake>,
) {
    if let (FieldKind::Rows(fields), Value::Array(rows)) = (field.kind, value) {
        if rows.is_empty() && field.need == Need::Required {
            mistakes.push(InputMistake {
                pointer: pointer.to_owned(),
                wrong: Wrong::Missing,
            });
        }
        for (index, row) in rows.iter().take(ROWS_LIMIT).enumerate() {
            let at = format!("{pointer}/{index}");
            match row {
                Value::Object(row) => check_rows(fields, row, policy, &at, mistakes),
                _ => mistakes.push(InputMistake {
                    pointer: at,
                    wrong: form("row", ""),
                }),
            }
        }
        return;
    }
    if let Err(wrong) = check_single(field, value, policy) {
        mistakes.push(InputMistake {
            pointer: pointer.to_owned(),
            wrong,
        });
    }
}

fn form(expected: &'static str, detail: &str) -> Wrong {
    Wrong::Form {
        expected,
        detail: detail.to_owned(),
    }
}

fn check_single(field: &Field, value: &Value, policy: &Policy) -> Result<(), Wrong> {
    match field.kind {
        FieldKind::Line => text(value, LINE_LIMIT, "line", field.need),
        FieldKind::Text => text(value, TEXT_LIMIT, "text", field.need),
        FieldKind::Day => parsed::<Date>(value, "day"),
        FieldKind::Count => value
            .as_i64()
            .filter(|count| *count >= 0)
            .map(|_| ())
            .ok_or_else(|| form("count", "")),
        FieldKind::Number => value
            .as_f64()
            .filter(|number| number.is_finite())
            .map(|_| ())
            .ok_or_else(|| form("number", "")),
        FieldKind::Money => parsed::<Fen>(value, "money"),
        FieldKind::Share => parsed::<Share>(value, "share"),
        FieldKind::Word(words) => one_of(value, words.iter().copied()),
        FieldKind::Term(vocabulary) => one_of(
            value,
            policy.terms(vocabulary).iter().map(|term| &*term.key),
        ),
        FieldKind::Terms(vocabulary) => terms(value, policy, vocabulary, field.need),
        FieldKind::Organisation => parsed::<OrganisationId>(value, "organisation"),
        FieldKind::Person => parsed::<PersonId>(value, "person"),
        FieldKind::People => many::<PersonId>(value, "people", field.need),
        FieldKind::Invitation => parsed::<InvitationId>(value, "invitation"),
        FieldKind::Consortium => parsed::<ConsortiumId>(value, "consortium"),
        FieldKind::Record => value.as_u64().map(|_| ()).ok_or_else(|| form("record", "")),
        FieldKind::File | FieldKind::Digest => parsed::<FileDigest>(value, "digest"),
        FieldKind::CreditCode => credit_code(value),
        FieldKind::Key => parsed::<Key>(value, "key"),
        FieldKind::Rows(_) => Err(form("rows", "")),
    }
}

fn parsed<T: serde::de::DeserializeOwned>(
    value: &Value,
    expected: &'static str,
) -> Result<(), Wrong> {
    serde_json::from_value::<T>(value.clone())
        .map(|_| ())
        .map_err(|cause| form(expected, &cause.to_string()))
}

fn many<T: serde::de::DeserializeOwned>(
    value: &Value,
    expected: &'static str,
    need: Need,
) -> Result<(), Wrong> {
    let list = serde_json::from_value::<Vec<T>>(value.clone())
        .map_err(|cause| form(expected, &cause.to_string()))?;
    filled(list.len(), need)
}

fn filled(length: usize, need: Need) -> Result<(), Wrong> {
    if length == 0 && need == Need::Required {
        Err(Wrong::Missing)
    } else if length > ROWS_LIMIT {
        Err(Wrong::TooLong { limit: ROWS_LIMIT })
    } else {
        Ok(())
    }
}

fn credit_code(value: &Value) -> Result<(), Wrong> {
    let text = value.as_str().ok_or_else(|| form("credit_code", ""))?;
    CreditCode::parse(text)
        .map(|_| ())
        .map_err(|mistake| form("credit_code", &mistake.to_string()))
}

fn text(value: &Value, limit: usize, expected: &'static str, need: Need) -> Result<(), Wrong> {
    let text = value.as_str().ok_or_else(|| form(expected, ""))?;
    if text.trim().is_empty() && need == Need::Required {
        Err(Wrong::Missing)
    } else if text.chars().count() > limit {
        Err(Wrong::TooLong { limit })
    } else if expected == "line" && text.contains(['\n', '\r']) {
        Err(form("line", ""))
    } else {
        Ok(())
    }
}

fn one_of<'a>(value: &Value, allowed: impl Iterator<Item = &'a str> + Clone) -> Result<(), Wrong> {
    match value.as_str() {
        Some(found) if allowed.clone().any(|word| word == found) => Ok(()),
        _ => Err(Wrong::NotAllowed {
            allowed: allowed.map(str::to_owned).collect(),
        }),
    }
}

fn terms(value: &Value, policy: &Policy, vocabulary: &str, need: Need) -> Result<(), Wrong> {
    let list = value.as_array().ok_or_else(|| form("terms", ""))?;
    filled(list.len(), need)?;
    list.iter()
        .try_for_each(|term| one_of(term, policy.terms(vocabulary).iter().map(|term| &*term.key)))
}
