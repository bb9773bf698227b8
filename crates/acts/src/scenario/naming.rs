//! Names a scenario writes with `@`, and what they stand for.

use serde_json::json;

use super::Cast;
use crate::subject::Subject;
use crate::subject::charter::Charter;
use crate::subject::organisation::ItemKind;

/// Names in fields become what they name: `@alder` an organisation, `@head@alder` a person, `@invitation:alder` the last
/// invitation of an organisation, `@fund:alder` the record of its fund, `@text` the charter's frozen text, `@file` a file,
/// `@last` the last record.
pub(super) fn with_aliases(
    cast: &mut Cast,
    subject: Subject,
    value: &serde_json::Value,
) -> serde_json::Value {
    use serde_json::Value as Json;
    match value {
        Json::String(text) => match text.strip_prefix('@') {
            Some(name) => named(cast, subject, name).unwrap_or_else(|| value.clone()),
            None => value.clone(),
        },
        Json::Array(list) => Json::Array(
            list.iter()
                .map(|item| with_aliases(cast, subject, item))
                .collect(),
        ),
        Json::Object(fields) => Json::Object(
            fields
                .iter()
                .map(|(name, item)| (name.clone(), with_aliases(cast, subject, item)))
                .collect(),
        ),
        other => other.clone(),
    }
}

fn named(cast: &mut Cast, subject: Subject, name: &str) -> Option<serde_json::Value> {
    if name.contains('@') {
        return Some(json!(cast.person(name)));
    }
    let consortium = match subject {
        Subject::Consortium(id) => cast.world.consortium(id),
        _ => None,
    };
    if let Some(alias) = name.strip_prefix("invitation:") {
        let organisation = cast.organisation(alias)?;
        let mut invitations = consortium?.invitations.values().rev();
        return invitations
            .find(|invitation| invitation.organisation == organisation)
            .map(|invitation| json!(invitation.id));
    }
    if let Some(alias) = name.strip_prefix("fund:") {
        let owner = cast.world.organisation(cast.organisation(alias)?)?;
        let mut items = owner.items.iter();
        let fund = items.find(|item| matches!(item.what, ItemKind::Fund { .. }));
        return fund.map(|fund| json!(fund.number.0));
    }
    match (name, consortium) {
        ("text", Some(consortium)) => match &consortium.charter {
            Charter::Frozen(frozen) => Some(json!(frozen.digest)),
            _ => None,
        },
        ("file", _) => Some(json!("0".repeat(64))),
        ("last", _) => Some(json!(cast.world.number.0)),
        _ => cast.subjects.get(name).map(|subject| json!(subject)),
    }
}
