//! Reporting tables: what may be read of a register, as SQL tables for spreadsheets and reporting tools. Derived, rebuilt by one
//! command, never written back. Personal data are not in them.

mod rules;

use std::path::Path;

use acts::sight::Sight;
use acts::subject::charter::Charter;
use acts::subject::organisation::Registration;
use acts::{Actor, Subject, World, condition, sight};
use anyhow::Context as _;
use policy::{FigureSight, Policy, SubjectKind};
use register::{SqliteStore, Store as _};
use rusqlite::{Statement, ToSql, Transaction, params};
use values::{Date, Fen, Language};

use crate::telling::Teller;
use crate::words::Words;
use rules::{RULES, TableRule, Unruled, every_column_has_a_rule};

/// The tables with their columns, and two views as examples.
pub const SCHEMA: &str = include_str!("reporting/schema.sql");

/// What the tables are made from.
pub struct Sources<'a> {
    /// The register.
    pub store: &'a SqliteStore,
    /// The world folded from it.
    pub world: &'a World,
    /// The policy in force, for words; cases are looked at under their own.
    pub rules: &'a acts::ask::Office,
    /// Its words.
    pub words: &'a Words,
    /// For whom: nobody's tables hold more than their pages.
    pub reader: Actor,
    /// The day.
    pub day: Date,
}

impl Sources<'_> {
    fn sight(&self, subject: Subject) -> Sight {
        sight::sight(self.world, self.rules, self.reader, subject, self.day)
    }
}

/// A table being filled: every value by the rule of its column.
struct Filled<'t> {
    statement: Statement<'t>,
    rule: &'static TableRule,
}

impl<'t> Filled<'t> {
    fn of(name: &str, into: &'t Transaction) -> anyhow::Result<Filled<'t>> {
        let rule = RULES.iter().find(|rule| rule.name == name);
        let rule = rule.ok_or_else(|| Unruled::Table(name.to_owned()))?;
        let places: Vec<String> = (1..=rule.columns.len())
            .map(|at| format!("?{at}"))
            .collect();
        let statement = into.prepare(&format!(
            "INSERT INTO {} VALUES ({})",
            rule.name,
            places.join(", ")
        ))?;
        Ok(Filled { statement, rule })
    }

    /// Adds a row about what somebody sees so far. Where its first column, which names what the row is about, is not theirs, there
    /// is no row; other values that are not theirs are empty.
    fn row(&mut self, sight: Sight, values: &[&dyn ToSql]) -> rusqlite::Result<usize> {
        let named = self.rule.columns.first();
        if !named.is_some_and(|(_, rule)| rule.lets(sight)) {
            return Ok(0);
        }
        let given = self.rule.columns.iter().zip(values);
        let given: Vec<&dyn ToSql> = given
            .map(|((_, rule), value)| if rule.lets(sight) { *value } else { NOTHING })
            .collect();
        self.statement.execute(given.as_slice())
    }
}

/// What stands in place of a value somebody may not have.
const NOTHING: &dyn ToSql = &rusqlite::types::Null;

/// Makes the tables in a new file; gives how many rows. The file appears whole or not at all.
pub fn make(sources: &Sources, out: &Path) -> anyhow::Result<usize> {
    let unfinished = out.with_extension("unfinished");
    // What an interrupted run left is of no use.
    let _ = std::fs::remove_file(&unfinished);
    let mut connection = rusqlite::Connection::open(&unfinished)
        .with_context(|| format!("making {}", unfinished.display()))?;
    connection.execute_batch(SCHEMA)?;
    every_column_has_a_rule(&connection)?;
    let transaction = connection.transaction()?;
    let rows = fill(sources, &transaction)?;
    transaction.commit()?;
    connection.close().map_err(|(_, cause)| cause)?;
    std::fs::rename(&unfinished, out)
        .with_context(|| format!("putting {} in place", out.display()))?;
    Ok(rows)
}

fn fill(sources: &Sources, into: &Transaction) -> anyhow::Result<usize> {
    let policy = sources
        .rules
        .policies
        .in_force(sources.day)
        .or_else(|| sources.rules.policies.editions.last())
        .context("the pack has no edition")?;
    let head = sources.store.head()?;
    Filled::of("made", into)?.row(
        Sight::Nothing,
        params![
            policy.key.to_string(),
            number(head.number),
            head.digest.to_string(),
            day(sources.day)
        ],
    )?;
    Ok(1 + terms(policy, into)?
        + organisations(sources, into)?
        + candidacies(sources, into)?
        + consortia(sources, policy, into)?
        + acts_done(sources, into)?
        + targets(sources, policy, into)?)
}

fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn day(day: Date) -> String {
    day.to_string()
}

/// Yuan for sums in a spreadsheet; exact amounts stand in the register.
#[expect(
    clippy::cast_precision_loss,
    reason = "two decimals of amounts far below 2^53 fen"
)]
fn yuan(fen: Option<Fen>) -> Option<f64> {
    fen.map(|fen| fen.0 as f64 / 100.0)
}

