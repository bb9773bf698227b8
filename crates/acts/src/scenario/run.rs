//! Running a scenario: every act is ruled on for real, and what came of it is held against what was expected.

use serde_json::json;
use values::Date;

use super::naming::with_aliases;
use super::read::{ActLine, Given, Line, Scenario};
use super::{Cast, Profile, Story, complete, figures, outcome, walk_to};
use crate::act::act_kind;
use crate::ask::{Actor, Office};
use crate::ruling::{Asked, ruling_policy};
use crate::subject::Subject;

/// A line of a scenario that did not come out as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The line, from 1.
    pub line: usize,
    /// What came of it instead.
    pub came: String,
}

/// How many days before the first act a given world begins.
const LEAD_TIME: i32 = 90;

/// What is said of every member but the lead begins so: `member.capabilities=["market"]`, `without member.team`.
const MEMBERS: &str = "member.";

/// Runs a scenario; an empty list means that everything came out as written.
pub fn run(rules: &Office, scenario: &Scenario) -> Vec<Failure> {
    let first = scenario.lines.iter().find_map(|(_, line)| {
        if let Line::Act(act) = line {
            Some(act.day)
        } else {
            None
        }
    });
    let Some(first) = first else {
        return vec![Failure {
            line: 0,
            came: "no act is asked for".to_owned(),
        }];
    };
    // Nothing given may lie before the beginning.
    let given = scenario.lines.iter().filter_map(|(_, line)| match line {
        Line::Given(given) => values::parse_date(given.with.get("on")?).ok(),
        _ => None,
    });
    let start = given.fold(beginning(rules, first), Date::min);
    let mut cast = Cast::founded(rules, start, Box::new(|_| {}));
    let mut failures = Vec::new();
    let mut under = None;
    for (line, what) in &scenario.lines {
        let outcome = match what {
            Line::Given(given) => set_up(&mut cast, given, start),
            Line::Act(act) => play(&mut cast, act, under),
            Line::Figure(figure) => figures::measure(&cast, figure),
            Line::Fact(fact) => figures::look_up(&cast, fact),
            Line::Under(edition) => {
                under = Some(edition.as_str());
                Ok(())
            }
        };
        if let Err(came) = outcome {
            failures.push(Failure { line: *line, came });
        }
    }
    failures
}

/// Some time before the first act, but with a policy in force if one is on that act's day.
fn beginning(rules: &Office, first: Date) -> Date {
    let early = first
        .checked_add(jiff::Span::new().days(-LEAD_TIME))
        .unwrap_or(first);
    match rules.policies.in_force(first) {
        Some(policy) if policy.from > early => policy.from,
        _ => early,
    }
}

fn set_up(cast: &mut Cast, given: &Given, start: Date) -> Result<(), String> {
    let day = match given.with.get("on") {
        Some(text) => values::parse_date(text).map_err(|cause| cause.to_string())?,
        None => start,
    };
    cast.turn_to(day.max(cast.day()));
    for left in &given.without {
        let name = left.strip_prefix(MEMBERS).unwrap_or(left);
        if !can_be_left_out(cast, name) {
            return Err(format!("nothing called {name} can be left out"));
        }
    }
    let mut profile = Profile {
        fields: given.fields.clone(),
        without: given.without.clone(),
    };
    profile.fields.retain(|name, _| !name.starts_with(MEMBERS));
    if given.what == "organisation" {
        return cast
            .found_organisation(&given.alias, &profile)
            .map(|_| ())
            .ok_or_else(|| "the organisation was not registered".to_owned());
    }
    let lead = given
        .with
        .get("lead")
        .cloned()
        .unwrap_or_else(|| format!("{}-lead", given.alias));
    cast.found_organisation(&lead, &profile)
        .ok_or("the lead was not registered")?;
    let story = Story {
        alias: given.alias.clone(),
        lead: lead.clone(),
        members: members(cast, given)?,
        field: given
            .with
            .get("field")
            .cloned()
            .unwrap_or_else(|| given.alias.clone()),
        field_en: given.alias.clone(),
        track: given.with.get("track").cloned().unwrap_or_default(),
        without: given.without.clone(),
    };
    begin(
        cast,
        &story,
        given.with.get("stage").map_or("", String::as_str),
    )
}

