//! What the audit log is told of a ruling, before its answer goes out: the act and its outcome, and an administrator appointed.

use acts::ask::Request;
use acts::{Recorded, Subject, World};
use audit::{Event, EventKind, Outcome};
use values::EntryNumber;

use super::{Answer, Submission};
use crate::trail::{actor, capacity};

/// The events of one answer. What was recorded before under the same key is not told again.
pub(super) fn events(
    world: &World,
    submission: &Submission,
    answer: &Answer,
    before: EntryNumber,
) -> Vec<Event> {
    let told = |request: &Request, capacity: String, outcome: Outcome| Event {
        at: request.at,
        kind: EventKind::Act,
        actor: actor(request.actor),
        capacity,
        login: String::new(),
        origin: submission.origin.clone(),
        object: request.subject.to_string(),
        outcome,
        count: 0,
        note: request.act.clone(),
    };
    let failed = |index: usize, reason: String| -> Vec<Event> {
        let request = submission.requests.get(index);
        request
            .map(|request| {
                let capacity = capacity(world, request.actor, request.at.china_day());
                told(request, capacity, Outcome::Failure(reason))
            })
            .into_iter()
            .collect()
    };
    match answer {
        Answer::Recorded(recorded) => recorded
            .iter()
            .zip(&submission.requests)
            .filter(|(record, _)| record.number > before)
            .flat_map(|(record, request)| {
                let event = Event {
                    count: record.number.0,
                    ..told(request, record.holder.to_string(), Outcome::Success)
                };
                let appointed = appointed(world, record).map(|person| Event {
                    kind: EventKind::AdministratorAppointed,
                    object: person,
                    ..event.clone()
                });
                std::iter::once(event).chain(appointed)
            })
            .collect(),
        Answer::Refused { index, refusal, .. } => {
            let keys: Vec<String> = refusal
                .closing()
                .map(|finding| finding.key.clone())
                .collect();
            failed(*index, keys.join(" "))
        }
        Answer::Mistaken { index, mistakes } => {
            let pointers: Vec<&str> = mistakes
                .iter()
                .map(|mistake| mistake.pointer.as_str())
                .collect();
            failed(*index, format!("mistake {}", pointers.join(" ")))
        }
        Answer::Absent => failed(0, "absent".to_owned()),
        Answer::Changed { .. } => failed(0, "changed".to_owned()),
        Answer::KeyReused(_) => failed(0, "key_reused".to_owned()),
        Answer::Unwritten(_) | Answer::Fault(_) => failed(0, "fault".to_owned()),
    }
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
