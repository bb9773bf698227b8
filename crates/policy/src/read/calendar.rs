//! The area's own working days.

use values::WorkCalendar;

use super::draft::Named;
use super::form::sentence;
use super::report::Report;
use super::source::Sources;

/// The calendar in the file named by `[calendar]`.
pub(super) fn calendar(
    named: &Named,
    sources: &Sources,
    report: &mut Report<'_>,
) -> Option<WorkCalendar> {
    let Some(source) = sources.get(&named.path) else {
        let wrong = format!("There is no file {} in the pack.", named.path);
        report.add(&named.at, "calendar", wrong);
        return None;
    };
    match WorkCalendar::read(&source.text) {
        Ok(calendar) => Some(calendar),
        Err(mistakes) => {
            for mistake in mistakes.0 {
                let at = source.at_line(mistake.line);
                report.add(&at, "calendar", sentence(&mistake.kind.to_string()));
            }
            None
        }
    }
}
