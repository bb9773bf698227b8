//! Conditions: what is asked, of whom, how much it weighs.

use super::measures::{self, Within};
use super::{Desk, row_clause, row_key, terms};
use crate::read::form::Form;
use crate::read::row::{Field, Raw, Row};
use crate::{Condition, Each, Tree, Weight};

/// How deep tests may stand inside each other.
const DEEPEST: usize = 3;
/// What a group of tests may be called.
const GROUPS: [&str; 3] = ["all", "any", "none"];

/// One condition: `[[condition]]`.
pub(super) fn condition(row: &Row, desk: &mut Desk<'_, '_>) -> Option<Condition> {
    let mut form = Form::new(row.label(), &row.at, &row.fields);
    let key = row_key(row, desk);
    let clause = row_clause(row, &mut form, desk);
    let title = form.words(desk.report);
    let choices = [
        ("hard", Weight::Hard),
        ("general", Weight::General),
        ("preferred", Weight::Preferred),
    ];
    form.needed(
        "weight",
        "weight = \"hard\", \"general\" or \"preferred\"",
        desk.report,
    );
    let weight = form.word("weight", &choices, desk.report);
    let each = each(&mut form, desk);
    let within = match each {
        Each::Once => Within::Once,
        Each::Member { .. } => Within::Member,
    };
    let when = list("when", &mut form, within, 1, desk);
    let unless = list("unless", &mut form, within, 1, desk);
    let advice = form.words_in("advice", desk.report);
    let tree = tree(form, within, 0, "a condition", desk);
    Some(Condition {
        key: key?,
        clause: clause?,
        title: title?,
        weight: weight?,
        each,
        when: when?,
        unless: unless?,
        tree: tree?,
        advice,
        at: row.at.clone(),
    })
}

/// Once, or for every member.
fn each(form: &mut Form<'_>, desk: &mut Desk<'_, '_>) -> Each {
    match form.word("each", &[("member", ())], desk.report) {
        // Here `kinds` says which members are meant; without `each` it belongs to the fact.
        Some(()) => Each::Member {
            kinds: terms("kinds", "member_kind", form, desk),
        },
        None => Each::Once,
    }
}

/// A list of tests.
fn list(
    name: &'static str,
    form: &mut Form<'_>,
    within: Within,
    depth: usize,
    desk: &mut Desk<'_, '_>,
) -> Option<Vec<Tree>> {
    let label = form.label.clone();
    let Some(field) = form.take(name) else {
        return Some(Vec::new());
    };
    let elements = match &field.raw {
        Raw::List(elements) => elements.as_slice(),
        // A single test may stand without brackets.
        Raw::Table(_) => std::slice::from_ref(field),
        other => {
            let wrong = format!("`{name}` is a list of tests, not {}.", other.named());
            desk.report.add(&field.at, &label, wrong).allowed = Some(format!(
                "Write: {name} = [ {{ fact = …, at_least = … }}, … ]"
            ));
            return None;
        }
    };
    if elements.is_empty() && GROUPS.contains(&name) {
        desk.report
            .add(&field.at, &label, format!("`{name}` holds no test."));
        return None;
    }
    let found: Vec<Option<Tree>> = elements
        .iter()
        .map(|element| inner(element, &label, within, depth, desk))
        .collect();
    found.into_iter().collect()
}

/// A test inside a list.
fn inner(
    element: &Field,
    label: &str,
    within: Within,
    depth: usize,
    desk: &mut Desk<'_, '_>,
) -> Option<Tree> {
    let Raw::Table(fields) = &element.raw else {
        let wrong = format!("A test is a table, not {}.", element.raw.named());
        desk.report.add(&element.at, label, wrong).allowed =
            Some("Write: { fact = …, at_least = … }".to_owned());
        return None;
    };
    tree(
        Form::new(label, &element.at, fields),
        within,
        depth,
        "a test",
        desk,
    )
}

/// What must hold: one test, or a group of tests.
fn tree(
    mut form: Form<'_>,
    within: Within,
    depth: usize,
    what: &str,
    desk: &mut Desk<'_, '_>,
) -> Option<Tree> {
    let forms: Vec<&'static str> = ["all", "any", "none", "fact", "judged"]
        .into_iter()
        .filter(|name| form.has(name) && is_form(name, &form))
        .collect();
    match forms[..] {
        [group @ ("all" | "any" | "none")] => {
            if depth >= DEEPEST {
                let wrong = format!("Tests stand at most {DEEPEST} deep inside each other.");
                desk.report.add(form.at, &form.label, wrong);
                return None;
            }
            let tests = list(group, &mut form, within, depth + 1, desk);
            form.finish(what, desk.report);
            let tests = tests?;
            Some(match group {
                "all" => Tree::All(tests),
                "any" => Tree::Any(tests),
                _ => Tree::None(tests),
            })
        }
        ["fact" | "judged"] => measures::test(form, within, what, desk).map(Tree::Test),
        [] => {
            let wrong = format!("This is {what} that tests nothing.");
            desk.report.add(form.at, &form.label, wrong).allowed =
                Some("Write one of: fact, judged, all, any, none.".to_owned());
            None
        }
        _ => {
            let wrong = format!("`{}` cannot stand side by side.", forms.join("` and `"));
            desk.report.add(form.at, &form.label, wrong).allowed =
                Some("Write one of: fact, judged, all, any, none.".to_owned());
            None
        }
    }
}

/// Whether a name is a group or test here, and not a fact's own parameter of the same name.
fn is_form(name: &str, form: &Form<'_>) -> bool {
    !GROUPS.contains(&name) || !form.has("fact") || form.holds_tests(name)
}
