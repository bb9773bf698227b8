//! Lists and the empty workbook to download: the same addresses below the pages and below the API.

use std::sync::Arc;

use axum::extract::{OriginalUri, Path, Query as Pairs, State};
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use policy::SubjectKind;

use super::conditions::conditions;
use super::table::{FileForm, Table};
use super::template::template;
use crate::api::{self, plural, weighed};
use crate::app::{App, Visitor};
use crate::doors::{Access, Doors, reads};
use crate::fault;
use crate::listing::{List, Query, list};
use crate::page;
use crate::trail::Remark;

type Asked = Pairs<Vec<(String, String)>>;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `/<list>.xlsx` and `/<list>.csv` with the filters of the list, and `/organisations/template.xlsx`.
pub fn routes() -> Doors {
    let mut routes = Doors::new().at(
        "/organisations/template.xlsx",
        reads(Access::Everyone),
        get(empty),
    );
    for which in List::ALL {
        for form in [FileForm::Xlsx, FileForm::Csv] {
            let path = format!("/{}.{}", which.key(), form.ending());
            let answer = move |State(app): State<Arc<App>>,
                               visitor: Visitor,
                               OriginalUri(uri): OriginalUri,
                               Pairs(pairs): Asked| async move {
                export(&app, &visitor, &uri, which, form, &pairs)
            };
            routes = routes.at(&path, reads(Access::Everyone), get(answer));
        }
    }
    for kind in [
        SubjectKind::Organisation,
        SubjectKind::Candidacy,
        SubjectKind::Consortium,
    ] {
        for form in [FileForm::Xlsx, FileForm::Csv] {
            let path = format!("/{}/{{subject}}/conditions.{}", plural(kind), form.ending());
            let answer = move |State(app): State<Arc<App>>,
                               visitor: Visitor,
                               OriginalUri(uri): OriginalUri,
                               Path(subject): Path<String>| async move {
                of_subject(&app, &visitor, &uri, &subject, form)
            };
            routes = routes.at(&path, reads(Access::Everyone), get(answer));
        }
    }
    routes
}

/// Nothing is here for this visitor, as the face that was asked tells it.
fn nothing(app: &App, visitor: &Visitor, uri: &Uri) -> Response {
    if uri.path().starts_with("/api/") {
        api::absent(app, visitor)
    } else {
        page::absent(app, visitor, uri)
    }
}

/// The conditions of a subject as a file, for whoever may look at them.
fn of_subject(app: &App, visitor: &Visitor, uri: &Uri, text: &str, form: FileForm) -> Response {
    let world = app.world();
    let Some(subject) = weighed(app, &world, visitor, text) else {
        return nothing(app, visitor, uri);
    };
    match conditions(app, &world, visitor, subject).write(form) {
        Ok(bytes) => file(&format!("{text}-conditions"), form, bytes),
        Err(cause) => fault::ours(cause),
    }
}

async fn empty(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    match template(app.policy(visitor.day()), app.words(visitor.language)) {
        Ok(bytes) => file("organisations", FileForm::Xlsx, bytes),
        Err(cause) => fault::ours(cause),
    }
}

/// A list as a file, exactly as filtered.
fn export(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    which: List,
    form: FileForm,
    pairs: &[(String, String)],
) -> Response {
    // Without an account only consortia are listed anywhere.
    if which != List::Consortia && visitor.person().is_none() {
        return nothing(app, visitor, uri);
    }
    let world = app.world();
    let listed = list(app, &world, visitor, which, &Query::read(pairs).whole());
    let count = listed.rows.len();
    match Table::of_list(which, &listed, app.words(visitor.language)).write(form) {
        Ok(bytes) => Remark {
            count,
            ..Remark::default()
        }
        .on(file(which.key(), form, bytes)),
        Err(cause) => fault::ours(cause),
    }
}

fn file(name: &str, form: FileForm, bytes: Vec<u8>) -> Response {
    let kind = match form {
        FileForm::Xlsx => XLSX,
        FileForm::Csv => "text/csv; charset=utf-8",
        FileForm::Json => "application/json",
    };
    let name = format!("attachment; filename=\"{name}.{}\"", form.ending());
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    (headers, bytes).into_response()
}
