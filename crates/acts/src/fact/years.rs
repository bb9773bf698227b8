//! Figures by year: the latest year reported, or several years up to it. A year that is disputed or missing leaves the whole
//! figure unknown: nothing is guessed.

use policy::{Param, Value};
use values::{Fen, Share};

use super::{Measured, Params, word};
use crate::condition::Look;
use crate::finding::Holding;
use crate::subject::organisation::Organisation;
use crate::subject::years::Year;

/// How figures of several years become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joined {
    /// The latest year alone.
    Latest,
    /// Their average, rounded down.
    Average,
    /// Their sum.
    Sum,
    /// Each year for itself: the lowest stands for all.
    Each,
}

impl Joined {
    fn asked(params: &Params) -> Joined {
        match (word(params, "as"), params.get("years")) {
            (Some("average"), _) => Joined::Average,
            (Some("each"), _) => Joined::Each,
            (Some("latest"), _) | (None, None) => Joined::Latest,
            (Some(_), _) | (None, Some(_)) => Joined::Sum,
        }
    }
}

/// Revenue.
pub fn revenue(look: &Look, organisation: &Organisation, params: &Params) -> Measured {
    money(look, organisation, params, |year| year.revenue)
}

/// Spending on research and development.
pub fn rd_spending(look: &Look, organisation: &Organisation, params: &Params) -> Measured {
    money(look, organisation, params, |year| year.rd_spending)
}

/// Staff.
pub fn staff(look: &Look, organisation: &Organisation, params: &Params) -> Measured {
    joined(look, organisation, params, Value::Count, |year| year.staff)
}

/// Staff in research and development.
pub fn rd_staff(look: &Look, organisation: &Organisation, params: &Params) -> Measured {
    joined(look, organisation, params, Value::Count, |year| {
        year.rd_staff
    })
}

/// Spending on research and development by revenue.
pub fn rd_intensity(look: &Look, organisation: &Organisation, params: &Params) -> Measured {
    ratio(look, organisation, params, |year| {
        Some((year.rd_spending?.fen(), year.revenue?.fen()))
    })
}

/// Staff in research and development by all staff.
pub fn rd_staff_share(look: &Look, organisation: &Organisation, params: &Params) -> Measured {
    ratio(look, organisation, params, |year| {
        Some((year.rd_staff?, year.staff?))
    })
}

fn money(
    look: &Look,
    organisation: &Organisation,
    params: &Params,
    of: fn(&Year) -> Option<Fen>,
) -> Measured {
    let wrap = |fen| Value::Money(Fen(fen));
    joined(look, organisation, params, wrap, |year| {
        of(year).map(Fen::fen)
    })
}

fn joined(
    look: &Look,
    organisation: &Organisation,
    params: &Params,
    wrap: impl Fn(i64) -> Value,
    of: impl Fn(&Year) -> Option<i64>,
) -> Measured {
    let Some(years) = span(look, organisation, params, |year| of(year).is_some()) else {
        return Measured::unknown();
    };
    let figures: Vec<i64> = years.iter().filter_map(|year| of(year)).collect();
    let sum = figures
        .iter()
        .try_fold(0_i64, |sum, figure| sum.checked_add(*figure));
    let one = match Joined::asked(params) {
        Joined::Latest => figures.last().copied(),
        Joined::Sum => sum,
        Joined::Average => i64::try_from(figures.len())
            .ok()
            .and_then(|count| sum?.checked_div(count)),
        Joined::Each => figures.iter().copied().min(),
    };
    rests_on(&years, one.map_or(Value::Unknown, wrap))
}

/// Over several years the sums are compared, as official forms do: all spending by all revenue.
fn ratio(
    look: &Look,
    organisation: &Organisation,
    params: &Params,
    of: impl Fn(&Year) -> Option<(i64, i64)>,
) -> Measured {
    let Some(years) = span(look, organisation, params, |year| of(year).is_some()) else {
        return Measured::unknown();
    };
    let parts: Vec<(i128, i128)> = years
        .iter()
        .filter_map(|year| of(year))
        .map(|(part, whole)| (i128::from(part), i128::from(whole)))
        .collect();
    let one = match Joined::asked(params) {
        Joined::Each => parts
            .iter()
            .map(|(part, whole)| share(*part, *whole))
            .collect::<Option<Vec<Share>>>()
            .and_then(|shares| shares.into_iter().min()),
        Joined::Latest | Joined::Sum | Joined::Average => share(
            parts.iter().map(|(part, _)| part).sum(),
            parts.iter().map(|(_, whole)| whole).sum(),
        ),
    };
    rests_on(&years, one.map_or(Value::Unknown, Value::Share))
}

/// The share, rounded down to the millionth; what is more than the whole counts as the whole.
fn share(part: i128, whole: i128) -> Option<Share> {
    if whole <= 0 || part < 0 {
        return None;
    }
    let most = i128::from(Share::WHOLE.millionths());
    let millionths = (part.min(whole) * most).checked_div(whole)?;
    u32::try_from(millionths)
        .ok()
        .and_then(Share::from_millionths)
}

/// The years asked for, up to the latest one reported; none if one of them is missing.
fn span<'a>(
    look: &Look,
    organisation: &'a Organisation,
    params: &Params,
    reported: impl Fn(&Year) -> bool,
) -> Option<Vec<&'a Year>> {
    let count = match (Joined::asked(params), params.get("years")) {
        (Joined::Latest, _) | (_, None) => 1,
        (_, Some(Param::Count(years))) => i16::try_from(*years).ok().filter(|years| *years > 0)?,
        (_, Some(_)) => return None,
    };
    let counts = |year: &Year| year.holding != Holding::Disputed && reported(year);
    let (last, _) = organisation
        .years
        .iter()
        .rev()
        .find(|(year, figures)| *year <= look.day.year() && counts(figures))?;
    (last.checked_sub(count - 1)?..=last)
        .map(|year| organisation.years.get(year).filter(|year| counts(year)))
        .collect()
}

fn rests_on(years: &[&Year], value: Value) -> Measured {
    Measured {
        value,
        evidence: years.iter().map(|year| year.evidence()).collect(),
    }
}