/// An act by its key or the short name of what it adds, or a term of the policy; anything else is a slip of the pen.
fn can_be_left_out(cast: &Cast, name: &str) -> bool {
    let act = ["", "organisation.", "organisation.add_"]
        .iter()
        .any(|start| act_kind(&format!("{start}{name}")).is_some());
    let term = cast
        .rules
        .policies
        .in_force(cast.day())
        .is_some_and(|policy| {
            let mut vocabularies = policy.vocabularies.values();
            vocabularies.any(|vocabulary| vocabulary.terms.iter().any(|term| *term.key == *name))
        });
    act || term || matches!(name, "team" | "laboratory")
}

/// The members beside the lead, one of each kind in turn, so that sources are wide.
fn members(cast: &mut Cast, given: &Given) -> Result<Vec<String>, String> {
    let count: usize = given.with.get("members").map_or(Ok(8), |text| {
        text.parse()
            .map_err(|_| format!("{text} is not a number of members"))
    })?;
    let policy = cast
        .rules
        .policies
        .in_force(cast.day())
        .cloned()
        .ok_or("no policy is in force")?;
    let kinds: Vec<String> = policy
        .terms("member_kind")
        .iter()
        .map(|term| term.key.to_string())
        .collect();
    let divisions: Vec<String> = policy
        .terms("division")
        .iter()
        .map(|term| term.key.to_string())
        .collect();
    let mut aliases = Vec::new();
    for index in 1..count {
        let alias = format!("{}-m{index}", given.alias);
        let mut profile = Profile::default();
        profile.fields.insert(
            "kind".to_owned(),
            json!(kinds.get(index % kinds.len().max(1))),
        );
        profile.fields.insert(
            "division".to_owned(),
            json!(divisions.get(index % divisions.len().max(1))),
        );
        let fields = given.fields.iter();
        profile.fields.extend(fields.filter_map(|(name, value)| {
            Some((name.strip_prefix(MEMBERS)?.to_owned(), value.clone()))
        }));
        let without = given.without.iter();
        profile.without = without
            .filter_map(|left| left.strip_prefix(MEMBERS))
            .map(str::to_owned)
            .collect();
        cast.found_organisation(&alias, &profile)
            .ok_or_else(|| format!("{alias} was not registered"))?;
        aliases.push(alias);
    }
    Ok(aliases)
}

/// Nominates a story's lead on its track, the pack's first if none is named; gives the candidacy.
pub fn nominate(cast: &mut Cast, story: &Story) -> Result<Subject, String> {
    let lead = cast
        .organisation(&story.lead)
        .ok_or("the lead is not on stage")?;
    let policy = cast
        .rules
        .policies
        .in_force(cast.day())
        .cloned()
        .ok_or("no policy is in force")?;
    let first = || {
        policy
            .terms("track")
            .first()
            .map(|term| term.key.to_string())
            .unwrap_or_default()
    };
    let track = if story.track.is_empty() {
        first()
    } else {
        story.track.clone()
    };
    cast.by_anyone(
        Subject::Organisation(lead),
        "selection.nominate",
        &json!({"track": track, "reason": story.field}),
    );
    let candidacy = cast
        .world
        .candidacies_of
        .get(&lead)
        .and_then(|list| list.last())
        .copied()
        .ok_or("the lead was not nominated")?;
    let candidacy = Subject::Candidacy(candidacy);
    cast.subjects.insert(story.alias.clone(), candidacy);
    cast.subjects
        .insert(format!("candidacy-{}", story.alias), candidacy);
    Ok(candidacy)
}

