//! What a person may act as, in words: each capacity with where it comes from and until when it is held.

use acts::capacity;
use acts::subject::Subject;
use acts::subject::organisation::AuthorisationScope;
use values::{Date, EntryNumber, PersonId};

use crate::telling::Teller;

/// A capacity a person holds.
pub struct Capacity {
    /// What it is called.
    pub what: String,
    /// Of which body or organisation; empty where of none.
    pub of: String,
    /// What it was given by.
    pub source: String,
    /// Until when.
    pub until: String,
}

/// Every capacity the person holds today, with where it comes from and until when.
pub fn capacities(teller: Teller, person: PersonId, day: Date) -> Vec<Capacity> {
    let world = teller.world;
    let record = |number: EntryNumber| teller.words.fill("record.number", &[number.to_string()]);
    let until = |until: Option<Date>| {
        until.map_or_else(
            || teller.words.t("account.open_end").to_owned(),
            |day| teller.day(day),
        )
    };
    let offices = world.appointments.get(&person).into_iter().flatten();
    let mut found: Vec<Capacity> = offices
        .filter(|held| held.held_on(day))
        .map(|held| {
            let (what, of) = teller.role(&held.role);
            Capacity {
                what,
                of,
                source: record(held.number),
                until: until(held.until),
            }
        })
        .collect();
    for organisation in capacity::organisations_of(world, person) {
        let of = teller.subject(Subject::Organisation(organisation.id));
        if capacity::heads(organisation, person, day) {
            found.push(Capacity {
                what: teller.words.t("account.legal_representative").to_owned(),
                of: of.clone(),
                source: teller.words.t("account.by_registration").to_owned(),
                until: until(None),
            });
        }
        for held in &organisation.authorisations {
            if held.person != person
                || day < held.from
                || held.until.is_some_and(|until| until < day)
            {
                continue;
            }
            found.push(Capacity {
                what: teller.words.t(scope_word(held.scope)).to_owned(),
                of: of.clone(),
                source: record(held.number),
                until: until(held.until),
            });
        }
    }
    found
}

fn scope_word(scope: AuthorisationScope) -> &'static str {
    match scope {
        AuthorisationScope::Secretary => "word.secretary",
        AuthorisationScope::Signatory => "word.signatory",
    }
}
