//! The policy's targets with what was reached: a strip above the list of consortia.

use std::sync::Arc;

use acts::target::{Progress, progress};
use acts::{World, sight};
use policy::FigureSight;

use crate::app::{App, Visitor};
use crate::telling::Teller;

/// A target ready for the page.
#[derive(Debug)]
pub struct TargetShown {
    /// What is counted.
    pub title: String,
    /// The clause.
    pub clause: String,
    /// What was reached.
    pub reached: i64,
    /// What is aimed at, and by when.
    pub wanted: String,
    /// How it ended, or how the present pace would end it.
    pub outlook: String,
    /// By vocabulary: its name, and term by term how many, the emptiest ones left out.
    pub split: Vec<(String, Vec<(String, i64)>)>,
}

/// The targets of the policy in force.
pub fn targets(app: &App, world: &World, visitor: &Visitor) -> Arc<Vec<TargetShown>> {
    let eye = if sight::is_official(world, visitor.actor, visitor.day()) {
        FigureSight::Authority
    } else {
        FigureSight::Public
    };
    let asked = (world.number, visitor.day(), visitor.language, eye);
    app.targets.get(asked, || {
        let policy = app.policy(visitor.day());
        let teller = app.teller(visitor.language, policy, world);
        progress(world, policy, visitor.day())
            .iter()
            .filter(|progress| {
                progress.target.sight == FigureSight::Public || eye == FigureSight::Authority
            })
            .map(|progress| shown(teller, progress))
            .collect()
    })
}

fn shown(teller: Teller, progress: &Progress) -> TargetShown {
    let words = teller.words;
    let target = progress.target;
    let by = target.by.map(|by| teller.day(by)).unwrap_or_default();
    let outlook = match (progress.at_term, progress.forecast) {
        (Some(then), _) => words.fill("target.at_term", &[then.to_string()]),
        (None, _) if progress.reached >= target.at_least => words.t("target.reached").to_owned(),
        (None, Some(forecast)) => words.fill("target.forecast", &[forecast.to_string()]),
        (None, None) => String::new(),
    };
    let split = progress
        .split
        .iter()
        .map(|(vocabulary, terms)| {
            let counted = terms
                .iter()
                .filter(|(_, count)| *count > 0)
                .map(|(term, count)| (teller.term(vocabulary, term), *count))
                .collect();
            (
                words.t(&format!("target.by.{vocabulary}")).to_owned(),
                counted,
            )
        })
        .collect();
    TargetShown {
        title: target.title.in_language(words.language).to_owned(),
        clause: target.clause.to_string(),
        reached: progress.reached,
        wanted: words.fill("target.wanted", &[target.at_least.to_string(), by]),
        outlook,
        split,
    }
}
