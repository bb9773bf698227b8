//! Playing a workbook: each row is ruled as the act it asks for, against the world as it grows. Nothing is recorded here;
//! what comes of it is either every request in order, or every bad cell.

use std::collections::BTreeSet;

use acts::ask::{Actor, Office as Rules, Request};
use acts::field;
use acts::subject::organisation::Registration;
use acts::{Asked, Refusal, Subject, World, rule};
use policy::Policy;
use serde_json::{Value, json};
use values::{CreditCode, EntryNumber, Instant, OrganisationId, OverseasRegistration};

use super::form::OF;
use super::read::{Bad, BadCell, Book, Row};
use crate::telling::Teller;
use crate::words::Words;

/// The field that names who controls an organisation.
const PARENT: &str = "parent";

/// What came of playing a workbook.
pub struct Played {
    /// The world with every accepted row.
    pub world: World,
    /// The acts, in order; to be recorded together.
    pub requests: Vec<Request>,
    /// The organisations registered, in the order of the sheet.
    pub organisations: Vec<OrganisationId>,
    /// Every bad cell.
    pub bad: Vec<BadCell>,
}

/// Whose act it is, when, and in whose words it is told.
#[derive(Clone, Copy)]
pub struct Player<'a> {
    /// Policies and calendar.
    pub rules: &'a Rules,
    /// The edition whose vocabularies the workbook uses.
    pub policy: &'a Policy,
    /// Those who may ask; the first for whom a row is accepted does.
    pub actors: &'a [Actor],
    /// When.
    pub at: Instant,
    /// What is wrong is told in these words.
    pub words: &'a Words,
}

/// Plays every row; registrations first, whoever controls others before them.
pub fn play(
    world: World,
    player: &Player,
    book: Book,
    mut progress: impl FnMut(u64, u64),
) -> Played {
    let mut grown = Played {
        world,
        requests: Vec::new(),
        organisations: Vec::new(),
        bad: book.bad,
    };
    let given: BTreeSet<String> = book.rows.iter().filter_map(code).collect();
    let order = in_order(&book.rows);
    let total = order.len() as u64;
    let mut waiting = Vec::new();
    for (done, row) in (1..).zip(order) {
        if !grown.row(player, &given, row) {
            waiting.push(row);
        }
        progress(done, total);
    }
    // A row waits for another that is bad, which is told there; where none is, they wait for each other.
    if grown.bad.is_empty() {
        let wanted = player.words.t("sheet.ring").to_owned();
        let ring = waiting.into_iter().map(|row| {
            let cell = row.place(PARENT);
            BadCell::mistake(&row.sheet, cell, row.found(PARENT), wanted.clone())
        });
        grown.bad.extend(ring);
    }
    grown
}

/// Registrations first, and of these whoever controls others before them; then all other rows as they stand.
fn in_order(rows: &[Row]) -> Vec<&Row> {
    let (mut waiting, others): (Vec<&Row>, Vec<&Row>) =
        rows.iter().partition(|row| row.form.registers());
    let mut order = Vec::with_capacity(rows.len());
    loop {
        let codes: BTreeSet<String> = waiting.iter().filter_map(|row| code(row)).collect();
        let controlled = |row: &&Row| {
            let parent = row.fields.get(PARENT).and_then(Value::as_str);
            parent.is_some_and(|parent| codes.contains(&normal(parent)))
        };
        let (later, ready): (Vec<&Row>, Vec<&Row>) =
            waiting.iter().partition(|row| controlled(row));
        if ready.is_empty() {
            order.extend(later);
            break;
        }
        order.extend(ready);
        waiting = later;
    }
    order.extend(others);
    order
}

/// A code as it is compared: without spaces at its ends, in capitals.
fn normal(code: &str) -> String {
    code.trim().to_uppercase()
}

/// By what a row that registers makes its organisation known.
fn code(row: &Row) -> Option<String> {
    let text = |name: &str| row.fields.get(name).and_then(Value::as_str);
    if !row.form.registers() {
        return None;
    }
    match (text("credit_code"), text("country"), text("registration")) {
        (Some(code), ..) => Some(normal(code)),
        (None, Some(country), Some(number)) => Some(normal(&format!("{country} {number}"))),
        _ => None,
    }
}

/// The organisation a cell names: by credit code, by country and number abroad, or by its number here.
fn known(world: &World, code: &str) -> Option<OrganisationId> {
    let code = code.trim();
    if let Ok(id) = code.to_lowercase().parse::<OrganisationId>() {
        return world.organisation(id).map(|found| found.id);
    }
    let registration = if let Ok(code) = CreditCode::parse(&code.to_uppercase()) {
        Registration::Domestic(code)
    } else {
        let (country, number) = code.split_once(' ')?;
        Registration::Overseas(OverseasRegistration::new(country, number.trim()).ok()?)
    };
    world.registrations.get(&registration).copied()
}

