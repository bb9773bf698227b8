//! Reporting tables: what may be read of a register, as SQL tables for spreadsheets and reporting tools. Derived, rebuilt by one
//! command, never written back. Personal data are not in them.

use std::path::Path;

use acts::subject::charter::Charter;
use acts::subject::organisation::Registration;
use acts::{Actor, Subject, World, condition, sight};
use anyhow::Context as _;
use policy::{Policy, SubjectKind};
use register::{SqliteStore, Store as _};
use rusqlite::{Transaction, params};
use values::{Date, Fen, Language};

use crate::telling::Teller;
use crate::words::Words;

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
    fn sees(&self, subject: Subject) -> bool {
        sight::sees(self.world, self.rules, self.reader, subject, self.day)
    }
}

/// Makes the tables in a new file; gives how many rows. The file appears whole or not at all.
pub fn make(sources: &Sources, out: &Path) -> anyhow::Result<usize> {
    let unfinished = out.with_extension("unfinished");
    // What an interrupted run left is of no use.
    let _ = std::fs::remove_file(&unfinished);
    let mut connection = rusqlite::Connection::open(&unfinished)
        .with_context(|| format!("making {}", unfinished.display()))?;
    connection.execute_batch(SCHEMA)?;
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
    into.execute(
        "INSERT INTO made VALUES (?1, ?2, ?3, ?4)",
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
    let mut statement = into.prepare("INSERT INTO term VALUES (?1, ?2, ?3, ?4)")?;
    let mut rows = 0;
    for (vocabulary, found) in &policy.vocabularies {
        for term in &found.terms {
            rows += statement.execute(params![
                &**vocabulary,
                &*term.key,
                term.title.zh,
                term.title.en
            ])?;
        }
    }
    for stage in &policy.stages {
        rows += statement.execute(params![
            "stage",
            &*stage.key,
            stage.title.zh,
            stage.title.en
        ])?;
    }
    Ok(rows)
}

fn organisations(sources: &Sources, into: &Transaction) -> anyhow::Result<usize> {
    let mut one =
        into.prepare("INSERT INTO organisation VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
    let mut industry = into.prepare("INSERT INTO organisation_industry VALUES (?1, ?2)")?;
    let mut year =
        into.prepare("INSERT INTO organisation_year VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    let mut rows = 0;
    let all = sources.world.organisations.values();
    for found in all.filter(|found| sources.sees(Subject::Organisation(found.id))) {
        let id = found.id.to_string();
        let registration = match &found.registration {
            Registration::Domestic(code) => code.to_string(),
            Registration::Overseas(abroad) => abroad.to_string(),
        };
        let division = found.division(sources.day).map(ToString::to_string);
        rows += one.execute(params![
            id,
            registration,
            found.name.zh,
            found.name.en,
            &*found.kind,
            &*found.legal_form,
            division,
            found.founded.map(day)
        ])?;
        for key in &found.industries {
            rows += industry.execute(params![id, &**key])?;
        }
        for (which, figures) in found.years.iter() {
            let holding = format!("{:?}", figures.holding).to_lowercase();
            rows += year.execute(params![
                id,
                which,
                yuan(figures.revenue),
                yuan(figures.rd_spending),
                figures.staff,
                figures.rd_staff,
                holding
            ])?;
        }
    }
    Ok(rows)
}

fn candidacies(sources: &Sources, into: &Transaction) -> anyhow::Result<usize> {
    let mut one = into.prepare("INSERT INTO candidacy VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let mut rows = 0;
    let all = sources.world.candidacies.values();
    for found in all.filter(|found| sources.sees(Subject::Candidacy(found.id))) {
        rows += one.execute(params![
            found.id.to_string(),
            found.organisation.to_string(),
            &*found.track,
            &*found.stage.key,
            day(found.stage.since),
            found.policy.to_string()
        ])?;
    }
    Ok(rows)
}

fn consortia(sources: &Sources, in_force: &Policy, into: &Transaction) -> anyhow::Result<usize> {
    let world = sources.world;
    let mut one = into.prepare(
        "INSERT INTO consortium VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?;
    let mut member = into.prepare("INSERT INTO membership VALUES (?1, ?2, ?3, ?4, ?5)")?;
    let mut finding =
        into.prepare("INSERT INTO condition VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
    let mut rows = 0;
    let all = world.consortia.values();
    for found in all.filter(|found| sources.sees(Subject::Consortium(found.id))) {
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
        rows += one.execute(params![
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
        ])?;
        for membership in found.members.values() {
            let signed = match &found.charter {
                Charter::Frozen(text) | Charter::InForce(text, _) => text
                    .signatures
                    .get(&membership.organisation)
                    .map(|signature| day(signature.day)),
                Charter::None | Charter::Drafting(_) => None,
            };
            rows += member.execute(params![
                id,
                membership.organisation.to_string(),
                &*membership.layer,
                day(membership.since),
                signed
            ])?;
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
                rows += finding.execute(params![
                    id,
                    told.clause,
                    told.key,
                    format!("{:?}", found.weight).to_lowercase(),
                    format!("{:?}", found.state).to_lowercase(),
                    found.about.map(|about| about.to_string()),
                    told.found,
                    told.wanted
                ])?;
            }
        }
    }
    Ok(rows)
}

fn acts_done(sources: &Sources, into: &Transaction) -> anyhow::Result<usize> {
    let mut one = into.prepare("INSERT INTO act VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?;
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
                Ok(one.execute(params![
                    number(act.number.0),
                    day(act.day),
                    &*act.act,
                    title,
                    act.subject.to_string(),
                    &*act.holder,
                    act.organisation.map(|id| id.to_string()),
                    act.policy.to_string(),
                    act.effects.moves.as_ref().map(ToString::to_string)
                ])?)
            });
        match written {
            Ok(count) => rows += count,
            Err(cause) => fault = Some(cause),
        }
    })?;
    fault.map_or(Ok(rows), Err)
}

fn targets(sources: &Sources, policy: &Policy, into: &Transaction) -> anyhow::Result<usize> {
    let mut one = into.prepare("INSERT INTO target VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    let mut rows = 0;
    for progress in acts::target::progress(sources.world, policy, sources.day) {
        let target = progress.target;
        rows += one.execute(params![
            &*target.key,
            target.clause.to_string(),
            target.title.in_language(Language::Zh),
            target.title.in_language(Language::En),
            target.at_least,
            target.by.map(day),
            progress.reached
        ])?;
    }
    Ok(rows)
}
