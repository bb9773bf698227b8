//! `organisation.add_team`: records a team or a laboratory.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{Date, FileDigest};

use super::{add_item, new_item};
use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::organisation::ItemKind;
use crate::world::World;

/// A team or a laboratory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TeamKind {
    /// A team.
    Team,
    /// A laboratory.
    Laboratory,
}

/// Records a team or a laboratory.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AddTeam {
    /// Which of the two.
    pub kind: TeamKind,
    /// Its name.
    pub name: String,
    /// How many people.
    pub size: Option<i64>,
    /// First day.
    pub from: Date,
    /// Last day, if set.
    pub until: Option<Date>,
    /// The evidence.
    pub file: Option<FileDigest>,
}

impl Act for AddTeam {
    const KEY: &'static str = "organisation.add_team";
    const SUBJECT: SubjectKind = SubjectKind::Organisation;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required(
            "kind",
            FieldKind::Word(&["team", "laboratory"]),
            Reveal::WithRecord,
        ),
        Field::required("name", FieldKind::Line, Reveal::WithRecord),
        Field::optional("size", FieldKind::Count, Reveal::WithRecord),
        Field::required("from", FieldKind::Day, Reveal::WithRecord),
        Field::optional("until", FieldKind::Day, Reveal::WithRecord),
        Field::optional("file", FieldKind::File, Reveal::WithRecord),
    ];
    const MATTER: Matter = Matter::Changed;

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        findings.term(self.from, self.until);
        let same = |name: &str| name.trim() == self.name.trim();
        new_item(ask, findings, (self.from, self.until), |what| {
            match (self.kind, what) {
                (TeamKind::Team, ItemKind::Team { name, .. })
                | (TeamKind::Laboratory, ItemKind::Laboratory { name, .. }) => same(name),
                _ => false,
            }
        });
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let (name, size) = (self.name, self.size);
        let what = match self.kind {
            TeamKind::Team => ItemKind::Team { name, size },
            TeamKind::Laboratory => ItemKind::Laboratory { name, size },
        };
        add_item(world, entry, what, self.from, self.until, self.file);
    }
}
