//! Ruling: may an act be recorded, with every finding and not only the first. One function, no second opinion: the page
//! asks it before the fields are filled ([`prospect`]), the office when the act is done ([`rule`]).

mod citing;
mod consent;
mod findings;
mod standing;

pub use citing::{clause_measuring, clause_of_parameter, clause_of_terms};
pub(crate) use consent::{standing_confirmation, unconfirmed};
pub use findings::Findings;

use std::collections::BTreeMap;

use policy::{Condition, Opening, Policy, Stage, SubjectKind, Weight};
use serde_json::Value;
use values::{ClauseId, Date, Due, Key, OrganisationId, PersonId};

use crate::act::{ActKind, act_kind};
use crate::ask::{Ask, Office, Request};
use crate::capacity::{self, Held};
use crate::condition;
use crate::field::{self, InputMistake};
use crate::finding::{Finding, Found, State};
use crate::recorded::{Completion, Effects, Recorded};
use crate::sight;
use crate::subject::Subject;
use crate::world::World;

/// What came of asking.
#[derive(Debug, Clone)]
pub enum Asked {
    /// It may be recorded, as this.
    Accepted(Box<Recorded>),
    /// Closed by the policy: every failing finding, and the met ones beside them.
    Refused(Box<Refusal>),
    /// The input cannot be read.
    Mistaken(Vec<InputMistake>),
    /// There is no such act or subject for this asker.
    Absent,
}

/// A refusal with all findings.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Refusal {
    /// The act refused.
    pub act: &'static str,
    /// Its subject.
    pub subject: Subject,
    /// All findings; those that close the act first.
    pub findings: Vec<Finding>,
}

impl Refusal {
    /// The findings that close the act.
    pub fn closing(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.closes())
    }
}

/// The ruling on an act before its fields are filled.
#[derive(Debug, Clone)]
pub struct Ruling {
    /// The act.
    pub act: &'static ActKind,
    /// In which capacity the asker would do it, if in any.
    pub held: Option<Held>,
    /// Everything found so far.
    pub findings: Vec<Finding>,
    /// The clause that opens it, where it is open.
    pub clause: Option<ClauseId>,
    /// By when it should be done.
    pub due: Option<Due>,
}

impl Ruling {
    /// Whether nothing found so far closes it.
    pub fn open(&self) -> bool {
        self.held.is_some() && !self.findings.iter().any(Finding::closes)
    }

    /// Whether only general conditions close it, so that a written reason would open it.
    pub fn justifiable(&self) -> bool {
        self.held.is_some()
            && self
                .findings
                .iter()
                .filter(|finding| finding.closes())
                .all(|finding| finding.weight == Weight::General)
    }
}

/// Rules on an act asked for with its fields.
pub fn rule(world: &World, office: &Office, request: &Request) -> Asked {
    let Some(kind) = act_kind(&request.act) else {
        return Asked::Absent;
    };
    let day = request.at.china_day();
    if request.subject.kind() != kind.subject
        || !world.has(request.subject)
        || !sight::sees(world, office, request.actor, request.subject, day)
    {
        return Asked::Absent;
    }
    let Some(policy) = ruling_policy(world, office, request.subject, day) else {
        return refused(kind, request.subject, vec![no_policy(day)]);
    };
    let mistakes = field::check(
        kind.fields,
        &request.fields,
        terms_policy(office, kind, policy, day),
    );
    if !mistakes.is_empty() {
        return Asked::Mistaken(mistakes);
    }
    let ask = ask_for(world, office, policy, request, kind, day);
    let fields = Value::Object(request.fields.clone());
    let named = (kind.organisation)(&ask, &fields);
    let (held, mut findings) = common(&ask, named, &request.justify);
    let ruled = match (kind.rule)(&ask, &fields, &mut findings) {
        Ok(ruled) => ruled,
        Err(cause) => return Asked::Mistaken(vec![unreadable(&cause)]),
    };
    let findings = findings.into_ordered();
    match held {
        Some(held) if !findings.iter().any(Finding::closes) => {
            let effects = complete(&ask, ruled.effects, ruled.completion);
            Asked::Accepted(Box::new(recorded(&ask, held, fields, findings, effects)))
        }
        held => {
            let mut findings = findings;
            withhold(&ask, held.as_ref(), &mut findings);
            refused(kind, request.subject, findings)
        }
    }
}

