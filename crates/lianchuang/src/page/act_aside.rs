//! What a person needs to see beside a form: the charter beside the signature, the conditions beside the decision, the
//! consortium beside an invitation.

use acts::subject::consortium::Consortium;
use acts::{Subject, World};
use askama::Template;
use policy::Policy;

use super::conditions::{Shown, all_shown, tally};
use super::consortium::{CharterShown, Parts, charter_shown};
use crate::api::found_conditions;
use crate::app::{App, Visitor};
use crate::telling::Teller;
use crate::words::Words;

#[derive(Template)]
#[template(path = "parts/aside.html")]
struct Aside<'a> {
    w: &'a Words,
    charter: Option<CharterShown>,
    title: String,
    facts: Vec<(String, String)>,
    /// Objections that wait for an answer or were answered.
    objections: Vec<(String, Vec<(String, String)>)>,
    conditions: Vec<Shown>,
    tally: String,
}

/// The aside of an act's form, as HTML; empty where the form says enough.
pub fn aside(
    app: &App,
    world: &World,
    policy: &Policy,
    visitor: &Visitor,
    subject: Subject,
    act: &str,
) -> String {
    let teller = app.teller(visitor.language, policy, world);
    let consortium = if let Subject::Consortium(id) = subject {
        world.consortium(id)
    } else {
        None
    };
    let charter = consortium.filter(|_| {
        matches!(
            act,
            "charter.sign" | "charter.comment" | "charter.freeze" | "charter.reopen"
        )
    });
    let about = consortium.filter(|_| {
        matches!(
            act,
            "invitation.accept"
                | "invitation.decline"
                | "chief_expert.accept"
                | "chief_expert.decline"
        )
    });
    let weighed = matches!(
        act,
        "application.submit"
            | "responsibility.confirm"
            | "review.pass"
            | "review.return"
            | "review.refuse"
            | "recommendation.issue"
            | "examination.accept"
            | "examination.return"
            | "examination.assess"
            | "decision.approve"
            | "decision.refuse"
            | "selection.select"
            | "selection.judge"
            | "selection.decline"
            | "selection.nominate"
    );
    let findings = if weighed {
        found_conditions(world, policy, visitor, subject)
    } else {
        Vec::new()
    };
    let objected = consortium.filter(|_| {
        matches!(
            act,
            "objection.answer" | "notice.close" | "decision.approve" | "decision.refuse"
        )
    });
    let objections = objected.map(|consortium| {
        let parts = Parts {
            app,
            world,
            teller,
            visitor,
            consortium,
        };
        parts.objections()
    });
    let aside = Aside {
        objections: objections.unwrap_or_default(),
        w: teller.words,
        charter: charter.and_then(|found| charter_shown(teller, found)),
        title: about
            .map(|found| teller.consortium(found))
            .unwrap_or_default(),
        facts: about
            .map(|found| invited(teller, found))
            .unwrap_or_default(),
        tally: tally(teller, &findings),
        conditions: all_shown(app, teller, &findings),
    };
    aside.render().unwrap_or_default()
}

/// What an invited organisation wants to know first.
fn invited(teller: Teller, consortium: &Consortium) -> Vec<(String, String)> {
    let w = teller.words;
    let members: Vec<String> = consortium
        .members
        .keys()
        .map(|id| teller.organisation(*id))
        .collect();
    let tasks: Vec<String> = consortium
        .plan
        .tasks
        .iter()
        .map(|task| teller.term("task", &task.task))
        .collect();
    vec![
        (
            w.t("column.lead").to_owned(),
            teller.organisation(consortium.lead),
        ),
        (
            w.t("column.industry").to_owned(),
            teller.term("industry", &consortium.industry),
        ),
        (
            w.t("field.positioning").to_owned(),
            consortium.plan.positioning.clone(),
        ),
        (w.t("field.tasks").to_owned(), tasks.join(w.t("list.comma"))),
        (
            w.t("members.caption").to_owned(),
            members.join(w.t("list.comma")),
        ),
    ]
}
