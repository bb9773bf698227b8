//! Who may be shown another's personal field in full, for a reason: only the office that handles the matter, as the pack has
//! it. To everybody else it stays masked, to administrators too, unless the field is of their own office's acts.

use std::collections::BTreeMap;

use policy::SubjectKind;
use values::Instant;

use crate::act::act_kind;
use crate::ask::{Actor, Ask, Office, Request};
use crate::capacity;
use crate::field::Field;
use crate::recorded::Recorded;
use crate::ruling::{ask_for, own_matter, ruling_policy};
use crate::sight;
use crate::world::World;

/// The personal fields of a record, each with the reference that stands in it.
pub fn personal_fields(record: &Recorded) -> impl Iterator<Item = (&'static Field, &str)> {
    let fields = act_kind(&record.act).map_or(&[][..], |kind| kind.fields);
    fields
        .iter()
        .filter(|field| field.is_personal())
        .filter_map(|field| Some((field, record.fields.get(field.name)?.as_str()?)))
}

/// Whether the asker may be shown the personal fields of a record in full. On a case it is whoever the pack lets act on the
/// authority's side in the stage where it lets this be recorded, unless the matter is their own; for records of the office
/// itself, whoever may do the same act.
pub fn discloses(
    world: &World,
    office: &Office,
    actor: Actor,
    record: &Recorded,
    at: Instant,
) -> bool {
    let day = at.china_day();
    let Actor::Person(_) = actor else {
        return false;
    };
    if !sight::sees_record(world, office, actor, record, day) {
        return false;
    }
    let (Some(kind), Some(policy)) = (
        act_kind(&record.act),
        ruling_policy(world, office, record.subject, day),
    ) else {
        return false;
    };
    let request = Request {
        act: kind.key.to_owned(),
        subject: record.subject,
        actor,
        at,
        fields: serde_json::Map::new(),
        justify: BTreeMap::new(),
    };
    let ask = ask_for(world, office, policy, &request, kind, day);
    handles(&ask)
}

fn handles(ask: &Ask) -> bool {
    let track = ask.track().map_or("", values::Key::as_str);
    let of_office = ask.act.subject == SubjectKind::Office;
    ask.policy
        .stages
        .iter()
        .filter(|stage| stage.subject == ask.act.subject && stage.on_track(track))
        .filter(|stage| stage.opening(ask.act.key, track).is_some())
        .flat_map(|stage| &stage.opens)
        .filter(|opening| !of_office || *opening.act == *ask.act.key)
        .flat_map(|opening| &opening.by)
        .filter_map(|holder| capacity::holds(ask, holder, None))
        .any(|held| {
            let for_authority = held.body.is_some() && own_matter(ask, &held).is_none();
            for_authority || (of_office && held.organisation.is_none() && !is_anybody(&held))
        })
}

/// Holdings that everybody has say nothing about whose matter it is.
fn is_anybody(held: &capacity::Held) -> bool {
    matches!(held.holder.as_str(), "anyone" | "public")
}
