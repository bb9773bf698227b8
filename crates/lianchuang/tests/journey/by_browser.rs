//! Both tracks by the browser alone: people sign in, find the case, fill the form, check their answers, and sign out.

use fantoccini::elements::Element;
use serde_json::json;

use crate::browser::{Browser, Device};
use crate::city::City;
use crate::story::{Cast, Fill, MEMBERS_EN, MEMBERS_ZH, On, Step};

const PASSWORD: &str = "lianchuang-demo";

/// Reads the decision's letter with the page's own session, as following its link does.
const READ_LETTER: &str = r#"
    return fetch(document.querySelector('main a[href$="/decision.pdf"]').href).then(async answer =>
        [answer.status, answer.headers.get('content-type'), (await answer.text()).slice(0, 5)]);
"#;

/// Tells one story in one browser.
struct Telling {
    browser: Browser,
    signed_in: Option<String>,
    candidacy: String,
    consortium: String,
}

impl Telling {
    async fn begin(city: &City, device: Device, language: &str) -> Telling {
        let mut browser = Browser::open(&city.address, device).await;
        browser.visit(&format!("/?lang={language}")).await;
        Telling {
            browser,
            signed_in: None,
            candidacy: String::new(),
            consortium: String::new(),
        }
    }

    async fn enter(&mut self, who: &str) {
        if self.signed_in.as_deref() == Some(who) {
            return;
        }
        if self.signed_in.is_some() {
            leave(&mut self.browser).await;
        }
        enter(&mut self.browser, who).await;
        self.signed_in = Some(who.to_owned());
    }

    /// Comes to the subject's page as a person does: from the inbox, else from the list.
    async fn come_to(&mut self, cast: &Cast, on: On) {
        let (list, subject) = match on {
            On::Lead => ("/organisations", ""),
            On::Candidacy => ("/candidacies", self.candidacy.as_str()),
            On::Consortium => ("/consortia", self.consortium.as_str()),
        };
        let link = format!("main a[href='{list}/{subject}']");
        if !subject.is_empty()
            && self
                .browser
                .place()
                .await
                .starts_with(&format!("{list}/{subject}"))
        {
            return;
        }
        let inbox = self.browser.find(".nav a[href='/inbox']").await;
        self.browser.follow(inbox).await;
        if !subject.is_empty()
            && let Some(found) = self.browser.maybe(&link).await
        {
            return self.browser.follow(found).await;
        }
        let all = self.browser.find(&format!(".nav a[href='{list}']")).await;
        self.browser.follow(all).await;
        let sought = if on == On::Lead {
            cast.lead_name
        } else {
            cast.field_sought()
        };
        type_into(&self.browser.find("main input[name=q]").await, sought).await;
        let search = self.browser.find("main form button:not([name])").await;
        self.browser.follow(search).await;
        let found = self.browser.find("main tbody th a, main tbody td a").await;
        self.browser.follow(found).await;
    }

    async fn act(&mut self, cast: &Cast, step: &Step) {
        self.enter(&step.who).await;
        self.come_to(cast, step.on).await;
        let path = step.act.replace('.', "/");
        if step.closed_by.is_empty() {
            let open = self
                .browser
                .find(&format!(".acts a[href$='/{path}']"))
                .await;
            self.browser.follow(open).await;
        } else {
            // A closed act has no button; whoever kept its address may still ask, and is told why not.
            let place = self.browser.place().await;
            let subject = place.split('?').next().unwrap_or_default().to_owned();
            self.browser.visit(&format!("{subject}/{path}")).await;
        }
        for (name, filled) in &step.fill {
            fill(&self.browser, name, filled).await;
        }
        go_on(&mut self.browser).await;
        if !step.closed_by.is_empty() {
            return refused(&self.browser, step.closed_by.len()).await;
        }
        let record = self.browser.find("button[name=_step][value=do]").await;
        self.browser.follow(record).await;
        let place = self.browser.place().await;
        assert!(
            place.contains("done="),
            "{step:?} is recorded; came to {place}"
        );
        self.browser.find(".notice.met").await;
        let subject = place.split(['/', '?']).nth(2).unwrap_or_default();
        match step.act {
            "selection.nominate" => subject.clone_into(&mut self.candidacy),
            "consortium.start" => subject.clone_into(&mut self.consortium),
            _ => {}
        }
    }
}

/// The page of a refusal shows every finding with its clause, what was found and what is wanted.
pub async fn refused(browser: &Browser, findings: usize) {
    let conditions = ".notice.refused .conditions > li";
    browser.find(conditions).await;
    let shown = format!(
        "return [...document.querySelectorAll('{conditions}')].map(one => [one.querySelectorAll('.chip').length, \
         ...[...one.querySelectorAll('dd')].map(part => part.textContent.trim().length)])"
    );
    let shown = browser.run(&shown).await;
    let shown = shown.as_array().expect("conditions are a list");
    let told = browser.text(".notice.refused").await;
    assert_eq!(shown.len(), findings, "{told}");
    for parts in shown {
        let parts = parts.as_array().expect("parts are a list");
        assert!(parts.len() >= 3, "clause, found and wanted: {parts:?}");
        assert!(
            parts.iter().all(|part| part.as_u64() > Some(0)),
            "{parts:?}"
        );
    }
}

