//! `lianchuang policy authority`: who may do which act at which stage, as the pack says it, for people to review as text.

use std::collections::BTreeSet;

use acts::World;
use acts::act::acts;
use policy::{Moves, Opening, Policies, Policy, Stage};
use serde_json::{Value, json};
use values::{Key, Language};

use super::{Common, Format};
use crate::telling::Teller;
use crate::words::Words;

/// Prints a table for each edition.
pub fn run(common: &Common, policies: &Policies) {
    match common.format {
        Format::Json => println!("{}", told(policies)),
        Format::Text => print!("{}", tables(&common.words(), policies)),
    }
}

/// Every edition for programs.
pub fn told(policies: &Policies) -> Value {
    let editions: Vec<Value> = policies
        .editions
        .iter()
        .map(|found| edition(found))
        .collect();
    json!({"editions": editions})
}

/// A table for each edition, for people.
pub fn tables(words: &Words, policies: &Policies) -> String {
    let tables: Vec<String> = policies
        .editions
        .iter()
        .map(|found| table(words, found))
        .collect();
    tables.join("\n")
}

fn openings(policy: &Policy) -> impl Iterator<Item = (&Stage, &Opening)> {
    policy
        .stages
        .iter()
        .flat_map(|stage| stage.opens.iter().map(move |open| (stage, open)))
}

/// Acts of the product that no stage opens.
fn closed(policy: &Policy) -> Vec<&'static str> {
    let opened: BTreeSet<&str> = openings(policy)
        .map(|(_, open)| open.act.as_str())
        .collect();
    acts()
        .map(|act| act.key)
        .filter(|key| !opened.contains(key))
        .collect()
}

/// How many cells the table of capacities, acts and stages has, and how many of them are open.
struct Cells {
    capacities: usize,
    all: usize,
    open: usize,
}

fn cells(policy: &Policy) -> Cells {
    let mut capacities: BTreeSet<Key> = acts::capacity::HOLDERS
        .iter()
        .filter_map(|holder| Key::parse(holder).ok())
        .collect();
    for authority in &policy.authorities {
        capacities.extend(Key::parse(&authority.key));
        capacities.extend(Key::parse(&format!("{}.leader", authority.key)));
    }
    let open: BTreeSet<(&Key, &Key, &Key)> = openings(policy)
        .flat_map(|(stage, open)| {
            open.by
                .iter()
                .map(move |holder| (&stage.key, &open.act, holder))
        })
        .collect();
    Cells {
        all: capacities.len() * acts().count() * policy.stages.len(),
        capacities: capacities.len(),
        open: open.len(),
    }
}

fn table(words: &Words, policy: &Policy) -> String {
    let world = World::default();
    let teller = Teller {
        words,
        policy,
        world: &world,
    };
    let mut lines = vec![
        format!(
            "## {} `{}`",
            policy.title.in_language(words.language),
            policy.key
        ),
        String::new(),
        words.t("authority.head").to_owned(),
        "|---|---|---|---|---|---|---|".to_owned(),
    ];
    lines.extend(openings(policy).map(|(stage, open)| line(teller, stage, open)));
    let count = cells(policy);
    let not_opened: Vec<String> = closed(policy)
        .into_iter()
        .map(|key| format!("{} `{key}`", teller.act(key)))
        .collect();
    if !not_opened.is_empty() {
        let joined = not_opened.join(words.t("list.comma"));
        lines.extend([String::new(), words.fill("authority.closed", &[joined])]);
    }
    lines.push(String::new());
    lines.push(words.fill(
        "authority.cells",
        &[
            policy.stages.len().to_string(),
            acts().count().to_string(),
            count.capacities.to_string(),
            count.all.to_string(),
            count.open.to_string(),
        ],
    ));
    lines.join("\n") + "\n"
}

fn line(teller: Teller, stage: &Stage, open: &Opening) -> String {
    let words = teller.words;
    let holders = |keys: &[Key]| {
        let told: Vec<String> = keys.iter().map(|key| teller.holder(key)).collect();
        told.join(words.t("list.comma"))
    };
    let tracks: Vec<String> = open
        .tracks
        .iter()
        .map(|track| teller.term("track", track))
        .collect();
    let on_tracks = if tracks.is_empty() {
        String::new()
    } else {
        words.fill("authority.on_tracks", &[tracks.join(words.t("list.comma"))])
    };
    let within = open.within.as_ref().map(|within| match words.language {
        Language::Zh => within.period.zh(),
        Language::En => within.period.en(),
    });
    let moves = match &open.moves {
        None => String::new(),
        Some(Moves::Next) => words.t("authority.next").to_owned(),
        Some(Moves::To(stage)) => teller.stage(stage),
    };
    format!(
        "| {} `{}` | {} `{}`{on_tracks} | {} | {} | {} | {moves} | {} |",
        stage.title.in_language(words.language),
        stage.key,
        teller.act(&open.act),
        open.act,
        holders(&open.by),
        holders(&open.consent),
        within.unwrap_or_default(),
        open.clause
    )
}

fn edition(policy: &Policy) -> Value {
    let count = cells(policy);
    let rows: Vec<Value> = openings(policy)
        .map(|(stage, open)| {
            json!({
                "stage": stage.key, "act": open.act, "by": open.by, "consent": open.consent, "tracks": open.tracks,
                "within": open.within.as_ref().map(|within| within.period), "clause": open.clause,
                "moves": open.moves.as_ref().map(|moves| match moves {
                    Moves::Next => "next".to_owned(),
                    Moves::To(stage) => stage.to_string(),
                }),
            })
        })
        .collect();
    json!({
        "edition": policy.key, "openings": rows, "closed": closed(policy),
        "capacities": count.capacities, "cells": count.all, "open": count.open,
    })
}
