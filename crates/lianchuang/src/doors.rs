//! The doors: every address of the product with who may come through it, by method. An address is added with its rule or not
//! at all; a method without a rule is not answered; what is not in this list is shut. Within a door sight and the acts' own
//! rulings decide what a visitor sees and does.

use std::collections::BTreeMap;
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use acts::World;
use acts::subject::person::Role;
use axum::Router;
use axum::extract::{FromRequestParts as _, MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use tower::Service as _;

use crate::app::{App, Visitor};
use crate::visitor::{address, cookie, session_cookie};
use crate::{api, page, throttle};

/// Who may come through a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Anybody; what the public may see is decided within.
    Everyone,
    /// Whoever has begun to sign in, even if something is still to be shown.
    Arriving,
    /// Whoever is signed in.
    Person,
    /// The system administrator.
    System,
    /// The security administrator.
    Security,
    /// The auditor.
    Auditor,
    /// The system or the security administrator.
    Administrators,
    /// Whoever the act's own ruling lets: capacity, stage and sight.
    Ruling,
}

impl Access {
    /// Its word in the list.
    pub fn key(self) -> &'static str {
        match self {
            Access::Everyone => "everyone",
            Access::Arriving => "arriving",
            Access::Person => "person",
            Access::System => "system administrator",
            Access::Security => "security administrator",
            Access::Auditor => "auditor",
            Access::Administrators => "system or security administrator",
            Access::Ruling => "the act's ruling",
        }
    }

    /// Whether the visitor may come in.
    fn lets(self, world: &World, visitor: &Visitor) -> Entry {
        let holds = |roles: &[Role]| {
            let Some(person) = visitor.person() else {
                return Entry::SignIn;
            };
            let held = world.appointments.get(&person).into_iter().flatten();
            let mut held = held.filter(|held| held.held_on(visitor.day()));
            if held.any(|held| roles.contains(&held.role)) {
                Entry::Open
            } else {
                Entry::Absent
            }
        };
        match self {
            Access::Everyone | Access::Ruling => Entry::Open,
            Access::Arriving if visitor.known().is_some() => Entry::Open,
            Access::Person if visitor.person().is_some() => Entry::Open,
            Access::Arriving | Access::Person => Entry::SignIn,
            Access::System => holds(&[Role::SystemAdministrator]),
            Access::Security => holds(&[Role::SecurityAdministrator]),
            Access::Auditor => holds(&[Role::Auditor]),
            Access::Administrators => {
                holds(&[Role::SystemAdministrator, Role::SecurityAdministrator])
            }
        }
    }
}

/// What a door answers.
enum Entry {
    Open,
    SignIn,
    /// The same as where nothing is: who may not come in does not learn that there is a door.
    Absent,
}

/// A method of an address, with its rule.
pub type Rule = (Method, Access);

/// What is read by everybody or by nobody else.
pub fn reads(access: Access) -> Vec<Rule> {
    vec![(Method::GET, access)]
}

/// What is only sent.
pub fn takes(access: Access) -> Vec<Rule> {
    vec![(Method::POST, access)]
}

/// A form: read, and sent back.
pub fn form(access: Access) -> Vec<Rule> {
    vec![(Method::GET, access), (Method::POST, access)]
}

/// Addresses with their rules.
#[derive(Default)]
pub struct Doors {
    router: Router<Arc<App>>,
    rules: BTreeMap<String, Vec<Rule>>,
    answers: BTreeMap<String, MethodRouter<Arc<App>>>,
}

/// A door whose rules and answers are not of the same methods: the product does not start with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Ajar {
    /// Something answers without a rule saying for whom.
    #[error("{method} {path} answers and has no rule saying who may come in")]
    Unruled {
        /// The address.
        path: String,
        /// The method.
        method: String,
    },
    /// A rule for what nothing answers.
    #[error("{method} {path} has a rule and nothing answers there")]
    Unanswered {
        /// The address.
        path: String,
        /// The method.
        method: String,
    },
}

impl fmt::Debug for Doors {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_map().entries(&self.rules).finish()
    }
}

impl Doors {
    /// None yet.
    pub fn new() -> Doors {
        Doors::default()
    }

    /// Adds an address with its rules and what answers there.
    pub fn at(mut self, path: &str, rules: Vec<Rule>, answers: MethodRouter<Arc<App>>) -> Doors {
        self.router = self.router.route(path, answers.clone());
        self.rules.insert(path.to_owned(), rules);
        self.answers.insert(path.to_owned(), answers);
        self
    }

    /// Adds all of others.
    pub fn merge(mut self, others: Doors) -> Doors {
        self.router = self.router.merge(others.router);
        self.rules.extend(others.rules);
        self.answers.extend(others.answers);
        self
    }

