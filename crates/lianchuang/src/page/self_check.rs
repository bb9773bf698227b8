//! Self-check: anybody fills in what a company has and sees which conditions of a lead it meets. The ruling is the real one, on
//! a world made for the moment; nothing is kept.

use std::sync::Arc;

use acts::ask::Office as Rules;
use acts::field::{Field, FieldKind, check};
use acts::scenario::{Cast, Profile};
use acts::sight::Reveal;
use acts::{Finding, Subject, World};
use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use policy::Policy;
use serde_json::{Map, Value, json};
use values::Date;

use super::conditions::{Shown, all_shown, tally};
use super::field::{FieldShown, FormContext, read_form};
use super::sign_in::{own_public_form, strange_form};
use super::{Frame, render};
use crate::api::found_conditions;
use crate::app::{App, Visitor};

/// What is asked of a company; the vocabularies are the policy's.
const FIELDS: &[Field] = &[
    Field::required(
        "legal_form",
        FieldKind::Term("legal_form"),
        Reveal::WithRecord,
    ),
    Field::required("division", FieldKind::Term("division"), Reveal::WithRecord),
    Field::required(
        "industries",
        FieldKind::Terms("industry"),
        Reveal::WithRecord,
    ),
    Field::optional("revenue", FieldKind::Money, Reveal::WithRecord),
    Field::optional("rd_spending", FieldKind::Money, Reveal::WithRecord),
    Field::optional("staff", FieldKind::Count, Reveal::WithRecord),
    Field::optional("rd_staff", FieldKind::Count, Reveal::WithRecord),
    Field::optional("carriers", FieldKind::Rows(CARRIERS), Reveal::WithRecord),
    Field::optional(
        "agreements",
        FieldKind::Terms("member_kind"),
        Reveal::WithRecord,
    ),
    Field::optional("fund", FieldKind::Word(&["yes", "no"]), Reveal::WithRecord),
    Field::optional("tags", FieldKind::Terms("tag"), Reveal::WithRecord),
    Field::optional("evidence", FieldKind::Terms("evidence"), Reveal::WithRecord),
];
const CARRIERS: &[Field] = &[
    Field::required("kind", FieldKind::Term("carrier_kind"), Reveal::WithRecord),
    Field::required("level", FieldKind::Term("level"), Reveal::WithRecord),
];
/// Everything a made-up organisation would have unless it is left out.
const WITHOUT: [&str; 7] = [
    "report_year",
    "carrier",
    "fund",
    "agreement",
    "team",
    "tag",
    "evidence",
];
const ALIAS: &str = "candidate";

#[derive(Template)]
#[template(path = "self_check.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Vec<FieldShown>,
    errors: Vec<(String, String)>,
    checked: bool,
    conditions: Vec<Shown>,
    tally: String,
}

/// The empty form.
pub async fn form(State(app): State<Arc<App>>, visitor: Visitor, uri: Uri) -> Response {
    page(&app, &visitor, &uri, &Map::new(), false)
}

/// The form with what was found.
pub async fn checked(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&body).unwrap_or_default();
    let given = pairs.iter().find(|(name, _)| name == "_csrf");
    let given = given.map_or("", |(_, secret)| secret.as_str());
    if !own_public_form(&visitor, &headers, given) {
        return strange_form(&app, &visitor, &uri);
    }
    page(&app, &visitor, &uri, &read_form(FIELDS, &pairs), true)
}

fn page(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    given: &Map<String, Value>,
    checked: bool,
) -> Response {
    let policy = app.policy(visitor.day());
    let mistakes = if checked {
        check(FIELDS, given, policy)
    } else {
        Vec::new()
    };
    let (world, findings) = if checked && mistakes.is_empty() {
        found(app.rules(), policy, visitor, given)
    } else {
        (World::default(), Vec::new())
    };
    let teller = app.teller(visitor.language, policy, &world);
    let context = FormContext {
        app,
        world: &world,
        teller,
        visitor,
        act: "self_check",
        subject: Subject::Office,
        mistakes: &mistakes,
    };
    let w = app.words(visitor.language);
    render(&Page {
        form: context.fields(FIELDS, given),
        errors: context.errors(),
        checked: checked && mistakes.is_empty(),
        tally: tally(teller, &findings),
        conditions: all_shown(app, teller, &findings),
        f: Frame::new(app, &app.world(), visitor, uri, w.t("self_check.title")),
    })
}

fn found(
    rules: &Rules,
    policy: &Policy,
    visitor: &Visitor,
    given: &Map<String, Value>,
) -> (World, Vec<Finding>) {
    let mut cast = Cast::founded(rules, visitor.day(), Box::new(|_| {}));
    let mut fields = Map::new();
    for name in ["legal_form", "division", "industries"] {
        fields.extend(
            given
                .get(name)
                .map(|value| (name.to_owned(), value.clone())),
        );
    }
    let profile = Profile {
        fields,
        without: WITHOUT.iter().map(|left| (*left).to_owned()).collect(),
    };
    let Some(organisation) = cast.found_organisation(ALIAS, &profile) else {
        return (World::default(), Vec::new());
    };
    let subject = Subject::Organisation(organisation);
    for (act, fields) in own(policy, visitor.day(), given) {
        cast.by_anyone(subject, act, &fields);
    }
    let mut findings = found_conditions(&cast.world, policy, visitor, subject);
    for finding in &mut findings {
        // What was filled in stands in no register, so there is no record to point to.
        finding.evidence.clear();
    }
    (cast.world, findings)
}

/// What was filled in, as the acts that would record it.
fn own(policy: &Policy, day: Date, given: &Map<String, Value>) -> Vec<(&'static str, Value)> {
    let many = |name: &str| {
        let list = given.get(name).and_then(Value::as_array);
        list.into_iter().flatten().cloned().collect::<Vec<_>>()
    };
    let mut acts = Vec::new();
    let mut year = json!({"year": day.year() - 1});
    for name in ["revenue", "rd_spending", "staff", "rd_staff"] {
        if let Some(value) = given.get(name) {
            year[name] = value.clone();
        }
    }
    acts.push(("organisation.report_year", year));
    for carrier in many("carriers") {
        let fields =
            json!({"kind": carrier["kind"], "level": carrier["level"], "name": ALIAS, "from": day});
        acts.push(("organisation.add_carrier", fields));
    }
    for kind in many("agreements") {
        let fields =
            json!({"partner_name": ALIAS, "partner_kind": kind, "topic": ALIAS, "from": day});
        acts.push(("organisation.add_agreement", fields));
    }
    if given.get("fund").and_then(Value::as_str) == Some("yes") {
        let fields = json!({"name": ALIAS, "registration": ALIAS, "from": day});
        acts.push(("organisation.add_fund", fields));
    }
    for tag in many("tags") {
        acts.push(("organisation.add_tag", json!({"tag": tag, "from": day})));
    }
    for evidence in many("evidence") {
        let mut fields = json!({"evidence": evidence, "from": day});
        let term = evidence
            .as_str()
            .and_then(|key| policy.term("evidence", key));
        match term.and_then(|term| term.word("type")).map(|word| &**word) {
            Some("count") => fields["value"] = json!("1"),
            Some("money") => fields["value"] = json!("1 yuan"),
            Some("share") => fields["value"] = json!("1%"),
            _ => {}
        }
        acts.push(("organisation.add_evidence", fields));
    }
    acts
}
