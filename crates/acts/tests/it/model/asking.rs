//! Who is asked for what, kept from the records' own words and from a table an official can read aloud; the product's inbox
//! is held against it for everybody.

use std::collections::{BTreeMap, BTreeSet};

use acts::{Recorded, Subject};
use serde_json::Value;
use values::{Date, OrganisationId, PersonId, parse_date};

use super::waits::{CHANGES, EACH, HARMLESS, WAITS, Who};

/// An office or an authorisation with its dates.
#[derive(Debug)]
struct Dated {
    number: u64,
    person: PersonId,
    what: String,
    from: Date,
    until: Option<Date>,
    disputed: bool,
}

impl Dated {
    fn on(&self, day: Date) -> bool {
        !self.disputed && self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

#[derive(Debug, Default)]
struct Organisation {
    heads: Vec<Dated>,
    allowed: Vec<Dated>,
}

impl Organisation {
    fn head(&self, day: Date) -> Option<PersonId> {
        let known = self.heads.iter().filter(|head| head.on(day));
        known
            .max_by_key(|head| (head.from, head.number))
            .map(|head| head.person)
    }

    fn allowed(&self, scope: &str, day: Date) -> BTreeSet<PersonId> {
        let allowed = self
            .allowed
            .iter()
            .filter(|held| held.what == scope && held.on(day));
        allowed
            .map(|held| held.person)
            .chain(self.head(day))
            .collect()
    }

    fn knows(&self, person: PersonId) -> bool {
        let all = self.heads.iter().chain(&self.allowed);
        all.into_iter().any(|held| held.person == person)
    }
}

/// Somebody absent, and who acts meanwhile.
#[derive(Debug)]
struct Substitute {
    number: u64,
    absent: PersonId,
    person: PersonId,
    holder: String,
    organisation: Option<OrganisationId>,
    matter: Option<String>,
    from: Date,
    until: Date,
}

/// Where the charter's text stands.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Text {
    #[default]
    None,
    Draft,
    Frozen,
    Signed,
}

/// What is known of a candidacy or a consortium.
#[derive(Debug, Default, Clone)]
struct Case {
    stage: String,
    track: String,
    division: Option<String>,
    lead: Option<OrganisationId>,
    members: BTreeSet<OrganisationId>,
    begun: bool,
    invited: BTreeMap<String, (OrganisationId, Option<Date>)>,
    text: Text,
    signed: BTreeSet<OrganisationId>,
    proposed: Option<PersonId>,
    chief: Option<PersonId>,
    confirmed: BTreeSet<String>,
    experts: BTreeSet<PersonId>,
    assessed: BTreeSet<PersonId>,
    notice: Option<bool>,
    objections: BTreeSet<u64>,
    linked: bool,
    /// Until when a liaison officer is posted; for ever if no end is set.
    liaison: Option<Date>,
}

/// What everybody is asked for.
#[derive(Debug, Default)]
pub struct Asking {
    offices: Vec<Dated>,
    substitutes: Vec<Substitute>,
    organisations: BTreeMap<OrganisationId, Organisation>,
    cases: BTreeMap<Subject, Case>,
}

fn read<T: serde::de::DeserializeOwned>(fields: &Value, name: &str) -> Option<T> {
    serde_json::from_value(fields.get(name)?.clone()).ok()
}

fn dated(entry: &Recorded, what: String) -> Option<Dated> {
    Some(Dated {
        number: entry.number.0,
        person: read(&entry.fields, "person")?,
        what,
        from: read::<String>(&entry.fields, "from").and_then(|day| parse_date(&day).ok())?,
        until: read::<String>(&entry.fields, "until").and_then(|day| parse_date(&day).ok()),
        disputed: false,
    })
}

impl Asking {
    /// Takes a record into account. `division` is the case's, where the record begins one.
    pub fn tell(&mut self, entry: &Recorded, division: Option<String>) {
        match entry.subject {
            Subject::Office => self.office(entry),
            Subject::Organisation(id) => self.organisation(id, entry, division),
            Subject::Candidacy(_) => self.candidacy(entry),
            Subject::Consortium(_) => {
                if let Some(case) = self.cases.get_mut(&entry.subject) {
                    case.tell(entry);
                }
            }
        }
        if let (Some(stage), Some(case)) =
            (&entry.effects.moves, self.cases.get_mut(&entry.subject))
        {
            case.stage = stage.to_string();
        }
    }

