//! Personal fields are put into the cabinet before an act is ruled on; the act carries references.

use acts::act_kind;
use acts::field::FieldKind;
use cabinet::{Cabinet, CabinetFault};
use serde_json::Value;

use super::Submission;

/// Replaces personal texts by references; gives how many.
pub(super) fn put_away(
    cabinet: &Cabinet,
    submission: &mut Submission,
) -> Result<usize, CabinetFault> {
    let mut kept = 0;
    for request in &mut submission.requests {
        let Some(kind) = act_kind(&request.act) else {
            continue;
        };
        for field in kind
            .fields
            .iter()
            .filter(|field| matches!(field.kind, FieldKind::Personal))
        {
            let Some(Value::String(text)) = request.fields.get_mut(field.name) else {
                continue;
            };
            // Also what looks like a reference already: only what was put away here is one, and nobody types it.
            if text.trim().is_empty() {
                continue;
            }
            *text = cabinet.keep_personal(text.trim())?;
            kept += 1;
        }
    }
    Ok(kept)
}
