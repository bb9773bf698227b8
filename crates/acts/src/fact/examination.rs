//! Facts about the examination.

use policy::{FactEntry, FactType, Value};

use super::{FactKind, Measured};
use crate::condition::Look;
use crate::finding::Evidence;

/// Facts about the examination.
pub static FACTS: &[FactKind] = &[
    FactKind {
        entry: FactEntry {
            name: "experts.assessed",
            gives: FactType::Count("expert"),
            params: &[],
            zh: "已评审专家",
            en: "experts who have assessed",
        },
        measure: |look, _| assessed(look),
    },
    FactKind {
        entry: FactEntry {
            name: "experts.score",
            gives: FactType::Number("point"),
            params: &[],
            zh: "专家平均分",
            en: "average score of the experts",
        },
        measure: |look, _| score(look),
    },
    FactKind {
        entry: FactEntry {
            name: "notice.closed",
            gives: FactType::Presence,
            params: &[],
            zh: "公示结束",
            en: "public notice closed",
        },
        measure: |look, _| closed(look),
    },
    FactKind {
        entry: FactEntry {
            name: "objections.open",
            gives: FactType::Count("objection"),
            params: &[],
            zh: "未答复异议",
            en: "objections without an answer",
        },
        measure: |look, _| open(look),
    },
];

fn assessed(look: &Look) -> Measured {
    let Some(consortium) = look.consortium else {
        return Measured::unknown();
    };
    let given = &consortium.examination.assessments;
    Measured {
        value: Value::Count(i64::try_from(given.len()).unwrap_or(i64::MAX)),
        evidence: given
            .values()
            .map(|assessment| Evidence::of(assessment.number))
            .collect(),
    }
}

fn score(look: &Look) -> Measured {
    let Some(consortium) = look.consortium else {
        return Measured::unknown();
    };
    let given = &consortium.examination.assessments;
    let count = i64::try_from(given.len()).unwrap_or(i64::MAX);
    if count == 0 {
        return Measured::unknown();
    }
    let sum: i64 = given.values().map(|assessment| assessment.score).sum();
    Measured {
        value: Value::Number(sum / count),
        evidence: given
            .values()
            .map(|assessment| Evidence::of(assessment.number))
            .collect(),
    }
}

fn closed(look: &Look) -> Measured {
    let closed = look
        .consortium
        .and_then(|consortium| consortium.examination.notice.as_ref())
        .and_then(|notice| notice.closed);
    Measured {
        value: Value::Presence(closed.is_some()),
        evidence: closed.map(Evidence::of).into_iter().collect(),
    }
}

fn open(look: &Look) -> Measured {
    let Some(consortium) = look.consortium else {
        return Measured::unknown();
    };
    let open: Vec<_> = consortium
        .examination
        .objections
        .values()
        .filter(|objection| objection.answer.is_none())
        .collect();
    Measured {
        value: Value::Count(i64::try_from(open.len()).unwrap_or(i64::MAX)),
        evidence: open
            .iter()
            .map(|objection| Evidence::of(objection.number))
            .collect(),
    }
}
