//! A real Chromium, driven through chromedriver. Every page it comes to is looked at: nothing found by axe, no error on the
//! console, nothing wider than the screen.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};

use crate::driver::{Chromium, Driver};

/// The longest a page may take until it shows what is waited for.
const PATIENCE: Duration = Duration::from_secs(20);
/// Most bytes a page's HTML may be on the wire.
const PAGE_WEIGHT: u64 = 100 * 1024;
/// The checker of accessibility, as its makers publish it.
const AXE: &str = include_str!("axe.min.js");
/// Runs the checker for WCAG 2.2 AA and everything below it.
const CHECK: &str = r"
    const done = arguments[0];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];
    axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(
        found => done(found.violations.map(one => one.id + ': ' + one.help + ' ' +
            one.nodes.slice(0, 3).map(node => node.html.slice(0, 160) + ' (' + node.failureSummary + ')').join(' | '))),
        failed => done(['axe itself failed: ' + failed]));
";
/// What the page says of itself.
const SELF: &str = r"
    const root = document.documentElement;
    const arrived = performance.getEntriesByType('navigation')[0];
    const wide = [...document.querySelectorAll('body *')]
        .filter(one => one.getBoundingClientRect().right > root.clientWidth + 1)
        .slice(0, 5).map(one => one.outerHTML.slice(0, 120));
    return {over: root.scrollWidth - root.clientWidth, wide, weight: arrived ? arrived.transferSize : 0, language: root.lang};
";

/// The screen a page is read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// 1440 by 900.
    Desktop,
    /// 390 by 844, with a finger.
    Phone,
}

/// Whether pages may run their scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scripts {
    /// As in most browsers.
    Run,
    /// Switched off in the browser's settings.
    Off,
}

impl Device {
    fn options(self, scripts: Scripts) -> Value {
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--force-color-profile=srgb",
            "--hide-scrollbars",
        ];
        let metrics = match self {
            Device::Desktop => {
                json!({"width": 1440, "height": 900, "pixelRatio": 1.0, "touch": false, "mobile": false})
            }
            Device::Phone => {
                json!({"width": 390, "height": 844, "pixelRatio": 2.0, "touch": true, "mobile": true})
            }
        };
        let blocked = match scripts {
            Scripts::Run => json!({}),
            Scripts::Off => json!({"profile.managed_default_content_settings.javascript": 2}),
        };
        json!({"args": arguments, "mobileEmulation": {"deviceMetrics": metrics}, "prefs": blocked})
    }
}

/// A browser on a device, reading one city's pages.
pub struct Browser {
    /// The driven browser.
    pub client: Client,
    /// Its screen.
    pub device: Device,
    scripts: Scripts,
    looked: usize,
    findings: BTreeSet<String>,
    address: String,
    _driver: Driver,
}

impl Browser {
    /// Opens a browser for the pages at an address.
    pub async fn open(address: &str, device: Device) -> Browser {
        Browser::set(address, device, Scripts::Run).await
    }

    /// Opens a browser with its scripts on or off.
    pub async fn set(address: &str, device: Device, scripts: Scripts) -> Browser {
        let mut driver = Driver::start();
        let wanted = json!({
            "goog:chromeOptions": device.options(scripts),
            "goog:loggingPrefs": {"browser": "ALL"},
            "timeouts": {"script": 30_000, "pageLoad": 30_000, "implicit": 0},
        });
        let Value::Object(wanted) = wanted else {
            unreachable!("an object was written")
        };
        let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(wanted)
            .connect(&driver.address)
            .await
            .expect("Chromium is installed and starts");
        driver.session = client.session_id().await.expect("a session has an id");
        let browser = Browser {
            client,
            device,
            scripts,
            looked: 0,
            findings: BTreeSet::new(),
            address: address.to_owned(),
            _driver: driver,
        };
        let on_every_page = json!({"source": AXE});
        browser
            .command("Page.addScriptToEvaluateOnNewDocument", &on_every_page)
            .await;
        browser
    }

    /// Reads as those do whose screen is set to dark.
    pub async fn darken(&self) {
        self.emulate("screen", "dark").await;
    }

    /// Shows pages as on this medium, by somebody who asks for these colours.
    pub async fn emulate(&self, medium: &str, colours: &str) {
        let features = json!([{"name": "prefers-color-scheme", "value": colours}]);
        self.command(
            "Emulation.setEmulatedMedia",
            &json!({"media": medium, "features": features}),
        )
        .await;
    }

    /// Puts what is downloaded into a folder.
    pub async fn keep_downloads_in(&self, folder: &Path) {
        let told = json!({"behavior": "allow", "downloadPath": folder});
        self.command("Browser.setDownloadBehavior", &told).await;
    }

    /// Keeps the window in front, as it is for whoever types: without a screen it may lose that place.
    pub async fn keep_focus(&self) {
        let kept = json!({"enabled": true});
        self.command("Emulation.setFocusEmulationEnabled", &kept)
            .await;
    }

    /// Gives the device an authenticator that asks who holds it and is always told the right one.
    pub async fn hold_authenticator(&self) {
        self.chromium(
            "webauthn/authenticator",
            json!({
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
                "hasUserVerification": true, "isUserConsenting": true, "isUserVerified": true,
            }),
        )
        .await;
    }

    async fn command(&self, name: &str, told: &Value) {
        let command = json!({"cmd": name, "params": told});
        self.chromium("goog/cdp/execute", command).await;
    }

    /// Reads the same city's pages at another address from now on.
    pub fn moved(&mut self, address: &str) {
        address.clone_into(&mut self.address);
    }

    async fn chromium(&self, path: &'static str, body: Value) -> Value {
        self.client
            .issue_cmd(Chromium { path, body })
            .await
            .expect("Chromium does as told")
    }

