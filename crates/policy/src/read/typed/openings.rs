//! Acts opened in a stage: who may do them, under which conditions, by when.

use std::collections::BTreeMap;

use values::{ClauseId, Key};

use super::vocabularies::attribute;
use super::{Desk, act, clause, known, terms};
use crate::read::form::{Form, parsed, text_of};
use crate::read::report::Allowed;
use crate::read::row::{Fields, Kind, Row};
use crate::{Consents, Decision, Location, Moves, Opening, Param, Silence, Within};

/// Whose standing may close an act.
const STANDING: [&str; 3] = ["lead", "members", "organisation"];
/// What silence may mean.
const SILENCE: [(&str, Silence); 2] = [("overdue", Silence::Overdue), ("lapses", Silence::Lapses)];
/// Whose confirmation is enough.
const CONSENTS: [(&str, Consents); 2] = [("all", Consents::All), ("any", Consents::Any)];
/// How the deciding body may be bound.
const DECISION: [(&str, Decision); 2] = [("free", Decision::Free), ("bound", Decision::Bound)];

/// One opened act: `[[stage.opens]]`.
pub(super) fn opening(
    stage: &Row,
    stage_clause: Option<ClauseId>,
    at: &Location,
    fields: &Fields,
    desk: &mut Desk<'_, '_>,
) -> Option<Opening> {
    let mut form = Form::new(stage.label(), at, fields);
    let field = form.needed("act", "act = \"charter.sign\"", desk.report);
    let act_key = field.and_then(|field| {
        let name = text_of(field, &form.label, desk.report)?;
        form.label = format!("{}, {name}", stage.label());
        act(name, &field.at, &form.label, desk)
    });
    if !form.has("by") {
        let wrong = "Nobody may do this act: `by` is missing.";
        desk.report.add(at, &form.label, wrong).allowed = Some(holders_told(desk));
    }
    let by = holders("by", &mut form, desk);
    let own_clause = form.has("clause");
    let clause = clause("clause", &mut form, desk).or(stage_clause.filter(|_| !own_clause));
    let tracks = terms("tracks", "track", &mut form, desk);
    let requires = rows_named("requires", Kind::Condition, "Conditions", &mut form, desk);
    let consent = holders("consent", &mut form, desk);
    let consents = form.word("consent_of", &CONSENTS, desk.report);
    let consent_clause = super::clause("consent_clause", &mut form, desk);
    let standing = words("standing", &STANDING, &mut form, desk);
    let standing_clause = super::clause("standing_clause", &mut form, desk);
    let moves = moves(&mut form, desk);
    let returns = rows_named("returns", Kind::Stage, "Stages", &mut form, desk);
    let within = within(&mut form, desk);
    let silence = form.word("silence", &SILENCE, desk.report);
    let decision = form.word("decision", &DECISION, desk.report);
    let settings = settings(&mut form, desk);
    form.finish("an opening", desk.report);
    Some(Opening {
        act: act_key?,
        by,
        clause: clause?,
        tracks,
        requires,
        consent,
        consents: consents.unwrap_or(Consents::All),
        consent_clause,
        standing,
        standing_clause,
        moves,
        returns,
        within,
        silence: silence.unwrap_or(Silence::Overdue),
        decision: decision.unwrap_or(Decision::Free),
        settings,
        at: at.clone(),
    })
}

/// Choices and numbers the act itself reads.
fn settings(form: &mut Form<'_>, desk: &mut Desk<'_, '_>) -> BTreeMap<String, Param> {
    let mut settings = BTreeMap::new();
    for (name, field) in form.table("settings", desk.report).into_iter().flatten() {
        let found = attribute(field, &form.label, desk);
        settings.extend(found.map(|found| (name.clone(), found)));
    }
    settings
}

/// All holders an opening may name.
fn all_holders(desk: &Desk<'_, '_>) -> Vec<String> {
    let authorities = desk.names.rows(Kind::Authority);
    let leaders = authorities
        .iter()
        .map(|authority| format!("{authority}.leader"));
    let bodies = authorities.iter().map(|authority| (*authority).to_owned());
    let relations = desk
        .catalogue
        .holders
        .iter()
        .map(|holder| (*holder).to_owned());
    bodies.chain(leaders).chain(relations).collect()
}

/// All holders in a sentence.
fn holders_told(desk: &Desk<'_, '_>) -> String {
    let holders = all_holders(desk);
    let names: Vec<&str> = holders.iter().map(String::as_str).collect();
    crate::read::report::listed("Holders", &names)
}

/// Holders named by a field.
fn holders(name: &'static str, form: &mut Form<'_>, desk: &mut Desk<'_, '_>) -> Vec<Key> {
    let all = all_holders(desk);
    let names = all.iter().map(String::as_str).collect();
    let allowed = Allowed {
        what: "holder",
        heading: "Holders",
        names,
    };
    let written = form.names(name, desk.report);
    if written.is_empty() && form.holds_empty_list(name) {
        let wrong = format!("`{name}` names nobody.");
        desk.report.add(form.at, &form.label, wrong).allowed = Some(holders_told(desk));
    }
    written
        .into_iter()
        .filter_map(|(name, at)| known(name, at, &form.label, &allowed, desk.report))
        .collect()
}

/// Rows of a kind named by a field.
fn rows_named(
    name: &'static str,
    kind: Kind,
    heading: &str,
    form: &mut Form<'_>,
    desk: &mut Desk<'_, '_>,
) -> Vec<Key> {
    let allowed = Allowed {
        what: kind.word(),
        heading,
        names: desk.names.rows(kind),
    };
    form.names(name, desk.report)
        .into_iter()
        .filter_map(|(name, at)| known(name, at, &form.label, &allowed, desk.report))
        .collect()
}

/// Words of a short list named by a field.
fn words(
    name: &'static str,
    choices: &[&str],
    form: &mut Form<'_>,
    desk: &mut Desk<'_, '_>,
) -> Vec<Key> {
    let heading = format!("`{name}` is any of");
    let allowed = Allowed {
        what: "choice",
        heading: &heading,
        names: choices.to_vec(),
    };
    form.names(name, desk.report)
        .into_iter()
        .filter_map(|(name, at)| known(name, at, &form.label, &allowed, desk.report))
        .collect()
}

/// Where the case goes.
fn moves(form: &mut Form<'_>, desk: &mut Desk<'_, '_>) -> Option<Moves> {
    let (name, at) = form.text("moves", desk.report)?;
    if name == "next" {
        return Some(Moves::Next);
    }
    let mut names = desk.names.rows(Kind::Stage);
    names.push("next");
    let allowed = Allowed {
        what: "stage",
        heading: "Stages",
        names,
    };
    known(name, at, &form.label, &allowed, desk.report).map(Moves::To)
}

/// By when, counted from what.
fn within(form: &mut Form<'_>, desk: &mut Desk<'_, '_>) -> Option<Within> {
    let from = form.text("from", desk.report);
    let from = from.and_then(|(name, at)| act(name, at, &form.label, desk));
    let Some((text, at)) = form.text("within", desk.report) else {
        if form.has("from") && !form.has("within") {
            let wrong = "`from` says from when a period counts, but `within` is missing.";
            desk.report.add(form.at, &form.label, wrong);
        }
        return None;
    };
    let period = parsed(text, at, &form.label, desk.report)?;
    Some(Within { period, from })
}
