//! `organisation.report_year`: reports the figures of one year. A later report of the same year takes the earlier one's place.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{Fen, FileDigest};

use super::holding_of;
use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::years::Year;
use crate::world::World;

/// Reports a year.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReportYear {
    /// Which year.
    pub year: i16,
    /// Revenue.
    pub revenue: Option<Fen>,
    /// Spending on research and development.
    pub rd_spending: Option<Fen>,
    /// Staff.
    pub staff: Option<i64>,
    /// Staff in research and development.
    pub rd_staff: Option<i64>,
    /// The report.
    pub file: Option<FileDigest>,
}

impl Act for ReportYear {
    const KEY: &'static str = "organisation.report_year";
    const SUBJECT: SubjectKind = SubjectKind::Organisation;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("year", FieldKind::Count, Reveal::WithRecord),
        Field::optional("revenue", FieldKind::Money, Reveal::WithRecord),
        Field::optional("rd_spending", FieldKind::Money, Reveal::WithRecord),
        Field::optional("staff", FieldKind::Count, Reveal::WithRecord),
        Field::optional("rd_staff", FieldKind::Count, Reveal::WithRecord),
        Field::optional("file", FieldKind::File, Reveal::WithRecord),
    ];
    const MATTER: Matter = Matter::Changed;

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        let figures = [
            self.revenue.is_some(),
            self.rd_spending.is_some(),
            self.staff.is_some(),
            self.rd_staff.is_some(),
        ];
        let some = figures.contains(&true);
        findings.rule(
            "year.figures",
            some,
            Found::said(if some { "there" } else { "none" }),
            Found::said("there"),
        );
        let this_year = ask.day.year();
        let past = self.year < this_year && self.year >= this_year - 50;
        findings.rule(
            "year.past",
            past,
            Found::said_with("text", [self.year.to_string()]),
            Found::said_with("before_year", [this_year.to_string()]),
        );
        let sound = |part: Option<i64>, whole: Option<i64>| {
            part.zip(whole).is_none_or(|(part, whole)| part <= whole)
        };
        let staff = sound(self.rd_staff, self.staff);
        findings.rule(
            "year.staff",
            staff,
            Found::said_with("text", [self.rd_staff.unwrap_or(0).to_string()]),
            Found::said_with("at_most", [self.staff.unwrap_or(0).to_string()]),
        );
        let positive = [self.revenue, self.rd_spending]
            .into_iter()
            .flatten()
            .all(|amount| amount.0 >= 0);
        findings.rule(
            "year.positive",
            positive,
            Found::said(if positive { "positive" } else { "negative" }),
            Found::said("positive"),
        );
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Organisation(id) = entry.subject else {
            return;
        };
        world.change_organisation(id, |organisation| {
            let year = Year {
                number: entry.number,
                revenue: self.revenue,
                rd_spending: self.rd_spending,
                staff: self.staff,
                rd_staff: self.rd_staff,
                file: self.file,
                holding: holding_of(entry),
            };
            organisation.years.report(self.year, year);
        });
    }
}