    /// Goes to an address of the city and looks at the page.
    pub async fn visit(&mut self, path: &str) {
        let address = format!("{}{path}", self.address);
        self.client.goto(&address).await.expect("the page loads");
        self.look().await;
    }

    /// Clicks what leads to another page, waits for it, and looks at it.
    pub async fn follow(&mut self, what: Element) {
        self.run("window.left = 'not yet'").await;
        what.click()
            .await
            .unwrap_or_else(|cause| panic!("a click: {cause}"));
        self.arrive("a click").await;
    }

    /// Presses a key that leads to another page, waits for it, and looks at it.
    pub async fn leave_by(&mut self, key: Key) {
        self.run("window.left = 'not yet'").await;
        self.press(&[key.into()]).await;
        self.arrive("a key").await;
    }

    /// Presses keys together: all down in this order, then up again.
    pub async fn press(&self, keys: &[char]) {
        let mut pressed = KeyActions::new("keyboard".to_owned());
        for value in keys {
            pressed = pressed.then(KeyAction::Down { value: *value });
        }
        for value in keys.iter().rev() {
            pressed = pressed.then(KeyAction::Up { value: *value });
        }
        let done = self.client.perform_actions(pressed).await;
        self.tried(done, "a key").await;
    }

    async fn arrive(&mut self, by: &str) {
        let begun = Instant::now();
        // While one page gives way to the next, there may be nothing to ask.
        let arrived = "return window.left === undefined && document.readyState === 'complete'";
        while self.client.execute(arrived, vec![]).await.ok() != Some(json!(true)) {
            assert!(
                begun.elapsed() < PATIENCE,
                "no page came after {by} on {}: {}",
                self.place().await,
                self.text("main").await
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.look().await;
    }

    /// Where the browser is, without the host.
    pub async fn place(&self) -> String {
        let url = self.client.current_url().await.expect("it is somewhere");
        match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        }
    }

    /// What a selector finds, waited for.
    pub async fn find(&self, selector: &str) -> Element {
        self.found(Locator::Css(selector), selector).await
    }

    /// The same by path.
    pub async fn find_path(&self, path: &str) -> Element {
        self.found(Locator::XPath(path), path).await
    }

    async fn found(&self, locator: Locator<'_>, told: &str) -> Element {
        match self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(locator)
            .await
        {
            Ok(found) => found,
            Err(cause) => panic!(
                "{told} is not on {}: {cause}\n{}",
                self.place().await,
                self.text("main").await
            ),
        }
    }

    /// What is there now, perhaps nothing.
    pub async fn maybe(&self, selector: &str) -> Option<Element> {
        match self.client.find(Locator::Css(selector)).await {
            Ok(found) => Some(found),
            Err(cause) if cause.is_no_such_element() => None,
            Err(cause) => panic!("{selector}: {cause}"),
        }
    }

    /// The text a reader sees in a part of the page.
    pub async fn text(&self, selector: &str) -> String {
        match self.maybe(selector).await {
            Some(found) => found.text().await.unwrap_or_default(),
            None => String::new(),
        }
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str) -> Value {
        self.tried(self.client.execute(script, vec![]).await, script)
            .await
    }

    async fn tried<T>(&self, outcome: Result<T, CmdError>, what: &str) -> T {
        match outcome {
            Ok(value) => value,
            Err(cause) => panic!("{what} on {}: {cause}", self.place().await),
        }
    }

    /// Looks at the page: what axe finds, what the console says, how wide and how heavy it is. Findings are gathered, so that
    /// one run tells all of them.
    pub async fn look(&mut self) {
        self.looked += 1;
        let place = self.place().await;
        // The checker needs timers, which a page without scripts has not; the tour has it look at the same pages.
        if self.scripts == Scripts::Run {
            let found = self.client.execute_async(CHECK, vec![]).await;
            let found = self.tried(found, "axe").await;
            for one in found.as_array().into_iter().flatten() {
                self.finds(&place, one.as_str().unwrap_or_default());
            }
        }
        let own = self.run(SELF).await;
        if own["over"].as_i64() != Some(0) {
            self.finds(&place, &format!("wider than the screen: {own}"));
        }
        if own["weight"].as_u64().unwrap_or_default() > PAGE_WEIGHT {
            self.finds(&place, &format!("too heavy: {own}"));
        }
        let page = format!("{}{place}", self.address);
        let log = self.chromium("se/log", json!({"type": "browser"})).await;
        let lines = log.as_array().into_iter().flatten();
        for line in lines.filter(|line| line["level"] == "SEVERE" && !is_own_status(line, &page)) {
            self.finds(&place, &format!("on the console: {line}"));
        }
    }

    fn finds(&mut self, place: &str, what: &str) {
        let place = place.split('?').next().unwrap_or_default();
        let page: String = place
            .chars()
            .map(|c| if c.is_ascii_digit() { 'n' } else { c })
            .collect();
        self.findings
            .insert(format!("{page} ({:?}): {what}", self.device));
    }

    /// Fails with everything found on the pages looked at, if anything was.
    pub fn assert_nothing_found(&self) {
        let all: Vec<&str> = self.findings.iter().map(String::as_str).collect();
        assert!(
            all.is_empty(),
            "{} findings on {} pages:\n{}",
            all.len(),
            self.looked,
            all.join("\n")
        );
    }

    /// The language the page says it is in.
    pub async fn language(&self) -> String {
        let own = self.run(SELF).await;
        own["language"].as_str().unwrap_or_default().to_owned()
    }
}

/// A refusal is a page with the status of a refusal; that the console mentions the page's own status is no error.
fn is_own_status(line: &Value, page: &str) -> bool {
    let message = line["message"].as_str().unwrap_or_default();
    message.starts_with(page) && message.contains("the server responded with a status of 4")
}
