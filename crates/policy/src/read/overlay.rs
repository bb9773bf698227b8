//! Lays a call over the plan: rows as written in, rows as written out, every key remembering its own place.

use super::call::Call;
use super::chapter::ClauseText;
use super::draft::{Draft, Head};
use super::near::nearest;
use super::report::{Allowed, Report, listed};
use super::row::{Change, Field, Fields, Kind, Raw, Row};
use values::ClauseId;

/// What a condition asks; writing one of a group in a call takes the place of the others.
const ASKS: [&[&str]; 2] = [
    &["all", "any", "none", "fact", "judged"],
    &["at_least", "at_most", "is", "one_of", "covers", "witnessed"],
];

/// The edition that results when a call changes the plan.
pub(super) fn lay(plan: &Draft, call: &Call, report: &mut Report<'_>) -> Draft {
    let mut draft = plan.clone();
    draft.head = plan.head.as_ref().map(|head| laid_head(head, call));
    for clause in &call.text.clauses {
        lay_clause(&mut draft, clause, report);
    }
    for change in &call.text.rows.changes {
        lay_change(&mut draft, change, report);
    }
    for row in &call.text.rows.new {
        insert(&mut draft, row.clone(), report);
    }
    draft
}

/// The call's own words and days; the area is the plan's.
fn laid_head(plan: &Head, call: &Call) -> Head {
    Head {
        key: plan.key.clone(),
        call: Some(call.key.clone()),
        title: call.title.clone().unwrap_or_else(|| plan.title.clone()),
        issued: call.issued.clone().unwrap_or_else(|| plan.issued.clone()),
        area: plan.area.clone(),
        from: call.from,
        until: call.until,
    }
}

/// A clause of a call: its number alone names a clause of the plan, with words it replaces or adds one.
fn lay_clause(draft: &mut Draft, clause: &ClauseText, report: &mut Report<'_>) {
    if let Some(found) = draft.clauses.iter_mut().find(|found| found.id == clause.id) {
        if let Some(title) = &clause.title {
            found.title = Some(title.clone());
        }
        let read = !clause.reading.zh.is_empty() || !clause.reading.en.is_empty();
        if read {
            found.reading = clause.reading.clone();
            found.at = clause.at.clone();
        }
        found.marker = clause.marker.clone().or_else(|| found.marker.clone());
        return;
    }
    if clause.title.is_none() {
        let ids: Vec<String> = draft
            .clauses
            .iter()
            .map(|clause| clause.id.to_string())
            .collect();
        let names = ids.iter().map(String::as_str).collect();
        let allowed = Allowed {
            what: "clause",
            heading: "Clauses of the plan",
            names,
        };
        let id = clause.id.to_string();
        report.unknown(&clause.at, &format!("clause {id}"), &id, &allowed);
        return;
    }
    let place = after(
        draft.clauses.iter().map(|found| Some(found.id)),
        Some(clause.id),
    );
    let neighbour = place
        .checked_sub(1)
        .and_then(|before| draft.clauses.get(before));
    let neighbour = neighbour.map(|before| before.id);
    let chapter = draft
        .chapters
        .iter_mut()
        .find(|chapter| neighbour.is_some_and(|before| chapter.clauses.contains(&before)));
    if let Some(chapter) = chapter {
        let place = after(chapter.clauses.iter().copied().map(Some), Some(clause.id));
        chapter.clauses.insert(place, clause.id);
    }
    draft.clauses.insert(place, clause.clone());
}

