//! A small world to form a consortium in: Alder Shipyard leads, the others are asked. All names are made up.

use std::collections::BTreeMap;
use std::sync::Arc;

use acts::ask::Request;
use acts::recorded::Recorded;
use acts::subject::Subject;
use acts::subject::candidacy::Candidacy;
use acts::subject::consortium::{Consortium, Membership, Plan, StageAt};
use acts::subject::handling::Handling;
use acts::subject::organisation::{
    Authorisation, AuthorisationScope, Organisation, Registration, Representation, Residence,
};
use acts::subject::person::{Person, Personal};
use acts::{Actor, Asked, Finding, Holding, Office, World, catalogue};
use policy::read::read;
use policy::{ActEntry, Catalogue, SubjectKind};
use serde_json::Value;
use values::{
    CandidacyId, ConsortiumId, CreditCode, Date, EntryNumber, FileDigest, InvitationId, Key,
    OrganisationId, OverseasRegistration, PersonId, Words, WorkCalendar, china_midnight,
};

use crate::pack::leaving_out_the_rest;

/// The lead.
pub const ALDER: OrganisationId = OrganisationId(1);
/// A ropery in the north.
pub const BIRCH: OrganisationId = OrganisationId(2);
/// A nautical school in the south.
pub const CEDAR: OrganisationId = OrganisationId(3);
/// A fund outside the area.
pub const DOGWOOD: OrganisationId = OrganisationId(4);
/// A school abroad.
pub const ELM: OrganisationId = OrganisationId(5);
/// An expert who belongs to nobody.
pub const EXPERT: PersonId = PersonId(50);
/// The consortium.
pub const CONSORTIUM: ConsortiumId = ConsortiumId(70);

/// The legal representative of an organisation.
pub fn head(organisation: OrganisationId) -> PersonId {
    PersonId(10 + organisation.0)
}

/// Its secretary.
pub fn secretary(organisation: OrganisationId) -> PersonId {
    PersonId(20 + organisation.0)
}

/// Its authorised signatory.
pub fn signatory(organisation: OrganisationId) -> PersonId {
    PersonId(30 + organisation.0)
}

pub fn key(text: &str) -> Key {
    Key::parse(text).expect("a key")
}

pub fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// A world under the test's pack, and the day it is played on.
pub struct Bench {
    pub world: World,
    pub rules: Office,
    pub today: Date,
}

impl Bench {
    /// Alder has started; nobody else is a member.
    pub fn started() -> Bench {
        let files = BTreeMap::from([
            (
                "pack.toml".to_owned(),
                leaving_out_the_rest(
                    include_str!("pack/pack.toml"),
                    &[include_str!("pack/1-forming.md")],
                ),
            ),
            (
                "1-forming.md".to_owned(),
                include_str!("pack/1-forming.md").to_owned(),
            ),
        ]);
        let policies = read(&files, &known(), "test").unwrap_or_else(|mistakes| {
            let shown: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
            panic!("{}", shown.join("\n"))
        });
        let mut bench = Bench {
            world: World::default(),
            rules: Office {
                policies,
                calendar: WorkCalendar::official(),
            },
            today: day("2030-03-01"),
        };
        bench.enrol(EXPERT, None);
        for (id, kind, division) in [
            (ALDER, "shipyard", Some("north")),
            (BIRCH, "ropery", Some("north")),
            (CEDAR, "school", Some("south")),
            (DOGWOOD, "fund", None),
            (ELM, "school", None),
        ] {
            bench.register(id, kind, division);
        }
        bench.world.number = EntryNumber(69);
        bench.start();
        bench
    }

    /// Alder, Birch and Cedar are members by their own acceptance.
    pub fn joined() -> Bench {
        let mut bench = Bench::started();
        bench.join(BIRCH);
        bench.join(CEDAR);
        bench
    }

    fn enrol(&mut self, id: PersonId, organisation: Option<OrganisationId>) {
        let person = Person {
            id,
            name: Personal(format!("person {id}")),
            organisation,
        };
        self.world.people.insert(id, Arc::new(person));
    }

