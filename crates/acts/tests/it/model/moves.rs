//! What may come next: a step of the routine, any act by anybody, days that pass, the same again.

use acts::field::{Field, FieldKind, Need};
use acts::scenario::Cast;
use acts::subject::charter::Charter;
use acts::{Office, World};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// One step.
#[derive(Debug, Clone)]
pub enum Move {
    /// The next step of one of the stories.
    Routine(usize),
    /// Days pass.
    Days(i32),
    /// The last random act once more.
    Again,
    /// An act that is open where a consortium stands, by somebody who holds the capacity, with fields made at random.
    Meddle {
        /// From whom on somebody is looked for.
        who: usize,
        /// Which of the acts.
        what: usize,
        /// On which consortium.
        on: usize,
        /// From which the fields are made.
        seed: u64,
    },
    /// Any act by anybody on anything.
    Any {
        /// Who.
        who: usize,
        /// Which act.
        what: usize,
        /// On what.
        on: usize,
        /// From which the fields are made.
        seed: u64,
    },
}

/// Mostly the routine, so that cases come far; the rest disturbs it.
pub fn move_strategy() -> impl Strategy<Value = Move> {
    prop_oneof![
        9 => (0_usize..3).prop_map(Move::Routine),
        1 => (1_i32..9).prop_map(Move::Days),
        1 => Just(Move::Again),
        4 => (any::<usize>(), any::<usize>(), any::<usize>(), any::<u64>())
            .prop_map(|(who, what, on, seed)| Move::Meddle { who, what, on, seed }),
        2 => (any::<usize>(), any::<usize>(), any::<usize>(), any::<u64>())
            .prop_map(|(who, what, on, seed)| Move::Any { who, what, on, seed }),
    ]
}

/// A stream of numbers from a seed (SplitMix64): the same seed gives the same fields.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % (limit.max(1) as u64)).expect("below a usize")
    }
}

/// Fields that can mostly be read, of things that mostly exist.
pub fn fields(fields: &[Field], cast: &Cast, office: &Office, seed: u64) -> Value {
    let mut chance = Chance(seed);
    filled(fields, &cast.world, office, cast, &mut chance)
}

fn filled(
    fields: &[Field],
    world: &World,
    office: &Office,
    cast: &Cast,
    chance: &mut Chance,
) -> Value {
    let mut given = Map::new();
    for field in fields {
        if field.need == Need::Optional && chance.below(2) == 0 {
            continue;
        }
        let made = match field.name {
            "holder" => {
                let holders = ["bureau", "bureau.leader", "organisation", "representative"];
                json!(holders[chance.below(holders.len())])
            }
            "to" if matches!(field.kind, FieldKind::Key) => {
                let stages = &office.policies.editions[0].stages;
                json!(stages[chance.below(stages.len())].key)
            }
            _ => value(field.kind, world, office, cast, chance),
        };
        given.insert(field.name.to_owned(), made);
    }
    Value::Object(given)
}

fn value(
    kind: FieldKind,
    world: &World,
    office: &Office,
    cast: &Cast,
    chance: &mut Chance,
) -> Value {
    let policy = &office.policies.editions[0];
    let term = |vocabulary: &str, chance: &mut Chance| {
        let terms = policy.terms(vocabulary);
        terms
            .get(chance.below(terms.len()))
            .map_or(Value::Null, |term| json!(term.key))
    };
    match kind {
        FieldKind::Day => {
            let days = i32::try_from(chance.below(60)).expect("small") - 30;
            json!(
                cast.day()
                    .checked_add(jiff::Span::new().days(days))
                    .expect("a day")
            )
        }
        FieldKind::Count | FieldKind::Record => json!(chance.below(500)),
        FieldKind::Number => json!(chance.below(100)),
        FieldKind::Money => json!(chance.below(1_000_000)),
        FieldKind::Share => json!(format!("{}%", chance.below(101))),
        FieldKind::Word(words) => json!(words[chance.below(words.len())]),
        FieldKind::Term(vocabulary) => term(vocabulary, chance),
        FieldKind::Terms(vocabulary) => json!([term(vocabulary, chance)]),
        FieldKind::Organisation => {
            let ids: Vec<_> = world.organisations.keys().collect();
            json!(ids[chance.below(ids.len())])
        }
        FieldKind::Person => {
            let ids: Vec<_> = world.people.keys().collect();
            json!(ids[chance.below(ids.len())])
        }
        FieldKind::People => {
            let ids: Vec<_> = world.people.keys().collect();
            json!([ids[chance.below(ids.len())]])
        }
        FieldKind::Invitation => {
            let all = world
                .consortia
                .values()
                .flat_map(|found| found.invitations.keys());
            let ids: Vec<_> = all.collect();
            ids.get(chance.below(ids.len()))
                .map_or(json!("i1"), |id| json!(id))
        }
        FieldKind::Consortium => {
            let ids: Vec<_> = world.consortia.keys().collect();
            ids.get(chance.below(ids.len()))
                .map_or(json!("c1"), |id| json!(id))
        }
        FieldKind::Digest | FieldKind::File => {
            let frozen = world
                .consortia
                .values()
                .find_map(|found| match &found.charter {
                    Charter::Frozen(frozen) => Some(frozen.digest),
                    _ => None,
                });
            frozen.map_or_else(|| json!("0".repeat(64)), |digest| json!(digest))
        }
        FieldKind::CreditCode => json!(acts::scenario::credit_code(
            "320583",
            chance.below(90_000) as u64
        )),
        FieldKind::Key => json!("application.submit"),
        FieldKind::Rows(inner) => {
            let rows: Vec<Value> = (0..chance.below(3))
                .map(|_| filled(inner, world, office, cast, chance))
                .collect();
            json!(rows)
        }
        FieldKind::Line | FieldKind::Text => json!("文字"),
    }
}
