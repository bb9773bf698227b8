//! An organisation proposed as lead, from nomination to selection.

use imbl::OrdMap;
use policy::EditionKey;
use serde::{Deserialize, Serialize};
use values::{CandidacyId, ConsortiumId, Date, EntryNumber, Key, OrganisationId};

use super::consortium::StageAt;
use super::examination::Judgement;
use super::handling::Handling;

/// A candidacy for the lead.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Candidacy {
    /// The number of the act that nominated.
    pub id: CandidacyId,
    /// The organisation proposed.
    pub organisation: OrganisationId,
    /// The track it runs on.
    pub track: Key,
    /// The organisation's division when nominated.
    pub division: Option<Key>,
    /// The edition it stands under.
    pub policy: EditionKey,
    /// Where it stands.
    pub stage: StageAt,
    /// Who keeps it.
    pub handling: Handling,
    /// The last record of each act on it, for periods that count from an act.
    pub last: OrdMap<Key, (EntryNumber, Date)>,
    /// Judgements on it, by key; the latest holds.
    pub judgements: OrdMap<Key, Judgement>,
    /// The selection, once made.
    pub selected: Option<(EntryNumber, Date)>,
    /// That it was not selected, with the record that says why.
    pub declined: Option<(EntryNumber, Date)>,
    /// The consortium it led to.
    pub consortium: Option<ConsortiumId>,
    /// Its records.
    pub history: imbl::Vector<EntryNumber>,
}