    fn register(&mut self, id: OrganisationId, kind: &str, division: Option<&str>) {
        let since = day("2030-01-01");
        let abroad = id == ELM;
        let registration = if abroad {
            let overseas = OverseasRegistration::new("NO", "912345678");
            Registration::Overseas(overseas.expect("a registration abroad"))
        } else {
            let body = format!("91320500MA1FH00{:02}", id.0);
            Registration::Domestic(code(&body))
        };
        let authorisation = |person, scope, number| Authorisation {
            number: EntryNumber(number),
            person,
            scope,
            from: since,
            until: None,
            document: Some(FileDigest::from_bytes([7; 32])),
            holding: CONFIRMED,
        };
        let organisation = Organisation {
            id,
            registration,
            name: Words {
                zh: format!("雾港{id}"),
                en: format!("Fog Harbour {id}"),
            },
            kind: key(kind),
            legal_form: key("company"),
            residences: vec![Residence {
                division: division.map(key),
                place: (division.is_none() && !abroad).then(|| "Mist Bay".to_owned()),
                from: since,
                number: id.entry(),
                holding: CONFIRMED,
            }],
            founded: None,
            industries: vec![key("ships")],
            capabilities: vec![key(if kind == "school" { "sails" } else { "hulls" })],
            parent: None,
            representatives: vec![Representation {
                person: head(id),
                from: since,
                number: EntryNumber(10 + id.0),
                holding: CONFIRMED,
            }],
            authorisations: vec![
                authorisation(secretary(id), AuthorisationScope::Secretary, 20 + id.0),
                authorisation(signatory(id), AuthorisationScope::Signatory, 30 + id.0),
            ],
            years: acts::subject::years::Years::default(),
            items: Vec::new(),
            bans: vec![],
            listings: vec![],
            changed: EntryNumber(id.0),
            facts: EntryNumber(id.0),
        };
        self.world.organisations.insert(id, Arc::new(organisation));
        for person in [head(id), secretary(id), signatory(id)] {
            self.enrol(person, Some(id));
            self.world.note_represents(person, id);
        }
    }

    fn start(&mut self) {
        let policy = self.rules.policies.editions[0].key.clone();
        let stage = StageAt {
            key: key("forming"),
            since: self.today,
        };
        let candidacy = CandidacyId(60);
        let lead = Membership {
            organisation: ALDER,
            layer: key("core"),
            basis: vec![],
            since: self.today,
            acceptance: CONSORTIUM.entry(),
        };
        let held = Candidacy {
            id: candidacy,
            organisation: ALDER,
            track: key("short"),
            division: Some(key("north")),
            policy: policy.clone(),
            stage: stage.clone(),
            handling: Handling::default(),
            last: imbl::OrdMap::new(),
            judgements: imbl::OrdMap::new(),
            selected: Some((EntryNumber(61), self.today)),
            declined: None,
            consortium: Some(CONSORTIUM),
            history: imbl::Vector::new(),
        };
        self.world.candidacies.insert(candidacy, Arc::new(held));
        let consortium = Consortium {
            id: CONSORTIUM,
            candidacy,
            lead: ALDER,
            track: key("short"),
            division: Some(key("north")),
            policy,
            field: "Tall Ships".to_owned(),
            field_en: String::new(),
            industry: key("ships"),
            kind: Some(key("fleet")),
            plan: Plan {
                positioning: "Ships".to_owned(),
                horizon: 5,
                goals: vec![],
                tasks: vec![],
                sections: vec![],
            },
            stage,
            handling: Handling::default(),
            invitations: imbl::OrdMap::new(),
            members: imbl::OrdMap::unit(ALDER, lead),
            governance: acts::subject::governance::Governance::default(),
            charter: acts::subject::charter::Charter::None,
            matter: CONSORTIUM.entry(),
            confirmations: imbl::Vector::new(),
            application: None,
            review: None,
            recommendation: None,
            examination: acts::subject::examination::Examination::default(),
            established: None,
            linked_leader: None,
            liaison: None,
            last: imbl::OrdMap::new(),
            history: imbl::Vector::new(),
        };
        self.world.relate(ALDER, CONSORTIUM);
        self.world
            .consortia
            .insert(CONSORTIUM, Arc::new(consortium));
        self.world.number = CONSORTIUM.entry();
    }

