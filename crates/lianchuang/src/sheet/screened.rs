//! Screening a workbook with nothing but the policy: who would qualify as lead if every cell were confirmed, and why not.

use std::borrow::Cow;

use acts::ask::{Actor, Office as Rules};
use acts::condition;
use acts::finding::State;
use acts::scenario::Cast;
use policy::{Policy, SubjectKind};
use serde_json::{Value, json};
use values::{Date, Instant, Key, OrganisationId};

use super::play::{Played, Player, play};
use super::read::{BadCell, Book};
use super::table::Table;
use crate::app::Visitor;
use crate::listing::Screened;
use crate::telling::{Teller, Told};
use crate::words::Words;

/// Seconds from midnight to noon.
const NOON: i64 = 12 * 3600;

/// An organisation and what was found of it.
pub struct ScreenedRow {
    /// Its cells in the list of organisations: name, code, kind, division, industries.
    pub cells: Vec<String>,
    /// `met`, `unmet` or `waits`.
    pub result: &'static str,
    /// The reasons in a line.
    pub reasons: String,
    /// Every condition asked of it.
    pub findings: Vec<Told>,
}

/// A workbook screened.
pub struct Screening {
    /// Every organisation, in the order of the sheet.
    pub rows: Vec<ScreenedRow>,
    /// Every bad cell; where there is one, nobody was screened.
    pub bad: Vec<BadCell>,
}

/// Screens a workbook on a day.
pub fn screen(
    rules: &Rules,
    policy: &Policy,
    book: Book,
    day: Date,
    words: &Words,
    progress: impl FnMut(u64, u64),
) -> Screening {
    let mut cast = Cast::founded(rules, day, Box::new(|_| ()));
    // What the sheet says counts as confirmed, so officials enter it: those of the whole area, or of every division.
    cast.stage_officials(None);
    let divisions: Vec<Key> = policy
        .terms("division")
        .iter()
        .map(|term| term.key.clone())
        .collect();
    for division in &divisions {
        cast.stage_officials(Some(division));
    }
    let actors: Vec<Actor> = cast
        .people()
        .filter(|(alias, _)| alias.starts_with("officer@"))
        .map(|(_, person)| Actor::Person(person))
        .collect();
    let noon = values::china_midnight(day).map_or(0, Instant::second) + NOON;
    let at =
        Instant::from_second(noon).unwrap_or_else(|| Instant::from(jiff::Timestamp::UNIX_EPOCH));
    let player = Player {
        rules,
        policy,
        actors: &actors,
        at,
        words,
    };
    let grown = play(std::mem::take(&mut cast.world), &player, book, progress);
    let visitor = Visitor {
        actor: actors.first().copied().unwrap_or(Actor::Public),
        door: crate::app::Door::Machine,
        source: String::new(),
        request: String::new(),
        form_secret: None,
        language: words.language,
        at,
    };
    let rows = if grown.bad.is_empty() {
        let screened = grown.organisations.iter();
        screened
            .filter_map(|id| row(&grown, policy, &visitor, words, *id))
            .collect()
    } else {
        Vec::new()
    };
    Screening {
        rows,
        bad: grown.bad,
    }
}

fn row(
    played: &Played,
    policy: &Policy,
    visitor: &Visitor,
    words: &Words,
    id: OrganisationId,
) -> Option<ScreenedRow> {
    let organisation = played.world.organisation(id)?;
    let teller = Teller {
        words,
        policy,
        world: &played.world,
    };
    let screened = Screened::of(&played.world, policy, visitor, organisation);
    Some(ScreenedRow {
        cells: screened
            .organisation_cells(teller, visitor)
            .into_iter()
            .map(Cow::into_owned)
            .collect(),
        result: screened.result(),
        reasons: screened.reasons(teller),
        findings: screened
            .findings()
            .map(|finding| teller.finding(finding))
            .collect(),
    })
}

/// Columns of the list of organisations that stand first.
const FIRST: [&str; 5] = ["name", "code", "kind", "division", "industries"];

impl Screening {
    /// How many met everything, wait for a person, do not qualify.
    pub fn counts(&self) -> [usize; 3] {
        ["met", "waits", "unmet"]
            .map(|result| self.rows.iter().filter(|row| row.result == result).count())
    }

    /// The screened sheet: a row for each organisation; for each condition how it stands, what was found, what is wanted.
    pub fn table(&self, policy: &Policy, words: &Words) -> Table {
        let asked: Vec<_> = policy
            .conditions
            .iter()
            .filter(|found| condition::concerns(found, SubjectKind::Organisation))
            .collect();
        let mut keys: Vec<String> = FIRST.iter().map(|key| (*key).to_owned()).collect();
        keys.extend(["result".to_owned(), "reasons".to_owned()]);
        let mut head: Vec<String> = keys
            .iter()
            .map(|key| words.t(&format!("column.{key}")).to_owned())
            .collect();
        for condition in &asked {
            let title = condition.title.in_language(words.language);
            for part in ["state", "found", "wanted"] {
                keys.push(format!("{}.{part}", condition.key));
                let clause = condition.clause.to_string();
                head.push(words.fill(&format!("screen.{part}"), &[clause.as_str(), title]));
            }
        }
        let rows = self.rows.iter().map(|row| {
            let mut cells: Vec<String> = row.cells.iter().take(FIRST.len()).cloned().collect();
            cells.push(words.t(&format!("screening.{}", row.result)).to_owned());
            cells.push(row.reasons.clone());
            for condition in &asked {
                let found = row.findings.iter().find(|told| *told.key == *condition.key);
                cells.extend(found.map_or_else(Default::default, |told| {
                    [
                        state(words, told.state),
                        told.found.clone(),
                        told.wanted.clone(),
                    ]
                }));
            }
            cells
        });
        Table {
            title: words.t("nav.screening").to_owned(),
            head,
            rows: rows.collect(),
            keys,
        }
    }

    /// The same for programs.
    pub fn json(&self) -> Value {
        let [met, waits, unmet] = self.counts();
        let rows = self.rows.iter().map(|row| {
            json!({
                "name": row.cells.first(), "code": row.cells.get(1),
                "result": row.result, "reasons": row.reasons, "findings": row.findings,
            })
        });
        json!({"total": self.rows.len(), "met": met, "waits": waits, "unmet": unmet, "items": rows.collect::<Vec<_>>()})
    }
}

fn state(words: &Words, state: State) -> String {
    let key = match state {
        State::Met => "state.met",
        State::Unmet => "state.unmet",
        State::Waits => "state.waits",
        State::Justified => "state.justified",
        State::Exempt => "state.exempt",
    };
    words.t(key).to_owned()
}
