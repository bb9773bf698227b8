//! How members are counted: which of them, once for each class, in part, once for each owner.
//!
//! Whoever is counted has accepted. `kinds`, `groups`, `tags`, `divisions` choose; `not_kinds` are present but not counted;
//! `lead = "excluded"` leaves the lead out. `independent = "ownership"` counts organisations with the same ultimate parent
//! once; `distinct` counts each class once. Where one stands for several, it is the one that counts most. `parts` says how
//! much one of a kind counts; other kinds count whole.

use policy::{Param, Value};
use values::{Date, Fen, Key, OrganisationId, Share};

use super::{Measured, Params, terms, word};
use crate::condition::Look;
use crate::finding::{Evidence, Holding};
use crate::subject::consortium::Membership;
use crate::subject::organisation::{ItemKind, Organisation, Registration};
use crate::subject::years::Year;
use crate::world::World;

/// What a member that counts whole counts, in millionths.
pub const WHOLE: u64 = Share::WHOLE.millionths() as u64;

/// A member that counts.
pub struct Counted<'a> {
    /// The organisation.
    pub organisation: &'a Organisation,
    /// Its membership.
    pub membership: &'a Membership,
    /// How much it counts, in millionths.
    pub part: u64,
    /// What its being counted rests on beside its acceptance.
    pub evidence: Vec<Evidence>,
}

/// The members that count, in the order of their registration; none outside a consortium.
pub fn count<'a>(look: &Look<'a>, params: &Params) -> Option<Vec<Counted<'a>>> {
    let consortium = look.consortium?;
    let mut counted: Vec<Counted> = consortium
        .members
        .values()
        .filter(|member| {
            word(params, "lead") != Some("excluded") || member.organisation != consortium.lead
        })
        .filter_map(|member| Some((look.world.organisation(member.organisation)?, member)))
        .filter_map(|(organisation, membership)| {
            let evidence = chosen(look, params, organisation)?;
            Some(Counted {
                organisation,
                membership,
                part: part(params, &organisation.kind),
                evidence,
            })
        })
        .collect();
    if word(params, "independent") == Some("ownership") {
        counted = once_each(counted, |member| Some(root(look.world, member)));
    }
    Some(match word(params, "distinct") {
        Some("division") => once_each(counted, |member| member.division(look.day).cloned()),
        Some("kind") => once_each(counted, |member| Some(member.kind.clone())),
        Some("parent") => once_each(counted, |member| Some(root(look.world, member))),
        Some("place") => once_each(counted, |member| place(member, look.day)),
        _ => counted,
    })
}

/// How much all of them count, in millionths.
pub fn weight(counted: &[Counted]) -> u64 {
    counted.iter().map(|member| member.part).sum()
}

/// Whether the member is among those chosen, and on what that rests.
fn chosen(look: &Look, params: &Params, organisation: &Organisation) -> Option<Vec<Evidence>> {
    let kind = &organisation.kind;
    let among = |name: &str, term: Option<&Key>| {
        terms(params, name)
            .is_none_or(|terms| term.is_some_and(|term| terms.iter().any(|wanted| wanted == term)))
    };
    let group = look
        .policy
        .term("member_kind", kind)
        .and_then(|term| term.word("group"));
    let counts = among("kinds", Some(kind))
        && among("groups", group)
        && among("divisions", organisation.division(look.day))
        && terms(params, "not_kinds").is_none_or(|terms| !terms.contains(kind));
    let tagged = match terms(params, "tags") {
        None => Some(Vec::new()),
        Some(wanted) => tagged(organisation, &wanted, look.day),
    };
    tagged.filter(|_| counts)
}

/// The evidence in force that the organisation bears one of these tags.
fn tagged(organisation: &Organisation, wanted: &[Key], day: Date) -> Option<Vec<Evidence>> {
    let evidence: Vec<Evidence> = organisation
        .items
        .iter()
        .filter(|item| item.counts_on(day))
        .filter(|item| matches!(&item.what, ItemKind::Tag { tag } if wanted.contains(tag)))
        .map(|item| item.evidence())
        .collect();
    (!evidence.is_empty()).then_some(evidence)
}

fn part(params: &Params, kind: &Key) -> u64 {
    match params.get("parts") {
        Some(Param::SharesBy(parts)) => parts
            .get(kind)
            .map_or(WHOLE, |share| u64::from(share.millionths())),
        _ => WHOLE,
    }
}

