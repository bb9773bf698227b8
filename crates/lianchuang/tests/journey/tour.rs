//! A tour of every page in both languages, on a desktop and on a phone, as the people see it whom it is for. With
//! `LIANCHUANG_SCREENSHOTS=1` it takes a picture of each.

use std::path::PathBuf;

use serde_json::json;

use crate::browser::{Browser, Device};
use crate::by_browser::{enter, leave, type_into};
use crate::city::City;
use crate::picture;

struct Tour {
    browser: Browser,
    language: &'static str,
    /// Where pictures go, if any are taken.
    folder: Option<PathBuf>,
}

impl Tour {
    /// Keeps a picture of the page, if pictures were asked for; the name says what is seen.
    async fn picture(&self, name: &str) {
        let Some(folder) = &self.folder else {
            return;
        };
        let device = match self.browser.device {
            Device::Desktop => "desktop",
            Device::Phone => "phone",
        };
        let file = folder.join(format!("{name}-{}-{device}.png", self.language));
        let seen = self
            .browser
            .client
            .screenshot()
            .await
            .expect("it can be seen");
        picture::write(&file, &seen);
    }

    async fn see(&mut self, path: &str, name: &str) {
        self.browser.visit(path).await;
        let language = self.browser.language().await;
        assert!(
            language.starts_with(self.language),
            "{path} is in {language}, the language was chosen once for all pages"
        );
        self.picture(name).await;
    }

    /// The address of the first thing a list shows.
    async fn first_of(&mut self, list: &str) -> String {
        self.browser.visit(list).await;
        let link = self
            .browser
            .find("main tbody th a, main .records a.num")
            .await;
        let href = link.attr("href").await.expect("a link can be read");
        href.expect("a link leads somewhere")
    }

    /// What everybody sees without signing in.
    async fn public(&mut self) {
        self.see("/", "home").await;
        self.see("/sign-in", "sign-in").await;
        self.see("/consortia?stage=established", "consortia-public")
            .await;
        self.see("/policy", "policy").await;
        self.see("/register", "register").await;
        self.see("/self-check", "self-check").await;
        for chosen in [
            "legal_form] [value=company]",
            "division] [value=gusu]",
            "industries][value=electronics]",
        ] {
            let choice = self.browser.find(&format!("main [name={chosen}")).await;
            choice.click().await.expect("a choice can be taken");
        }
        let check = self.browser.find("main form .actions button").await;
        self.browser.follow(check).await;
        self.browser.find(".conditions li").await;
        self.picture("self-check-result").await;
        self.see("/nowhere", "absent").await;
    }

    /// What an official sees.
    async fn official(&mut self) {
        enter(&mut self.browser, "officer@bureau").await;
        self.picture("inbox").await;
        self.see("/organisations", "organisations").await;
        self.see(
            "/organisations?q=%E7%99%BD%E6%A1%A6",
            "organisations-searched",
        )
        .await;
        self.see("/screening", "screening").await;
        self.see("/candidacies", "candidacies").await;
        let candidacy = self.first_of("/candidacies").await;
        self.see(&candidacy, "candidacy").await;
        self.see("/consortia", "consortia").await;
        let established = self.first_of("/consortia?stage=established").await;
        self.see(&established, "consortium").await;
        for tab in [
            "members",
            "governance",
            "charter",
            "application",
            "register",
        ] {
            let name = format!("consortium-{tab}");
            self.see(&format!("{established}?tab={tab}"), &name).await;
        }
        let signing = self.first_of("/consortia?stage=charter").await;
        self.see(&signing, "consortium-underway").await;
        self.see("/register", "register-official").await;
        let record = self.first_of("/register").await;
        self.see(&record, "record").await;
    }

    /// An act form, the answers to check, and a refusal with all that closes the act.
    async fn refusal(&mut self) {
        // This organisation has neither a carrier nor a fund.
        let wanting = self
            .first_of("/organisations?q=%E7%99%BD%E6%A1%A6%E7%A4%BA%E4%BE%8B%E5%AE%9E%E4%B8%9A")
            .await;
        self.see(&wanting, "organisation").await;
        self.see(&format!("{wanting}/selection/nominate"), "act")
            .await;
        let track = self
            .browser
            .find("select[name=track] option[value=municipal], input[name=track][value=municipal]")
            .await;
        track.click().await.expect("a track can be chosen");
        let reason = self.browser.find("main [name=reason]").await;
        type_into(&reason, "2026").await;
        let check = self.browser.find("button[value=check]").await;
        self.browser.follow(check).await;
        self.picture("act-check").await;
        let record = self.browser.find("button[value=do]").await;
        self.browser.follow(record).await;
        self.picture("act-done").await;
        let place = self.browser.place().await;
        let candidacy = place.split('?').next().unwrap_or_default().to_owned();
        self.browser
            .visit(&format!("{candidacy}/selection/select"))
            .await;
        let check = self.browser.find("button[value=check]").await;
        self.browser.follow(check).await;
        let told =
            "return document.querySelectorAll('.notice.refused .conditions > li').length >= 4";
        assert_eq!(
            self.browser.run(told).await,
            json!(true),
            "four conditions or more"
        );
        self.picture("refusal").await;
        self.browser
            .visit(&format!("{wanting}/selection/nominate"))
            .await;
        let check = self.browser.find("button[value=check]").await;
        self.browser.follow(check).await;
        self.browser.find(".notice.refused a").await;
        self.picture("act-mistakes").await;
    }

    /// What those see who lead or join.
    async fn members(&mut self) {
        leave(&mut self.browser).await;
        enter(&mut self.browser, "head@m-alder").await;
        self.picture("inbox-member").await;
        leave(&mut self.browser).await;
        enter(&mut self.browser, "secretary@katsura2").await;
        self.picture("inbox-empty").await;
    }
}

async fn tour(device: Device) {
    for language in ["zh", "en"] {
        let city = City::open();
        let mut browser = Browser::open(&city.address, device).await;
        browser.visit(&format!("/?lang={language}")).await;
        let mut tour = Tour {
            browser,
            language,
            folder: picture::folder(),
        };
        tour.public().await;
        tour.official().await;
        tour.refusal().await;
        tour.members().await;
        tour.browser.assert_nothing_found();
    }
}

#[tokio::test]
async fn every_page_is_sound_in_both_languages_on_a_desktop() {
    tour(Device::Desktop).await;
}

#[tokio::test]
async fn every_page_is_sound_in_both_languages_on_a_phone() {
    tour(Device::Phone).await;
}

#[tokio::test]
async fn every_page_is_sound_in_the_dark() {
    let city = City::open();
    let mut browser = Browser::open(&city.address, Device::Phone).await;
    browser.darken().await;
    browser.visit("/?lang=zh").await;
    let dark = "return matchMedia('(prefers-color-scheme: dark)').matches";
    assert_eq!(browser.run(dark).await, json!(true), "the screen is dark");
    let mut tour = Tour {
        browser,
        language: "zh",
        folder: None,
    };
    tour.public().await;
    tour.official().await;
    tour.refusal().await;
    tour.browser.assert_nothing_found();
}
