//! The inbox: what waits for a person and what the person waits for, and the act panel of a subject. Both ask the same
//! ruling as the office.

mod waiting;

use std::collections::BTreeMap;

use policy::{Ends, Moves, Opening, Policy, Stage};
use serde_json::Map;
use values::{Due, Instant, Key, PersonId};

use crate::act::{ActKind, act_kind, acts};
use crate::ask::{Actor, Ask, Office, Request};
use crate::capacity::{self, organisations_of, signs_for};
use crate::ruling::{Ruling, ask_for, deadline, prospect, ruling_policy};
use crate::sight;
use crate::subject::Subject;
use crate::subject::charter::Charter;
use crate::world::World;

pub use waiting::{concerned, parties, waits_for};

/// What waits, and what is waited for.
#[derive(Debug, Clone, Default)]
pub struct Inbox {
    /// What waits for me, the earliest deadline first.
    pub waiting_for_me: Vec<Item>,
    /// What I wait for.
    pub i_wait_for: Vec<Item>,
}

/// One subject in the inbox.
#[derive(Debug, Clone)]
pub struct Item {
    /// The subject.
    pub subject: Subject,
    /// The acts it waits for.
    pub acts: Vec<&'static str>,
    /// Who is to do them.
    pub holders: Vec<Key>,
    /// By when.
    pub due: Option<Due>,
    /// Working days left; negative when overdue.
    pub days_left: Option<i64>,
}

/// The inbox of a person at an instant.
pub fn inbox(world: &World, office: &Office, actor: Actor, at: Instant) -> Inbox {
    let Actor::Person(person) = actor else {
        return Inbox::default();
    };
    let mut inbox = Inbox::default();
    let day = at.china_day();
    let candidacies = sight::visible_candidacies(world, office, actor, day);
    let consortia = sight::visible_consortia(world, office, actor, day);
    let subjects = candidacies
        .map(|found| Subject::Candidacy(found.id))
        .chain(consortia.map(|found| Subject::Consortium(found.id)));
    for subject in subjects {
        match seen_by(world, office, person, subject, at) {
            Some((Turn::Mine, item)) => inbox.waiting_for_me.push(item),
            Some((Turn::Theirs, item)) => inbox.i_wait_for.push(item),
            None => {}
        }
    }
    let by_due = |item: &Item| {
        (
            item.due.is_none(),
            item.due.map(|due| due.date),
            item.subject,
        )
    };
    inbox.waiting_for_me.sort_by_key(by_due);
    inbox.i_wait_for.sort_by_key(by_due);
    inbox
}

/// Whose turn it is, from a person's point of view.
enum Turn {
    /// The person's own.
    Mine,
    /// Somebody else's, on a case of the person's organisation.
    Theirs,
}