    fn office(&mut self, entry: &Recorded) {
        match &*entry.act {
            "appointment.make" => {
                let text = |name| read::<String>(&entry.fields, name).unwrap_or_default();
                let what = format!(
                    "{} {} {}",
                    text("role"),
                    text("authority"),
                    text("division")
                );
                self.offices.extend(dated(entry, what));
            }
            "appointment.end" => {
                let number: Option<u64> = read(&entry.fields, "appointment");
                let yesterday = entry.day.yesterday().expect("a day before");
                for held in &mut self.offices {
                    if Some(held.number) == number {
                        held.until = Some(yesterday);
                    }
                }
            }
            "substitution.name" => {
                let day = |name| {
                    let text: String = read(&entry.fields, name).expect("a day");
                    parse_date(&text).expect("a day")
                };
                self.substitutes.push(Substitute {
                    number: entry.number.0,
                    absent: entry.person().expect("a person"),
                    person: read(&entry.fields, "substitute").expect("a person"),
                    holder: read(&entry.fields, "holder").expect("a holder"),
                    organisation: read(&entry.fields, "organisation"),
                    matter: read(&entry.fields, "matter"),
                    from: day("from"),
                    until: day("until"),
                });
            }
            "substitution.end" => {
                let number: Option<u64> = read(&entry.fields, "substitution");
                let ended = |held: &Substitute| Some(held.number) == number;
                for held in self.substitutes.iter_mut().filter(|held| ended(held)) {
                    held.until = entry.day.yesterday().expect("a day before");
                }
            }
            _ => {}
        }
    }

    fn organisation(&mut self, id: OrganisationId, entry: &Recorded, division: Option<String>) {
        // What a member's record says has changed: the heads confirm anew.
        if !HARMLESS.contains(&&*entry.act) {
            let of_member = |case: &&mut Case| case.members.contains(&id);
            for case in self.cases.values_mut().filter(of_member) {
                case.confirmed.clear();
            }
        }
        let organisation = self.organisations.entry(id).or_default();
        match &*entry.act {
            "organisation.represent" => organisation.heads.extend(dated(entry, String::new())),
            "organisation.authorise" => {
                let scope = read(&entry.fields, "scope").unwrap_or_default();
                organisation.allowed.extend(dated(entry, scope));
            }
            "organisation.withdraw_authority" => {
                let person = read(&entry.fields, "person");
                let yesterday = entry.day.yesterday().expect("a day before");
                for held in &mut organisation.allowed {
                    let live = held.until.is_none_or(|until| until >= entry.day);
                    if Some(held.person) == person && live {
                        held.until = Some(yesterday);
                    }
                }
            }
            "organisation.confirm" | "organisation.dispute" => {
                let item: Option<u64> = read(&entry.fields, "item");
                let disputed = &*entry.act == "organisation.dispute";
                let all = organisation
                    .heads
                    .iter_mut()
                    .chain(&mut organisation.allowed);
                for held in all.filter(|held| Some(held.number) == item) {
                    held.disputed = disputed;
                }
            }
            "selection.nominate" => {
                let case = Case {
                    stage: "selection".to_owned(),
                    track: read(&entry.fields, "track").unwrap_or_default(),
                    division,
                    lead: Some(id),
                    ..Case::default()
                };
                self.cases
                    .insert(Subject::Candidacy(entry.number.into()), case);
            }
            _ => {}
        }
    }

    fn candidacy(&mut self, entry: &Recorded) {
        if &*entry.act != "consortium.start" {
            return;
        }
        let Some(candidacy) = self.cases.get_mut(&entry.subject) else {
            return;
        };
        candidacy.begun = true;
        let case = Case {
            stage: "invitation".to_owned(),
            members: candidacy.lead.into_iter().collect(),
            begun: false,
            ..candidacy.clone()
        };
        self.cases
            .insert(Subject::Consortium(entry.number.into()), case);
    }

    /// Everything that person is asked for on a day.
    pub fn of(&self, person: PersonId, day: Date) -> BTreeSet<(Subject, &'static str)> {
        let mut asked = BTreeSet::new();
        for (subject, case) in &self.cases {
            let waits = WAITS.iter().find(|(stage, _)| *stage == case.stage);
            for (act, who) in waits.map_or(&[][..], |(_, acts)| acts) {
                if case.waits_for(act, day) && self.is(*subject, case, *who, person, day) {
                    asked.insert((*subject, *act));
                }
            }
        }
        asked
    }

