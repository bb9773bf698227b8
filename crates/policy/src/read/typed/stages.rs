//! Stages of the procedure.

use super::{Desk, openings, row_clause, row_key, terms};
use crate::read::form::Form;
use crate::read::row::Row;
use crate::{Ends, Stage, SubjectKind};

/// What an act or a stage may be about.
const SUBJECTS: [(&str, SubjectKind); 4] = [
    ("candidacy", SubjectKind::Candidacy),
    ("consortium", SubjectKind::Consortium),
    ("organisation", SubjectKind::Organisation),
    ("office", SubjectKind::Office),
];

/// One stage: `[[stage]]` with `[[stage.opens]]`.
pub(super) fn stage(row: &Row, desk: &mut Desk<'_, '_>) -> Option<Stage> {
    let mut form = Form::new(row.label(), &row.at, &row.fields);
    let key = row_key(row, desk);
    let clause = row_clause(row, &mut form, desk);
    let title = form.words(desk.report);
    form.needed("subject", "subject = \"consortium\"", desk.report);
    let subject = form.word("subject", &SUBJECTS, desk.report);
    let tracks = terms("tracks", "track", &mut form, desk);
    let choices = [("established", Ends::Established), ("closed", Ends::Closed)];
    let ends = form.word("ends", &choices, desk.report).unwrap_or(Ends::No);
    let tables = form.tables("opens", desk.report);
    let opens = tables
        .into_iter()
        .filter_map(|(at, fields)| openings::opening(row, clause, at, fields, desk))
        .collect();
    form.finish("a stage", desk.report);
    Some(Stage {
        key: key?,
        clause: clause?,
        // A stage without a name is told above; the procedure around it is checked all the same.
        title: title.unwrap_or_default(),
        subject: subject?,
        tracks,
        ends,
        opens,
        at: row.at.clone(),
    })
}