/// Keeps one member of each class: the one that counts most, the earliest registered of several. What has no class is left out.
fn once_each<'a, Class: Ord>(
    counted: Vec<Counted<'a>>,
    class: impl Fn(&Organisation) -> Option<Class>,
) -> Vec<Counted<'a>> {
    let mut kept: std::collections::BTreeMap<Class, Counted<'a>> =
        std::collections::BTreeMap::new();
    for member in counted {
        let Some(class) = class(member.organisation) else {
            continue;
        };
        if kept.get(&class).is_none_or(|held| held.part < member.part) {
            kept.insert(class, member);
        }
    }
    let mut kept: Vec<Counted> = kept.into_values().collect();
    kept.sort_by_key(|member| member.organisation.id);
    kept
}

/// The ultimate parent: the organisation at the end of the line of control, or itself. In a ring of mutual control it is the
/// member of the ring registered first.
pub fn root(world: &World, organisation: &Organisation) -> OrganisationId {
    let mut line = vec![organisation.id];
    let mut parent = organisation.parent;
    while let Some(id) = parent {
        if let Some(start) = line.iter().position(|before| *before == id) {
            return line[start..].iter().copied().min().unwrap_or(id);
        }
        line.push(id);
        parent = world.organisation(id).and_then(|found| found.parent);
    }
    line.last().copied().unwrap_or(organisation.id)
}

/// Where a member comes from, as counted: a division of the area, a place outside it, or a country.
pub fn place(organisation: &Organisation, day: Date) -> Option<String> {
    let residence = organisation.residence(day);
    if let Some(division) = residence.and_then(|held| held.division.as_ref()) {
        return Some(format!("division {division}"));
    }
    if let Registration::Overseas(registration) = &organisation.registration {
        return Some(format!("country {}", registration.country()));
    }
    let place = residence?.place.as_deref()?.trim();
    (!place.is_empty()).then(|| format!("place {place}"))
}

/// A member's amount with its evidence.
type Figure = (Fen, Vec<Evidence>);

/// The figure asked for of each member; none where it did not report every year asked for.
pub fn figures(counted: &[Counted], params: &Params, day: Date) -> Vec<Option<Figure>> {
    counted
        .iter()
        .map(|member| figure(member.organisation, params, day))
        .collect()
}

fn figure(organisation: &Organisation, params: &Params, day: Date) -> Option<Figure> {
    let of = match word(params, "of")? {
        "revenue" => |year: &Year| year.revenue,
        "rd_spending" => |year: &Year| year.rd_spending,
        _ => return None,
    };
    let years = match (word(params, "as"), params.get("years")) {
        (Some("latest"), _) => 1,
        (_, Some(Param::Count(years))) => i16::try_from(*years).ok().filter(|years| *years > 0)?,
        _ => 1,
    };
    let reported = |year: &Year| year.holding != Holding::Disputed && of(year).is_some();
    let (last, _) = organisation
        .years
        .iter()
        .rev()
        .find(|(year, figures)| *year <= day.year() && reported(figures))?;
    let mut amounts = Vec::new();
    let mut evidence = Vec::new();
    for year in (last - years + 1)..=last {
        let figures = organisation.years.get(year).filter(|year| reported(year))?;
        amounts.push(of(figures)?);
        evidence.push(figures.evidence());
    }
    let sum = Fen::total(amounts)?;
    let amount = if word(params, "as") == Some("average") {
        Fen(sum.fen() / i64::from(years))
    } else {
        sum
    };
    Some((amount, evidence))
}

/// Amounts added up; unknown if they are too large to add.
pub fn added(figures: Vec<Figure>) -> Measured {
    let sum = Fen::total(figures.iter().map(|(amount, _)| *amount));
    Measured {
        value: sum.map_or(Value::Unknown, Value::Money),
        evidence: figures
            .into_iter()
            .flat_map(|(_, evidence)| evidence)
            .collect(),
    }
}

/// An amount shared out evenly, down to the fen; unknown among nobody.
pub fn shared_out(sum: Fen, among: usize) -> Value {
    i64::try_from(among)
        .ok()
        .and_then(|among| sum.fen().checked_div(among))
        .map_or(Value::Unknown, |part| Value::Money(Fen(part)))
}