    /// The person, and those absent for whom the person acts in this holding of an organisation, or of a body.
    fn rights(
        &self,
        subject: Subject,
        person: PersonId,
        day: Date,
        what: (&str, Option<OrganisationId>),
    ) -> Vec<PersonId> {
        let administers = self.offices.iter().any(|held| {
            held.person == person
                && held.on(day)
                && (held.what.contains("administrator") || held.what.contains("auditor"))
        });
        let absent = self.substitutes.iter().filter(|held| {
            let matter = held.matter.as_ref();
            held.person == person
                && held.from <= day
                && day <= held.until
                && (&*held.holder, held.organisation) == what
                && matter.is_none_or(|matter| *matter == subject.to_string())
                && !administers
        });
        std::iter::once(person)
            .chain(absent.map(|held| held.absent))
            .collect()
    }

    fn knows(&self, id: OrganisationId, person: PersonId) -> bool {
        let named = self
            .substitutes
            .iter()
            .any(|held| held.person == person && held.organisation == Some(id));
        named
            || self
                .organisations
                .get(&id)
                .is_some_and(|found| found.knows(person))
    }

    /// Whether the person serves a body in that rank, or stands in for a colleague who does; not in a matter of their own.
    fn serves(
        &self,
        (subject, case): (Subject, &Case),
        (rank, body, division): (&str, &str, &str),
        person: PersonId,
        day: Date,
    ) -> bool {
        let holds = |person, rank| {
            let office = format!("{rank} {body} {division}");
            let mut held = self.offices.iter();
            held.any(|held| held.person == person && held.what == office && held.on(day))
        };
        let own = |person| {
            let mut concerned = case.members.iter().chain(&case.lead);
            concerned.any(|id| self.knows(*id, person))
        };
        let holder = match rank {
            "leader" => format!("{body}.leader"),
            _ => body.to_owned(),
        };
        let colleague = holds(person, "officer") || holds(person, "leader");
        let direct = holds(person, rank);
        let mut rights = self
            .rights(subject, person, day, (&holder, None))
            .into_iter();
        !own(person)
            && if direct {
                true
            } else {
                colleague && rights.any(|absent| holds(absent, rank) && !own(absent))
            }
    }

    fn is(&self, subject: Subject, case: &Case, who: Who, person: PersonId, day: Date) -> bool {
        let place = |id: &OrganisationId| self.organisations.get(id);
        let handles = |id: &OrganisationId| {
            let rights = self.rights(subject, person, day, ("organisation", Some(*id)));
            let allowed = place(id).map(|found| found.allowed("secretary", day));
            allowed.is_some_and(|allowed| rights.iter().any(|right| allowed.contains(right)))
        };
        let signs = |id: &OrganisationId| {
            let rights = self.rights(subject, person, day, ("representative", Some(*id)));
            let allowed = place(id).map(|found| found.allowed("signatory", day));
            allowed.is_some_and(|allowed| rights.iter().any(|right| allowed.contains(right)))
        };
        let serves = |rank, body, division| {
            self.serves((subject, case), (rank, body, division), person, day)
        };
        let division = case.division.as_deref().unwrap_or("nowhere");
        match who {
            Who::Officers(body) => serves("officer", body, ""),
            Who::Leaders(body) => serves("leader", body, ""),
            Who::Local(body) => serves("officer", body, division),
            Who::Selecting if case.track == "county" => serves("officer", "department", division),
            Who::Selecting => serves("officer", "bureau", ""),
            Who::Lead => case.lead.iter().any(handles),
            Who::Invited => case
                .invited
                .values()
                .filter(|(_, due)| due.is_none_or(|due| day <= due))
                .any(|(id, _)| handles(id)),
            Who::Signers => case
                .members
                .iter()
                .filter(|id| !case.signed.contains(id))
                .any(signs),
            Who::Proposed => case.proposed == Some(person),
            Who::Heads => {
                let head = case
                    .lead
                    .and_then(|id| place(&id))
                    .and_then(|lead| lead.head(day));
                (head == Some(person) && !case.confirmed.contains("lead_head"))
                    || (case.chief == Some(person) && !case.confirmed.contains("chief_expert"))
            }
            Who::Experts => case.experts.contains(&person) && !case.assessed.contains(&person),
        }
    }

