//! The stage line: the stages of a case's track, done, now, later, who acts, days left.

use acts::World;
use acts::ask::Office as Rules;
use acts::subject::Subject;
use policy::{Ends, SubjectKind};
use values::Date;

use super::panel::due_shown;
use crate::telling::Teller;

/// One stage of the line.
pub struct StageShown {
    /// Its name.
    pub title: String,
    /// Its style.
    pub class: &'static str,
    /// Whether the case stands here.
    pub here: bool,
    /// Who acts, or since when.
    pub note: String,
}

/// The stages of a case.
pub fn stage_line(
    world: &World,
    rules: &Rules,
    teller: Teller,
    subject: Subject,
    today: Date,
) -> Vec<StageShown> {
    let (Some(track), Some(now)) = (world.track(subject), world.stage(subject)) else {
        return Vec::new();
    };
    let on_line = |kind: SubjectKind| {
        matches!(
            (kind, subject.kind()),
            (SubjectKind::Candidacy, SubjectKind::Candidacy)
                | (SubjectKind::Consortium, SubjectKind::Consortium)
        )
    };
    let stages: Vec<_> = teller
        .policy
        .track(track)
        .filter(|stage| {
            on_line(stage.subject) && (stage.ends != Ends::Closed || stage.key == now.key)
        })
        .collect();
    let position = stages
        .iter()
        .position(|stage| stage.key == now.key)
        .unwrap_or(0);
    stages
        .iter()
        .enumerate()
        .map(|(index, stage)| {
            let here = index == position;
            let note = if here {
                note(rules, teller, stage, now.since, today)
            } else {
                String::new()
            };
            let class = if index < position {
                "done"
            } else if here {
                "now"
            } else {
                "later"
            };
            StageShown {
                title: stage.title.in_language(teller.words.language).to_owned(),
                class,
                here,
                note,
            }
        })
        .collect()
}

fn note(rules: &Rules, teller: Teller, stage: &policy::Stage, since: Date, today: Date) -> String {
    let within = stage
        .opens
        .iter()
        .filter(|open| open.moves.is_some())
        .find_map(|open| open.within.as_ref().filter(|within| within.from.is_none()));
    match within {
        Some(within) => {
            due_shown(
                teller,
                rules,
                today,
                rules.calendar.due(since, within.period),
            )
            .text
        }
        None => teller.words.fill("stage.since", &[teller.day(since)]),
    }
}
