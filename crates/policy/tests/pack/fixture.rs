//! A tiny fictitious government's pack and a small catalogue to read it against.

use std::collections::BTreeMap;

use policy::read::read;
use policy::{
    ActEntry, Catalogue, FactEntry, FactType, Mistake, Needed, ParamEntry, ParamType, Policies,
    SubjectKind,
};

/// The files of the pack as they stand when nothing is wrong with them.
pub fn files() -> BTreeMap<String, String> {
    let texts = [
        ("pack.toml", include_str!("../harbour/pack.toml")),
        ("1-aims.md", include_str!("../harbour/1-aims.md")),
        (
            "2-conditions.md",
            include_str!("../harbour/2-conditions.md"),
        ),
        ("3-procedure.md", include_str!("../harbour/3-procedure.md")),
        (
            "calls/winter.md",
            include_str!("../harbour/calls/winter.md"),
        ),
        ("words/own.toml", include_str!("../harbour/words/own.toml")),
        (
            "documents/decision.typ",
            include_str!("../harbour/documents/decision.typ"),
        ),
        (
            "lists/fifty.txt",
            include_str!("../harbour/lists/fifty.txt"),
        ),
    ];
    texts
        .into_iter()
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .collect()
}

/// The pack with one text in a file replaced by another; the text must be there.
pub fn files_with(changes: &[(&str, &str, &str)]) -> BTreeMap<String, String> {
    let mut files = files();
    for (file, old, new) in changes {
        let text = files.get_mut(*file).expect("the pack has the file");
        assert!(text.contains(old), "{file} has no {old:?}");
        *text = text.replacen(old, new, 1);
    }
    files
}

/// Reads a pack against the small catalogue.
pub fn read_pack(files: &BTreeMap<String, String>) -> Result<Policies, Vec<Mistake>> {
    read(files, &catalogue(), "test")
}

/// Reads the pack with changes; all mistakes as they are shown.
pub fn mistakes_with(changes: &[(&str, &str, &str)]) -> String {
    match read_pack(&files_with(changes)) {
        Ok(_) => String::new(),
        Err(mistakes) => shown(&mistakes),
    }
}

/// Mistakes as they are shown, with an empty line between.
pub fn shown(mistakes: &[Mistake]) -> String {
    let shown: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    shown.join("\n\n")
}

const AS: ParamEntry = ParamEntry {
    name: "as",
    accepts: ParamType::Word(&["latest", "average", "sum", "each"]),
    needed: Needed::Optional,
};
const YEARS: ParamEntry = ParamEntry {
    name: "years",
    accepts: ParamType::Count,
    needed: Needed::Optional,
};
const LEAD: ParamEntry = ParamEntry {
    name: "lead",
    accepts: ParamType::Word(&["included", "excluded"]),
    needed: Needed::Always,
};
const KINDS: ParamEntry = ParamEntry {
    name: "kinds",
    accepts: ParamType::Terms("member_kind"),
    needed: Needed::Optional,
};
const PARTS: ParamEntry = ParamEntry {
    name: "parts",
    accepts: ParamType::SharesBy("member_kind"),
    needed: Needed::Optional,
};

/// What the product knows, in small.
pub fn catalogue() -> Catalogue {
    let fact = |name, gives, params| FactEntry {
        name,
        gives,
        params,
        zh: "",
        en: "",
    };
    Catalogue {
        facts: vec![
            fact("lead.industry", FactType::Terms("industry"), &[]),
            fact("lead.revenue", FactType::Money, &[YEARS, AS]),
            fact("lead.rd_intensity", FactType::Share, &[YEARS, AS]),
            fact("lead.banned", FactType::Presence, &[]),
            fact("member.kind", FactType::Term("member_kind"), &[]),
            fact(
                "consortium.members",
                FactType::Number("member"),
                &[LEAD, KINDS, PARTS],
            ),
            fact("consortium.places", FactType::Count("place"), &[]),
            fact(
                "consortium.member_kinds",
                FactType::Terms("member_kind"),
                &[],
            ),
            fact("plan.horizon", FactType::Count("year"), &[]),
        ],
        acts: acts(),
        holders: vec!["system", "public", "lead", "lead_head", "chief_expert"],
        vocabularies: vec![
            "track",
            "industry",
            "division",
            "member_kind",
            "judgement",
            "evidence",
        ],
    }
}

fn acts() -> Vec<ActEntry> {
    let act = |key, subject| ActEntry {
        key,
        subject,
        creates: None,
    };
    vec![
        ActEntry {
            key: "selection.nominate",
            subject: SubjectKind::Organisation,
            creates: Some(SubjectKind::Candidacy),
        },
        act("selection.select", SubjectKind::Candidacy),
        ActEntry {
            key: "consortium.start",
            subject: SubjectKind::Candidacy,
            creates: Some(SubjectKind::Consortium),
        },
        act("application.submit", SubjectKind::Consortium),
        act("application.withdraw", SubjectKind::Consortium),
        act("responsibility.confirm", SubjectKind::Consortium),
        act("review.pass", SubjectKind::Consortium),
        act("notice.close", SubjectKind::Consortium),
        act("decision.approve", SubjectKind::Consortium),
    ]
}