    /// Asks for an act on the consortium; if it is accepted, the world goes on.
    pub fn ask(&mut self, actor: Actor, act: &str, fields: &Value) -> Asked {
        let request = Request {
            act: act.to_owned(),
            subject: Subject::Consortium(CONSORTIUM),
            actor,
            at: china_midnight(self.today).expect("the day has a midnight"),
            fields: fields.as_object().cloned().expect("fields are an object"),
            justify: BTreeMap::new(),
        };
        let mut asked = acts::rule(&self.world, &self.rules, &request);
        if let Asked::Accepted(recorded) = &mut asked {
            recorded.number = self.world.number.next();
            self.world.evolve(recorded).expect("the record folds");
        }
        asked
    }

    /// Does an act that must be recorded.
    pub fn does(&mut self, person: PersonId, act: &str, fields: &Value) -> Recorded {
        match self.ask(Actor::Person(person), act, fields) {
            Asked::Accepted(recorded) => *recorded,
            other => panic!("{act} was not recorded: {other:#?}"),
        }
    }

    /// Asks for an act that must be refused; the keys of the findings that close it, once each.
    pub fn refused(&mut self, person: PersonId, act: &str, fields: &Value) -> Vec<String> {
        let findings = self.closing(Actor::Person(person), act, fields);
        let mut keys: Vec<String> = findings.into_iter().map(|finding| finding.key).collect();
        keys.sort();
        keys.dedup();
        keys
    }

    /// Asks for an act by somebody who does not even see the case.
    pub fn hidden(&mut self, person: PersonId, act: &str, fields: &Value) {
        let asked = self.ask(Actor::Person(person), act, fields);
        assert!(matches!(asked, Asked::Absent), "{act}: {asked:#?}");
    }

    /// Asks for an act that must be refused; the findings that close it.
    pub fn closing(&mut self, actor: Actor, act: &str, fields: &Value) -> Vec<Finding> {
        match self.ask(actor, act, fields) {
            Asked::Refused(refusal) => refusal.closing().cloned().collect(),
            other => panic!("{act} was not refused: {other:#?}"),
        }
    }

    /// Invites an organisation as core layer.
    pub fn invite(&mut self, organisation: OrganisationId) -> InvitationId {
        let fields = serde_json::json!({
            "organisation": organisation, "layer": "core", "basis": ["research"],
        });
        let sent = self.does(secretary(ALDER), "invitation.send", &fields);
        InvitationId::from(sent.number)
    }

    /// Invites an organisation, which accepts.
    pub fn join(&mut self, organisation: OrganisationId) {
        let invitation = self.invite(organisation);
        let fields = serde_json::json!({"invitation": invitation, "statement": "We join."});
        self.does(head(organisation), "invitation.accept", &fields);
    }

    pub fn consortium(&self) -> &Consortium {
        self.world.consortium(CONSORTIUM).expect("it was started")
    }
}

/// What the product knows, with the two acts that begin a case whether they are there or not: this world begins later.
fn known() -> Catalogue {
    let mut known = catalogue().clone();
    for (key, subject, creates) in [
        (
            "selection.nominate",
            SubjectKind::Organisation,
            SubjectKind::Candidacy,
        ),
        (
            "consortium.start",
            SubjectKind::Candidacy,
            SubjectKind::Consortium,
        ),
    ] {
        if known.act(key).is_none() {
            known.acts.push(ActEntry {
                key,
                subject,
                creates: Some(creates),
            });
        }
    }
    known
}

/// A credit code with its check character found.
fn code(body: &str) -> CreditCode {
    "0123456789ABCDEFGHJKLMNPQRTUWXY"
        .chars()
        .find_map(|check| CreditCode::parse(&format!("{body}{check}")).ok())
        .expect("one check character fits")
}

/// How an organisation's item stands when nothing speaks against it.
pub const CONFIRMED: Holding = Holding::Confirmed;
