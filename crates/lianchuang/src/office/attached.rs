//! Files an act names have to be here: a digest of a file nobody uploaded is a mistake, not a record.

use acts::act_kind;
use acts::field::{Field, FieldKind, InputMistake, Wrong};
use cabinet::{Cabinet, Finding};
use register::{Digest, Files};
use serde_json::{Map, Value};

use super::{Answer, Submission};

/// The mistakes of the first request that names a file which is not here, or in which malware was found.
pub(super) fn check(
    files: &Files,
    cabinet: &Cabinet,
    submission: &Submission,
) -> Result<(), Answer> {
    for (index, request) in submission.requests.iter().enumerate() {
        let Some(kind) = act_kind(&request.act) else {
            continue;
        };
        let mut named = Vec::new();
        gather(kind.fields, &request.fields, "", &mut named);
        let mut mistakes = Vec::new();
        for (pointer, digest) in named {
            let known = cabinet
                .upload(digest)
                .map_err(|fault| Answer::Fault(fault.to_string()))?;
            let wrong = match known.map(|known| known.finding) {
                Some(Finding::Infected(name)) => Wrong::Form {
                    expected: "file_infected",
                    detail: name,
                },
                _ if !files.holds(digest) => Wrong::Form {
                    expected: "file",
                    detail: String::new(),
                },
                _ => continue,
            };
            mistakes.push(InputMistake { pointer, wrong });
        }
        if !mistakes.is_empty() {
            return Err(Answer::Mistaken { index, mistakes });
        }
    }
    Ok(())
}

/// The files a record names.
pub fn named(fields: &[Field], given: &Map<String, Value>) -> Vec<Digest> {
    let mut named = Vec::new();
    gather(fields, given, "", &mut named);
    named.into_iter().map(|(_, digest)| digest).collect()
}

fn gather(
    fields: &[Field],
    given: &Map<String, Value>,
    at: &str,
    named: &mut Vec<(String, Digest)>,
) {
    for field in fields {
        match (field.kind, given.get(field.name)) {
            (FieldKind::File, Some(Value::String(text))) => {
                // What is no digest at all is named by the check of the form.
                let digest = text.parse();
                named.extend(digest.map(|digest| (format!("{at}/{}", field.name), digest)));
            }
            (FieldKind::Rows(inner), Some(Value::Array(rows))) => {
                for (index, row) in rows.iter().enumerate() {
                    if let Value::Object(row) = row {
                        gather(inner, row, &format!("{at}/{}/{index}", field.name), named);
                    }
                }
            }
            _ => {}
        }
    }
}
