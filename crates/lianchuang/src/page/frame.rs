//! What stands around every page: navigation, who is signed in, the language, warnings.

use std::borrow::Cow;

use acts::capacity::{self, Rank};
use acts::subject::Subject;
use acts::subject::person::Role;
use acts::{World, sight};
use axum::http::Uri;
use values::Language;

use crate::app::{App, Visitor};
use crate::trail::search;
use crate::words::Words;

/// Days before a policy's end from which pages warn.
const WARN_DAYS: i32 = 90;

/// The frame of a page.
pub struct Frame<'a> {
    /// The words.
    pub w: &'a Words,
    /// The page's language.
    pub lang: &'static str,
    /// The page's title.
    pub title: String,
    /// Navigation.
    pub nav: Vec<Link<'a>>,
    /// Who is signed in.
    pub who: Option<Who>,
    /// The path of this page.
    pub path: String,
    /// The secret forms carry.
    pub secret: String,
    /// The other language.
    pub other_language: &'static str,
    /// This page in the other language.
    pub other_language_href: String,
    /// Whether this is a demo.
    pub demo: bool,
    /// A warning about the policy's term.
    pub warning: Option<String>,
    /// Which policy rules.
    pub policy_line: String,
}

/// A link of the navigation.
pub struct Link<'a> {
    /// Where to.
    pub href: &'static str,
    /// What it says.
    pub text: Cow<'a, str>,
    /// Whether this page is below it.
    pub here: bool,
}

/// Who is signed in.
pub struct Who {
    /// The name.
    pub name: String,
    /// The first capacity held.
    pub role: String,
}

impl<'a> Frame<'a> {
    /// The frame of a page at an address.
    pub fn new(
        app: &'a App,
        world: &World,
        visitor: &Visitor,
        uri: &Uri,
        title: impl Into<String>,
    ) -> Frame<'a> {
        let w = app.words(visitor.language);
        let other = match visitor.language {
            Language::Zh => Language::En,
            Language::En => Language::Zh,
        };
        let policy = app.policy(visitor.day());
        let text = |words: &values::Words| words.in_language(visitor.language).to_owned();
        let role = visitor
            .person()
            .map(|_| role(app, world, visitor))
            .unwrap_or_default();
        Frame {
            w,
            lang: match visitor.language {
                Language::Zh => "zh-CN",
                Language::En => "en",
            },
            title: title.into(),
            nav: nav(app, world, visitor, uri.path()),
            who: visitor.person().map(|person| Who {
                name: app.person_name(world, person),
                role,
            }),
            path: uri.path().to_owned(),
            secret: visitor.form_secret.clone().unwrap_or_default(),
            other_language: other.tag(),
            other_language_href: in_language(uri, other),
            demo: app.demo.is_some(),
            warning: warning(app, visitor),
            policy_line: w.fill(
                "footer.policy",
                &[text(&policy.title), text(&policy.issued)],
            ),
        }
    }
}

fn nav<'a>(app: &'a App, world: &World, visitor: &Visitor, path: &str) -> Vec<Link<'a>> {
    let w = app.words(visitor.language);
    let signed_in = visitor.person().is_some();
    let officials = signed_in && sight::is_official(world, visitor.actor, visitor.day());
    let mut links = Vec::new();
    let mut add = |href: &'static str, text: Cow<'a, str>| {
        links.push(Link {
            href,
            text,
            here: path
                .strip_prefix(href)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        });
    };
    if let Some(person) = visitor.person() {
        add("/inbox", w.t("nav.inbox").into());
        add("/notices", notices(app, w, person));
    }
    let mut add = |href, key: &'static str| add(href, w.t(key).into());
    add("/consortia", "nav.consortia");
    if signed_in {
        add("/organisations", "nav.organisations");
    }
    if officials {
        add("/candidacies", "nav.candidacies");
        add("/screening", "nav.screening");
    }
    if search::holds(world, visitor, &Role::Auditor) {
        add("/audit", "nav.audit");
    }
    if search::holds(world, visitor, &Role::SecurityAdministrator) {
        add("/alarms", "nav.alarms");
        add("/data-requests", "nav.data_requests");
        add("/uploads", "nav.uploads");
    }
    if super::outbox::administers(world, visitor) {
        add("/outbox", "nav.outbox");
    }
    add("/self-check", "nav.self_check");
    add("/policy", "nav.policy");
    add("/register", "nav.register");
    if crate::accounts::may_see(world, visitor) {
        add("/accounts", "nav.accounts");
    }
    links
}

/// The way to the notices, with how many are not read.
fn notices<'a>(app: &App, w: &'a Words, person: values::PersonId) -> Cow<'a, str> {
    match app.cabinet.unread(person) {
        Ok(unread @ 1..) => w.fill("nav.notices_unread", &[unread.to_string()]).into(),
        // A count that cannot be had keeps no page from being shown.
        Ok(0) | Err(_) => w.t("nav.notices").into(),
    }
}

/// The first capacity of the visitor, in words.
fn role(app: &App, world: &World, visitor: &Visitor) -> String {
    let Some(person) = visitor.person() else {
        return String::new();
    };
    let day = visitor.day();
    let teller = app.teller(visitor.language, app.policy(day), world);
    if let Some((body, rank)) = capacity::bodies_of(world, person, day).next() {
        let key = match rank {
            Rank::Officer => "role.officer_of",
            Rank::Leader => "role.leader_of",
        };
        return teller.words.fill(key, &[teller.body(body)]);
    }
    // Experts and administrators, who belong to no body.
    let mut offices = world.appointments.get(&person).into_iter().flatten();
    if let Some(held) = offices.find(|held| held.held_on(day)) {
        return teller.role(&held.role).0;
    }
    if let Some(organisation) = capacity::organisations_of(world, person).next() {
        return teller.subject(Subject::Organisation(organisation.id));
    }
    String::new()
}

fn in_language(uri: &Uri, language: Language) -> String {
    let kept = uri
        .query()
        .into_iter()
        .flat_map(|query| query.split('&'))
        .filter(|pair| !pair.starts_with("lang=") && !pair.is_empty());
    let query: Vec<String> = kept
        .map(str::to_owned)
        .chain([format!("lang={}", language.tag())])
        .collect();
    format!("{}?{}", uri.path(), query.join("&"))
}

fn warning(app: &App, visitor: &Visitor) -> Option<String> {
    let w = app.words(visitor.language);
    let day = visitor.day();
    let policies = &app.rules().policies;
    let Some(policy) = policies.in_force(day) else {
        return Some(w.t("policy.none_in_force").to_owned());
    };
    let until = policy.until?;
    let left = day.until(until).ok()?.get_days();
    let world = app.world();
    let teller = app.teller(visitor.language, policy, &world);
    (left <= WARN_DAYS).then(|| w.fill("policy.ends", &[teller.day(until), left.to_string()]))
}