/// Rules on an act before its fields are filled; `None` if it has nothing to do with this subject.
pub fn prospect(
    world: &World,
    office: &Office,
    kind: &'static ActKind,
    request: &Request,
) -> Option<Ruling> {
    asking_before(world, office, kind, request).map(|ask| {
        let mut ruling = ahead(&ask, &request.justify);
        withhold(&ask, ruling.held.as_ref(), &mut ruling.findings);
        ruling
    })
}

/// Whoever the act is not for learns that, and not by what closes it how the matter stands under the policy's conditions.
fn withhold(ask: &Ask, held: Option<&Held>, findings: &mut Vec<Finding>) {
    let sees = || sight::sight(ask.world, ask.office, ask.actor, ask.subject, ask.day);
    if held.is_none() && sees() <= sight::Sight::Public {
        findings.retain(|finding| ask.policy.condition(&finding.key).is_none());
    }
}

/// Whether the asker would do the act in any capacity, at this stage or another, whatever else may close it.
pub fn is_theirs(
    world: &World,
    office: &Office,
    kind: &'static ActKind,
    request: &Request,
) -> bool {
    asking_before(world, office, kind, request).is_some_and(|ask| is_askers(&ask))
}

fn asking_before<'a>(
    world: &'a World,
    office: &'a Office,
    kind: &'static ActKind,
    request: &Request,
) -> Option<Ask<'a>> {
    let day = request.at.china_day();
    if request.subject.kind() != kind.subject || !world.has(request.subject) {
        return None;
    }
    let policy = ruling_policy(world, office, request.subject, day)?;
    Some(ask_for(world, office, policy, request, kind, day))
}

/// [`prospect`] of what is asked already.
pub(crate) fn ahead(ask: &Ask, justify: &BTreeMap<String, String>) -> Ruling {
    let (held, mut findings) = common(ask, None, justify);
    (ask.act.ready)(ask, &mut findings);
    Ruling {
        act: ask.act,
        held,
        findings: findings.into_ordered(),
        clause: ask.opening.map(|opening| opening.clause),
        due: ask.opening.and_then(|opening| deadline(ask, opening)),
    }
}

/// [`is_theirs`] of what is asked already.
pub(crate) fn is_askers(ask: &Ask) -> bool {
    let opening = ask.opening.or_else(|| first_opening(ask));
    opening.is_some_and(|opening| capacity::held(ask, &opening.by, None).is_some())
}

/// Where a stage that does not open the act is looked past: the first opening of its track.
fn first_opening<'a>(ask: &Ask<'a>) -> Option<&'a Opening> {
    let track = ask.track().map_or("", Key::as_str);
    openers(ask)
        .next()
        .and_then(|stage| stage.opening(ask.act.key, track))
}

/// The stages of the track that open the act.
fn openers<'a>(ask: &Ask<'a>) -> impl Iterator<Item = &'a Stage> {
    let track = ask.track().map_or("", Key::as_str);
    let act = ask.act;
    ask.policy.stages.iter().filter(move |stage| {
        stage.subject == act.subject
            && stage.on_track(track)
            && stage.opening(act.key, track).is_some()
    })
}

/// The edition that rules a subject on a day; none where no policy is in force.
pub fn ruling_policy<'a>(
    world: &World,
    office: &'a Office,
    subject: Subject,
    day: Date,
) -> Option<&'a Policy> {
    let today = office.policies.in_force(day)?;
    let own = world
        .edition(subject)
        .and_then(|key| office.policies.edition(key));
    Some(own.unwrap_or(today))
}

/// What a rule looks at for this request.
pub(crate) fn ask_for<'a>(
    world: &'a World,
    office: &'a Office,
    policy: &'a Policy,
    request: &Request,
    kind: &'static ActKind,
    day: Date,
) -> Ask<'a> {
    Ask {
        world,
        office,
        policy,
        subject: request.subject,
        actor: request.actor,
        at: request.at,
        day,
        act: kind,
        opening: opening(world, policy, kind, request.subject),
    }
}

/// The edition whose terms the fields are read in: what begins a new case speaks the language of the day it begins.
pub fn terms_policy<'a>(
    office: &'a Office,
    kind: &ActKind,
    policy: &'a Policy,
    day: Date,
) -> &'a Policy {
    if kind.creates.is_some() {
        office.policies.in_force(day).map_or(policy, AsRef::as_ref)
    } else {
        policy
    }
}

