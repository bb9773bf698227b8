//! `lianchuang inbox`: what waits for a person and what the person waits for, at the command line.

use std::process::ExitCode;

use anyhow::bail;

use super::{Common, Data, Format, desk as opened};
use crate::app::App;
use crate::desk::{self, Asked, News, Row, desk};

/// Shows what waits for a person and what the person waits for; the server may run meanwhile.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  lianchuang inbox --data data --as officer\n  lianchuang inbox due=late kind=consortia --data data --as officer --format json\n\nFilters: q=TEXT, kind=candidacies|consortia, due=late|soon|later|none, keeper=me|nobody|colleague, news=changed."
)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    /// Whose: a login of the data folder.
    #[arg(long = "as", value_name = "LOGIN")]
    login: String,
    /// Filters as name=value.
    #[arg(value_name = "FILTER=VALUE")]
    filters: Vec<String>,
}

/// Runs the command.
pub fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut asked = Asked::default();
    for filter in &arguments.filters {
        let Some((name, value)) = filter.split_once('=') else {
            bail!("{filter}: wanted FILTER=VALUE");
        };
        match asked.take(name, value) {
            Ok(true) => {}
            Ok(false) => bail!("{name}: there are {}", desk::FILTERS.join(", ")),
            Err(wrong) => bail!("{name}: one of {}", wrong.wanted),
        }
    }
    let app = opened::to_read(common, &arguments.data.data)?;
    let visitor = opened::visitor(&app, common, &arguments.login)?;
    let world = app.world();
    let found = desk(&app, &world, &visitor, &asked)?;
    if common.format == Format::Json {
        println!("{:#}", desk::body(&found));
        return Ok(ExitCode::SUCCESS);
    }
    let words = app.words(visitor.language);
    for (title, empty, rows) in [
        ("inbox.mine", "inbox.empty", &found.mine),
        ("inbox.theirs", "inbox.theirs_empty", &found.theirs),
    ] {
        println!("{}", words.t(title));
        if rows.is_empty() {
            println!("  {}", words.t(empty));
        }
        for row in rows {
            print(&app, row, common);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn print(app: &App, row: &Row, common: &Common) {
    let words = app.words(common.language());
    let acts: Vec<String> = row
        .item
        .acts
        .iter()
        .zip(&row.item.clauses)
        .map(|(act, clause)| format!("{} ({act}, {clause})", words.t(&format!("act.{act}"))))
        .collect();
    let due = match (row.item.due, row.item.days_left) {
        (Some(due), Some(left)) => {
            let key = if left < 0 { "due.late" } else { "due.left" };
            words.fill(key, &[due.date.to_string(), left.abs().to_string()])
        }
        _ => "—".to_owned(),
    };
    let news = match &row.news {
        News::Nothing => String::new(),
        News::First => format!("  [{}]", words.t("inbox.new")),
        News::Changed(count, _) => {
            format!("  [{}]", words.fill("inbox.changed", &[count.to_string()]))
        }
    };
    println!("  {}  {}{news}", row.item.subject, row.title);
    println!("      {}  {due}", acts.join(words.t("list.comma")));
}
