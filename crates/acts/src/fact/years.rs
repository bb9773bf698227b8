//! Yearly figures: the latest, an average, a sum, or each of several years.

use policy::{Param, Value};
use values::{Fen, Share};

use super::{Measured, Params, keys};
use crate::condition::Look;
use crate::finding::{Evidence, Holding};
use crate::subject::organisation::{Organisation, Year};

/// How several years are joined: the latest, their average, their sum, or the lowest (so that each must fit).
pub(super) const AS: &[&str] = &["latest", "average", "sum", "each"];

/// The figures of the last full years that count, newest first: all that were asked for, or none.
fn last_years<'a>(
    look: &Look,
    organisation: &'a Organisation,
    params: &Params,
) -> Option<Vec<&'a Year>> {
    let asked = match params.get("years") {
        Some(Param::Count(count)) => usize::try_from(*count).unwrap_or(1).max(1),
        _ => 1,
    };
    let held: Vec<&Year> = organisation
        .years
        .iter()
        .filter(|(year, figures)| **year < look.day.year() && figures.holding != Holding::Disputed)
        .map(|(_, figures)| figures)
        .collect();
    let newest: Vec<&Year> = held.into_iter().rev().take(asked).collect();
    (newest.len() == asked).then_some(newest)
}

fn joined(values: &[i64], params: &Params) -> Option<i64> {
    let count = i64::try_from(values.len())
        .ok()
        .filter(|count| *count > 0)?;
    let sum = || {
        values
            .iter()
            .try_fold(0_i64, |sum, value| sum.checked_add(*value))
    };
    match keys(params, "as")
        .first()
        .map_or("latest", |word| word.as_str())
    {
        "average" => sum().map(|sum| sum / count),
        "sum" => sum(),
        "each" => values.iter().min().copied(),
        _ => values.first().copied(),
    }
}

fn evidence(years: &[&Year]) -> Vec<Evidence> {
    years
        .iter()
        .map(|year| Evidence {
            record: year.number,
            file: year.file,
            holding: year.holding,
            until: None,
        })
        .collect()
}

fn figure(
    look: &Look,
    organisation: &Organisation,
    params: &Params,
    of: impl Fn(&Year) -> Option<i64>,
    value: impl Fn(i64) -> Value,
) -> Measured {
    let Some(years) = last_years(look, organisation, params) else {
        return Measured::unknown();
    };
    let figures: Option<Vec<i64>> = years.iter().map(|year| of(year)).collect();
    let found = figures.and_then(|figures| joined(&figures, params));
    Measured {
        value: found.map_or(Value::Unknown, value),
        evidence: evidence(&years),
    }
}

/// A ratio of two figures: with `average` or `sum` the ratio of the sums, otherwise of each year.
fn ratio(
    look: &Look,
    organisation: &Organisation,
    params: &Params,
    part: impl Fn(&Year) -> Option<i64>,
    whole: impl Fn(&Year) -> Option<i64>,
) -> Measured {
    let Some(years) = last_years(look, organisation, params) else {
        return Measured::unknown();
    };
    let pairs: Option<Vec<(i64, i64)>> = years
        .iter()
        .map(|year| part(year).zip(whole(year)))
        .collect();
    let over_all = matches!(
        keys(params, "as").first().map(|word| word.as_str()),
        Some("average" | "sum")
    );
    let found = pairs.and_then(|pairs| {
        if over_all {
            let sums = pairs.iter().fold((0_i64, 0_i64), |(part, whole), pair| {
                (part.saturating_add(pair.0), whole.saturating_add(pair.1))
            });
            millionths(sums.0, sums.1)
        } else {
            let each: Option<Vec<i64>> = pairs
                .iter()
                .map(|(part, whole)| millionths(*part, *whole))
                .collect();
            joined(&each?, params)
        }
    });
    let value = found
        .and_then(|found| Share::from_millionths(u32::try_from(found.min(1_000_000)).ok()?))
        .map_or(Value::Unknown, Value::Share);
    Measured {
        value,
        evidence: evidence(&years),
    }
}

fn millionths(part: i64, whole: i64) -> Option<i64> {
    if whole <= 0 || part < 0 {
        return None;
    }
    i64::try_from(i128::from(part) * 1_000_000 / i128::from(whole)).ok()
}

/// Revenue.
pub(super) fn revenue(look: &Look, organisation: &Organisation, params: &Params) -> Measured {
    figure(
        look,
        organisation,
        params,
        |year| year.revenue.map(|fen| fen.0),
        |fen| Value::Money(Fen(fen)),
    )
}

/// Spending on research and development.
pub(super) fn rd_spending(look: &Look, organisation: &Organisation, params: &Params) -> Measured {
    figure(
        look,
        organisation,
        params,
        |year| year.rd_spending.map(|fen| fen.0),
        |fen| Value::Money(Fen(fen)),
    )
}

/// Staff.
pub(super) fn staff(look: &Look, organisation: &Organisation, params: &Params) -> Measured {
    figure(look, organisation, params, |year| year.staff, Value::Count)
}

/// Staff in research and development.
pub(super) fn rd_staff(look: &Look, organisation: &Organisation, params: &Params) -> Measured {
    figure(
        look,
        organisation,
        params,
        |year| year.rd_staff,
        Value::Count,
    )
}

/// Spending on research and development by revenue.
pub(super) fn rd_intensity(look: &Look, organisation: &Organisation, params: &Params) -> Measured {
    ratio(
        look,
        organisation,
        params,
        |year| year.rd_spending.map(|fen| fen.0),
        |year| year.revenue.map(|fen| fen.0),
    )
}

/// Staff in research and development by staff.
pub(super) fn rd_staff_share(
    look: &Look,
    organisation: &Organisation,
    params: &Params,
) -> Measured {
    ratio(
        look,
        organisation,
        params,
        |year| year.rd_staff,
        |year| year.staff,
    )
}