/// Nominates, and walks the story to a stage; the first of its consortium if none is named.
pub(super) fn begin(cast: &mut Cast, story: &Story, stage: &str) -> Result<(), String> {
    let candidacy = nominate(cast, story)?;
    let policy = cast
        .rules
        .policies
        .in_force(cast.day())
        .cloned()
        .ok_or("no policy is in force")?;
    let on_candidacy = policy
        .stages
        .iter()
        .any(|found| *found.key == *stage && found.subject == policy::SubjectKind::Candidacy);
    if on_candidacy {
        return walk_to(cast, story, candidacy, stage);
    }
    let consortium = start(cast, story, candidacy)?;
    cast.subjects.insert(story.alias.clone(), consortium);
    if stage.is_empty() {
        Ok(())
    } else {
        walk_to(cast, story, consortium, stage)
    }
}

fn start(cast: &mut Cast, story: &Story, candidacy: Subject) -> Result<Subject, String> {
    let Subject::Candidacy(id) = candidacy else {
        return Err("not a candidacy".to_owned());
    };
    for _ in 0..200 {
        if let Some(consortium) = cast.world.candidacy(id).and_then(|found| found.consortium) {
            return Ok(Subject::Consortium(consortium));
        }
        match super::walk(cast, story, candidacy) {
            super::Step::Did(_) => {}
            super::Step::Rests => break,
            super::Step::Closed(act, findings) => {
                return Err(format!("{act} is closed: {findings:?}"));
            }
        }
    }
    Err("the consortium did not start".to_owned())
}

fn play(cast: &mut Cast, act: &ActLine, under: Option<&str>) -> Result<(), String> {
    cast.turn_to(act.day);
    let subject = match act.subject.as_str() {
        "office" => Subject::Office,
        alias => *cast
            .subjects
            .get(alias)
            .ok_or_else(|| format!("there is no {alias} on stage"))?,
    };
    ruled_under(cast, subject, act, under)?;
    let actor = match act.actor.as_str() {
        "public" => Actor::Public,
        "system" => Actor::System,
        alias => Actor::Person(cast.person(alias)),
    };
    let mut given = complete::fields(cast, subject, act)?;
    let alias = given.remove("as");
    let fields = with_aliases(cast, subject, &serde_json::Value::Object(given));
    let asked = cast.ask(
        actor,
        &act.act,
        subject,
        fields.as_object().cloned().unwrap_or_default(),
        act.justify.clone(),
    );
    let begun = match asked {
        Asked::Accepted(_) => begun(cast, &act.act),
        _ => None,
    };
    if let (Some(begun), Some(alias)) = (begun, alias.as_ref().and_then(|alias| alias.as_str())) {
        cast.subjects.insert(alias.to_owned(), begun);
    }
    outcome::compare(cast, begun.unwrap_or(subject), &asked, &act.expected)
}

/// What the act just recorded began: a candidacy, a consortium, named by its record.
fn begun(cast: &Cast, act: &str) -> Option<Subject> {
    let number = cast.world.number;
    match act_kind(act)?.creates? {
        policy::SubjectKind::Candidacy => Some(Subject::Candidacy(number.into())),
        policy::SubjectKind::Consortium => Some(Subject::Consortium(number.into())),
        policy::SubjectKind::Organisation => Some(Subject::Organisation(number.into())),
        policy::SubjectKind::Office => None,
    }
}

/// The edition that rules the act is the one the scenario names.
fn ruled_under(
    cast: &Cast,
    subject: Subject,
    act: &ActLine,
    under: Option<&str>,
) -> Result<(), String> {
    let Some(under) = under else {
        return Ok(());
    };
    let named = |key: &str| match under.strip_prefix("call ") {
        Some(call) => key
            .rsplit_once('+')
            .is_some_and(|(_, last)| last == call.trim()),
        None => key == under,
    };
    match ruling_policy(&cast.world, cast.rules, subject, act.day) {
        Some(policy) if named(&policy.key.0) => Ok(()),
        Some(policy) => Err(format!("is ruled under {}", policy.key.0)),
        None => Err("no policy is in force".to_owned()),
    }
}
