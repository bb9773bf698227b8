//! An act done with the keyboard alone. Wherever the focus comes, it can be seen; whatever is refused is where reading goes on;
//! no part of a page holds the focus.

use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::browser::{Browser, Device};
use crate::city::City;
use crate::picture;

/// Most steps from one thing on a page to another.
const FAR: usize = 300;
/// Where the focus is, whether it can be seen, and whether it is on the screen. The ring has to be drawn by somebody: an
/// outline of two pixels or more in another colour than what is around it.
const FOCUS: &str = r"
    const at = document.activeElement;
    if (!at || at === document.body || at === document.documentElement) return null;
    const style = getComputedStyle(at), box = at.getBoundingClientRect();
    const around = getComputedStyle(at.closest('.sheet, .notice, .top, body')).backgroundColor;
    return {
        name: at.id || at.name || at.getAttribute('href') || at.textContent.trim().slice(0, 30),
        kind: at.tagName + (at.type ? ' ' + at.type : ''),
        ring: style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2
            && style.outlineColor !== around,
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0
            && box.top < innerHeight && box.left < innerWidth,
    }";
/// What the tab key may come to, in the order of the page.
const STOPS: &str = r"
    const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')];
    const groups = new Set();
    return all.filter(one => {
        if (one.disabled || one.tabIndex < 0 || one.type === 'hidden' || !one.checkVisibility()) return false;
        if (one.closest('details:not([open])') && one.tagName !== 'SUMMARY') return false;
        if (one.type !== 'radio') return true;
        const first = !groups.has(one.name);
        groups.add(one.name);
        return first;
    }).length";

/// A person at a keyboard.
struct Typist {
    browser: Browser,
}

impl Typist {
    async fn key(&self, key: impl Into<char>) {
        self.browser.press(&[key.into()]).await;
    }

    async fn write(&self, text: &str) {
        for letter in text.chars() {
            self.key(letter).await;
        }
    }

    async fn tab(&self) {
        self.key(Key::Tab).await;
    }

    async fn back_tab(&self) {
        self.browser
            .press(&[Key::Shift.into(), Key::Tab.into()])
            .await;
    }

    /// Where the focus is; it is always to be seen. Null on no part of the page.
    async fn focus(&self) -> Value {
        let focus = self.browser.run(FOCUS).await;
        if !focus.is_null() {
            let place = self.browser.place().await;
            assert_eq!(focus["ring"], json!(true), "{focus} has a ring on {place}");
            assert_eq!(
                focus["seen"],
                json!(true),
                "{focus} is on the screen on {place}"
            );
        }
        focus
    }

    async fn is_at(&self, selector: &str) -> bool {
        let at = format!("return document.activeElement.matches(\"{selector}\")");
        self.browser.run(&at).await == json!(true)
    }

    /// Tabs until the focus is there.
    async fn to(&self, selector: &str) {
        for _ in 0..FAR {
            self.tab().await;
            self.focus().await;
            if self.is_at(selector).await {
                return;
            }
        }
        panic!(
            "{selector} cannot be reached on {}",
            self.browser.place().await
        );
    }

    /// Presses the enter key on what leads to another page.
    async fn enter(&mut self) {
        self.browser.leave_by(Key::Enter).await;
    }

    /// Goes to a link or button and through it.
    async fn through(&mut self, selector: &str) {
        self.to(selector).await;
        self.enter().await;
    }

    /// The first tab on a page comes to the link that skips the navigation, and what follows it is inside the content.
    async fn skip(&self) {
        self.tab().await;
        assert!(self.is_at("a.skip").await, "the first is the skip link");
        let shown = self.focus().await;
        assert_eq!(shown["name"], json!("#main"));
        self.key(Key::Enter).await;
        self.tab().await;
        self.focus().await;
        assert!(self.is_at("main *").await, "the navigation is skipped");
    }

    /// Tabs once around the page, forth and back: every stop is reached, and nothing holds the focus.
    async fn around(&mut self) {
        let place = self.browser.place().await;
        self.browser.visit(&place).await;
        let stops = self.browser.run(STOPS).await.as_u64().expect("a number");
        let mut forth: Vec<Value> = Vec::new();
        let marked = "const at = document.activeElement; at.dataset.stop ??= String(document.querySelectorAll('[data-stop]').length);
            return [at.dataset.stop, at.tagName, at.type ?? '']";
        for _ in 0..FAR {
            self.tab().await;
            if self.focus().await.is_null() {
                break;
            }
            let at = self.browser.run(marked).await;
            // The parts of a day are stops of one field.
            if forth.last() != Some(&at) {
                assert!(
                    !forth.contains(&at),
                    "the focus turns back to {at} on {place}"
                );
                forth.push(at);
            }
        }
        assert_eq!(
            forth.len() as u64,
            stops,
            "every stop of {place} is reached"
        );
        self.back_tab().await;
        self.back_tab().await;
        let mut back = Vec::new();
        for _ in 0..FAR {
            if self.focus().await.is_null() {
                break;
            }
            back.push(self.browser.run(marked).await);
            self.back_tab().await;
        }
        back.dedup();
        let last = back.last().expect("the way back leads somewhere");
        assert_eq!(
            last, &forth[0],
            "the way back ends where the way forth began"
        );
    }

