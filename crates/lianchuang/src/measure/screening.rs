//! Screening a million organisations: which conditions failed for each, and the same with its reasons written out.

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;

use acts::ask::Office as Rules;
use acts::condition::{Look, concerns, evaluate, state};
use acts::scenario::{Cast, Profile};
use acts::subject::organisation::{ItemKind, Organisation};
use acts::subject::years::Years;
use acts::{Finding, State, Subject, World};
use policy::{Condition, Policy, SubjectKind};
use values::{Date, Fen, Language, OrganisationId};

use super::{Figure, median, peak_memory, per_second, rate};
use crate::telling::Teller;
use crate::words::Words;

/// A world of so many organisations, made from one that has everything, each with something else missing.
pub fn world(rules: &Rules, day: Date, count: u64) -> World {
    let mut cast = Cast::founded(rules, day, Box::new(|_| {}));
    let whole = cast
        .found_organisation("whole", &Profile::default())
        .and_then(|id| cast.world.organisation(id).cloned());
    let mut world = cast.world.clone();
    let Some(mut lean) = whole else { return world };
    keep_first_of_each_kind(&mut lean);
    for number in 0..count {
        let mut next = lean.clone();
        next.id = OrganisationId(1_000_000 + number);
        // Each keeps what is its own, as it would had it stated it.
        for item in &mut next.items {
            *item = Arc::new((**item).clone());
        }
        next.items.retain(|item| match item.what {
            ItemKind::Fund { .. } => number % 3 != 0,
            ItemKind::Carrier { .. } => number % 4 != 0,
            ItemKind::Agreement { .. } => number % 5 != 0,
            ItemKind::Evidence { .. } => number % 7 != 0,
            _ => true,
        });
        let last = next.years.iter().next_back();
        if let Some((year, mut figures)) = last.map(|(year, figures)| (year, figures.clone())) {
            let revenue = figures.revenue.map_or(0, |fen| fen.0);
            let percent = i64::try_from(number % 9).unwrap_or(0);
            figures.rd_spending = Some(Fen(revenue / 100 * percent));
            next.years = Years::default();
            next.years.report(year, figures);
        }
        world.organisations.insert(next.id, Arc::new(next));
    }
    world
}

fn keep_first_of_each_kind(organisation: &mut Organisation) {
    let mut seen = Vec::new();
    organisation.items.retain(|item| {
        let kind = std::mem::discriminant(&item.what);
        let evidence = matches!(item.what, ItemKind::Evidence { .. });
        let first = evidence || !seen.contains(&kind);
        seen.push(kind);
        first
    });
}

/// The figures of screening.
pub fn measure(rules: &Rules, policy: &Policy, day: Date, count: u64) -> Vec<Figure> {
    let world = world(rules, day, count);
    let count = world.organisations.len();
    let words = Words::load(Language::Zh, Some(policy));
    let teller = Teller {
        words: &words,
        policy,
        world: &world,
    };
    let asked: Vec<&Condition> = policy
        .conditions
        .iter()
        .filter(|condition| concerns(condition, SubjectKind::Organisation))
        .collect();
    let masks = median(1, || {
        let mut failed = 0_u64;
        for id in world.organisations.keys() {
            failed += u64::from(mask(&world, policy, day, *id, &asked));
        }
        black_box(failed);
    });
    let hand_masks = median(1, || {
        let mut failed = 0_u64;
        for organisation in world.organisations.values() {
            failed += u64::from(mask_by_hand(organisation, day));
        }
        black_box(failed);
    });
    let explained = median(1, || {
        let mut text = String::new();
        for id in world.organisations.keys() {
            text.clear();
            explain(&world, teller, day, *id, &asked, &mut text);
            black_box(text.len());
        }
    });
    let hand_explained = median(1, || {
        let mut text = String::new();
        for organisation in world.organisations.values() {
            text.clear();
            explain_by_hand(organisation, day, &mut text);
            black_box(text.len());
        }
    });
    let figure = |job, ours: std::time::Duration, hand: std::time::Duration| Figure {
        job,
        result: format!(
            "{} organisations in {:.2} s, {}",
            count,
            ours.as_secs_f64(),
            per_second(rate(count, ours))
        ),
        limit: format!(
            "by hand over the same records {}",
            per_second(rate(count, hand))
        ),
        ratio: Some(hand.as_secs_f64() / ours.as_secs_f64()),
    };
    let mut figures = vec![
        figure("screening, which conditions failed", masks, hand_masks),
        figure("screening, explained", explained, hand_explained),
    ];
    if let Some(memory) = peak_memory() {
        figures.push(Figure::alone(
            "memory with these organisations",
            format!("{memory} MB at the peak"),
        ));
    }
    figures
}