    /// Adds all of others below a path.
    pub fn below(mut self, path: &str, others: Doors) -> Doors {
        self.router = self.router.nest(path, others.router);
        let rules = others.rules.into_iter();
        self.rules
            .extend(rules.map(|(inner, rules)| (format!("{path}{inner}"), rules)));
        let answers = others.answers.into_iter();
        self.answers
            .extend(answers.map(|(inner, answers)| (format!("{path}{inner}"), answers)));
        self
    }

    /// What answers where no door is, and what stands around all answers of these doors.
    pub fn around(self, change: impl FnOnce(Router<Arc<App>>) -> Router<Arc<App>>) -> Doors {
        Doors {
            router: change(self.router),
            ..self
        }
    }

    /// The addresses with their rules, in the order of the alphabet.
    pub fn list(&self) -> impl Iterator<Item = (&str, &[Rule])> {
        self.rules
            .iter()
            .map(|(path, rules)| (path.as_str(), rules.as_slice()))
    }

    /// The router, guarded: nobody comes past a rule, and nothing without a rule is answered. Doors whose rules and answers
    /// do not fit are not opened at all.
    pub fn guarded(self, app: &Arc<App>) -> Result<Router<Arc<App>>, Ajar> {
        for (path, rules) in &self.rules {
            if let Some(answers) = self.answers.get(path) {
                fit(path, rules, answers.clone().with_state(Arc::clone(app)))?;
            }
        }
        let guard = Guard {
            app: Arc::clone(app),
            rules: Arc::new(self.rules),
        };
        Ok(self.router.route_layer(from_fn_with_state(guard, keep)))
    }
}

/// Whether the rules of an address are of the very methods that are answered there.
fn fit(path: &str, rules: &[Rule], answers: MethodRouter) -> Result<(), Ajar> {
    let answered = answered(answers);
    let known = |method: &str| rules.iter().any(|(ruled, _)| ruled.as_str() == method);
    // Reading the head of an answer goes by the rule of reading it.
    let unruled = answered
        .iter()
        .find(|method| *method != "HEAD" && !known(method));
    if let Some(method) = unruled {
        return Err(Ajar::Unruled {
            path: path.to_owned(),
            method: method.clone(),
        });
    }
    let unanswered = rules
        .iter()
        .find(|(method, _)| !answered.iter().any(|found| found == method.as_str()));
    match unanswered {
        Some((method, _)) => Err(Ajar::Unanswered {
            path: path.to_owned(),
            method: method.to_string(),
        }),
        None => Ok(()),
    }
}

/// The methods an address answers: what it says when it is asked by one that nobody has (RFC 9110, section 15.5.6).
fn answered(mut answers: MethodRouter) -> Vec<String> {
    let Ok(nobodys) = Method::from_bytes(b"X-WHICH") else {
        return Vec::new();
    };
    let mut asked: Request = Request::default();
    *asked.method_mut() = nobodys;
    let mut saying = pin!(answers.call(asked));
    // It is said at once, without waiting for anything.
    let Poll::Ready(Ok(said)) = saying
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    else {
        return Vec::new();
    };
    let allowed = said.headers().get(header::ALLOW);
    allowed
        .and_then(|allowed| allowed.to_str().ok())
        .unwrap_or_default()
        .split(',')
        .map(|method| method.trim().to_owned())
        .filter(|method| !method.is_empty())
        .collect()
}

#[derive(Clone)]
struct Guard {
    app: Arc<App>,
    rules: Arc<BTreeMap<String, Vec<Rule>>>,
}

/// Lets a request through the door it came to, or answers at the door.
async fn keep(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned())
        .unwrap_or_default();
    let Some(rules) = guard.rules.get(&path) else {
        tracing::error!(path, "an address without a rule was asked for");
        return StatusCode::NOT_FOUND.into_response();
    };
    if let Err(seconds) = counted(&guard.app, &request) {
        return too_many(&guard.app, request, seconds).await;
    }
    // Asking for the head of an answer is reading it.
    let method = match request.method() {
        &Method::HEAD => &Method::GET,
        other => other,
    };
    let Some((_, access)) = rules.iter().find(|(ruled, _)| ruled == method) else {
        return no_such_method(rules);
    };
    // What is shown and opens nothing is told so, also where nobody needs to show anything, and whatever its scheme.
    let by_token =
        path.starts_with("/api/") && request.headers().contains_key(header::AUTHORIZATION);
    if (*access == Access::Everyone || *access == Access::Ruling) && !by_token {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let visitor = match Visitor::from_request_parts(&mut parts, &guard.app).await {
        Ok(visitor) => visitor,
        Err(fault) => return fault,
    };
    if by_token && visitor.person().is_none() {
        return api::unknown(&guard.app, &visitor);
    }
    let world = guard.app.world();
    match access.lets(&world, &visitor) {
        Entry::Open => {
            // Looked up once: what comes after takes the visitor from here.
            parts.extensions.insert(visitor);
            next.run(Request::from_parts(parts, body)).await
        }
        Entry::SignIn if path.starts_with("/api/") => api::unknown(&guard.app, &visitor),
        Entry::Absent if path.starts_with("/api/") => api::absent(&guard.app, &visitor),
        Entry::SignIn => page::to_sign_in(&parts.uri),
        Entry::Absent => page::absent(&guard.app, &visitor, &parts.uri),
    }
}

