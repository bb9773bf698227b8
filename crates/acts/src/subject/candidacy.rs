//! An organisation proposed as lead, from nomination to selection.

use imbl::OrdMap;
use policy::EditionKey;
use serde::{Deserialize, Serialize};
use values::{CandidacyId, ConsortiumId, Date, EntryNumber, Key, OrganisationId};

use super::consortium::StageAt;
use super::examination::Judgement;

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
