//! A new officer's first day: the system administrator enrols the person and opens an account, the security administrator
//! appoints, and the officer goes from the set-up code to a first decision by what the pages say. Everybody who must have a
//! second factor sets one up on the way.

use identity::totp::{SEED_BYTES, Seed};
use serde_json::json;
use values::Instant;

use crate::browser::{Browser, Device};
use crate::by_browser::{leave, type_into};
use crate::city::City;
use crate::picture;

const PASSWORD: &str = "lianchuang-demo";
/// What the new officer chooses.
const OWN_PASSWORD: &str = "Mulberry-7-harbour";
const NAME: &str = "新示例01";
const LOGIN: &str = "new.officer";

/// One first day in one language.
struct Day {
    browser: Browser,
    language: &'static str,
}

impl Day {
    async fn picture(&self, name: &str) {
        let Some(folder) = picture::folder() else {
            return;
        };
        let device = match self.browser.device {
            Device::Desktop => "desktop",
            Device::Phone => "phone",
        };
        let file = folder.join(format!("{name}-{}-{device}.png", self.language));
        let seen = self.browser.client.screenshot().await;
        picture::write(&file, &seen.expect("it can be seen"));
    }

    async fn press(&mut self, selector: &str) {
        let found = self.browser.find(selector).await;
        self.browser.follow(found).await;
    }

    async fn fill(&self, selector: &str, text: &str) {
        type_into(&self.browser.find(selector).await, text).await;
    }

    /// Sets up an authenticator app with the seed the page shows.
    async fn set_up_app(&mut self) {
        self.press("form[action='/account/second-factor/app'] button")
            .await;
        self.picture("second-factor").await;
        let typed = self.browser.text("code.seed").await;
        let code = code_of(&typed);
        self.fill("#app-code", &code).await;
        self.press("form[action='/account/second-factor/prove'] button")
            .await;
    }

    /// An administrator comes in for the first time where second factors are required.
    async fn administrator(&mut self, login: &str) {
        self.browser.visit("/sign-in").await;
        self.fill("#login", login).await;
        self.fill("#password", PASSWORD).await;
        self.press("form.act button").await;
        assert!(
            self.browser
                .place()
                .await
                .starts_with("/account/second-factor"),
            "without a second factor nothing else opens to {login}"
        );
        self.set_up_app().await;
        assert_eq!(self.browser.place().await, "/inbox");
    }

    /// Records the form that is open.
    async fn record(&mut self) {
        self.press("button[name=_step][value=check]").await;
        self.press("button[name=_step][value=do]").await;
        let place = self.browser.place().await;
        assert!(place.contains("done="), "recorded; came to {place}");
    }

    /// The person is enrolled and has an account; gives the set-up code.
    async fn account(&mut self) -> String {
        self.administrator("system@office").await;
        self.press(".nav a[href='/accounts']").await;
        self.press("main a[href='/office/person/enrol']").await;
        self.fill("[name=name]", NAME).await;
        self.record().await;
        self.press(".nav a[href='/accounts']").await;
        self.picture("accounts").await;
        let person = format!("//select[@id='person']/option[starts-with(., '{NAME}')]");
        let person = self.browser.find_path(&person).await;
        person.click().await.expect("a person can be chosen");
        self.fill("#login", LOGIN).await;
        self.press("form[action='/accounts'] button").await;
        self.picture("set-up-code").await;
        let code = self.browser.text("code.seed").await;
        leave(&mut self.browser).await;
        code
    }

    async fn appointment(&mut self) {
        self.administrator("security@office").await;
        self.press(".nav a[href='/accounts']").await;
        self.press("main a[href='/office/appointment/make']").await;
        for chosen in [
            format!("//*[@name='person']//option[contains(., '{NAME}')]"),
            "//*[@name='role']/option[@value='leader'] | //*[@name='role'][@value='leader']"
                .to_owned(),
        ] {
            let choice = self.browser.find_path(&chosen).await;
            choice.click().await.expect("a choice can be taken");
        }
        let authority = self.browser.find("[name=authority]").await;
        if authority.tag_name().await.expect("a field has a tag") == "select" {
            let bureau = "[name=authority] option[value=bureau]";
            let bureau = self.browser.find(bureau).await;
            bureau.click().await.expect("a choice can be taken");
        } else {
            type_into(&authority, "bureau").await;
        }
        self.record().await;
        leave(&mut self.browser).await;
    }

    /// From the code to the first decision, by what the pages say.
    async fn officer(&mut self, code: &str) {
        self.browser.visit("/").await;
        self.press(".who a[href='/sign-in']").await;
        self.press("main a[href='/welcome']").await;
        self.fill("#code", code).await;
        self.fill("#new", "too short").await;
        self.fill("#again", "too short").await;
        self.press("form.act button").await;
        let told = self.browser.text(".notice.refused").await;
        assert!(told.contains("12"), "what a password must be: {told}");
        self.picture("first-sign-in").await;
        self.fill("#new", OWN_PASSWORD).await;
        self.fill("#again", OWN_PASSWORD).await;
        self.press("form.act button").await;
        self.set_up_app().await;
        assert_eq!(self.browser.place().await, "/inbox");
        self.picture("first-inbox").await;
        self.press("main a[href$='/decision/approve']").await;
        self.picture("first-decision").await;
        let reasons = if self.language == "en" {
            "The plan is sound and every condition is met."
        } else {
            "方案可行，各项条件均符合。"
        };
        self.fill("main form.act textarea", reasons).await;
        self.record().await;
        self.picture("first-decided").await;
        let title = self.browser.text("h1").await;
        assert!(!title.is_empty(), "the consortium has its name");
    }
}

/// The code an authenticator app shows now for a seed typed into it.
fn code_of(typed: &str) -> String {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut bits = Vec::new();
    for letter in typed.chars().filter(char::is_ascii_alphanumeric) {
        let value = LETTERS.find(letter).expect("a seed is written in base 32");
        bits.extend((0..5).rev().map(|bit| (value >> bit) & 1));
    }
    let mut bytes = [0_u8; SEED_BYTES];
    for (byte, eight) in bytes.iter_mut().zip(bits.chunks(8)) {
        let value = eight.iter().fold(0, |value, bit| value * 2 + bit);
        *byte = u8::try_from(value).expect("eight bits are a byte");
    }
    let seed = Seed::new(bytes, "test", "test").expect("a seed of this length is a seed");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = i64::try_from(now.expect("after 1970").as_secs()).expect("not so late");
    seed.code(Instant::from_second(now).expect("now is an instant"))
}

async fn first_day(language: &'static str, device: Device) {
    let city = City::open_strict();
    let mut browser = Browser::open(&city.address, device).await;
    browser.visit(&format!("/?lang={language}")).await;
    let mut day = Day { browser, language };
    let code = day.account().await;
    day.appointment().await;
    day.officer(&code).await;
    let consistent = day
        .browser
        .run("return document.documentElement.lang.slice(0, 2)")
        .await;
    assert_eq!(consistent, json!(language));
    day.browser.assert_nothing_found();
}

#[tokio::test]
async fn a_new_officer_comes_from_the_code_to_a_first_decision_in_chinese_on_a_desktop() {
    first_day("zh", Device::Desktop).await;
}

#[tokio::test]
async fn a_new_officer_comes_from_the_code_to_a_first_decision_in_english_on_a_phone() {
    first_day("en", Device::Phone).await;
}
