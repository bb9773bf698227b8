//! What the audit log is told of a ruling: beside the record where there is one, before the answer where there is none; and an
//! administrator appointed.

use acts::ask::Request;
use acts::{Recorded, Subject, World};
use audit::{Event, EventKind, Origin, Outcome};

use super::{Answer, Submission};
use crate::trail::{actor, capacity};

fn told(request: &Request, origin: &Origin, capacity: String, outcome: Outcome) -> Event {
    Event {
        at: request.at,
        kind: EventKind::Act,
        actor: actor(request.actor),
        capacity,
        login: String::new(),
        origin: origin.clone(),
        object: request.subject.to_string(),
        outcome,
        count: 0,
        note: request.act.clone(),
    }
}

/// The events of a record, in the world with it.
pub(super) fn recorded(
    world: &World,
    origin: &Origin,
    request: &Request,
    record: &Recorded,
) -> Vec<Event> {
    let event = Event {
        count: record.number.0,
        ..told(request, origin, record.holder.to_string(), Outcome::Success)
    };
    let appointed = appointed(world, record).map(|person| Event {
        kind: EventKind::AdministratorAppointed,
        object: person,
        ..event.clone()
    });
    std::iter::once(event).chain(appointed).collect()
}

/// The event of an answer that records nothing. What was recorded before under the same key is not told again.
pub(super) fn unrecorded(world: &World, submission: &Submission, answer: &Answer) -> Option<Event> {
    let (index, reason) = match answer {
        Answer::Recorded(_) => return None,
        Answer::Refused { index, refusal, .. } => {
            let keys: Vec<&str> = refusal
                .closing()
                .map(|finding| finding.key.as_str())
                .collect();
            (*index, keys.join(" "))
        }
        Answer::Mistaken { index, mistakes } => {
            let pointers: Vec<&str> = mistakes
                .iter()
                .map(|mistake| mistake.pointer.as_str())
                .collect();
            (*index, format!("mistake {}", pointers.join(" ")))
        }
        Answer::Absent => (0, "absent".to_owned()),
        Answer::Changed { .. } => (0, "changed".to_owned()),
        Answer::KeyReused(_) => (0, "key_reused".to_owned()),
        Answer::Unwritten(_) | Answer::Fault(_) => (0, "fault".to_owned()),
    };
    let request = submission.requests.get(index)?;
    let capacity = capacity(world, request.actor, request.at.china_day());
    let outcome = Outcome::Failure(reason);
    Some(told(request, &submission.origin, capacity, outcome))
}

/// The person this record made an administrator.
fn appointed(world: &World, record: &Recorded) -> Option<String> {
    // Appointments are acts on the office; all others need not look through them.
    if record.subject != Subject::Office {
        return None;
    }
    let mut held = world.appointments.values().flatten();
    held.find(|held| held.number == record.number && held.role.administers())
        .map(|held| held.person.to_string())
}