    /// The focus is on the summary of what is wrong, and its first link leads to the field.
    async fn reads_summary(&mut self, findings: usize, list: &str) {
        assert!(
            self.is_at(".notice.refused[role=alert]").await,
            "reading begins at the summary"
        );
        let heading = self.browser.text(".notice.refused h2").await;
        assert!(heading.contains(&findings.to_string()), "{heading}");
        let told = format!("return document.querySelectorAll('.notice.refused {list}').length");
        assert_eq!(self.browser.run(&told).await, json!(findings));
        self.focus().await;
    }
}

/// Judges a candidate: a select, a choice of two, a text; first nothing is filled in.
async fn judges(typist: &mut Typist) {
    typist
        .through("main tbody th a[href^='/candidacies/']")
        .await;
    typist.around().await;
    typist.skip().await;
    typist.through(".acts a[href$='/selection/judge']").await;
    typist.around().await;
    typist.through("button[name=_step][value=check]").await;
    typist.reads_summary(3, "li a").await;
    picture::show(&typist.browser, "keyboard-mistakes").await;
    typist.tab().await;
    assert!(typist.is_at(".notice.refused li:first-child a").await);
    typist.key(Key::Enter).await;
    assert!(
        typist.is_at("[name=judgement]").await,
        "the link leads to the field"
    );
    typist.focus().await;
    typist.key(Key::Down).await;
    let chosen = "return document.querySelector('[name=judgement]').value";
    assert_ne!(
        typist.browser.run(chosen).await,
        json!(""),
        "an arrow chooses"
    );
    typist.tab().await;
    assert!(typist.is_at("[name=outcome]").await);
    typist.key(' ').await;
    let outcome = "return document.querySelector('[name=outcome]:checked')?.value ?? ''";
    let first = typist.browser.run(outcome).await;
    assert_ne!(first, json!(""), "the space bar chooses");
    typist.key(Key::Down).await;
    assert_ne!(typist.browser.run(outcome).await, first, "an arrow changes");
    typist.key(Key::Up).await;
    assert_eq!(typist.browser.run(outcome).await, first);
    typist.back_tab().await;
    assert!(
        typist.is_at("[name=judgement]").await,
        "shift and tab go back"
    );
    typist.to("[name=grounds]").await;
    typist.write("Seen on site").await;
    typist.through("button[name=_step][value=check]").await;
    typist.through("button[name=_step][value=do]").await;
    typist.browser.find(".notice.met[role=status]").await;
    typist.through(".notice.met a").await;
    let record = typist.browser.text("main").await;
    assert!(record.contains("Seen on site"), "{record}");
}

/// Assigns experts by the space bar; too few are refused, and the refusal is read first.
async fn assigns(typist: &mut Typist) {
    typist.through(".nav a[href='/inbox']").await;
    typist
        .through("main td a[href$='/examination/assign']")
        .await;
    typist.to("[name=experts]").await;
    typist.key(' ').await;
    // The enter key in a field goes on, as the button does that continues.
    typist.enter().await;
    typist.reads_summary(1, ".conditions > li").await;
    picture::show(&typist.browser, "keyboard-refused").await;
    typist.to("[name=experts]:not(:checked)").await;
    typist.key(' ').await;
    typist.to("[name=experts]:not(:checked)").await;
    typist.key(' ').await;
    typist.through("button[name=_step][value=check]").await;
    typist.through("button[name=_step][value=do]").await;
    typist.browser.find(".notice.met[role=status]").await;
}

/// In a form of rows the enter key goes on as well: it does not add a row.
async fn goes_on_by_enter(typist: &mut Typist) {
    typist.through(".nav a[href='/inbox']").await;
    typist
        .through("main tr:has(a[href$='/examination/accept']) th a")
        .await;
    typist.through(".acts a[href$='/examination/return']").await;
    let rows = "return document.querySelectorAll('#defects > .rows').length";
    let before = typist.browser.run(rows).await;
    typist.to("[name='defects.0.about']").await;
    typist.write("x").await;
    typist.enter().await;
    assert!(typist.is_at(".notice.refused").await, "it was checked");
    typist.focus().await;
    assert!(typist.browser.run(rows).await.as_u64() <= before.as_u64());
}

#[tokio::test]
async fn the_keyboard_alone_does_an_act() {
    let city = City::open_on("2023-10-10");
    let mut browser = Browser::open(&city.address, Device::Desktop).await;
    browser.keep_focus().await;
    browser.visit("/?lang=en").await;
    let mut typist = Typist { browser };
    typist.around().await;
    typist.through(".who a[href='/sign-in']").await;
    typist.skip().await;
    assert!(typist.is_at("#login").await, "the form comes first");
    typist.write("officer@bureau").await;
    typist.tab().await;
    typist.write("lianchuang-demo").await;
    typist.enter().await;
    assert_eq!(typist.browser.place().await, "/inbox");
    typist.around().await;
    judges(&mut typist).await;
    assigns(&mut typist).await;
    goes_on_by_enter(&mut typist).await;
    typist.browser.assert_nothing_found();
}