fn found(
    world: &World,
    policy: &Policy,
    day: Date,
    id: OrganisationId,
    asked: &[&Condition],
) -> Vec<Finding> {
    let look = Look::at_subject(world, policy, day, Subject::Organisation(id));
    asked
        .iter()
        .flat_map(|condition| evaluate(condition, &look))
        .collect()
}

fn mask(world: &World, policy: &Policy, day: Date, id: OrganisationId, asked: &[&Condition]) -> u8 {
    let look = Look::at_subject(world, policy, day, Subject::Organisation(id));
    asked
        .iter()
        .enumerate()
        .filter(|(_, condition)| state(condition, &look) == State::Unmet)
        .fold(0, |mask, (place, _)| mask | 1 << (place % 8))
}

fn explain(
    world: &World,
    teller: Teller,
    day: Date,
    id: OrganisationId,
    asked: &[&Condition],
    text: &mut String,
) {
    for finding in found(world, teller.policy, day, id, asked) {
        if finding.state == State::Unmet {
            let told = teller.finding(&finding);
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "{} {}：{}，需要{}；",
                told.clause, told.title, told.found, told.wanted
            );
        }
    }
}

/// What the conditions ask, written out by somebody who knows them by heart and needs no policy.
struct ByHand {
    placed: bool,
    agreements: usize,
    carriers: usize,
    funds: usize,
    evidence: usize,
    intensity: i64,
}

fn look_by_hand(organisation: &Organisation, day: Date) -> ByHand {
    let mut seen = ByHand {
        placed: organisation.division(day).is_some(),
        agreements: 0,
        carriers: 0,
        funds: 0,
        evidence: 0,
        intensity: 0,
    };
    for item in organisation.items.iter().filter(|item| item.counts_on(day)) {
        match &item.what {
            ItemKind::Agreement { .. } => seen.agreements += 1,
            ItemKind::Carrier { .. } => seen.carriers += 1,
            ItemKind::Fund { .. } => seen.funds += 1,
            ItemKind::Evidence { .. } => seen.evidence += 1,
            _ => {}
        }
    }
    if let Some((_, year)) = organisation.years.iter().next_back() {
        let revenue = year.revenue.map_or(1, |fen| fen.0).max(1);
        seen.intensity = year.rd_spending.map_or(0, |fen| fen.0) * 1000 / revenue;
    }
    seen
}

fn mask_by_hand(organisation: &Organisation, day: Date) -> u8 {
    let seen = look_by_hand(organisation, day);
    u8::from(!seen.placed)
        | u8::from(seen.agreements < 1) << 1
        | u8::from(seen.carriers < 1) << 2
        | u8::from(seen.funds < 1) << 3
        | u8::from(seen.evidence < 2) << 4
        | u8::from(seen.intensity < 30) << 5
}

fn explain_by_hand(organisation: &Organisation, day: Date, text: &mut String) {
    let seen = look_by_hand(organisation, day);
    let failing = [
        ("agreements in force", seen.agreements, 1),
        ("carriers of the level asked for", seen.carriers, 1),
        ("equity investment funds", seen.funds, 1),
        ("research institution and activities", seen.evidence, 2),
        ("activities organised together", seen.evidence, 1),
        (
            "spending on research, in thousandths",
            usize::try_from(seen.intensity).unwrap_or(0),
            30,
        ),
    ];
    for (number, (title, found, wanted)) in failing.into_iter().enumerate() {
        if found < wanted {
            // Writing to a string cannot fail.
            let _ = write!(text, "{number} {title}: {found}, wanted {wanted} or more; ");
        }
    }
}