/// The first stage of a kind of subject on a track.
pub fn first_stage(policy: &Policy, subject: SubjectKind, track: &str) -> Option<Key> {
    policy
        .track(track)
        .find(|stage| stage.subject == subject)
        .map(|stage| stage.key.clone())
}

/// The opening of the act for the subject as it stands.
pub fn opening<'a>(
    world: &World,
    policy: &'a Policy,
    kind: &ActKind,
    subject: Subject,
) -> Option<&'a Opening> {
    let track = world.track(subject).map_or("", Key::as_str);
    match subject.kind() {
        SubjectKind::Office | SubjectKind::Organisation => policy
            .stages
            .iter()
            .filter(|stage| stage.subject == subject.kind())
            .find_map(|stage| stage.opening(kind.key, track)),
        SubjectKind::Candidacy | SubjectKind::Consortium => {
            let stage = world.stage(subject)?;
            policy.stage(&stage.key)?.opening(kind.key, track)
        }
    }
}

/// What every act needs: stage, capacity, good standing, confirmations, the conditions its opening requires.
fn common(
    ask: &Ask,
    named: Option<OrganisationId>,
    justify: &BTreeMap<String, String>,
) -> (Option<Held>, Findings) {
    let mut findings = Findings::citing(None);
    let Some(opening) = ask.opening else {
        let first = first_opening(ask);
        findings.clause = first.map(|opening| opening.clause);
        let now = ask
            .world
            .stage(ask.subject)
            .map_or_else(|| "none".to_owned(), |stage| stage.key.to_string());
        let wanted = openers(ask).map(|stage| stage.key.to_string());
        findings.rule(
            "stage",
            false,
            Found::said_with("stage", [now]),
            Found::said_with("stage", wanted),
        );
        // Where no stage of the edition opens the act, nobody is to do it, and the stage says so.
        let held = first.and_then(|opening| {
            let held = capacity::held(ask, &opening.by, named);
            capacity_finding(&mut findings, held.as_ref(), &opening.by);
            held
        });
        return (held, findings);
    };
    findings.clause = Some(opening.clause);
    let held = capacity::held(ask, &opening.by, named);
    capacity_finding(&mut findings, held.as_ref(), &opening.by);
    interest(ask, held.as_ref(), &mut findings);
    standing::standing(ask, opening, &mut findings);
    consent::consent(ask, opening, &mut findings);
    for key in &opening.requires {
        if let Some(condition) = ask.policy.condition(key) {
            required(ask, condition, justify, &mut findings);
        }
    }
    (held, findings)
}

fn capacity_finding(findings: &mut Findings, held: Option<&Held>, by: &[Key]) {
    let found = held.map_or_else(
        || Found::said("capacity.none"),
        |held| Found::said_with("capacity", [held.holder.to_string()]),
    );
    findings.rule(
        "capacity",
        held.is_some(),
        found,
        Found::said_with("capacity", by.iter().map(Key::to_string)),
    );
}

/// People do not decide on their own organisation on the authority's side.
fn interest(ask: &Ask, held: Option<&Held>, findings: &mut Findings) {
    if let Some(own) = held.and_then(|held| own_matter(ask, held)) {
        findings.rule_about(
            "interest",
            own,
            false,
            Found::said("interest.own"),
            Found::said("interest.none"),
        );
    }
}

/// The organisation by which the matter is the asker's own, if the asker acts on the authority's side; or that of the person
/// the asker stands in for.
pub(crate) fn own_matter(ask: &Ask, held: &Held) -> Option<OrganisationId> {
    held.body.as_ref()?;
    let mut both = ask.person().into_iter().chain(held.on_behalf);
    both.find_map(|person| related(ask, person))
}

/// An organisation of this person that the matter is about.
pub(crate) fn related(ask: &Ask, person: PersonId) -> Option<OrganisationId> {
    capacity::organisations_of(ask.world, person)
        .find(|organisation| {
            let member = ask
                .consortium()
                .is_some_and(|consortium| consortium.members.contains_key(&organisation.id));
            member
                || ask
                    .organisation()
                    .is_some_and(|subject| subject.id == organisation.id)
        })
        .map(|own| own.id)
}

fn required(
    ask: &Ask,
    condition: &Condition,
    justify: &BTreeMap<String, String>,
    findings: &mut Findings,
) {
    for mut finding in condition::evaluate(condition, &condition::Look::of(ask)) {
        let reason = justify
            .get(condition.key.as_str())
            .filter(|reason| !reason.trim().is_empty());
        if let (Weight::General, State::Unmet, Some(reason)) =
            (finding.weight, finding.state, reason)
        {
            finding.state = State::Justified;
            finding.reason = Some(reason.trim().to_owned());
        }
        findings.add(finding);
    }
}

