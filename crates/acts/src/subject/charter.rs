//! The charter: drafting, frozen, in force; each state with just its data.

use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};
use values::{Date, EntryNumber, FileDigest, Key, OrganisationId, PersonId, Share};

use super::consortium::Section;

/// Where the charter stands.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub enum Charter {
    /// No draft yet.
    #[default]
    None,
    /// A draft that may change.
    Drafting(Draft),
    /// One text, being signed.
    Frozen(Frozen),
    /// Signed by the last member.
    InForce(Frozen, Date),
}

/// A draft round.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Draft {
    /// The record of this draft.
    pub number: EntryNumber,
    /// Its text.
    pub text: CharterText,
    /// Members' comments on any round.
    pub comments: Vector<Comment>,
    /// Which round it is, from 1.
    pub round: u32,
}

/// The frozen text and its signatures.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Frozen {
    /// The record that froze it.
    pub number: EntryNumber,
    /// The text.
    pub text: CharterText,
    /// The digest of the text, over which everyone signs.
    pub digest: FileDigest,
    /// Comments of the rounds before.
    pub comments: Vector<Comment>,
    /// Which round it is.
    pub round: u32,
    /// Signatures by member.
    pub signatures: OrdMap<OrganisationId, Signature>,
}

/// A signature on the frozen text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Signature {
    /// The record.
    pub number: EntryNumber,
    /// Who signed.
    pub person: PersonId,
    /// For whom, if in the place of somebody absent.
    pub on_behalf: Option<PersonId>,
    /// As legal representative, or by an authorisation (its record).
    pub authority: Authority,
    /// When.
    pub day: Date,
}

/// By what authority a person signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Authority {
    /// As legal representative.
    LegalRepresentative,
    /// By this authorisation.
    Authorised(EntryNumber),
}

/// A member's comment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Comment {
    /// The record.
    pub number: EntryNumber,
    /// Who commented, for whom.
    pub organisation: Option<OrganisationId>,
    /// On which section.
    pub section: Option<Key>,
    /// The comment.
    pub text: String,
    /// On which round.
    pub round: u32,
}

/// The structured text of a charter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CharterText {
    /// Sections by term of `charter_section`.
    pub sections: Vec<Section>,
    /// Each member's responsibilities, rights and obligations.
    pub entries: Vec<MemberEntry>,
    /// Who owns results and rights, in shares.
    pub ownership: Vec<ShareOf>,
    /// The licensing rule; empty while a draft has none.
    #[serde(default)]
    pub licensing: String,
    /// How revenue is distributed, in shares.
    pub revenue: Vec<ShareOf>,
    /// Liability for breach; empty while a draft has none.
    #[serde(default)]
    pub breach: String,
}

/// One member's entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberEntry {
    /// The member.
    pub organisation: OrganisationId,
    /// Responsibilities.
    pub responsibilities: String,
    /// Rights.
    pub rights: String,
    /// Obligations.
    pub obligations: String,
}

/// One member's share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareOf {
    /// The member.
    pub organisation: OrganisationId,
    /// Its share.
    pub share: Share,
}

impl Charter {
    /// The text, in whatever state.
    pub fn text(&self) -> Option<&CharterText> {
        match self {
            Charter::None => None,
            Charter::Drafting(draft) => Some(&draft.text),
            Charter::Frozen(frozen) | Charter::InForce(frozen, _) => Some(&frozen.text),
        }
    }

    /// The frozen text, signed by all or not.
    pub fn frozen(&self) -> Option<&Frozen> {
        match self {
            Charter::Frozen(frozen) | Charter::InForce(frozen, _) => Some(frozen),
            Charter::None | Charter::Drafting(_) => None,
        }
    }

    /// Goes back to a draft with the text as it stands; signatures on it are void and stay in the register only.
    /// A draft stays a draft.
    pub fn reopen(&mut self, number: EntryNumber) {
        if let Charter::Frozen(frozen) | Charter::InForce(frozen, _) = self {
            *self = Charter::Drafting(Draft {
                number,
                text: frozen.text.clone(),
                comments: frozen.comments.clone(),
                round: frozen.round,
            });
        }
    }

    /// Where it stands, as a word.
    pub fn standing(&self) -> &'static str {
        match self {
            Charter::None => "charter.none",
            Charter::Drafting(_) => "charter.drafting",
            Charter::Frozen(_) => "charter.frozen",
            Charter::InForce(..) => "charter.in_force",
        }
    }

    /// Comments on all rounds so far.
    pub fn comments(&self) -> Vector<Comment> {
        match self {
            Charter::None => Vector::new(),
            Charter::Drafting(draft) => draft.comments.clone(),
            Charter::Frozen(frozen) | Charter::InForce(frozen, _) => frozen.comments.clone(),
        }
    }

    /// Which round it is; 0 before the first draft.
    pub fn round(&self) -> u32 {
        match self {
            Charter::None => 0,
            Charter::Drafting(draft) => draft.round,
            Charter::Frozen(frozen) | Charter::InForce(frozen, _) => frozen.round,
        }
    }
}
