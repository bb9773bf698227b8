//! The act panel: acts open to me now; closed ones with the clauses that close them.

use std::fmt::Write as _;

use acts::ask::Office as Rules;
use acts::subject::Subject;
use acts::{Ruling, World};
use values::{Certainty, Date, Due};

use super::conditions::{Shown, shown};
use crate::api::plural;
use crate::app::{App, Visitor};
use crate::desk::Nearness;
use crate::telling::Teller;

/// The panel of a subject.
pub struct Panel {
    /// Open acts.
    pub open: Vec<OpenAct>,
    /// Closed acts of mine.
    pub closed: Vec<ClosedAct>,
    /// Whose turn it is, if not mine.
    pub turn: Option<String>,
}

/// An act that may be done now.
pub struct OpenAct {
    /// Its form.
    pub href: String,
    /// What it is called.
    pub title: String,
    /// What follows.
    pub follows: String,
    /// By when.
    pub due: Option<DueShown>,
}

/// An act closed for now.
pub struct ClosedAct {
    /// Its form.
    pub href: String,
    /// What it is called.
    pub title: String,
    /// Whether written reasons would open it.
    pub justifiable: bool,
    /// What closes it.
    pub closing: Vec<Shown>,
}

/// A deadline in words.
pub struct DueShown {
    /// Its style.
    pub class: &'static str,
    /// Its words.
    pub text: String,
}

/// The form of an act on a subject.
pub fn act_href(subject: Subject, act: &str) -> String {
    let path = act.replace('.', "/");
    match subject {
        Subject::Office => format!("/office/{path}"),
        subject => format!("/{}/{subject}/{path}", plural(subject.kind())),
    }
}

/// The page of a subject.
pub fn subject_href(subject: Subject) -> String {
    match subject {
        Subject::Office => "/inbox".to_owned(),
        subject => {
            let mut href = String::with_capacity(32);
            // Writing to a string cannot fail.
            let _ = write!(href, "/{}/{subject}", plural(subject.kind()));
            href
        }
    }
}

/// A deadline with the working days left.
pub fn due_shown(teller: Teller, rules: &Rules, today: Date, due: Due) -> DueShown {
    let left = rules.calendar.working_days_left(today, due.date);
    let class = match Nearness::of(Some(left)) {
        Nearness::Late => "late",
        Nearness::Soon => "soon",
        Nearness::Later | Nearness::Open => "",
    };
    let key = if left < 0 { "due.late" } else { "due.left" };
    let mut text = teller
        .words
        .fill(key, &[teller.day(due.date), left.abs().to_string()]);
    if due.provisional == Certainty::Provisional {
        text.push_str(teller.words.t("due.provisional"));
    }
    DueShown { class, text }
}

/// The panel of a subject for a visitor.
pub fn panel(
    app: &App,
    world: &World,
    teller: Teller,
    visitor: &Visitor,
    subject: Subject,
) -> Panel {
    let rulings = app.rulings(world, visitor, subject);
    let (open, closed): (Vec<&Ruling>, Vec<&Ruling>) =
        rulings.iter().partition(|ruling| ruling.open());
    let open = open
        .into_iter()
        .map(|ruling| OpenAct {
            href: act_href(subject, ruling.act.key),
            title: teller.act(ruling.act.key),
            follows: teller
                .words
                .find(&format!("act.{}.follows", ruling.act.key))
                .unwrap_or_default()
                .to_owned(),
            due: ruling
                .due
                .map(|due| due_shown(teller, app.rules(), visitor.day(), due)),
        })
        .collect();
    let closed = closed
        .into_iter()
        .map(|ruling| ClosedAct {
            href: act_href(subject, ruling.act.key),
            title: teller.act(ruling.act.key),
            justifiable: ruling.justifiable(),
            closing: ruling
                .findings
                .iter()
                .filter(|finding| finding.closes())
                .map(|finding| shown(app, teller, finding))
                .collect(),
        })
        .collect();
    Panel {
        open,
        closed,
        turn: turn(world, teller, subject),
    }
}

/// Whose turn it is in the stage a case stands in.
fn turn(world: &World, teller: Teller, subject: Subject) -> Option<String> {
    let stage = teller.policy.stage(&world.stage(subject)?.key)?;
    let moving = stage.opens.iter().find(|open| open.moves.is_some())?;
    let holders: Vec<String> = moving
        .by
        .iter()
        .map(|holder| teller.holder(holder))
        .collect();
    Some(teller.words.fill(
        "panel.turn",
        &[
            holders.join(teller.words.t("list.or")),
            teller.act(&moving.act),
        ],
    ))
}