    /// Whether the act, once recorded, is asked of nobody until something new happens.
    pub fn settles(act: &str) -> bool {
        !EACH.contains(&act)
            && WAITS
                .iter()
                .any(|(_, acts)| acts.iter().any(|(found, _)| *found == act))
    }
}

impl Case {
    fn tell(&mut self, entry: &Recorded) {
        let fields = &entry.fields;
        let invitation = || read::<String>(fields, "invitation").unwrap_or_default();
        if CHANGES.contains(&&*entry.act) {
            self.confirmed.clear();
        }
        match &*entry.act {
            "invitation.send" => {
                let invited = read(fields, "organisation").expect("an organisation");
                let id = format!("i{}", entry.number);
                self.invited.insert(id, (invited, entry.effects.due));
            }
            "invitation.accept" => {
                let accepted = self.invited.remove(&invitation());
                self.members.extend(accepted.map(|(id, _)| id));
                self.no_text();
            }
            "invitation.decline" | "invitation.withdraw" | "invitation.lapse" => {
                self.invited.remove(&invitation());
            }
            "membership.leave" => {
                let left: OrganisationId = read(fields, "organisation").expect("a member");
                self.members.remove(&left);
                self.no_text();
            }
            "charter.draft" => {
                self.no_text();
                self.text = Text::Draft;
            }
            "charter.reopen" => self.no_text(),
            "charter.freeze" => {
                self.text = Text::Frozen;
                self.signed.clear();
            }
            "charter.sign" => {
                let signed = read(fields, "organisation").expect("a member");
                self.signed.insert(signed);
                if self.signed == self.members {
                    self.text = Text::Signed;
                }
            }
            "chief_expert.appoint" => {
                self.chief = None;
                self.proposed = read(fields, "person");
            }
            "chief_expert.accept" => self.chief = self.proposed.take(),
            "chief_expert.decline" => self.proposed = None,
            "responsibility.confirm" => {
                let given = entry.effects.confirms.iter().map(ToString::to_string);
                self.confirmed.extend(given);
            }
            "application.submit" => {
                self.experts.clear();
                self.assessed.clear();
                self.notice = None;
                self.objections.clear();
            }
            "examination.assign" => {
                self.experts = read(fields, "experts").unwrap_or_default();
                self.assessed.clear();
            }
            "review.return" | "examination.return" => self.sent_back(entry),
            "examination.assess" => self.assessed.extend(entry.person()),
            "notice.publish" => self.notice = Some(true),
            "notice.close" => self.notice = Some(false),
            "objection.raise" => {
                self.objections.insert(entry.number.0);
            }
            "objection.answer" => {
                let answered: u64 = read(fields, "objection").expect("an objection");
                self.objections.remove(&answered);
            }
            "establishment.link_leader" => self.linked = true,
            "establishment.assign_liaison" => {
                let until = read::<String>(fields, "until").and_then(|day| parse_date(&day).ok());
                self.liaison = Some(until.unwrap_or(Date::MAX));
            }
            _ => {}
        }
    }

    /// What lies between is to be done again.
    fn sent_back(&mut self, entry: &Recorded) {
        let to = entry.effects.moves.as_ref().expect("it goes somewhere");
        if entry.fields.get("to").is_none_or(Value::is_null) {
            return;
        }
        if &**to == "charter" {
            self.no_text();
            self.confirmed.clear();
        }
        self.experts.clear();
        self.assessed.clear();
        self.notice = None;
    }

    /// A text that was frozen or signed is a draft again.
    fn no_text(&mut self) {
        if self.text != Text::None {
            self.text = Text::Draft;
        }
        self.signed.clear();
    }

    fn waits_for(&self, act: &str, day: Date) -> bool {
        match act {
            "consortium.start" => !self.begun,
            "charter.freeze" => self.text == Text::Draft,
            "charter.sign" => self.text == Text::Frozen,
            "examination.assign" => self.experts.is_empty(),
            "notice.publish" => self.notice.is_none(),
            "notice.close" => self.notice == Some(true),
            "objection.answer" => !self.objections.is_empty(),
            "establishment.link_leader" => !self.linked,
            "establishment.assign_liaison" => self.liaison.is_none_or(|until| until < day),
            _ => true,
        }
    }
}
