//! The list of acts. An act is one file: its fields, what it needs, what it changes. Routes, commands, forms, sheet
//! columns, API schema and inbox lines are made from this list.

use std::collections::HashMap;
use std::sync::LazyLock;

use policy::SubjectKind;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use values::OrganisationId;

use crate::ask::Ask;
use crate::field::Field;
use crate::recorded::{Completion, Effects, Recorded};
use crate::ruling::Findings;
use crate::sight::Disclosed;
use crate::world::World;

/// One act of the product. An act that does not say who may read its record is not built:
///
/// ```compile_fail,E0046
/// use acts::field::Field;
/// use acts::{Act, Recorded, World};
/// use policy::SubjectKind;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Dissolve {}
///
/// impl Act for Dissolve {
///     const KEY: &'static str = "consortium.dissolve";
///     const SUBJECT: SubjectKind = SubjectKind::Consortium;
///     const FIELDS: &'static [Field] = &[];
///
///     fn evolve(self, _world: &mut World, _entry: &Recorded) {}
/// }
/// ```
///
/// and the same with the rule is:
///
/// ```
/// use acts::field::Field;
/// use acts::sight::Disclosed;
/// use acts::{Act, Recorded, World};
/// use policy::SubjectKind;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Dissolve {}
///
/// impl Act for Dissolve {
///     const KEY: &'static str = "consortium.dissolve";
///     const SUBJECT: SubjectKind = SubjectKind::Consortium;
///     const RECORD: Disclosed = Disclosed::Parties;
///     const FIELDS: &'static [Field] = &[];
///
///     fn evolve(self, _world: &mut World, _entry: &Recorded) {}
/// }
/// ```
pub trait Act: Serialize + DeserializeOwned + Sized + 'static {
    /// `folder.verb`.
    const KEY: &'static str;
    /// What it is done to.
    const SUBJECT: SubjectKind;
    /// Who may read its record.
    const RECORD: Disclosed;
    /// Its fields, in the order of a form.
    const FIELDS: &'static [Field];
    /// Whether it changes the matter that heads confirm, or what conditions look at; a change voids their confirmations.
    const MATTER: Matter = Matter::Kept;
    /// What it brings into being, which begins in the first stage of its kind on its track.
    const CREATES: Option<SubjectKind> = None;
    /// How recently its doer must have shown who they are.
    const IDENTIFICATION: Identification = Identification::Session;

    /// The organisation it is done for, where it names one.
    fn organisation(&self, _ask: &Ask) -> Option<OrganisationId> {
        None
    }

    /// What must hold before its fields are filled.
    fn ready(_ask: &Ask, _findings: &mut Findings) {}

    /// What must hold with its fields filled.
    fn rule(&self, _ask: &Ask, _findings: &mut Findings) {}

    /// Whether it completes what its stage waits for.
    fn completes(&self, _ask: &Ask) -> Completion {
        Completion::Whole
    }

    /// What the policy makes of it beyond moving the case.
    fn effects(&self, _ask: &Ask, _effects: &mut Effects) {}

    /// What it changes. Cannot fail: what cannot be has been refused.
    fn evolve(self, world: &mut World, entry: &Recorded);
}

/// Whether an act changes the matter under confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    /// The matter stays as it is.
    Kept,
    /// The matter changes; confirmations given before are void.
    Changed,
}

/// How recently whoever does an act must have shown who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identification {
    /// When the session began.
    Session,
    /// In the moment of doing it: a signature is the signer's own, and so is an order to pay.
    Afresh,
}

/// An act as the generic faces see it.
pub struct ActKind {
    /// `folder.verb`.
    pub key: &'static str,
    /// What it is done to.
    pub subject: SubjectKind,
    /// Who may read its record.
    pub disclosed: Disclosed,
    /// Its fields.
    pub fields: &'static [Field],
    /// Whether it changes the matter under confirmation.
    pub matter: Matter,
    /// What it brings into being.
    pub creates: Option<SubjectKind>,
    /// How recently its doer must have shown who they are.
    pub identification: Identification,
    pub(crate) ready: fn(&Ask, &mut Findings),
    pub(crate) rule: fn(&Ask, &Value, &mut Findings) -> Result<Ruled, serde_json::Error>,
    pub(crate) evolve: fn(&mut World, &Recorded) -> Result<(), serde_json::Error>,
    pub(crate) organisation: fn(&Ask, &Value) -> Option<OrganisationId>,
}