fn complete(ask: &Ask, mut effects: Effects, completion: Completion) -> Effects {
    effects.completion = completion;
    // An act that says itself where the case goes was asked whether it may go there.
    let says_itself = effects.moves.is_some();
    if let (Completion::Whole, Some(opening), false) = (completion, ask.opening, says_itself) {
        effects.moves = match &opening.moves {
            None => None,
            Some(policy::Moves::To(stage)) => Some(stage.clone()),
            Some(policy::Moves::Next) => next_stage(ask),
        };
    }
    effects.ends = effects
        .moves
        .as_ref()
        .and_then(|stage| ask.policy.stage(stage))
        .map(|stage| stage.ends)
        .filter(|ends| *ends != policy::Ends::No);
    effects.document_number = crate::numbering::of_document(ask);
    effects
}

fn next_stage(ask: &Ask) -> Option<Key> {
    let track = ask.track()?;
    let now = ask.world.stage(ask.subject)?;
    ask.policy
        .next_stage(track, &now.key)
        .map(|stage| stage.key.clone())
}

/// By when an opening's act should be done.
pub fn deadline(ask: &Ask, opening: &Opening) -> Option<Due> {
    if *opening.act == *"invitation.accept" {
        return crate::invitation::due(ask);
    }
    let within = opening.within.as_ref()?;
    let since = match &within.from {
        Some(act) => last_of(ask, act)?,
        None => ask.world.stage(ask.subject)?.since,
    };
    let handling = ask.consortium().map(|consortium| &consortium.handling);
    let stops = handling
        .into_iter()
        .flat_map(|handling| handling.stops_until(ask.day));
    Some(
        ask.office
            .calendar
            .due_with_stops(since, within.period, stops),
    )
}

/// The day of the last record of an act on the subject.
fn last_of(ask: &Ask, act: &Key) -> Option<Date> {
    let last = match (ask.consortium(), ask.candidacy()) {
        (Some(consortium), _) => &consortium.last,
        (None, Some(candidacy)) => &candidacy.last,
        (None, None) => return None,
    };
    last.get(act).map(|(_, day)| *day)
}

/// By when another act on the same subject is due, counted from today: for acts that ask for an answer.
pub fn answer_due(ask: &Ask, act: &str) -> Option<Date> {
    let track = ask.track().map_or("", Key::as_str);
    let stage = ask.policy.stage(&ask.world.stage(ask.subject)?.key)?;
    let within = stage.opening(act, track)?.within.as_ref()?;
    Some(ask.office.calendar.due(ask.day, within.period).date)
}

fn recorded(
    ask: &Ask,
    held: Held,
    fields: Value,
    findings: Vec<Finding>,
    mut effects: Effects,
) -> Recorded {
    effects.justified = findings
        .iter()
        .filter(|finding| finding.state == State::Justified)
        .filter_map(|finding| Key::parse(&finding.key).ok())
        .collect();
    Recorded {
        v: 1,
        act: Key::parse(ask.act.key).expect("act keys are keys; a test reads each"),
        subject: ask.subject,
        by: ask.actor,
        holder: held.holder,
        organisation: held.organisation,
        on_behalf: held.on_behalf,
        at: ask.at,
        day: ask.day,
        policy: ask.policy.key.clone(),
        fields,
        findings,
        effects,
        number: values::EntryNumber(0),
    }
}

fn refused(kind: &'static ActKind, subject: Subject, findings: Vec<Finding>) -> Asked {
    Asked::Refused(Box::new(Refusal {
        act: kind.key,
        subject,
        findings,
    }))
}

fn no_policy(day: Date) -> Finding {
    Finding {
        key: "policy".to_owned(),
        clause: None,
        weight: Weight::Hard,
        state: State::Unmet,
        found: Found::said_with("policy.none", [day.to_string()]),
        wanted: Found::said("policy.in_force"),
        evidence: Vec::new(),
        about: None,
        reason: None,
    }
}

fn unreadable(cause: &serde_json::Error) -> InputMistake {
    InputMistake {
        pointer: String::new(),
        wrong: field::Wrong::Form {
            expected: "fields",
            detail: cause.to_string(),
        },
    }
}