/// Fills one field.
pub async fn fill(browser: &Browser, name: &str, fill: &Fill) {
    match fill {
        Fill::Type(text) => {
            let field = browser.find(&format!("main [name='{name}']")).await;
            type_into(&field, text).await;
        }
        Fill::Take(value) => {
            let choice = format!(
                "main select[name='{name}'] option[value='{value}'], main input[name='{name}'][value='{value}']"
            );
            choose(&browser.find(&choice).await).await;
        }
        Fill::Pick(text) => {
            let reads = reads(text);
            let path = format!("//main//select[@name='{name}']/option[{reads}]");
            choose(&browser.find_path(&path).await).await;
        }
        Fill::Tick(texts) => {
            for text in texts {
                let reads = reads(text);
                let path = format!("//main//label[span[{reads}]]/input[@name='{name}']");
                let choice = browser.find_path(&path).await;
                // A draft may have it ticked already.
                if !choice.is_selected().await.expect("a choice can be seen") {
                    choose(&choice).await;
                }
            }
        }
    }
}

fn reads(text: &str) -> String {
    format!("normalize-space()='{text}' or starts-with(normalize-space(), '{text} · ')")
}

/// Signs in through the sign-in page.
pub async fn enter(browser: &mut Browser, who: &str) {
    if !browser.place().await.starts_with("/sign-in") {
        let sign_in = browser.find(".who a[href='/sign-in']").await;
        browser.follow(sign_in).await;
    }
    type_into(&browser.find("#login").await, who).await;
    type_into(&browser.find("#password").await, PASSWORD).await;
    let enter = browser.find("form.act button").await;
    browser.follow(enter).await;
    assert_eq!(browser.place().await, "/inbox", "{who} is signed in");
}

/// Goes on to check the answers, confirming who one is where the act asks for it.
pub async fn go_on(browser: &mut Browser) {
    let check = browser.find("button[name=_step][value=check]").await;
    browser.follow(check).await;
    if browser.place().await.starts_with("/account/confirm") {
        type_into(&browser.find("#password").await, PASSWORD).await;
        let confirm = browser.find("form.act button").await;
        browser.follow(confirm).await;
        let check = browser.find("button[name=_step][value=check]").await;
        browser.follow(check).await;
    }
}

/// Signs out.
pub async fn leave(browser: &mut Browser) {
    let out = browser.find(".who form button").await;
    browser.follow(out).await;
}

/// Types a text in the place of what stood there.
pub async fn type_into(field: &Element, text: &str) {
    field.clear().await.expect("a field can be cleared");
    field
        .send_keys(text)
        .await
        .expect("a field can be typed into");
}

async fn choose(choice: &Element) {
    choice.click().await.expect("a choice can be taken");
}

async fn tell(cast: &Cast, device: Device, name: &str, decision: &str) {
    let city = City::open();
    let mut telling = Telling::begin(&city, device, cast.language).await;
    for step in cast.steps() {
        telling.act(cast, &step).await;
    }
    let title = telling.browser.text("h1").await;
    assert_eq!(title, name, "the consortium has its name");
    let record = telling.browser.find(".notice.met a").await;
    telling.browser.follow(record).await;
    let title = telling.browser.text("h1").await;
    assert!(title.contains(decision), "{title} is the decision's record");
    telling.browser.find("main a[href$='/decision.pdf']").await;
    let letter = telling.browser.run(READ_LETTER).await;
    assert_eq!(
        letter,
        json!([200, "application/pdf", "%PDF-"]),
        "the letter"
    );
    let lang = telling.browser.language().await;
    assert!(lang.starts_with(cast.language), "{lang}");
    telling.browser.assert_nothing_found();
}

#[tokio::test]
async fn the_municipal_track_in_chinese_on_a_desktop_by_browser_alone() {
    let cast = Cast {
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
    };
    tell(&cast, Device::Desktop, "苏州市硅基光源创新联合体", "立项").await;
}

#[tokio::test]
async fn the_county_track_in_english_on_a_phone_by_browser_alone() {
    let cast = Cast {
        track: "county",
        language: "en",
        lead: "nutmeg2",
        lead_name: "Nutmeg Example 2 Technology Co.",
        selects: "officer@department.kunshan",
        recommends: Some("officer@government.kunshan"),
        secretary: "温示例05",
        chief: "顾示例24",
        advisers: ["陆示例24", "沈示例24", "钱示例24"],
        members: MEMBERS_EN,
        field: "仿生触觉皮肤",
        field_en: "Bionic Tactile Skin",
    };
    let name = "Suzhou Innovation Consortium for Bionic Tactile Skin";
    tell(&cast, Device::Phone, name, "Approve").await;
}
