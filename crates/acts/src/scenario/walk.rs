//! Taking a case on: the next act its stage waits for, as the pack opens it.

use policy::Moves;

use super::{Cast, Story};
use crate::finding::Finding;
use crate::ruling::{Asked, ruling_policy};
use crate::subject::Subject;

/// What came of one step.
#[derive(Debug, Clone)]
pub enum Step {
    /// An act was recorded.
    Did(String),
    /// Nothing is left to do in this stage today.
    Rests,
    /// The act that would move the case on is closed by these.
    Closed(String, Vec<Finding>),
}

/// Does the next thing the stage waits for: first what does not move the case, then what does.
pub fn walk(cast: &mut Cast, story: &Story, subject: Subject) -> Step {
    let day = cast.day();
    let Some(policy) = ruling_policy(&cast.world, cast.rules, subject, day).cloned() else {
        return Step::Rests;
    };
    let Some(stage) = cast
        .world
        .stage(subject)
        .and_then(|at| policy.stage(&at.key))
        .cloned()
    else {
        return Step::Rests;
    };
    let track = cast.world.track(subject).cloned();
    let mut opens: Vec<_> = stage
        .opens
        .iter()
        .filter(|open| {
            open.tracks.is_empty()
                || track
                    .as_ref()
                    .is_some_and(|track| open.tracks.contains(track))
        })
        .cloned()
        .collect();
    opens.sort_by_key(|open| match &open.moves {
        None => 0,
        Some(Moves::Next) => 2,
        // A move to the next stage by name counts as one; a move back is never routine, its acts have none.
        Some(Moves::To(_)) => 1,
    });
    let mut closed = None;
    for open in &opens {
        let Some(due) = cast.due(story, &policy, subject, open) else {
            continue;
        };
        match cast.do_act(due.actor, &open.act, subject, &due.fields) {
            Asked::Accepted(_) => return Step::Did(open.act.to_string()),
            Asked::Refused(refusal) => {
                closed = Some((open.act.to_string(), refusal.closing().cloned().collect()));
            }
            Asked::Mistaken(mistakes) => {
                closed = Some((format!("{} {mistakes:?}", open.act), Vec::new()));
            }
            Asked::Absent => closed = Some((format!("{} absent", open.act), Vec::new())),
        }
    }
    closed.map_or(Step::Rests, |(act, findings)| Step::Closed(act, findings))
}

/// Walks until the case is in that stage; gives why not, if it gets stuck. Days pass where a stage waits for one.
pub fn walk_to(cast: &mut Cast, story: &Story, subject: Subject, goal: &str) -> Result<(), String> {
    let mut idle = 0;
    for _ in 0..2000 {
        if cast
            .world
            .stage(subject)
            .is_some_and(|stage| *stage.key == *goal)
        {
            return Ok(());
        }
        match walk(cast, story, subject) {
            Step::Did(_) => idle = 0,
            Step::Rests if idle < 60 => {
                idle += 1;
                let tomorrow = cast.day().tomorrow().map_err(|cause| cause.to_string())?;
                cast.turn_to(tomorrow);
            }
            Step::Rests => break,
            Step::Closed(act, findings) => return Err(format!("{act} is closed: {findings:?}")),
        }
    }
    let now = cast
        .world
        .stage(subject)
        .map_or_else(|| "none".to_owned(), |stage| stage.key.to_string());
    Err(format!("rests in stage {now}, wanted {goal}"))
}
