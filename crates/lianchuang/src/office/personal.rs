//! Personal fields are put into the cabinet before an act is ruled on; the act carries references.

use acts::act_kind;
use cabinet::{Cabinet, CabinetFault};
use serde_json::Value;

use super::{Answer, Submission};

/// Replaces personal texts by references; gives those.
pub(super) fn put_away(
    cabinet: &Cabinet,
    submission: &mut Submission,
) -> Result<Vec<String>, CabinetFault> {
    let mut kept = Vec::new();
    for request in &mut submission.requests {
        let Some(kind) = act_kind(&request.act) else {
            continue;
        };
        for field in kind.fields.iter().filter(|field| field.is_personal()) {
            let Some(Value::String(text)) = request.fields.get_mut(field.name) else {
                continue;
            };
            // Also what looks like a reference already: only what was put away here is one, and nobody types it.
            if text.trim().is_empty() {
                continue;
            }
            *text = cabinet.keep_personal(text.trim())?;
            kept.push(text.clone());
        }
    }
    Ok(kept)
}

/// Erases the texts of an act that was not recorded, or was recorded before under the same key: no record leads to them.
pub(super) fn take_back(cabinet: &Cabinet, kept: &[String], answer: &Answer) {
    let stands = |reference: &String| match answer {
        Answer::Recorded(records) => records.iter().any(|record| {
            let fields = record.fields.as_object();
            fields.is_some_and(|fields| fields.values().any(|value| value == reference))
        }),
        _ => false,
    };
    for reference in kept.iter().filter(|reference| !stands(reference)) {
        if let Err(cause) = cabinet.erase_personal(reference) {
            tracing::error!(%cause, "a personal text of an act that was not recorded stays");
        }
    }
}