/// A change to a row of the plan.
fn lay_change(draft: &mut Draft, change: &Change, report: &mut Report<'_>) {
    let same = |row: &Row| row.kind == change.kind && row.id == change.id;
    let Some(place) = draft.rows.iter().position(same) else {
        let of_kind = draft.rows.iter().filter(|row| row.kind == change.kind);
        let names = of_kind.map(|row| row.id.as_str()).collect();
        let heading = format!(
            "Rows of the plan that a [{}.…] may change",
            change.kind.word()
        );
        let allowed = Allowed {
            what: change.kind.word(),
            heading: &heading,
            names,
        };
        report.unknown(&change.at, &change.label(), &change.id, &allowed);
        return;
    };
    if let Some(removed) = change.fields.get("removed") {
        if matches!(removed.raw, Raw::Truth(true)) && change.fields.len() == 1 {
            draft.rows.remove(place);
        } else {
            let wrong = "A row is removed by `removed = true` and nothing else.";
            report.add(&removed.name_at, &change.label(), wrong);
        }
        return;
    }
    if let Some(row) = draft.rows.get_mut(place) {
        merge(&mut row.fields, change, report);
    }
}

/// Lays the keys of a change over those of a row.
fn merge(fields: &mut Fields, change: &Change, report: &mut Report<'_>) {
    for group in ASKS.iter().filter(|_| change.kind == Kind::Condition) {
        if group.iter().any(|name| change.fields.contains_key(*name)) {
            fields.retain(|name, _| !group.contains(&name.as_str()));
        }
    }
    let own_tests = ["all", "any", "none", "judged"];
    if change.kind == Kind::Condition
        && own_tests
            .iter()
            .any(|name| change.fields.contains_key(*name))
    {
        fields.retain(|name, _| CONDITION_KEYS.contains(&name.as_str()));
    }
    for (name, field) in &change.fields {
        match (name.as_str(), change.kind) {
            ("term", Kind::Vocabulary) => part(fields, "term", "id", field, change, report),
            ("opens", Kind::Stage) => part(fields, "opens", "act", field, change, report),
            ("names", Kind::Authority) | ("texts", Kind::Document) => {
                deepen(fields, name, field);
            }
            _ => {
                fields.insert(name.clone(), field.clone());
            }
        }
    }
}

/// Keys of a condition that are not part of what it asks.
const CONDITION_KEYS: [&str; 8] = [
    "clause", "weight", "zh", "en", "each", "when", "unless", "advice",
];

/// Terms of a vocabulary or openings of a stage: a list adds, a table changes those it names.
fn part(
    fields: &mut Fields,
    name: &'static str,
    id: &str,
    field: &Field,
    change: &Change,
    report: &mut Report<'_>,
) {
    let existing = fields.entry(name.to_owned()).or_insert_with(|| Field {
        name_at: field.name_at.clone(),
        at: field.at.clone(),
        raw: Raw::List(Vec::new()),
    });
    let Raw::List(elements) = &mut existing.raw else {
        return;
    };
    match &field.raw {
        Raw::List(added) => elements.extend(added.iter().cloned()),
        Raw::Table(changes) => {
            for (key, laid) in changes {
                part_change(elements, name, id, (key, laid), change, report);
            }
        }
        other => {
            let wrong = format!("`{name}` is not {}.", other.named());
            report.add(&field.at, &change.label(), wrong);
        }
    }
}

/// A change to one term or opening.
fn part_change(
    elements: &mut Vec<Field>,
    name: &str,
    id: &str,
    (key, laid): (&str, &Field),
    change: &Change,
    report: &mut Report<'_>,
) {
    let label = format!("{}, {key}", change.label());
    let Raw::Table(laid_fields) = &laid.raw else {
        let wrong = format!("A change to {key} is a table, not {}.", laid.raw.named());
        report.add(&laid.at, &label, wrong);
        return;
    };
    let known: Vec<String> = elements
        .iter()
        .filter_map(|element| named(element, id))
        .collect();
    if !known.iter().any(|found| found == key) {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let what = if name == "term" { "term" } else { "opening" };
        let mistake = report.add(
            &laid.name_at,
            &label,
            format!("The plan has no {what} `{key}` here."),
        );
        mistake.meant = nearest(key, known.iter().copied()).map(|near| format!("`{near}`"));
        mistake.allowed = Some(format!(
            "{} To add one, write [[{}.\"{}\".{name}]].",
            listed("There are", &known),
            change.kind.word(),
            change.id
        ));
        return;
    }
    let removed = laid_fields.get("removed");
    if removed.is_some_and(|removed| matches!(removed.raw, Raw::Truth(true))) {
        elements.retain(|element| named(element, id).as_deref() != Some(key));
        return;
    }
    for element in elements
        .iter_mut()
        .filter(|element| named(element, id).as_deref() == Some(key))
    {
        if let Raw::Table(fields) = &mut element.raw {
            for (name, field) in laid_fields {
                match name.as_str() {
                    "settings" => deepen(fields, name, field),
                    _ => {
                        fields.insert(name.clone(), field.clone());
                    }
                }
            }
        }
    }
}

