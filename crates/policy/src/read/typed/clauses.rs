//! Clauses: their words in both languages, and what becomes of them.

use values::{ClauseId, Words};

use super::Desk;
use crate::read::chapter::ClauseText;
use crate::read::draft::Draft;
use crate::read::row::{Field, Raw, Row};
use crate::{Clause, Execution};

/// All clauses in the plan's order.
pub(super) fn clauses(draft: &Draft, desk: &mut Desk<'_, '_>) -> Vec<Clause> {
    let executed: Vec<ClauseId> = draft.rows.iter().flat_map(named_clauses).collect();
    draft
        .clauses
        .iter()
        .filter_map(|text| clause(text, &executed, draft, desk))
        .collect()
}

/// One clause.
fn clause(
    text: &ClauseText,
    executed: &[ClauseId],
    draft: &Draft,
    desk: &mut Desk<'_, '_>,
) -> Option<Clause> {
    let label = format!("clause {}", text.id);
    let has_rows = executed.iter().any(|&id| text.id.contains(id));
    let has_parts = draft
        .clauses
        .iter()
        .any(|other| other.id != text.id && text.id.contains(other.id));
    if text.marker.is_none() && !has_rows && !has_parts {
        let wrong = format!("Clause {} has no rows and does not say why.", text.id);
        desk.report.add(&text.at, &label, wrong).allowed = Some(
            "Write rows below it, or one line `judged: 中文 | English`, `outside: …` or `aspiration: …`."
                .to_owned(),
        );
    }
    if text.title.is_none() && !desk.report.has_at(&text.at) {
        let wrong = format!("Clause {} is new here and has no title.", text.id);
        desk.report.add(&text.at, &label, wrong).allowed =
            Some("Write: ## 1.2 标题 · Title".to_owned());
    }
    reading(text, &label, has_parts, desk);
    Some(Clause {
        id: text.id,
        title: text.title.clone()?,
        reading: text.reading.clone(),
        execution: text.marker.clone().unwrap_or(Execution::Executed),
        fingerprint: text.fingerprint.clone(),
        at: text.at.clone(),
    })
}

/// A reading stands in both languages; a heading that only gathers others may have none.
fn reading(text: &ClauseText, label: &str, gathers: bool, desk: &mut Desk<'_, '_>) {
    let Words { zh, en } = &text.reading;
    let (missing, how) = match (zh.is_empty(), en.is_empty()) {
        (true, true) if gathers => return,
        (true, true) => (
            "no reading",
            "Write a Chinese paragraph, then an English one that begins with `>`.",
        ),
        (true, false) => (
            "no reading in Chinese",
            "Write a paragraph in Chinese above the English one.",
        ),
        (false, true) => (
            "no reading in English",
            "Write a paragraph that begins with `>` below the Chinese one.",
        ),
        (false, false) => return,
    };
    let wrong = format!("Clause {} has {missing}.", text.id);
    desk.report.add(&text.at, label, wrong).allowed = Some(how.to_owned());
}

/// The clauses a row names: its own, its heading's, and those of its openings.
fn named_clauses(row: &Row) -> Vec<ClauseId> {
    let mut found = Vec::new();
    let own = row.fields.get("clause").map_or(Some(row.id.as_str()), text);
    found.extend(own.and_then(|id| id.parse::<ClauseId>().ok()));
    // A row that names another clause still executes, in part, the clause it stands under.
    found.extend(row.under);
    if let Some(Raw::List(opens)) = row.fields.get("opens").map(|field| &field.raw) {
        for opening in opens {
            let Raw::Table(fields) = &opening.raw else {
                continue;
            };
            for name in ["clause", "consent_clause", "standing_clause"] {
                let id = fields.get(name).and_then(text);
                found.extend(id.and_then(|id| id.parse::<ClauseId>().ok()));
            }
        }
    }
    found
}

/// A field's text.
fn text(field: &Field) -> Option<&str> {
    match &field.raw {
        Raw::Text(text) => Some(text),
        _ => None,
    }
}
