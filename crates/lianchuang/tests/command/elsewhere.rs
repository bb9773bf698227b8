//! Signing in at a certified OpenID Connect provider that runs beside the test: the whole round as a browser walks it, and
//! everything that has to be refused.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use super::city::{Folder, run};
use super::walking::{Answer, Browser, absolute, between};

const LOGIN: &str = "officer@bureau";
const SECRET: &str = "a-secret-of-the-tests+&";

/// A process that ends with the test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn line(out: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    line.trim().to_owned()
}

/// The provider, and the product beside it.
struct Scene {
    product: String,
    folder: Folder,
    issuer: String,
    _provider: Process,
    /// It may print something more.
    _printed: BufReader<ChildStdout>,
    serving: Option<Process>,
}

impl Scene {
    fn begun() -> Scene {
        let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/provider");
        assert!(
            place.join("node_modules").is_dir(),
            "the provider is not installed: run scripts/test-needs"
        );
        let mut provider = Command::new("node")
            .arg("provider.js")
            .current_dir(&place)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node is installed by scripts/test-needs");
        let mut out = BufReader::new(provider.stdout.take().unwrap());
        let mut input = provider.stdin.take().unwrap();
        let issuer = line(&mut out);
        // The provider has to know the product's address before the product is asked for it.
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let product = format!("http://127.0.0.1:{port}");
        writeln!(input, "{product}").unwrap();
        assert_eq!(line(&mut out), "ready");
        // Its input stays open as long as it runs.
        provider.stdin = Some(input);
        let mut scene = Scene {
            product,
            folder: Folder::with_city(),
            issuer,
            _provider: Process(provider),
            _printed: out,
            serving: None,
        };
        scene.serve("offered");
        scene
    }

    /// Serves the city anew.
    fn serve(&mut self, second_factor: &str) {
        self.serving = None;
        let listen = self.product.trim_start_matches("http://");
        let mut process = Command::new(env!("CARGO_BIN_EXE_lianchuang"))
            .args(["demo", "--data", &self.folder.text("city")])
            .args(["--listen", listen, "--public-address", &self.product])
            .args(["--second-factor", second_factor])
            .args(["--oidc-issuer", &self.issuer, "--oidc-client", "lianchuang"])
            .env("LIANCHUANG_OIDC_SECRET", SECRET)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        while !line(&mut out).contains("http://") {}
        self.serving = Some(Process(process));
    }

    fn browser(&self) -> Browser {
        Browser::at(&self.product)
    }

    /// Walks to the provider and back as somebody; gives the address the provider sends the browser to.
    fn vouched(&self, browser: &mut Browser, name: &str) -> String {
        let sent = browser.get("/sign-in/elsewhere?next=/register");
        assert_eq!(sent.status, 303, "{}", sent.page);
        let mut at = sent.location;
        assert!(at.starts_with(&format!("{}/auth?", self.issuer)), "{at}");
        for _ in 0..8 {
            let answer = browser.get(&at);
            at = if answer.status == 200 {
                let action = between(&answer.page, "action=\"", "\"");
                let prompt = between(&answer.page, "name=\"prompt\" value=\"", "\"");
                let fields = [
                    ("prompt", prompt.as_str()),
                    ("login", name),
                    ("password", "x"),
                ];
                browser.post(&absolute(&at, &action), &fields).location
            } else {
                absolute(&at, &answer.location)
            };
            at = absolute(&self.issuer, &at);
            if at.starts_with(&self.product) {
                return at;
            }
        }
        panic!("the provider never sent the browser back: {at}")
    }

    /// Why somebody is not let in.
    fn refused(&self, name: &str) -> String {
        let mut browser = self.browser();
        let back = self.vouched(&mut browser, name);
        why(&browser.get(&back), &browser)
    }
}

/// What the page names as the reason; nobody is signed in.
fn why(answer: &Answer, browser: &Browser) -> String {
    assert_eq!(answer.status, 401, "{}", answer.page);
    assert!(!browser.signed_in(), "a session came with the refusal");
    if answer
        .page
        .contains("took too long, or this answer was used")
    {
        return "round".to_owned();
    }
    between(&answer.page, "asked for (", ")")
}

/// What the security administrator does with an account; the page that follows.
fn administer(browser: &mut Browser, act: &str) -> Answer {
    let path = format!("/accounts/{LOGIN}/{act}");
    let page = browser.get(&path);
    let secret = between(&page.page, "name=\"_csrf\" value=\"", "\"");
    browser.post(&path, &[("_csrf", &secret)])
}

/// A query with one of its parts changed.
fn with(address: &str, name: &str, value: &str) -> String {
    let (path, query) = address.split_once('?').unwrap();
    let pairs = query.split('&').map(|pair| {
        if pair.starts_with(&format!("{name}=")) {
            format!("{name}={value}")
        } else {
            pair.to_owned()
        }
    });
    format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"))
}

fn part(address: &str, name: &str) -> String {
    let (_, query) = address.split_once('?').unwrap();
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .find(|(found, _)| *found == name)
        .unwrap()
        .1
        .to_owned()
}

