//! The bodies that act.

use std::collections::BTreeMap;

use super::{Desk, row_key, term};
use crate::read::form::{Form, words_of};
use crate::read::row::Row;
use crate::{Authority, Scope};

/// One body: `[[authority]]`.
pub(super) fn authority(row: &Row, desk: &mut Desk<'_, '_>) -> Option<Authority> {
    let mut form = Form::new(row.label(), &row.at, &row.fields);
    let key = row_key(row, desk);
    let name = form.words(desk.report);
    let choices = [("whole", Scope::Whole), ("division", Scope::Division)];
    form.needed(
        "scope",
        "scope = \"whole\" or scope = \"division\"",
        desk.report,
    );
    let scope = form.word("scope", &choices, desk.report);
    let mut names = BTreeMap::new();
    for (division, field) in form.table("names", desk.report).into_iter().flatten() {
        let division = term(division, &field.name_at, "division", &form.label, desk);
        let words = words_of(field, &form.label, desk.report);
        names.extend(division.zip(words));
    }
    form.finish("an authority", desk.report);
    Some(Authority {
        key: key?,
        name: name?,
        scope: scope?,
        names,
    })
}
