//! The front door, and the page for what is not there.

use std::sync::Arc;

use acts::World;
use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};

use super::{Frame, render_as};
use crate::app::{App, Visitor};

/// A page with one message.
#[derive(Template)]
#[template(path = "message.html")]
struct Message<'a> {
    f: Frame<'a>,
    text: String,
    link: Option<(String, String)>,
}

/// The front door: the inbox of those signed in, the public list of consortia for everybody else.
pub async fn home(visitor: Visitor) -> Redirect {
    if visitor.person().is_some() {
        Redirect::to("/inbox")
    } else {
        Redirect::to("/consortia")
    }
}

/// Nothing is there, or nothing the visitor may see: the two cannot be told apart.
pub async fn absent(State(app): State<Arc<App>>, visitor: Visitor, uri: Uri) -> Response {
    let world = app.world();
    absent_page(&app, &world, &visitor, &uri)
}

/// The same, for pages that looked and found nothing.
pub fn absent_page(app: &App, world: &World, visitor: &Visitor, uri: &Uri) -> Response {
    let f = Frame::new(
        app,
        world,
        visitor,
        uri,
        app.words(visitor.language).t("absent.title"),
    );
    let link = visitor
        .person()
        .is_none()
        .then(|| (sign_in_href(uri), f.w.t("sign_in").to_owned()));
    let text = f.w.t("absent.text").to_owned();
    render_as(StatusCode::NOT_FOUND, &Message { f, text, link })
}

/// A page with one message and that status.
pub fn message(
    app: &App,
    world: &World,
    visitor: &Visitor,
    uri: &Uri,
    status: StatusCode,
    title: String,
    text: String,
) -> Response {
    let f = Frame::new(app, world, visitor, uri, title);
    render_as(
        status,
        &Message {
            f,
            text,
            link: None,
        },
    )
}

/// Sends those not signed in to sign in, and back here after.
pub fn to_sign_in(uri: &Uri) -> Response {
    Redirect::to(&sign_in_href(uri)).into_response()
}

fn sign_in_href(uri: &Uri) -> String {
    let next = uri.path_and_query().map_or("/", |path| path.as_str());
    format!("/sign-in?next={}", crate::listing::encode(next))
}
