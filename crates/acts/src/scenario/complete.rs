//! `complete`: a whole charter, a whole plan, as a willing consortium would write it, less what a line leaves out. So that a
//! scenario says only what it is about.

use serde_json::{Map, Value, json};

use super::read::{ActLine, Complete};
use super::routine::charter_text;
use super::{Cast, Story};
use crate::act::act_kind;
use crate::ruling::{ruling_policy, terms_policy};
use crate::subject::Subject;

/// The fields of an act line: those it says, over a complete text if it asks for one, without what it leaves out.
pub(super) fn fields(
    cast: &Cast,
    subject: Subject,
    act: &ActLine,
) -> Result<Map<String, Value>, String> {
    let mut fields = match act.complete {
        Complete::Yes => whole(cast, subject, act)?,
        Complete::No => Map::new(),
    };
    fields.extend(act.fields.clone());
    for left in &act.without {
        leave_out(cast, &mut fields, left)?;
    }
    Ok(fields)
}

fn whole(cast: &Cast, subject: Subject, act: &ActLine) -> Result<Map<String, Value>, String> {
    let none = || format!("{} has no complete text", act.act);
    let kind = act_kind(&act.act).ok_or_else(none)?;
    let policy = ruling_policy(&cast.world, cast.rules, subject, cast.day())
        .map(|policy| terms_policy(cast.rules, kind, policy, cast.day()))
        .ok_or("no policy is in force")?;
    let consortium = match subject {
        Subject::Consortium(id) => cast.world.consortium(id),
        _ => None,
    };
    let lead = match subject {
        Subject::Candidacy(id) => cast.world.candidacy(id).map(|found| found.organisation),
        _ => consortium.map(|consortium| consortium.lead),
    };
    let text = match (act.act.as_str(), consortium, lead) {
        ("charter.draft", Some(consortium), _) => charter_text(policy, consortium),
        ("plan.revise" | "consortium.start", _, Some(lead)) => {
            let story = Story {
                alias: act.subject.clone(),
                field: act.subject.clone(),
                field_en: act.subject.clone(),
                ..Story::default()
            };
            cast.start(&story, policy, lead)
        }
        _ => return Err(none()),
    };
    let mut fields = text.as_object().cloned().ok_or_else(none)?;
    fields.retain(|name, _| kind.fields.iter().any(|field| field.name == name));
    Ok(fields)
}

/// A field by its name, or the row of a field about something: `sections.duties`, `entries.birch`.
fn leave_out(cast: &Cast, fields: &mut Map<String, Value>, left: &str) -> Result<(), String> {
    let none = || format!("there is no {left} to leave out");
    let Some((field, about)) = left.split_once('.') else {
        return fields.remove(left).map(|_| ()).ok_or_else(none);
    };
    let organisation = cast.organisation(about).map(|id| json!(id));
    let rows = fields
        .get_mut(field)
        .and_then(Value::as_array_mut)
        .ok_or_else(none)?;
    let before = rows.len();
    rows.retain(|row| {
        let mut values = row.as_object().into_iter().flat_map(Map::values);
        !values.any(|value| *value == json!(about) || Some(value) == organisation.as_ref())
    });
    if rows.len() < before {
        Ok(())
    } else {
        Err(none())
    }
}
