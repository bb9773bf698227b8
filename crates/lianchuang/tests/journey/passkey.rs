//! A person with a phone: sets up a passkey, signs in with it, answers an invitation and signs a charter, the device
//! confirming each time. Everybody else works by the API meanwhile.

use serde_json::Value;

use crate::browser::{Browser, Device};
use crate::by_api::{Api, url_encoded};
use crate::by_browser::{enter, leave, type_into};
use crate::city::City;
use crate::story::{Cast, MEMBERS_ZH, On, Step};

const PASSWORD: &str = "lianchuang-demo";
/// Whose phone it is: the head of the second member.
const HOLDER: &str = "head@m-birch";

fn cast() -> Cast {
    Cast {
        track: "municipal",
        language: "zh",
        lead: "maple2",
        lead_name: "槭树示例2号科技股份有限公司",
        selects: "officer@bureau",
        recommends: None,
        secretary: "田示例05",
        chief: "程示例24",
        advisers: ["柏示例24", "乔示例24", "苏示例24"],
        members: MEMBERS_ZH,
        field: "硅基光源",
        field_en: "Silicon Light Sources",
    }
}

/// The subjects of the story, as they come into being.
#[derive(Default)]
struct Subjects {
    lead: String,
    candidacy: String,
    consortium: String,
}

impl Subjects {
    fn path(&self, on: On) -> String {
        match on {
            On::Lead => format!("/organisations/{}", self.lead),
            On::Candidacy => format!("/candidacies/{}", self.candidacy),
            On::Consortium => format!("/consortia/{}", self.consortium),
        }
    }

    fn follow(&mut self, step: &Step, body: &Value) {
        let after = body["subject"].as_str().unwrap_or_default();
        match step.act {
            "selection.nominate" => after.clone_into(&mut self.candidacy),
            "consortium.start" => after.clone_into(&mut self.consortium),
            _ => {}
        }
    }
}

/// Presses what asks the device, and waits for the page it leads to.
async fn with_passkey(browser: &mut Browser) {
    let button = browser.find("button[data-passkey]").await;
    browser.follow(button).await;
}

async fn set_up(browser: &mut Browser) {
    enter(browser, HOLDER).await;
    let account = browser.find(".who a[href='/account']").await;
    browser.follow(account).await;
    let factors = browser.find("main a[href='/account/second-factor']").await;
    browser.follow(factors).await;
    type_into(&browser.find("#passkey-label").await, "工作手机").await;
    with_passkey(browser).await;
    assert_eq!(browser.place().await, "/account?told=factor");
    assert!(browser.text("main").await.contains("工作手机"));
    leave(browser).await;
}

async fn sign_in(browser: &mut Browser) {
    type_into(&browser.find("#login").await, HOLDER).await;
    type_into(&browser.find("#password").await, PASSWORD).await;
    let go_on = browser.find("form.act button").await;
    browser.follow(go_on).await;
    assert!(
        browser.place().await.starts_with("/sign-in/second"),
        "the password alone opens nothing"
    );
    // Meanwhile no page of one's own opens.
    browser.visit("/inbox").await;
    assert!(browser.place().await.starts_with("/sign-in/second"));
    with_passkey(browser).await;
    assert_eq!(browser.place().await, "/inbox");
}

/// Does one act from the inbox; an act that is a signature asks the device first.
async fn act(browser: &mut Browser, step: &Step, asks_device: bool) {
    let path = step.act.replace('.', "/");
    browser.visit("/inbox").await;
    let open = browser.find(&format!("main a[href$='/{path}']")).await;
    browser.follow(open).await;
    for (name, filled) in &step.fill {
        crate::by_browser::fill(browser, name, filled).await;
    }
    let check = browser.find("button[name=_step][value=check]").await;
    browser.follow(check).await;
    let confirms = browser.place().await.starts_with("/account/confirm");
    assert_eq!(confirms, asks_device, "{}", step.act);
    if confirms {
        with_passkey(browser).await;
        assert!(browser.place().await.ends_with(&path));
        let check = browser.find("button[name=_step][value=check]").await;
        browser.follow(check).await;
    }
    let record = browser.find("button[name=_step][value=do]").await;
    browser.follow(record).await;
    assert!(browser.place().await.contains("done="), "{}", step.act);
}

#[tokio::test]
async fn k15_m06_with_a_phone_and_a_passkey_an_invitation_is_answered_and_a_charter_signed() {
    let city = City::open_by_name();
    let mut browser = Browser::open(&city.address, Device::Phone).await;
    browser.hold_authenticator().await;
    browser.visit("/?lang=zh").await;
    set_up(&mut browser).await;
    sign_in(&mut browser).await;

    let cast = cast();
    let mut api = Api::new(&city, "zh");
    let named = url_encoded(cast.lead_name);
    let list = api.read("officer@bureau", &format!("/organisations?q={named}"));
    let mut subjects = Subjects {
        lead: list["items"][0]["id"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        ..Subjects::default()
    };
    let mut by_phone = Vec::new();
    for step in cast.steps() {
        if step.who == HOLDER {
            act(&mut browser, &step, step.act == "charter.sign").await;
            by_phone.push(step.act);
            if step.act == "charter.sign" {
                break;
            }
            continue;
        }
        let (status, body) = api.act(&subjects.path(step.on), &step);
        assert!(
            status == 201 || !step.closed_by.is_empty(),
            "{step:?}: {body}"
        );
        subjects.follow(&step, &body);
    }
    assert_eq!(by_phone, ["invitation.accept", "charter.sign"]);
    browser.assert_nothing_found();
}
