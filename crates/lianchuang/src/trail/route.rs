//! Which requests the log is told of: those that change who may come in, those by which something not public is read, and
//! those by which something leaves the house. Acts are told by the office itself.

use audit::EventKind;
use axum::http::Method;

/// Where the routes of the three administrators begin.
const ADMINISTRATORS: &[&str] = &[
    "/audit",
    "/alarms",
    "/outbox",
    "/uploads",
    "/accounts",
    "/address-exceptions",
    "/data-requests",
];

/// Whether an address is one of an administrator's.
pub fn administers(path: &str) -> bool {
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    ADMINISTRATORS.iter().any(|begin| {
        path.strip_prefix(begin)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.']))
    })
}

/// What a request is to the log, if anything.
pub fn kind(method: &Method, path: &str) -> Option<EventKind> {
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    if method == Method::GET {
        read(path)
    } else if method == Method::HEAD || method == Method::OPTIONS {
        None
    } else {
        changed(path)
    }
}

fn read(path: &str) -> Option<EventKind> {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let ending = path.rsplit_once('.').map(|(_, ending)| ending);
    match (parts.as_slice(), ending) {
        (["sign-in", "elsewhere", "back"], _) => Some(EventKind::SignIn),
        (["data-requests", _], _) => Some(EventKind::PersonalUnmasked),
        (["audit"], _) => Some(EventKind::AuditSearched),
        (["audit.csv" | "audit.xlsx"], _) => Some(EventKind::AuditExported),
        ([.., "template.xlsx"], _) => None,
        (["register" | "records", _, "files", _], _) => Some(EventKind::FileRead),
        (["documents", _, _] | ["records", _, "documents", _], _) => Some(EventKind::DocumentRead),
        (["account", "data.json"], _) | (_, Some("xlsx" | "csv")) => Some(EventKind::Export),
        _ => None,
    }
}

fn changed(path: &str) -> Option<EventKind> {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    if let ["register" | "records", _, "personal", _] = parts.as_slice() {
        return Some(EventKind::PersonalUnmasked);
    }
    if let ["accounts", _, "sessions"] = parts.as_slice() {
        return Some(EventKind::SessionEnded);
    }
    if let ["data-requests", _] = parts.as_slice() {
        return Some(EventKind::PersonalAnswered);
    }
    Some(match path {
        "/account/data/requests" => EventKind::PersonalRequested,
        "/sign-in" => EventKind::SignIn,
        "/sign-out" => EventKind::SignOut,
        path if path.starts_with("/account/sessions/") => EventKind::SessionEnded,
        "/tokens" | "/account/tokens" => EventKind::TokenMade,
        path if path.starts_with("/account/tokens/") => EventKind::TokenRevoked,
        "/sign-in/second"
        | "/account/passkey/shown"
        | "/account/certificate"
        | "/account/confirm" => EventKind::SecondFactor,
        // Questions that change nothing until they are answered.
        "/account/passkey/make" | "/account/passkey/show" | "/account/second-factor/app" => {
            return None;
        }
        "/welcome" | "/sign-in/elsewhere/link" => EventKind::AccountChanged,
        path if path.starts_with("/account/") => EventKind::AccountChanged,
        path if path.starts_with("/accounts") || path.starts_with("/address-exceptions") => {
            EventKind::AccountAdministered
        }
        "/notices/choices" | "/notices/calendar" | "/privacy/read" => EventKind::AccountChanged,
        path if path.starts_with("/outbox") => EventKind::Post,
        "/uploads" => EventKind::FileHandled,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;

    #[test]
    fn what_enters_leaves_or_is_read_is_told_and_pages_are_not() {
        let of = |path: &str| kind(&Method::GET, path);
        assert_eq!(of("/register/12/files/ab"), Some(EventKind::FileRead));
        assert_eq!(of("/api/v1/records/12/files/ab"), Some(EventKind::FileRead));
        assert_eq!(of("/consortia.xlsx"), Some(EventKind::Export));
        assert_eq!(of("/api/v1/consortia.csv"), Some(EventKind::Export));
        assert_eq!(
            of("/organisations/o1/conditions.csv"),
            Some(EventKind::Export)
        );
        for page in [
            "/consortia",
            "/inbox",
            "/organisations/template.xlsx",
            "/assets/mark.svg",
        ] {
            assert_eq!(of(page), None, "{page}");
        }
        assert_eq!(kind(&Method::POST, "/sign-in"), Some(EventKind::SignIn));
        assert_eq!(
            kind(&Method::POST, "/api/v1/tokens"),
            Some(EventKind::TokenMade)
        );
        assert_eq!(
            kind(&Method::POST, "/account/password"),
            Some(EventKind::AccountChanged)
        );
        assert_eq!(kind(&Method::POST, "/consortia/c1/charter/sign"), None);
        assert!(
            administers("/audit.csv") && administers("/api/v1/alarms") && !administers("/auditors")
        );
    }
}