impl Played {
    /// Plays a row; false where it names an organisation that is not there yet.
    fn row(&mut self, player: &Player, given: &BTreeSet<String>, row: &Row) -> bool {
        let mut fields = row.fields.clone();
        let mut whole = true;
        for named in row.form.act.fields {
            if !matches!(named.kind, field::FieldKind::Organisation) {
                continue;
            }
            let Some(text) = fields.get(named.name).and_then(Value::as_str) else {
                continue;
            };
            let text = text.to_owned();
            if let Some(id) = self.resolve(player, given, row, named.name, &text) {
                fields.insert(named.name.to_owned(), json!(id));
            } else {
                whole = false;
                fields.remove(named.name);
            }
        }
        let subject = if row.form.registers() {
            Some(Subject::Office)
        } else {
            let of = row.of.as_deref().unwrap_or_default();
            self.resolve(player, given, row, OF, of)
                .map(Subject::Organisation)
        };
        match subject {
            Some(subject) if whole => {
                self.ask(player, row, subject, &fields);
                true
            }
            _ => {
                let mistakes = field::check(row.form.act.fields, &fields, player.policy);
                self.mistakes(player, row, &mistakes);
                false
            }
        }
    }

    /// The organisation a cell names. One whose own row is bad is told there and not again here.
    fn resolve(
        &mut self,
        player: &Player,
        given: &BTreeSet<String>,
        row: &Row,
        name: &str,
        text: &str,
    ) -> Option<OrganisationId> {
        let found = known(&self.world, text);
        if found.is_none() && !given.contains(&normal(text)) {
            let key = if text.is_empty() {
                "mistake.missing"
            } else {
                "sheet.unknown_organisation"
            };
            let wanted = player.words.t(key).to_owned();
            self.bad.push(BadCell::mistake(
                &row.sheet,
                row.place(name),
                row.found(name),
                wanted,
            ));
        }
        found
    }

    fn ask(
        &mut self,
        player: &Player,
        row: &Row,
        subject: Subject,
        fields: &serde_json::Map<String, Value>,
    ) {
        let mut last = None;
        for actor in player.actors {
            let request = Request {
                act: row.form.act.key.to_owned(),
                subject,
                actor: *actor,
                at: player.at,
                fields: fields.clone(),
                justify: std::collections::BTreeMap::new(),
            };
            match rule(&self.world, player.rules, &request) {
                Asked::Accepted(mut act) => {
                    act.number = EntryNumber(self.world.number.0 + 1);
                    if let Err(odd) = self.world.evolve(&act) {
                        self.bad.push(BadCell::mistake(
                            &row.sheet,
                            row.place(""),
                            String::new(),
                            odd.to_string(),
                        ));
                        return;
                    }
                    if row.form.registers() {
                        self.organisations.push(OrganisationId::from(act.number));
                    }
                    self.requests.push(request);
                    return;
                }
                other => last = last.or(Some(other)),
            }
        }
        match last {
            Some(Asked::Mistaken(mistakes)) => self.mistakes(player, row, &mistakes),
            Some(Asked::Refused(refusal)) => self.refused(player, row, &refusal),
            _ => {
                let wanted = player.words.t("problem.absent").to_owned();
                self.bad.push(BadCell::mistake(
                    &row.sheet,
                    row.place(OF),
                    row.found(OF),
                    wanted,
                ));
            }
        }
    }

    fn mistakes(&mut self, player: &Player, row: &Row, mistakes: &[field::InputMistake]) {
        for mistake in mistakes {
            let name = mistake.pointer.split('/').nth(1).unwrap_or_default();
            let wanted = {
                let teller = self.teller(player);
                teller.mistake(mistake)
            };
            self.bad.push(BadCell::mistake(
                &row.sheet,
                row.place(name),
                row.found(name),
                wanted,
            ));
        }
    }

    fn refused(&mut self, player: &Player, row: &Row, refusal: &Refusal) {
        let mut bad = Vec::new();
        let teller = self.teller(player);
        for finding in refusal.closing() {
            let name = column_of(&finding.key);
            let told = teller.finding(finding);
            let cell = BadCell {
                sheet: row.sheet.clone(),
                cell: row.place(name),
                found: match row.found(name) {
                    cell if cell.is_empty() => told.found.clone(),
                    cell => cell,
                },
                wanted: player
                    .words
                    .fill("sheet.refused", &[&told.title, &told.found, &told.wanted]),
                clause: told.clause,
                kind: Bad::Refused,
            };
            // Who may not do the act at all may not do it on any row: once is enough for a sheet.
            let said = finding.key == "capacity"
                && self
                    .bad
                    .iter()
                    .any(|before| before.sheet == cell.sheet && before.wanted == cell.wanted);
            if !said {
                bad.push(cell);
            }
        }
        self.bad.extend(bad);
    }

    fn teller<'a>(&'a self, player: &Player<'a>) -> Teller<'a> {
        Teller {
            words: player.words,
            policy: player.policy,
            world: &self.world,
        }
    }
}

/// The column a finding of an act is about.
fn column_of(key: &str) -> &str {
    match key {
        "organisation.known_by" | "organisation.new" | "organisation.inner_check" => "credit_code",
        "organisation.placed" => "division",
        "organisation.known" => PARENT,
        _ => key.rsplit_once('.').map_or("", |(_, last)| last),
    }
}
