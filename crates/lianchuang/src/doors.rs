//! The doors: every address of the product with who may come through it, by method. An address is added with its rule or not
//! at all; a method without a rule is not answered; what is not in this list is shut. Within a door sight and the acts' own
//! rulings decide what a visitor sees and does.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use acts::World;
use acts::subject::person::Role;
use axum::Router;
use axum::extract::{FromRequestParts as _, MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;

use crate::app::{App, Visitor};
use crate::visitor::bearer;
use crate::{api, page};

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
        self.router = self.router.route(path, answers);
        self.rules.insert(path.to_owned(), rules);
        self
    }

    /// Adds all of others.
    pub fn merge(mut self, others: Doors) -> Doors {
        self.router = self.router.merge(others.router);
        self.rules.extend(others.rules);
        self
    }

    /// Adds all of others below a path.
    pub fn below(mut self, path: &str, others: Doors) -> Doors {
        self.router = self.router.nest(path, others.router);
        let rules = others.rules.into_iter();
        self.rules
            .extend(rules.map(|(inner, rules)| (format!("{path}{inner}"), rules)));
        self
    }

    /// What answers where no door is, and what stands around all answers of these doors.
    pub fn around(self, change: impl FnOnce(Router<Arc<App>>) -> Router<Arc<App>>) -> Doors {
        Doors {
            router: change(self.router),
            rules: self.rules,
        }
    }

    /// The addresses with their rules, in the order of the alphabet.
    pub fn list(&self) -> impl Iterator<Item = (&str, &[Rule])> {
        self.rules
            .iter()
            .map(|(path, rules)| (path.as_str(), rules.as_slice()))
    }

    /// The router, guarded: nobody comes past a rule, and nothing without a rule is answered.
    pub fn guarded(self, app: &Arc<App>) -> Router<Arc<App>> {
        let guard = Guard {
            app: Arc::clone(app),
            rules: Arc::new(self.rules),
        };
        self.router.route_layer(from_fn_with_state(guard, keep))
    }
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
    // Asking for the head of an answer is reading it.
    let method = match request.method() {
        &Method::HEAD => &Method::GET,
        other => other,
    };
    let Some((_, access)) = rules.iter().find(|(ruled, _)| ruled == method) else {
        return no_such_method(rules);
    };
    // A token that opens nothing is told so, also where nobody needs one.
    let by_token = path.starts_with("/api/") && bearer(request.headers()).is_some();
    if (*access == Access::Everyone || *access == Access::Ruling) && !by_token {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let Ok(visitor) = Visitor::from_request_parts(&mut parts, &guard.app).await;
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

    use super::*;

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
