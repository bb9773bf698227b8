//! The inbox: what waits for a person and what the person waits for, and the act panel of a subject. Both ask the same
//! ruling as the office.

mod awaiting;
mod waiting;

use std::collections::BTreeMap;

use policy::Policy;
use serde_json::Map;
use values::{ClauseId, Date, Due, Instant, Key, OrganisationId, PersonId};

use crate::act::acts;
use crate::ask::{Actor, Ask, Office, Request};
use crate::capacity::{organisations_of, substitutions_of};
use crate::ruling::{Ruling, ahead, ask_for, deadline, is_askers, ruling_policy};
use crate::sight;
use crate::subject::Subject;
use crate::subject::handling::Handling;
use crate::world::World;

use awaiting::{Awaited, awaited};
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
    /// Why: the clause that opens each of them, in the same order.
    pub clauses: Vec<ClauseId>,
    /// Why, in one: the clause of the act that is due first.
    pub clause: ClauseId,
    /// Who is to do them.
    pub holders: Vec<Key>,
    /// The organisations that are to do them, where it is for organisations to act: those invited, those who have not
    /// signed, the lead.
    pub organisations: Vec<OrganisationId>,
    /// Who keeps it for the body it waits for, where it was handed to somebody.
    pub handler: Option<PersonId>,
    /// When it was last urged in this stage.
    pub urged: Option<Date>,
    /// Since when its clock stands still.
    pub stopped: Option<Date>,
    /// By when.
    pub due: Option<Due>,
    /// Working days left; negative when overdue.
    pub days_left: Option<i64>,
}

impl Item {
    /// Whether a colleague keeps it, for whom the person does not stand in.
    pub fn kept_by_another(&self, world: &World, person: PersonId, day: Date) -> bool {
        self.handler.is_some_and(|keeps| {
            keeps != person
                && !substitutions_of(world, person, day).any(|held| held.absent == keeps)
        })
    }
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
    // What a colleague keeps comes after what nobody keeps or the person keeps.
    let by_due = |item: &Item| {
        (
            item.kept_by_another(world, person, day),
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
    let policy = ruling_policy(world, office, subject, at.china_day())?;
    let stage = policy.stage(&world.stage(subject)?.key)?;
    let request = asking(subject, Actor::Person(person), at);
    let case = Case {
        world,
        office,
        policy,
        request: &request,
    };
    let waits = awaited(&case, stage);
    let mine: Vec<Awaited> = waits
        .iter()
        .copied()
        .filter(|awaited| awaiting::asked_of(&case.ask(awaited), awaited.open, person))
        .collect();
    if let Some(item) = item(&case, &mine) {
        Some((Turn::Mine, item))
    } else if is_own(world, subject, person) {
        item(&case, &waits).map(|item| (Turn::Theirs, item))
    } else {
        None
    }
}

/// What a case waits for, from whomever.
pub fn awaits(world: &World, office: &Office, subject: Subject, at: Instant) -> Option<Item> {
    let policy = ruling_policy(world, office, subject, at.china_day())?;
    let stage = policy.stage(&world.stage(subject)?.key)?;
    let request = asking(subject, Actor::System, at);
    let case = Case {
        world,
        office,
        policy,
        request: &request,
    };
    item(&case, &awaited(&case, stage))
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
    let day = at.china_day();
    let Some(policy) = ruling_policy(world, office, subject, day).filter(|_| world.has(subject))
    else {
        return Vec::new();
    };
    let here = world
        .stage(subject)
        .and_then(|stage| policy.stage(&stage.key));
    let mut rulings: Vec<Ruling> = acts()
        .filter(|kind| kind.subject == subject.kind())
        .map(|kind| ask_for(world, office, policy, &request, kind, day))
        // Most acts are other people's; what else closes those is not looked at.
        .filter(is_askers)
        .map(|ask| ahead(&ask, &request.justify))
        .filter(|ruling| ruling.held.is_some() && ruling.act.key != "invitation.lapse")
        .collect();
    // What the stage waits for comes first, then the rest in the order of a consortium's life.
    let case = Case {
        world,
        office,
        policy,
        request: &request,
    };
    let urgent: Vec<&str> = here.map_or_else(Vec::new, |stage| {
        let waits = awaited(&case, stage);
        waits.iter().map(|awaited| awaited.kind.key).collect()
    });
    rulings.sort_by_key(|ruling| !urgent.contains(&ruling.act.key));
    rulings
}

/// A case somebody looks at.
struct Case<'a> {
    world: &'a World,
    office: &'a Office,
    policy: &'a Policy,
    request: &'a Request,
}

impl<'a> Case<'a> {
    fn handling(&self) -> Option<&'a Handling> {
        match self.request.subject {
            Subject::Candidacy(id) => Some(&self.world.candidacy(id)?.handling),
            Subject::Consortium(id) => Some(&self.world.consortium(id)?.handling),
            Subject::Office | Subject::Organisation(_) => None,
        }
    }

    fn ask(&self, awaited: &Awaited<'a>) -> Ask<'a> {
        let day = self.request.at.china_day();
        Ask {
            opening: Some(awaited.open),
            ..ask_for(
                self.world,
                self.office,
                self.policy,
                self.request,
                awaited.kind,
                day,
            )
        }
    }
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

/// The item of what waits on a case; none if nothing does.
fn item(case: &Case, awaited: &[Awaited]) -> Option<Item> {
    let day = case.request.at.china_day();
    let due_of = |awaited: &Awaited| deadline(&case.ask(awaited), awaited.open);
    let first = awaited.iter().min_by_key(|awaited| {
        let due = due_of(awaited);
        (due.is_none(), due.map(|due| due.date))
    })?;
    let due = due_of(first);
    let mut holders: Vec<Key> = Vec::new();
    let mut organisations: Vec<OrganisationId> = Vec::new();
    for awaited in awaited {
        holders.extend(awaited.open.by.iter().cloned());
        organisations.extend(awaiting::organisations(&case.ask(awaited), awaited.open));
    }
    holders.sort();
    holders.dedup();
    organisations.sort_unstable();
    organisations.dedup();
    let handling = case.handling();
    let keeps = handling.and_then(|handling| handling.handler.as_ref());
    let handler = keeps.map(|held| held.person).filter(|keeps| {
        awaited.iter().any(|awaited| {
            let ask = Ask {
                actor: Actor::Person(*keeps),
                ..case.ask(awaited)
            };
            awaiting::asked_of(&ask, awaited.open, *keeps)
        })
    });
    Some(Item {
        handler,
        urged: handling.and_then(|handling| handling.urged.as_ref().map(|urged| urged.day)),
        stopped: handling.and_then(|handling| handling.stopped.as_ref().map(|held| held.since)),
        subject: case.request.subject,
        acts: awaited.iter().map(|awaited| awaited.kind.key).collect(),
        clauses: awaited.iter().map(|awaited| awaited.open.clause).collect(),
        clause: first.open.clause,
        holders,
        organisations,
        due,
        days_left: due.map(|due| case.office.calendar.working_days_left(day, due.date)),
    })
}