fn terms(policy: &Policy, into: &Transaction) -> anyhow::Result<usize> {
    let mut one = Filled::of("term", into)?;
    let mut rows = 0;
    for (vocabulary, found) in &policy.vocabularies {
        for term in &found.terms {
            rows += one.row(
                Sight::Nothing,
                params![&**vocabulary, &*term.key, term.title.zh, term.title.en],
            )?;
        }
    }
    for stage in &policy.stages {
        rows += one.row(
            Sight::Nothing,
            params!["stage", &*stage.key, stage.title.zh, stage.title.en],
        )?;
    }
    Ok(rows)
}

fn organisations(sources: &Sources, into: &Transaction) -> anyhow::Result<usize> {
    let mut one = Filled::of("organisation", into)?;
    let mut industry = Filled::of("organisation_industry", into)?;
    let mut year = Filled::of("organisation_year", into)?;
    let mut rows = 0;
    for found in sources.world.organisations.values() {
        let sight = sources.sight(Subject::Organisation(found.id));
        let id = found.id.to_string();
        let registration = match &found.registration {
            Registration::Domestic(code) => code.to_string(),
            Registration::Overseas(abroad) => abroad.to_string(),
        };
        let division = found.division(sources.day).map(ToString::to_string);
        rows += one.row(
            sight,
            params![
                id,
                registration,
                found.name.zh,
                found.name.en,
                &*found.kind,
                &*found.legal_form,
                division,
                found.founded.map(day)
            ],
        )?;
        for key in &found.industries {
            rows += industry.row(sight, params![id, &**key])?;
        }
        for (which, figures) in found.years.iter() {
            let holding = format!("{:?}", figures.holding).to_lowercase();
            rows += year.row(
                sight,
                params![
                    id,
                    which,
                    yuan(figures.revenue),
                    yuan(figures.rd_spending),
                    figures.staff,
                    figures.rd_staff,
                    holding
                ],
            )?;
        }
    }
    Ok(rows)
}

fn candidacies(sources: &Sources, into: &Transaction) -> anyhow::Result<usize> {
    let mut one = Filled::of("candidacy", into)?;
    let mut rows = 0;
    for found in sources.world.candidacies.values() {
        let sight = sources.sight(Subject::Candidacy(found.id));
        rows += one.row(
            sight,
            params![
                found.id.to_string(),
                found.organisation.to_string(),
                &*found.track,
                &*found.stage.key,
                day(found.stage.since),
                found.policy.to_string()
            ],
        )?;
    }
    Ok(rows)
}

