//! The first page of the assessor's pack, to be read by people: totals, what was verified, and every item that is not met.

use std::fmt::Write as _;

use values::Language;

use super::checklist::{Checklist, Item, Status, Title};
use crate::words::Words;

/// What was verified, and how it was found.
#[derive(Debug, Clone)]
pub struct Proven {
    /// Whether it was found whole.
    pub whole: bool,
    /// Its head.
    pub head: String,
}

/// What the first page tells.
#[derive(Debug)]
pub struct Summary<'a> {
    /// The checklists with the names of their files.
    pub checklists: &'a [(&'static str, Checklist)],
    /// The pack in force.
    pub policy: String,
    /// When the last record was made; the pack is of that moment.
    pub as_of: String,
    /// The register.
    pub register: Proven,
    /// The audit log.
    pub audit: Proven,
    /// The files of the pack.
    pub files: Vec<String>,
}

/// The page in a language, as Markdown.
pub fn summary(words: &Words, told: &Summary) -> String {
    let mut page = String::new();
    // Writing to a string cannot fail.
    let _ = heading(&mut page, words, told);
    let _ = totals(&mut page, words, told.checklists);
    for (_, list) in told.checklists {
        let _ = open_items(&mut page, words, list);
    }
    let _ = contents(&mut page, words, &told.files);
    page
}

fn title(title: &Title, language: Language) -> &str {
    match language {
        Language::Zh => title.zh.as_deref().unwrap_or(&title.en),
        Language::En => &title.en,
    }
}

fn heading(page: &mut String, words: &Words, told: &Summary) -> std::fmt::Result {
    let proven = |found: &Proven| {
        let key = if found.whole {
            "assurance.whole"
        } else {
            "assurance.broken"
        };
        words.fill(key, &[&found.head])
    };
    writeln!(page, "# {}\n", words.t("assurance.title"))?;
    writeln!(page, "{}\n", words.t("assurance.intro"))?;
    let version = env!("CARGO_PKG_VERSION");
    for line in [
        words.fill("assurance.version", &[version]),
        words.fill("assurance.policy", &[&told.policy]),
        words.fill("assurance.as_of", &[&told.as_of]),
        words.fill("assurance.register", &[proven(&told.register)]),
        words.fill("assurance.audit", &[proven(&told.audit)]),
    ] {
        writeln!(page, "- {line}")?;
    }
    writeln!(page)
}

fn status(words: &Words, status: Status) -> &str {
    match status {
        Status::Met => words.t("assurance.met"),
        Status::Partly => words.t("assurance.partly"),
        Status::NotMet => words.t("assurance.not_met"),
        Status::Deployer => words.t("assurance.deployer"),
        Status::NotApplicable => words.t("assurance.not_applicable"),
    }
}

fn totals(
    page: &mut String,
    words: &Words,
    lists: &[(&'static str, Checklist)],
) -> std::fmt::Result {
    writeln!(page, "## {}\n", words.t("assurance.totals"))?;
    write!(
        page,
        "| {} | {} |",
        words.t("assurance.list"),
        words.t("assurance.items")
    )?;
    for one in Status::ALL {
        write!(page, " {} |", status(words, one))?;
    }
    writeln!(page, "\n|---|---|---|---|---|---|---|")?;
    for (file, list) in lists {
        let name = title(&list.standard, words.language);
        write!(
            page,
            "| [{name}](checklists/{file}) | {} |",
            list.items.len()
        )?;
        for one in Status::ALL {
            write!(page, " {} |", list.count(one))?;
        }
        writeln!(page)?;
    }
    writeln!(page)
}

/// Items that are not met, or met in part, or left to whoever runs the product: what an assessor asks about first.
fn open_items(page: &mut String, words: &Words, list: &Checklist) -> std::fmt::Result {
    let open: Vec<&Item> = list
        .items
        .iter()
        .filter(|item| !matches!(item.status, Status::Met | Status::NotApplicable))
        .collect();
    writeln!(page, "## {}\n", title(&list.standard, words.language))?;
    if open.is_empty() {
        return writeln!(page, "{}\n", words.t("assurance.none_open"));
    }
    writeln!(page, "{}", words.t("assurance.head"))?;
    writeln!(page, "|---|---|---|---|")?;
    for item in open {
        let cells = [
            item.id.as_str(),
            status(words, item.status),
            title(&item.title, words.language),
            &item.reason,
        ]
        .map(|cell| cell.replace('|', "\\|"));
        writeln!(page, "| {} |", cells.join(" | "))?;
    }
    writeln!(page)
}

fn contents(page: &mut String, words: &Words, files: &[String]) -> std::fmt::Result {
    writeln!(page, "## {}\n", words.t("assurance.contents"))?;
    for file in files {
        writeln!(page, "- [{file}]({file})")?;
    }
    writeln!(page, "\n{}", words.t("assurance.check"))
}
