//! Lists as pages and as exports; the export equals the list on screen, without its pages.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query as Pairs, State};
use axum::http::Uri;
use axum::response::Response;

use super::home::to_sign_in;
use super::panel::subject_href;
use super::targets::{TargetShown, targets};
use super::{Frame, render};
use crate::app::{App, Visitor};
use crate::listing::{List, Query, list};

#[derive(Template)]
#[template(path = "list.html")]
struct Page<'a> {
    f: Frame<'a>,
    about: String,
    total: usize,
    actions: Vec<(String, String)>,
    text: String,
    filters: Vec<FilterShown>,
    filtered: bool,
    here: &'static str,
    sort: Option<String>,
    columns: Vec<ColumnShown>,
    targets: Arc<Vec<TargetShown>>,
    rows: Vec<RowShown<'a>>,
    empty: String,
    before: Option<String>,
    next: Option<String>,
    sheet: String,
    lines: String,
    template: Option<&'static str>,
}

struct FilterShown {
    name: &'static str,
    label: String,
    choices: Vec<(String, String, bool)>,
}

struct ColumnShown {
    label: String,
    href: String,
    order: Option<&'static str>,
    mark: &'static str,
}

struct RowShown<'a> {
    href: String,
    cells: Vec<(&'a str, &'a str)>,
}

type Asked = Pairs<Vec<(String, String)>>;

/// Consortia; the public sees the established ones.
pub async fn consortia(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Pairs(pairs): Asked,
) -> Response {
    page(&app, &visitor, &uri, List::Consortia, &pairs)
}

/// Organisations.
pub async fn organisations(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Pairs(pairs): Asked,
) -> Response {
    if visitor.person().is_none() {
        to_sign_in(&uri)
    } else {
        page(&app, &visitor, &uri, List::Organisations, &pairs)
    }
}

/// Candidacies for the lead.
pub async fn candidacies(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Pairs(pairs): Asked,
) -> Response {
    if visitor.person().is_none() {
        to_sign_in(&uri)
    } else {
        page(&app, &visitor, &uri, List::Candidacies, &pairs)
    }
}

/// Organisations against the conditions of a lead.
pub async fn screening(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Pairs(pairs): Asked,
) -> Response {
    if visitor.person().is_none() {
        to_sign_in(&uri)
    } else {
        page(&app, &visitor, &uri, List::Screening, &pairs)
    }
}

fn path_of(which: List) -> (&'static str, &'static str) {
    match which {
        List::Consortia => ("/consortia", "consortia"),
        List::Organisations => ("/organisations", "organisations"),
        List::Candidacies => ("/candidacies", "candidacies"),
        List::Screening => ("/screening", "screening"),
    }
}

fn page(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    which: List,
    pairs: &[(String, String)],
) -> Response {
    let world = app.world();
    let query = Query::read(pairs);
    let listed = list(app, &world, visitor, which, &query);
    let w = app.words(visitor.language);
    let (here, name) = path_of(which);
    let labels: Vec<String> = listed
        .columns
        .iter()
        .map(|column| w.t(&format!("column.{column}")).to_owned())
        .collect();
    let columns = listed
        .columns
        .iter()
        .zip(&labels)
        .map(|(column, label)| {
            let sorted = query.sort.as_deref() == Some(column);
            let (order, mark, value) = match (sorted, query.descending()) {
                (false, _) => (None, "", (*column).to_owned()),
                (true, false) => (Some("ascending"), " ↑", format!("-{column}")),
                (true, true) => (Some("descending"), " ↓", String::new()),
            };
            ColumnShown {
                label: label.clone(),
                href: format!("{here}?{}", query.with("sort", &value)),
                order,
                mark,
            }
        })
        .collect();
    let rows = listed
        .rows
        .iter()
        .map(|row| RowShown {
            href: subject_href(row.subject),
            cells: labels
                .iter()
                .map(String::as_str)
                .zip(row.cells.iter().map(String::as_str))
                .collect(),
        })
        .collect();
    let filters = listed
        .filters
        .iter()
        .filter(|filter| filter.choices.len() > 1)
        .map(|filter| FilterShown {
            name: filter.name,
            label: w.t(&format!("column.{}", filter.name)).to_owned(),
            choices: filter
                .choices
                .iter()
                .map(|(key, text)| {
                    (
                        key.clone(),
                        text.clone(),
                        query.filters.get(filter.name) == Some(key),
                    )
                })
                .collect(),
        })
        .collect();
    render(&Page {
        f: Frame::new(app, &world, visitor, uri, w.t(&format!("nav.{name}"))),
        about: w.t(&format!("list.{name}.about")).to_owned(),
        total: listed.total,
        actions: actions(app, &world, visitor, which),
        text: query.text.clone().unwrap_or_default(),
        filters,
        filtered: query.text.is_some() || !query.filters.is_empty(),
        here,
        sort: query
            .sort
            .as_ref()
            .map(|sort| format!("{}{sort}", if query.descending() { "-" } else { "" })),
        columns,
        rows,
        targets: if which == List::Consortia {
            targets(app, &world, visitor)
        } else {
            Arc::default()
        },
        empty: w.t(&format!("list.{name}.empty")).to_owned(),
        before: listed
            .before
            .map(|cursor| format!("{here}?{}", query.with("cursor", &cursor))),
        next: listed
            .next
            .map(|cursor| format!("{here}?{}", query.with("cursor", &cursor))),
        sheet: format!("{here}.xlsx?{}", query.with("cursor", "")),
        lines: format!("{here}.csv?{}", query.with("cursor", "")),
        template: (which == List::Organisations).then_some("/organisations/template.xlsx"),
    })
}

/// Acts of the office that begin on this list, where the visitor may do them.
fn actions(
    app: &App,
    world: &acts::World,
    visitor: &Visitor,
    which: List,
) -> Vec<(String, String)> {
    let keys: &[&str] = match which {
        List::Organisations => &["organisation.register", "person.enrol"],
        List::Consortia | List::Candidacies | List::Screening => &[],
    };
    if keys.is_empty() {
        return Vec::new();
    }
    let w = app.words(visitor.language);
    let panel = acts::inbox::panel(
        world,
        app.rules(),
        visitor.actor,
        acts::Subject::Office,
        visitor.at,
    );
    keys.iter()
        .filter(|key| {
            panel
                .iter()
                .any(|ruling| ruling.act.key == **key && ruling.open())
        })
        .map(|key| {
            (
                super::panel::act_href(acts::Subject::Office, key),
                w.t(&format!("act.{key}")).to_owned(),
            )
        })
        .collect()
}
