//! The cast of a scenario: people and organisations by alias, played through the real ruling.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use values::{Date, EntryNumber, Instant, Key, OrganisationId, PersonId, china_midnight};

use crate::ask::{Actor, Office, Request};
use crate::recorded::Recorded;
use crate::ruling::{Asked, rule};
use crate::subject::Subject;
use crate::world::World;

/// Seconds after midnight at which a day's first act is played: nine o'clock.
const MORNING: i64 = 9 * 3600;

/// People and organisations by alias, and the world they have made so far.
pub struct Cast<'a> {
    /// Policies and calendar.
    pub rules: &'a Office,
    /// The world so far.
    pub world: World,
    /// Everything recorded so far.
    pub entries: Vec<Recorded>,
    /// Subjects by alias.
    pub subjects: BTreeMap<String, Subject>,
    /// What is done with personal texts before an act is ruled on.
    pub put_away: Box<dyn FnMut(&mut Request) + 'a>,
    people: BTreeMap<String, PersonId>,
    names: BTreeMap<String, String>,
    day: Date,
    second: i64,
}

impl<'a> Cast<'a> {
    /// A founded office on a day: three administrators, nobody else.
    pub fn founded(
        rules: &'a Office,
        day: Date,
        put_away: Box<dyn FnMut(&mut Request) + 'a>,
    ) -> Cast<'a> {
        let mut cast = Cast::unfounded(rules, day, put_away);
        for (alias, role) in [
            ("system@office", "system_administrator"),
            ("auditor@office", "auditor"),
            ("security@office", "security_administrator"),
        ] {
            cast.enrol(alias, Actor::System, None);
            cast.appoint(alias, Actor::System, role, None, None);
        }
        cast
    }

    /// An office nobody was appointed in yet.
    pub fn unfounded(
        rules: &'a Office,
        day: Date,
        put_away: Box<dyn FnMut(&mut Request) + 'a>,
    ) -> Cast<'a> {
        Cast {
            rules,
            world: World::default(),
            entries: Vec::new(),
            subjects: BTreeMap::new(),
            put_away,
            people: BTreeMap::new(),
            names: BTreeMap::new(),
            day,
            second: 0,
        }
    }

    /// The day now played.
    pub fn day(&self) -> Date {
        self.day
    }

    /// Moves on to a later day.
    pub fn turn_to(&mut self, day: Date) {
        if day != self.day {
            self.day = day;
            self.second = 0;
        }
    }

    /// The name a person of that alias will be enrolled with.
    pub fn name_person(&mut self, alias: &str, name: &str) {
        self.names.insert(alias.to_owned(), name.to_owned());
    }

    /// The person of that alias, if already on stage.
    pub fn known(&self, alias: &str) -> Option<PersonId> {
        self.people.get(alias).copied()
    }

    /// Everybody on stage, by alias.
    pub fn people(&self) -> impl Iterator<Item = (&str, PersonId)> {
        self.people
            .iter()
            .map(|(alias, person)| (alias.as_str(), *person))
    }

    /// The organisation of that alias.
    pub fn organisation(&self, alias: &str) -> Option<OrganisationId> {
        match self.subjects.get(alias) {
            Some(Subject::Organisation(id)) => Some(*id),
            _ => None,
        }
    }

    /// The alias of an organisation.
    pub fn alias_of(&self, id: OrganisationId) -> Option<&str> {
        self.subjects
            .iter()
            .find(|(_, subject)| **subject == Subject::Organisation(id))
            .map(|(alias, _)| alias.as_str())
    }

    /// Asks for an act; if it is accepted, the world goes on.
    pub fn ask(
        &mut self,
        actor: Actor,
        act: &str,
        subject: Subject,
        fields: Map<String, Value>,
        justify: BTreeMap<String, String>,
    ) -> Asked {
        let at = self.next_instant();
        let mut request = Request {
            act: act.to_owned(),
            subject,
            actor,
            at,
            fields,
            justify,
        };
        (self.put_away)(&mut request);
        let mut asked = rule(&self.world, self.rules, &request);
        if let Asked::Accepted(recorded) = &mut asked {
            recorded.number = EntryNumber(self.world.number.0 + 1);
            match self.world.evolve(recorded) {
                Ok(()) => self.entries.push((**recorded).clone()),
                Err(_) => return Asked::Absent,
            }
        }
        asked
    }

    /// The same with fields as a JSON object and no reasons.
    pub fn do_act(&mut self, actor: Actor, act: &str, subject: Subject, fields: &Value) -> Asked {
        self.ask(
            actor,
            act,
            subject,
            fields.as_object().cloned().unwrap_or_default(),
            BTreeMap::new(),
        )
    }

    /// Puts a person on stage by alias: `secretary@alder`, `officer@bureau`, `leader@department.<division>`, `expert1@pool`.
    pub fn person(&mut self, alias: &str) -> PersonId {
        if let Some(person) = self.people.get(alias) {
            return *person;
        }
        let (role, place) = alias.split_once('@').unwrap_or((alias, ""));
        let system = self.system();
        let organisation = self.organisation(place);
        let person = self.enrol(alias, system, organisation);
        match organisation {
            Some(organisation) => self.authorise(person, role, organisation),
            None => self.take_office(alias, role, place),
        }
        person
    }

    fn take_office(&mut self, alias: &str, role: &str, place: &str) {
        let security = self.security();
        let (authority, division) = match place.split_once('.') {
            Some((authority, division)) => (authority, Some(division)),
            None => (place, None),
        };
        if place == "pool" {
            self.appoint(alias, security, "expert", None, None);
        } else if role == "officer" || role == "leader" {
            self.appoint(alias, security, role, Some(authority), division);
        }
    }

    fn authorise(&mut self, person: PersonId, role: &str, organisation: OrganisationId) {
        let subject = Subject::Organisation(organisation);
        let today = self.day;
        let act = match role {
            "head" => {
                return self.by_anyone(
                    subject,
                    "organisation.represent",
                    &json!({"person": person, "from": today}),
                );
            }
            "secretary" | "signatory" => role,
            _ => return,
        };
        let document = "0".repeat(64);
        let fields = json!({"person": person, "scope": act, "from": today, "document": document});
        self.by_anyone(subject, "organisation.authorise", &fields);
    }

    /// Does an act on an organisation's record as whoever the pack lets do it: the organisation itself, else an official.
    pub fn by_anyone(&mut self, subject: Subject, act: &str, fields: &Value) {
        for actor in self.actors_for(subject) {
            if matches!(self.do_act(actor, act, subject, fields), Asked::Accepted(_)) {
                return;
            }
        }
    }

    fn actors_for(&self, subject: Subject) -> Vec<Actor> {
        let own = match subject {
            Subject::Organisation(id) => self
                .world
                .organisation(id)
                .and_then(|found| found.representative(self.day))
                .map(|held| held.person),
            _ => None,
        };
        let officials = self
            .people
            .iter()
            .filter(|(alias, _)| alias.starts_with("officer@"))
            .map(|(_, person)| *person);
        own.into_iter()
            .chain(officials)
            .map(Actor::Person)
            .chain([self.system(), self.security()])
            .collect()
    }

    /// The system administrator, who enrols people.
    pub fn system(&self) -> Actor {
        self.people
            .get("system@office")
            .map_or(Actor::System, |person| Actor::Person(*person))
    }

    /// The security administrator, who appoints.
    pub fn security(&self) -> Actor {
        self.people
            .get("security@office")
            .map_or(Actor::System, |person| Actor::Person(*person))
    }

    fn enrol(
        &mut self,
        alias: &str,
        actor: Actor,
        organisation: Option<OrganisationId>,
    ) -> PersonId {
        let name = self
            .names
            .get(alias)
            .cloned()
            .unwrap_or_else(|| alias.to_owned());
        let mut fields = json!({"name": name});
        if let Some(organisation) = organisation {
            fields["organisation"] = json!(organisation);
        }
        self.do_act(actor, "person.enrol", Subject::Office, &fields);
        let person = PersonId::from(self.world.number);
        self.people.insert(alias.to_owned(), person);
        person
    }

    fn appoint(
        &mut self,
        alias: &str,
        actor: Actor,
        role: &str,
        authority: Option<&str>,
        division: Option<&str>,
    ) {
        let Some(person) = self.people.get(alias) else {
            return;
        };
        let mut fields = json!({"person": person, "role": role, "from": self.day});
        if let Some(authority) = authority {
            fields["authority"] = json!(authority);
        }
        if let Some(division) = division {
            fields["division"] = json!(division);
        }
        self.do_act(actor, "appointment.make", Subject::Office, &fields);
    }

    /// An officer of an authority, of the division where it has one.
    pub fn officer(&mut self, authority: &str, division: Option<&Key>, rank: &str) -> PersonId {
        let alias = match division {
            Some(division) => format!("{rank}@{authority}.{division}"),
            None => format!("{rank}@{authority}"),
        };
        self.person(&alias)
    }

    fn next_instant(&mut self) -> Instant {
        self.second += 1;
        let midnight = china_midnight(self.day).map_or(0, Instant::second);
        Instant::from_second(midnight + MORNING + self.second)
            .unwrap_or_else(|| Instant::from_second(0).expect("the epoch is an instant"))
    }
}