fn consortia(sources: &Sources, in_force: &Policy, into: &Transaction) -> anyhow::Result<usize> {
    let world = sources.world;
    let mut one = Filled::of("consortium", into)?;
    let mut member = Filled::of("membership", into)?;
    let mut finding = Filled::of("condition", into)?;
    let mut rows = 0;
    for found in world.consortia.values() {
        let sight = sources.sight(Subject::Consortium(found.id));
        if sight == Sight::Nothing {
            continue;
        }
        let id = found.id.to_string();
        let policy = sources
            .rules
            .policies
            .edition(&found.policy)
            .map_or(in_force, AsRef::as_ref);
        let name = found.established.as_ref().map_or_else(
            || acts::consortium::name_for(policy, &found.field, &found.field_en),
            |given| given.name.clone(),
        );
        let given = found.established.as_ref();
        rows += one.row(
            sight,
            params![
                id,
                name.zh,
                name.en,
                given.map(|given| given.number.clone()),
                found.lead.to_string(),
                &*found.track,
                found.division.as_ref().map(ToString::to_string),
                &*found.industry,
                found.kind.as_ref().map(ToString::to_string),
                &*found.stage.key,
                day(found.stage.since),
                given.map(|given| day(given.day)),
                found.policy.to_string()
            ],
        )?;
        for membership in found.members.values() {
            let signed = match &found.charter {
                Charter::Frozen(text) | Charter::InForce(text, _) => text
                    .signatures
                    .get(&membership.organisation)
                    .map(|signature| day(signature.day)),
                Charter::None | Charter::Drafting(_) => None,
            };
            rows += member.row(
                sight,
                params![
                    id,
                    membership.organisation.to_string(),
                    &*membership.layer,
                    day(membership.since),
                    signed
                ],
            )?;
        }
        let subject = Subject::Consortium(found.id);
        let look = condition::Look::at_subject(world, policy, sources.day, subject);
        let teller = Teller {
            words: sources.words,
            policy,
            world,
        };
        let asked = policy.conditions.iter();
        for condition in asked.filter(|found| condition::concerns(found, SubjectKind::Consortium)) {
            for found in condition::evaluate(condition, &look) {
                let told = teller.finding(&found);
                rows += finding.row(
                    sight,
                    params![
                        id,
                        told.clause,
                        told.key,
                        format!("{:?}", found.weight).to_lowercase(),
                        format!("{:?}", found.state).to_lowercase(),
                        found.about.map(|about| about.to_string()),
                        told.found,
                        told.wanted
                    ],
                )?;
            }
        }
    }
    Ok(rows)
}

fn acts_done(sources: &Sources, into: &Transaction) -> anyhow::Result<usize> {
    let mut one = Filled::of("act", into)?;
    let mut rows = 0;
    let mut fault: Option<anyhow::Error> = None;
    sources.store.read(1, u64::MAX, &mut |entry| {
        if fault.is_some() {
            return;
        }
        let written = crate::office::read_recorded(&entry)
            .map_err(anyhow::Error::from)
            .and_then(|act| {
                if !sight::sees_record(
                    sources.world,
                    sources.rules,
                    sources.reader,
                    &act,
                    sources.day,
                ) {
                    return Ok(0);
                }
                let title = sources.words.t(&format!("act.{}", act.act)).to_owned();
                Ok(one.row(
                    Sight::Nothing,
                    params![
                        number(act.number.0),
                        day(act.day),
                        &*act.act,
                        title,
                        act.subject.to_string(),
                        &*act.holder,
                        act.organisation.map(|id| id.to_string()),
                        act.policy.to_string(),
                        act.effects.moves.as_ref().map(ToString::to_string)
                    ],
                )?)
            });
        match written {
            Ok(count) => rows += count,
            Err(cause) => fault = Some(cause),
        }
    })?;
    fault.map_or(Ok(rows), Err)
}

fn targets(sources: &Sources, policy: &Policy, into: &Transaction) -> anyhow::Result<usize> {
    let mut one = Filled::of("target", into)?;
    let official = sight::is_official(sources.world, sources.reader, sources.day);
    let mut rows = 0;
    for progress in acts::target::progress(sources.world, policy, sources.day) {
        let target = progress.target;
        if target.sight == FigureSight::Authority && !official {
            continue;
        }
        rows += one.row(
            Sight::Nothing,
            params![
                &*target.key,
                target.clause.to_string(),
                target.title.in_language(Language::Zh),
                target.title.in_language(Language::En),
                target.at_least,
                target.by.map(day),
                progress.reached
            ],
        )?;
    }
    Ok(rows)
}