/// What a case waits for as a person's inbox shows it; whether the person may see the case is asked before.
fn seen_by(
    world: &World,
    office: &Office,
    person: PersonId,
    subject: Subject,
    at: Instant,
) -> Option<(Turn, Item)> {
    let day = at.china_day();
    let policy = ruling_policy(world, office, subject, day)?;
    let stage = policy.stage(&world.stage(subject)?.key)?;
    let request = asking(subject, Actor::Person(person), at);
    let awaited: Vec<(&'static ActKind, &Opening)> = awaited(world, policy, stage, subject);
    let mine: Vec<(&'static ActKind, &Opening)> = awaited
        .iter()
        .copied()
        .filter(|(kind, open)| {
            asked_of(
                &ask_for(world, office, policy, &request, kind, day),
                open,
                person,
            )
        })
        .collect();
    if !mine.is_empty() {
        Some((Turn::Mine, item(world, office, policy, &request, &mine)))
    } else if !awaited.is_empty() && is_own(world, subject, person) {
        Some((
            Turn::Theirs,
            item(world, office, policy, &request, &awaited),
        ))
    } else {
        None
    }
}

/// What a case waits for, from whomever.
pub fn awaits(world: &World, office: &Office, subject: Subject, at: Instant) -> Option<Item> {
    let policy = ruling_policy(world, office, subject, at.china_day())?;
    let stage = policy.stage(&world.stage(subject)?.key)?;
    let awaited = awaited(world, policy, stage, subject);
    let request = asking(subject, Actor::System, at);
    (!awaited.is_empty()).then(|| item(world, office, policy, &request, &awaited))
}

/// Every act on a subject that is the asker's to do: open, or closed with what closes it, in the policy's order.
pub fn panel(
    world: &World,
    office: &Office,
    actor: Actor,
    subject: Subject,
    at: Instant,
) -> Vec<Ruling> {
    let request = asking(subject, actor, at);
    let Some(policy) = ruling_policy(world, office, subject, at.china_day()) else {
        return Vec::new();
    };
    let here = world
        .stage(subject)
        .and_then(|stage| policy.stage(&stage.key));
    let mut rulings: Vec<Ruling> = acts()
        .filter(|kind| kind.subject == subject.kind())
        .filter_map(|kind| prospect(world, office, kind, &request))
        .filter(|ruling| ruling.held.is_some() && ruling.act.key != "invitation.lapse")
        .collect();
    // What the stage waits for comes first, then the rest in the order of a consortium's life.
    let urgent = |ruling: &Ruling| {
        here.is_some_and(|stage| {
            awaited(world, policy, stage, subject)
                .iter()
                .any(|(kind, _)| kind.key == ruling.act.key)
        })
    };
    rulings.sort_by_key(|ruling| !urgent(ruling));
    rulings
}

fn asking(subject: Subject, actor: Actor, at: Instant) -> Request {
    Request {
        act: String::new(),
        subject,
        actor,
        at,
        fields: Map::new(),
        justify: BTreeMap::new(),
    }
}

/// The openings a stage waits for: those that take the case onwards, and answers that somebody was asked for.
fn awaited<'a>(
    world: &World,
    policy: &'a Policy,
    stage: &'a Stage,
    subject: Subject,
) -> Vec<(&'static ActKind, &'a Opening)> {
    let track = world.track(subject).map_or("", Key::as_str);
    stage
        .opens
        .iter()
        .filter(|open| open.tracks.is_empty() || open.tracks.iter().any(|found| **found == *track))
        .filter(|open| onwards(policy, stage, open) || answers(&open.act))
        .filter_map(|open| Some((act_kind(&open.act)?, open)))
        .collect()
}

/// Whether an opening takes the case forward: not back to an earlier stage, and not to an end without establishment.
fn onwards(policy: &Policy, stage: &Stage, open: &Opening) -> bool {
    let position = |key: &Key| policy.stages.iter().position(|found| found.key == *key);
    match &open.moves {
        None => *open.act == *"consortium.start",
        Some(Moves::Next) => true,
        Some(Moves::To(key)) => {
            let ends = policy
                .stage(key)
                .is_some_and(|found| found.ends == Ends::Closed);
            !ends && position(key) > position(&stage.key)
        }
    }
}

/// Acts that answer what somebody was asked for.
fn answers(act: &str) -> bool {
    matches!(
        act,
        "invitation.accept"
            | "chief_expert.accept"
            | "responsibility.confirm"
            | "examination.assign"
            | "examination.assess"
            | "notice.publish"
            | "objection.answer"
            | "establishment.link_leader"
            | "establishment.assign_liaison"
    )
}

/// Whether the act is asked of this person now: the person may do it, and it has not been done.
fn asked_of(ask: &Ask, open: &Opening, person: PersonId) -> bool {
    let consortium = ask.consortium();
    match open.act.as_str() {
        "charter.sign" => consortium.is_some_and(|consortium| {
            let Charter::Frozen(frozen) = &consortium.charter else {
                return false;
            };
            organisations_of(ask.world, person).any(|organisation| {
                consortium.members.contains_key(&organisation.id)
                    && !frozen.signatures.contains_key(&organisation.id)
                    && signs_for(organisation, person, ask.day).is_some()
            })
        }),
        "responsibility.confirm" => consortium.is_some_and(|consortium| {
            let stage = ask.policy.stage(&consortium.stage.key);
            stage
                .into_iter()
                .flat_map(|stage| stage.opens.iter())
                .any(|opened| {
                    opened.consent.iter().any(|holder| {
                        capacity::holds(ask, holder, None).is_some()
                            && !consortium.confirmations.iter().any(|given| {
                                given.act == opened.act
                                    && given.holder == *holder
                                    && given.matter == consortium.matter
                            })
                    })
                })
        }),
        "consortium.start" => {
            ask.candidacy()
                .is_some_and(|candidacy| candidacy.consortium.is_none())
                && held(ask, open)
        }
        "examination.assign" => {
            consortium.is_some_and(|found| found.examination.experts.is_empty()) && held(ask, open)
        }
        "examination.assess" => {
            consortium.is_some_and(|found| !found.examination.assessments.contains_key(&person))
                && held(ask, open)
        }
        "notice.publish" => {
            consortium.is_some_and(|found| found.examination.notice.is_none()) && held(ask, open)
        }
        "notice.close" => {
            consortium.is_some_and(|found| found.examination.notice.is_some()) && held(ask, open)
        }
        "objection.answer" => {
            consortium.is_some_and(|found| {
                found
                    .examination
                    .objections
                    .values()
                    .any(|objection| objection.answer.is_none())
            }) && held(ask, open)
        }
        "establishment.link_leader" => {
            consortium.is_some_and(|found| found.linked_leader.is_none()) && held(ask, open)
        }
        "establishment.assign_liaison" => {
            consortium.is_some_and(|found| found.liaison.is_none()) && held(ask, open)
        }
        _ => held(ask, open),
    }
}

fn held(ask: &Ask, open: &Opening) -> bool {
    capacity::held(ask, &open.by, None).is_some()
}

/// Whether the subject is a case of an organisation of this person.
fn is_own(world: &World, subject: Subject, person: PersonId) -> bool {
    organisations_of(world, person).any(|organisation| match subject {
        Subject::Candidacy(id) => world.candidacy(id).is_some_and(|found| {
            found.organisation == organisation.id && found.consortium.is_none()
        }),
        Subject::Consortium(id) => world.consortium(id).is_some_and(|found| {
            found.established.is_none() && found.members.contains_key(&organisation.id)
        }),
        Subject::Office | Subject::Organisation(_) => false,
    })
}

fn item(
    world: &World,
    office: &Office,
    policy: &Policy,
    request: &Request,
    awaited: &[(&'static ActKind, &Opening)],
) -> Item {
    let day = request.at.china_day();
    let due = awaited
        .iter()
        .filter_map(|(kind, open)| {
            deadline(&ask_for(world, office, policy, request, kind, day), open)
        })
        .min_by_key(|due| due.date);
    let mut holders: Vec<Key> = awaited
        .iter()
        .flat_map(|(_, open)| open.by.iter().cloned())
        .collect();
    holders.sort();
    holders.dedup();
    Item {
        subject: request.subject,
        acts: awaited.iter().map(|(kind, _)| kind.key).collect(),
        holders,
        due,
        days_left: due.map(|due| office.calendar.working_days_left(day, due.date)),
    }
}