#[test]
fn who_is_linked_signs_in_elsewhere_and_nobody_is_linked_by_a_name_or_a_mail_address() {
    let mut scene = Scene::begun();
    let mut browser = scene.browser();
    let page = browser.get("/sign-in").page;
    assert!(page.contains("Sign in with Unified identity"), "{page}");
    // At the provider the person is called as the login here, and has that mail address: it opens nothing.
    let back = scene.vouched(&mut browser, LOGIN);
    let unlinked = browser.get(&back);
    assert_eq!(unlinked.status, 403);
    assert!(
        unlinked
            .page
            .contains("never linked by name, telephone or mail address")
    );
    assert!(!browser.signed_in());

    let mut security = scene.browser();
    security.enter("security@office");
    let made = administer(&mut security, "link");
    let code = between(&made.page, "<code class=\"seed\">", "</code>");
    let link = |browser: &mut Browser, code: &str| {
        browser.post("/sign-in/elsewhere/link", &[("code", code)])
    };
    // A code is worth nothing to whom the provider does not vouch for.
    assert_eq!(why(&link(&mut scene.browser(), &code), &browser), "round");
    assert_eq!(link(&mut browser, "AAAAA-BBBBB-CCCCC-DDDDD").status, 400);
    let linked = link(&mut browser, &code);
    assert_eq!(
        (linked.status, linked.location.as_str()),
        (303, "/register")
    );
    assert!(browser.signed_in());
    assert_eq!(browser.get("/inbox").status, 200);
    assert!(
        browser
            .get("/account")
            .page
            .contains("Unified identity, linked")
    );

    // From then on it opens the account; the code is used up.
    let mut again = scene.browser();
    let back = scene.vouched(&mut again, LOGIN);
    let entered = again.get(&back);
    assert_eq!(
        (entered.status, entered.location.as_str()),
        (303, "/register")
    );
    assert_eq!(again.get("/inbox").status, 200);
    let mut other = scene.browser();
    let back = scene.vouched(&mut other, "somebody");
    assert_eq!(other.get(&back).status, 403);
    assert_eq!(link(&mut other, &code).status, 400);

    // Where a second factor is wanted, the provider's word is none.
    scene.serve("required");
    let mut without = scene.browser();
    let back = scene.vouched(&mut without, LOGIN);
    let sent = without.get(&back);
    assert!(
        sent.location.starts_with("/account/second-factor"),
        "{}",
        sent.location
    );
    assert_eq!(without.get("/inbox").status, 303, "nothing is open yet");

    // Unlinked, it opens nothing, and what was open is closed.
    scene.serve("offered");
    let mut security = scene.browser();
    security.enter("security@office");
    let back = scene.vouched(&mut again, LOGIN);
    assert_eq!(again.get(&back).status, 303);
    assert_eq!(administer(&mut security, "unlink").status, 303);
    assert_eq!(again.get("/inbox").status, 303);
    let mut last = scene.browser();
    let back = scene.vouched(&mut last, LOGIN);
    assert_eq!(last.get(&back).status, 403);

    let data = scene.folder.text("city");
    let search = |filter: &str| {
        let asked = ["audit", "search", "--data", &data, "--as", "auditor@office"];
        run(&[&asked[..], &["--format", "json", "--limit", "100", filter]].concat())
            .well()
            .out
    };
    assert!(search("kind=sign_in").contains("\"unlinked\""));
    let administered = search("kind=account.administered");
    assert!(
        administered.contains(&format!("POST /accounts/{LOGIN}/link")),
        "{administered}"
    );
    assert!(administered.contains(&format!("POST /accounts/{LOGIN}/unlink")));
    let changed = search("kind=account.changed");
    assert!(changed.contains("POST /sign-in/elsewhere/link") && changed.contains(LOGIN));
}

#[test]
fn an_answer_that_was_not_asked_for_lets_nobody_in() {
    let scene = Scene::begun();
    for (name, reason) in [
        ("twist-nonce", "nonce"),
        ("twist-expired", "expired"),
        ("twist-audience", "audience"),
        ("twist-issuer", "issuer"),
        ("twist-signature", "signature"),
    ] {
        assert_eq!(scene.refused(name), reason, "{name}");
    }
    // Another state; and the question is spent, rightly answered or wrongly.
    let mut browser = scene.browser();
    let back = scene.vouched(&mut browser, LOGIN);
    let other = browser.get(&with(&back, "state", "another"));
    assert_eq!(why(&other, &browser), "state");
    assert_eq!(why(&browser.get(&back), &browser), "round");
    // Another provider says it answers.
    let back = scene.vouched(&mut browser, LOGIN);
    let other = browser.get(&with(&back, "iss", "https%3A%2F%2Fanother.example"));
    assert_eq!(why(&other, &browser), "issuer");
    // A code that was used before, brought with the state of a new question.
    let used = scene.vouched(&mut browser, LOGIN);
    assert_eq!(
        browser.get(&used).status,
        403,
        "it was taken, by somebody unlinked"
    );
    let fresh = scene.vouched(&mut browser, LOGIN);
    let replayed = with(&fresh, "code", &part(&used, "code"));
    assert_eq!(why(&browser.get(&replayed), &browser), "exchange");
    // The answer to one browser's question, brought by another.
    let back = scene.vouched(&mut browser, LOGIN);
    let mut foreign = scene.browser();
    assert_eq!(why(&foreign.get(&back), &foreign), "round");

    let told = scene.folder.audited("kind=sign_in").out;
    for reason in [
        "nonce",
        "expired",
        "audience",
        "issuer",
        "signature",
        "state",
        "round",
        "exchange",
    ] {
        assert!(
            told.contains(&format!("\"{reason}\"")),
            "{reason} is not told: {told}"
        );
    }
    for secret in [
        part(&used, "code"),
        part(&fresh, "state"),
        SECRET.to_owned(),
    ] {
        assert!(
            !told.contains(&secret),
            "the log holds a secret of the round"
        );
    }
}