/// What the act itself says once its fields are known.
pub(crate) struct Ruled {
    pub completion: Completion,
    pub effects: Effects,
}

impl std::fmt::Debug for ActKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key)
    }
}

impl ActKind {
    /// The part before the dot: the noun acted on or its stage.
    pub fn folder(&self) -> &'static str {
        self.key
            .split_once('.')
            .map_or(self.key, |(folder, _)| folder)
    }

    /// The part after the dot.
    pub fn verb(&self) -> &'static str {
        self.key.split_once('.').map_or("", |(_, verb)| verb)
    }
}

/// The act as the generic faces see it. The records of the office are its administrators', and theirs are no others: the list of
/// acts is not built otherwise.
pub(crate) const fn kind<A: Act>() -> ActKind {
    assert!(
        matches!(A::SUBJECT, SubjectKind::Office) == matches!(A::RECORD, Disclosed::Administrators),
        "the records of the office, and only they, are for its administrators"
    );
    ActKind {
        key: A::KEY,
        subject: A::SUBJECT,
        disclosed: A::RECORD,
        fields: A::FIELDS,
        matter: A::MATTER,
        creates: A::CREATES,
        identification: A::IDENTIFICATION,
        ready: A::ready,
        rule: rule_one::<A>,
        evolve: evolve_one::<A>,
        organisation: organisation_of::<A>,
    }
}

fn rule_one<A: Act>(
    ask: &Ask,
    fields: &Value,
    findings: &mut Findings,
) -> Result<Ruled, serde_json::Error> {
    let act: A = A::deserialize(fields)?;
    act.rule(ask, findings);
    let mut effects = Effects::default();
    act.effects(ask, &mut effects);
    Ok(Ruled {
        completion: act.completes(ask),
        effects,
    })
}

fn evolve_one<A: Act>(world: &mut World, entry: &Recorded) -> Result<(), serde_json::Error> {
    let act: A = A::deserialize(&entry.fields)?;
    act.evolve(world, entry);
    Ok(())
}

fn organisation_of<A: Act>(ask: &Ask, fields: &Value) -> Option<OrganisationId> {
    A::deserialize(fields).ok()?.organisation(ask)
}

/// All acts by folder, in the order of a consortium's life. Each folder lists its own.
static FOLDERS: &[&[ActKind]] = &[
    crate::person::ACTS,
    crate::appointment::ACTS,
    crate::substitution::ACTS,
    crate::division::ACTS,
    crate::organisation::ACTS,
    crate::selection::ACTS,
    crate::consortium::ACTS,
    crate::plan::ACTS,
    crate::invitation::ACTS,
    crate::membership::ACTS,
    crate::council::ACTS,
    crate::committee::ACTS,
    crate::secretariat::ACTS,
    crate::chief_expert::ACTS,
    crate::mechanism::ACTS,
    crate::charter::ACTS,
    crate::responsibility::ACTS,
    crate::application::ACTS,
    crate::review::ACTS,
    crate::recommendation::ACTS,
    crate::examination::ACTS,
    crate::notice::ACTS,
    crate::objection::ACTS,
    crate::decision::ACTS,
    crate::establishment::ACTS,
    crate::matter::ACTS,
];

/// All acts, in the order of a consortium's life.
pub fn acts() -> impl Iterator<Item = &'static ActKind> {
    FOLDERS.iter().copied().flatten()
}

/// The act of that key.
pub fn act_kind(key: &str) -> Option<&'static ActKind> {
    static BY_KEY: LazyLock<HashMap<&'static str, &'static ActKind>> =
        LazyLock::new(|| acts().map(|kind| (kind.key, kind)).collect());
    BY_KEY.get(key).copied()
}