/// The name of a term or opening.
fn named(element: &Field, id: &str) -> Option<String> {
    let Raw::Table(fields) = &element.raw else {
        return None;
    };
    match &fields.get(id)?.raw {
        Raw::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// Lays the keys of a table over those of a table.
fn deepen(fields: &mut Fields, name: &str, field: &Field) {
    match (fields.get_mut(name).map(|found| &mut found.raw), &field.raw) {
        (Some(Raw::Table(found)), Raw::Table(laid)) => {
            found.extend(
                laid.iter()
                    .map(|(name, field)| (name.clone(), field.clone())),
            );
        }
        _ => {
            fields.insert(name.to_owned(), field.clone());
        }
    }
}

/// A new row: a stage where it says, any other in the plan's order.
fn insert(draft: &mut Draft, mut row: Row, report: &mut Report<'_>) {
    let place = match (row.kind, row.fields.remove("after")) {
        (Kind::Stage, Some(field)) => stage_place(draft, &row, &field, report),
        (_, Some(field)) => {
            // It stays in the row, where it is told as an unknown key.
            row.fields.insert("after".to_owned(), field);
            draft.rows.len()
        }
        (Kind::Stage, None) => draft.rows.len(),
        (_, None) => {
            let others = draft
                .rows
                .iter()
                .map(|other| (other.kind == row.kind).then(|| clause_of(other)).flatten());
            after(others, clause_of(&row))
        }
    };
    draft.rows.insert(place, row);
}

/// The place after the stage named.
fn stage_place(draft: &mut Draft, row: &Row, field: &Field, report: &mut Report<'_>) -> usize {
    let place = match &field.raw {
        Raw::Text(name) => draft
            .rows
            .iter()
            .position(|row| row.kind == Kind::Stage && row.id == *name),
        _ => None,
    };
    if let Some(place) = place {
        return place + 1;
    }
    draft.astray += 1;
    if let Raw::Text(name) = &field.raw {
        let stages = draft.rows.iter().filter(|row| row.kind == Kind::Stage);
        let names = stages.map(|stage| stage.id.as_str()).collect();
        let allowed = Allowed {
            what: "stage",
            heading: "Stages",
            names,
        };
        report.unknown(&field.at, &row.label(), name, &allowed);
    } else {
        let wrong = format!("`after` names a stage, not {}.", field.raw.named());
        report.add(&field.at, &row.label(), wrong);
    }
    draft.rows.len()
}

/// The clause a row names, as far as it can be seen before the row is understood.
fn clause_of(row: &Row) -> Option<ClauseId> {
    let named = match row.fields.get("clause").map(|field| &field.raw) {
        Some(Raw::Text(text)) => text.parse().ok(),
        _ => row.id.parse().ok(),
    };
    named.or(row.under)
}

/// The place behind the last of those whose clause is not later.
fn after(clauses: impl Iterator<Item = Option<ClauseId>>, clause: Option<ClauseId>) -> usize {
    let mut place = None;
    let mut count = 0;
    for (index, found) in clauses.enumerate() {
        count = index + 1;
        if found.is_some_and(|found| clause.is_none_or(|clause| found <= clause)) {
            place = Some(index + 1);
        }
    }
    place.unwrap_or(if clause.is_none() { count } else { 0 })
}