/// Counts a request by what it shows of its caller, before anything is looked up for it.
fn counted(app: &App, request: &Request) -> Result<(), u64> {
    let headers = request.headers();
    let credential = headers
        .get(header::AUTHORIZATION)
        .and_then(|shown| shown.to_str().ok())
        .or_else(|| cookie(headers, session_cookie(app.exposure)));
    let cost = throttle::cost(request.method(), request.uri().path());
    let source = address(headers, request.extensions(), app.exposure);
    app.throttle.count(app.now(), source, credential, cost)
}

/// Too much was asked: when to come back, in the form that was asked for.
async fn too_many(app: &Arc<App>, request: Request, seconds: u64) -> Response {
    let (mut parts, _) = request.into_parts();
    let visitor = match Visitor::from_request_parts(&mut parts, app).await {
        Ok(visitor) => visitor,
        Err(fault) => return fault,
    };
    let mut response = if parts.uri.path().starts_with("/api/") {
        api::too_many(app, &visitor, seconds)
    } else {
        page::too_many(app, &visitor, &parts.uri, seconds)
    };
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn no_such_method(rules: &[Rule]) -> Response {
    let allowed: Vec<&str> = rules
        .iter()
        .flat_map(|(method, _)| match *method {
            Method::GET => vec!["GET", "HEAD"],
            _ => vec![method.as_str()],
        })
        .collect();
    let mut response = StatusCode::METHOD_NOT_ALLOWED.into_response();
    if let Ok(allowed) = HeaderValue::from_str(&allowed.join(", ")) {
        response.headers_mut().insert(header::ALLOW, allowed);
    }
    response
}

/// All doors of the product.
pub fn doors() -> Doors {
    Doors::new()
        .merge(page::routes())
        .merge(crate::sheet::routes())
        .below("/api/v1", api::routes().merge(crate::sheet::routes()))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use axum::routing::{get, post};

    use super::*;

    async fn answer() -> &'static str {
        ""
    }

    #[test]
    fn m11_an_answer_without_a_rule_and_a_rule_without_an_answer_are_not_opened() {
        assert_eq!(
            fit("/x", &form(Access::Person), get(answer).post(answer)),
            Ok(())
        );
        assert_eq!(
            fit("/x", &reads(Access::Everyone), get(answer).delete(answer)),
            Err(Ajar::Unruled {
                path: "/x".to_owned(),
                method: "DELETE".to_owned()
            })
        );
        assert_eq!(
            fit("/x", &form(Access::Person), post(answer)),
            Err(Ajar::Unanswered {
                path: "/x".to_owned(),
                method: "GET".to_owned()
            })
        );
        assert!(fit("/x", &[], get(answer)).is_err());
    }

    #[test]
    fn every_door_of_the_api_is_in_its_description() {
        let described = crate::api::openapi::document();
        let undescribed: Vec<String> = doors()
            .list()
            .filter_map(|(path, rules)| Some((path.strip_prefix("/api/v1")?, rules.to_vec())))
            // Acts are described each by its own address.
            .filter(|(path, _)| !path.ends_with("/{folder}/{verb}"))
            .flat_map(|(path, rules)| rules.into_iter().map(move |(method, _)| (path, method)))
            .filter(|(path, method)| {
                described["paths"][path][method.as_str().to_lowercase()].is_null()
            })
            .map(|(path, method)| format!("{method} {path}"))
            .collect();
        assert!(undescribed.is_empty(), "{undescribed:#?}");
    }

    #[test]
    fn m11_every_address_has_a_rule_for_every_method_and_the_list_is_the_reviewed_one() {
        let doors = doors();
        let mut told = String::from(
            "# Doors\n\nEvery address of the product with who may come through it. Made from the program; a test holds the two together.\n\n| address | method | who |\n|---|---|---|\n",
        );
        let mut cells = 0;
        for (path, rules) in doors.list() {
            assert!(!rules.is_empty(), "{path} has no rule");
            for (method, access) in rules {
                let _ = writeln!(told, "| `{path}` | {method} | {} |", access.key());
                cells += 1;
            }
        }
        let _ = write!(told, "\n{cells} doors.\n");
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/authority/doors.md");
        if std::env::var_os("LIANCHUANG_GUIDE").is_some() {
            std::fs::write(file, &told).expect("the list can be written");
        }
        let kept = std::fs::read_to_string(file).unwrap_or_default();
        assert_eq!(
            kept, told,
            "run with LIANCHUANG_GUIDE=1 and review the change"
        );
    }
}
