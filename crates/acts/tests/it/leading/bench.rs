//! A founded office with one officer of each body, played by the same ruling as everywhere. All names are made up.

use std::collections::BTreeMap;

use acts::condition::Look;
use acts::recorded::Recorded;
use acts::scenario::{Cast, credit_code};
use acts::subject::Subject;
use acts::{Actor, Asked, Finding, Office, catalogue};
use policy::read::read;
use policy::{Comparison, Measure, Param, Value};
use serde_json::{Value as Json, json};
use values::{CandidacyId, ConsortiumId, Date, Key, OrganisationId, PersonId, WorkCalendar};

use crate::pack::leaving_out_the_rest;

pub fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

pub fn key(text: &str) -> Key {
    Key::parse(text).expect("a key")
}

/// A credit code nobody has, by number.
pub fn code(number: u64) -> String {
    credit_code("000000", number).to_string()
}

/// The test's pack, and the official calendar.
pub fn rules() -> Office {
    let list = format!("{}\n", code(50));
    let chapters = [include_str!("pack/1-leading.md")];
    let first = leaving_out_the_rest(include_str!("pack/pack.toml"), &chapters);
    let files = [
        ("pack.toml", first.as_str()),
        ("1-leading.md", include_str!("pack/1-leading.md")),
        ("calls/spring.md", include_str!("pack/calls/spring.md")),
        ("lists/fifty.txt", &list),
    ];
    let files: BTreeMap<String, String> = files
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect();
    let policies = read(&files, catalogue(), "test").unwrap_or_else(|mistakes| {
        let shown: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        panic!("{}", shown.join("\n"))
    });
    Office {
        policies,
        calendar: WorkCalendar::official(),
    }
}

/// An office founded on 1 March 2030.
pub struct Bench<'a> {
    pub cast: Cast<'a>,
}

impl<'a> Bench<'a> {
    pub fn founded(rules: &'a Office) -> Bench<'a> {
        let cast = Cast::founded(rules, day("2030-03-01"), Box::new(|_| {}));
        let mut bench = Bench { cast };
        for alias in [
            "officer@office",
            "leader@office",
            "officer@quay.north",
            "officer@quay.south",
        ] {
            bench.person(alias);
        }
        bench
    }

    pub fn person(&mut self, alias: &str) -> PersonId {
        self.cast.person(alias)
    }

    pub fn ask(&mut self, alias: &str, act: &str, subject: Subject, fields: &Json) -> Asked {
        let person = self.person(alias);
        self.cast
            .do_act(Actor::Person(person), act, subject, fields)
    }

    /// Does an act that must be recorded.
    pub fn does(&mut self, alias: &str, act: &str, subject: Subject, fields: &Json) -> Recorded {
        match self.ask(alias, act, subject, fields) {
            Asked::Accepted(recorded) => *recorded,
            other => panic!("{act} by {alias} was not recorded: {other:#?}"),
        }
    }

    /// Asks for an act that must be refused; the findings that close it.
    pub fn closing(
        &mut self,
        alias: &str,
        act: &str,
        subject: Subject,
        fields: &Json,
    ) -> Vec<Finding> {
        match self.ask(alias, act, subject, fields) {
            Asked::Refused(refusal) => refusal.closing().cloned().collect(),
            other => panic!("{act} by {alias} was not refused: {other:#?}"),
        }
    }

    /// The same, their keys.
    pub fn refused(
        &mut self,
        alias: &str,
        act: &str,
        subject: Subject,
        fields: &Json,
    ) -> Vec<String> {
        let mut keys: Vec<String> = self
            .closing(alias, act, subject, fields)
            .into_iter()
            .map(|finding| finding.key)
            .collect();
        keys.sort();
        keys.dedup();
        keys
    }

    /// Registers a shipyard in the north by the office, with head and secretary.
    pub fn shipyard(&mut self, alias: &str, number: u64) -> OrganisationId {
        self.registered(alias, &json!({"credit_code": code(number)}))
    }

    /// Registers an organisation by the office, with head and secretary.
    pub fn registered(&mut self, alias: &str, given: &Json) -> OrganisationId {
        let mut fields = json!({
            "zh": alias, "kind": "shipyard", "legal_form": "company", "division": "north",
            "industries": ["ships"],
        });
        for (name, value) in given.as_object().expect("an object") {
            fields[name] = value.clone();
        }
        let fields = without_null(&fields);
        let entry = self.does(
            "officer@office",
            "organisation.register",
            Subject::Office,
            &fields,
        );
        let id = OrganisationId::from(entry.number);
        self.cast
            .subjects
            .insert(alias.to_owned(), Subject::Organisation(id));
        self.person(&format!("head@{alias}"));
        self.person(&format!("secretary@{alias}"));
        id
    }

    /// Nominates on a track by its own body.
    pub fn nominated(&mut self, organisation: OrganisationId, track: &str) -> CandidacyId {
        let by = by(track);
        let fields = json!({"track": track, "reason": "Able."});
        let subject = Subject::Organisation(organisation);
        let entry = self.does(by, "selection.nominate", subject, &fields);
        CandidacyId::from(entry.number)
    }

    /// Nominates, judges and selects.
    pub fn selected(&mut self, organisation: OrganisationId, track: &str) -> CandidacyId {
        let team = json!({"kind": "team", "name": "Riggers", "from": "2029-01-01"});
        let subject = Subject::Organisation(organisation);
        self.does("officer@office", "organisation.add_team", subject, &team);
        let candidacy = self.nominated(organisation, track);
        let subject = Subject::Candidacy(candidacy);
        let judgement = json!({"judgement": "seaworthy", "outcome": "met", "grounds": "Seen."});
        self.does(by(track), "selection.judge", subject, &judgement);
        self.does(by(track), "selection.select", subject, &json!({}));
        candidacy
    }

    /// Starts a consortium of the selected lead.
    pub fn started(&mut self, lead: &str, candidacy: CandidacyId, field: &str) -> ConsortiumId {
        let by = format!("secretary@{lead}");
        let subject = Subject::Candidacy(candidacy);
        let entry = self.does(&by, "consortium.start", subject, &start(field));
        ConsortiumId::from(entry.number)
    }

    /// Measures a fact of an organisation as lead.
    pub fn measure(
        &self,
        organisation: OrganisationId,
        fact: &str,
        params: &[(&str, Param)],
    ) -> Value {
        let today = self.cast.day();
        let policy = self.cast.rules.policies.in_force(today).expect("a policy");
        let lead = self.cast.world.organisation(organisation).expect("it is");
        let look = Look::at_organisation(&self.cast.world, policy, today, lead);
        let measure = Measure {
            fact: fact.to_owned(),
            params: params
                .iter()
                .map(|(name, param)| ((*name).to_owned(), param.clone()))
                .collect(),
            compare: Comparison::Present,
        };
        acts::fact::measure(&measure, &look).value
    }
}

/// Who selects on a track.
pub fn by(track: &str) -> &'static str {
    if track == "short" {
        "officer@office"
    } else {
        "officer@quay.north"
    }
}

/// The fields of a start.
pub fn start(field: &str) -> Json {
    json!({
        "field": field, "industry": "ships", "positioning": "Ships", "horizon": 5,
        "goals": [{"goal": "Sail", "measure": "3 ships"}], "tasks": [{"task": "keel", "text": "Lay it."}],
    })
}

fn without_null(fields: &Json) -> Json {
    let mut fields = fields.clone();
    if let Some(object) = fields.as_object_mut() {
        object.retain(|_, value| !value.is_null());
    }
    fields
}
