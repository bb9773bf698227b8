//! An application under the yearly call: form check, experts, interview, public notice with an objection, decision. At every
//! point somebody goes on too early, and the page says by which clause not, what was found and what is wanted.

use crate::browser::{Browser, Device};
use crate::by_browser::{enter, fill, leave, refused};
use crate::city::City;
use crate::picture;
use crate::story::Fill;

/// The day on which the call finds the case at its form check.
const FIRST_DAY: &str = "2023-10-10";
/// A day after the notice is over: seven days and at least five working days from the first.
const AFTER_NOTICE: &str = "2023-10-18";

type Filled<'a> = &'a [(&'a str, Fill)];

fn typed(text: &str) -> Fill {
    Fill::Type(text.to_owned())
}

/// One case in one browser, done by several people in turn.
struct Walk {
    browser: Browser,
    signed_in: Option<String>,
    /// The page of the case.
    case: String,
}

impl Walk {
    async fn enter(&mut self, who: &str) {
        if self.signed_in.as_deref() == Some(who) {
            return;
        }
        self.leave().await;
        enter(&mut self.browser, who).await;
        self.signed_in = Some(who.to_owned());
    }

    async fn leave(&mut self) {
        if self.signed_in.take().is_some() {
            leave(&mut self.browser).await;
        }
    }

    async fn follow(&mut self, selector: &str) {
        let link = self.browser.find(selector).await;
        self.browser.follow(link).await;
    }

    async fn press(&mut self, step: &str) {
        self.follow(&format!("button[name=_step][value={step}]"))
            .await;
    }

    /// Does an act from the case's page, where its button stands.
    async fn act(&mut self, act: &str, filled: Filled<'_>) {
        let case = self.case.clone();
        self.browser.visit(&case).await;
        let path = act.replace('.', "/");
        self.follow(&format!(".acts a[href$='/{path}']")).await;
        self.answer(filled).await;
        self.press("do").await;
        let place = self.browser.place().await;
        assert!(
            place.contains("done="),
            "{act} is recorded; came to {place}"
        );
        self.browser.find(".notice.met").await;
    }

    /// Opens the form of an act by its address, as somebody who kept it, and is refused by so many findings, which say this.
    async fn refused(&mut self, act: &str, filled: Filled<'_>, says: &[&str]) {
        let address = format!("{}/{}", self.case, act.replace('.', "/"));
        self.browser.visit(&address).await;
        self.answer(filled).await;
        refused(&self.browser, says.len()).await;
        let told = self.browser.text(".notice.refused").await;
        for one in says {
            assert!(told.contains(one), "{act}: {one} is not in:\n{told}");
        }
        picture::show(&self.browser, &format!("call-refused-{act}")).await;
        assert!(
            self.browser.maybe("button[value=do]").await.is_none(),
            "there is nothing to confirm"
        );
    }

    async fn answer(&mut self, filled: Filled<'_>) {
        for (name, value) in filled {
            fill(&self.browser, name, value).await;
        }
        self.press("check").await;
    }

    /// The stage the case's page names.
    async fn stands_in(&mut self, stage: &str) {
        let case = self.case.clone();
        self.browser.visit(&case).await;
        let here = self.browser.text(".stages [aria-current=step]").await;
        assert!(
            here.contains(stage),
            "the case stands in {here}, not {stage}"
        );
    }

    /// The case waits in the inbox for an act.
    async fn awaits(&mut self, act: &str) {
        self.follow(".nav a[href='/inbox']").await;
        let path = act.replace('.', "/");
        let link = format!("main a[href='{}/{path}']", self.case);
        self.browser.find(&link).await;
    }

    async fn form_check(&mut self) {
        self.enter("officer@bureau").await;
        self.refused(
            "examination.assign",
            &[("experts", experts(2))],
            &["形式审查"],
        )
        .await;
        // The decision is not the officer's, and the form asks for nothing.
        let form = format!("{}/decision/approve", self.case);
        self.browser.visit(&form).await;
        let page = self.browser.text("main").await;
        for told in ["此事不由您办理", "形式审查", "办理人身份"] {
            assert!(page.contains(told), "{told} is not in:\n{page}");
        }
        self.act("examination.accept", &[("opinion", typed("材料齐全"))])
            .await;
        self.stands_in("专家评审").await;
    }

    async fn experts(&mut self) {
        self.enter("expert1@pool").await;
        let case = self.case.clone();
        self.browser
            .visit(&format!("{case}/examination/assess"))
            .await;
        let absent = self.browser.maybe("form.act").await.is_none();
        assert!(absent, "whoever is not assigned finds no form");
        self.enter("officer@bureau").await;
        let minutes = &[("minutes", typed("未评审先答辩"))];
        self.refused("examination.hold", minutes, &["专家评审"])
            .await;
        self.refused(
            "examination.assign",
            &[("experts", experts(2))],
            &["专家人数"],
        )
        .await;
        self.awaits("examination.assign").await;
        self.act("examination.assign", &[("experts", experts(3))])
            .await;
        let assessed = |score: &str| {
            [
                ("score", typed(score)),
                ("opinion", typed("路线清楚,分工合理")),
                ("recommends", Fill::Take("approve")),
            ]
        };
        for expert in 1..=3 {
            self.enter(&format!("expert{expert}@pool")).await;
            self.awaits("examination.assess").await;
            if expert == 1 {
                self.refused("examination.assess", &assessed("150"), &["评分范围"])
                    .await;
            }
            self.stands_in("专家评审").await;
            self.act("examination.assess", &assessed("86.5")).await;
            if expert == 1 {
                self.refused("examination.assess", &assessed("99"), &["每位专家一次"])
                    .await;
            }
        }
    }

    async fn interview(&mut self) {
        self.enter("officer@bureau").await;
        self.stands_in("答辩").await;
        self.refused("notice.publish", &contacts(), &["答辩"]).await;
        let early = &[("on", typed("01/10/2023")), ("minutes", typed("补记"))];
        self.refused("examination.hold", early, &["日期合理"]).await;
        self.awaits("examination.hold").await;
        let held = &[("on", typed("10/10/2023")), ("minutes", typed("答辩通过"))];
        self.act("examination.hold", held).await;
        self.stands_in("公示").await;
    }

    async fn notice(&mut self) {
        self.refused(
            "notice.close",
            &[("result", typed("无异议"))],
            &["公示正在进行"],
        )
        .await;
        let mut short = contacts().to_vec();
        short.push(("until", typed("10/12/2023")));
        self.refused("notice.publish", &short, &["公示期不短于规定"])
            .await;
        self.awaits("notice.publish").await;
        let mut long_enough = contacts().to_vec();
        long_enough.push(("until", typed("10/16/2023")));
        self.act("notice.publish", &long_enough).await;
    }

    /// Somebody from outside, not signed in, finds the case among those made public and objects.
    async fn objection(&mut self) {
        self.leave().await;
        let case = self.case.clone();
        self.browser.visit("/consortia").await;
        self.follow(&format!("main a[href='{case}']")).await;
        picture::show(&self.browser, "call-notice-public").await;
        let page = self.browser.text("main").await;
        assert!(page.contains("0512-0000"), "the contact is public:\n{page}");
        let mut unit = vec![
            ("kind", Fill::Take("unit")),
            ("reasons", typed("成员在两个联合体任职")),
        ];
        self.refused("objection.raise", &unit, &["写明姓名或单位和地址"])
            .await;
        unit.push(("unit", typed("东港示例公司")));
        unit.push(("address", typed("东港路 1 号")));
        self.act("objection.raise", &unit).await;
    }

    async fn too_early(&mut self) {
        self.enter("officer@bureau").await;
        let result = &[("result", typed("无异议"))];
        self.refused("notice.close", result, &["公示期满", "异议全部答复"])
            .await;
        self.enter("leader@bureau").await;
        let says = ["公示\n要求", "公示至 2023年10月16日", "异议全部答复"];
        self.refused("decision.approve", &[("reasons", typed("先行审定"))], &says)
            .await;
    }

    async fn answered(&mut self) {
        self.browser.visit(&self.case.clone()).await;
        let form = format!("{}/objection/raise", self.case);
        self.browser.visit(&form).await;
        self.refused(
            "objection.raise",
            &[
                ("kind", Fill::Take("anonymous")),
                ("reasons", typed("迟到")),
            ],
            &["2023年10月16日"],
        )
        .await;
        self.enter("officer@bureau").await;
        let result = &[("result", typed("异议不成立"))];
        self.refused("notice.close", result, &["异议全部答复"])
            .await;
        self.case_shows("成员在两个联合体任职", "objection.answer")
            .await;
        let answer = |outcome| {
            [
                ("outcome", Fill::Take(outcome)),
                ("reasons", typed("经核实未重复")),
            ]
        };
        self.refused(
            "objection.answer",
            &answer("not_accepted"),
            &["实名异议须审查"],
        )
        .await;
        self.act("objection.answer", &answer("rejected")).await;
        self.act("notice.close", result).await;
        self.stands_in("审定").await;
    }

    /// Beside the form stands what the act is about.
    async fn case_shows(&mut self, text: &str, act: &str) {
        let form = format!("{}/{}", self.case, act.replace('.', "/"));
        self.browser.visit(&form).await;
        picture::show(&self.browser, &format!("call-{act}")).await;
        let page = self.browser.text("main").await;
        assert!(page.contains(text), "{text} is not in:\n{page}");
    }

    async fn decision(&mut self) {
        self.enter("leader@bureau").await;
        self.awaits("decision.approve").await;
        self.act("decision.approve", &[("reasons", typed("符合全部条件"))])
            .await;
        let title = self.browser.text("h1").await;
        assert!(
            title.starts_with("苏州市") && title.ends_with("创新联合体"),
            "{title}"
        );
        self.follow(".notice.met a").await;
        self.browser.find("main a[href$='/decision.pdf']").await;
        self.browser
            .visit(&format!("{}?tab=application", self.case))
            .await;
        picture::show(&self.browser, "call-application").await;
        let page = self.browser.text("main").await;
        for step in [
            "86.5",
            "答辩通过",
            "异议不成立",
            "成员在两个联合体任职",
            "经核实未重复",
        ] {
            assert!(page.contains(step), "{step} is not in:\n{page}");
        }
    }
}

/// The first experts of the pool, by the names the demo gives them.
fn experts(count: usize) -> Fill {
    let names = ["云示例21", "山示例21", "田示例21"];
    Fill::Tick(
        names[..count]
            .iter()
            .map(|name| (*name).to_owned())
            .collect(),
    )
}

fn contacts() -> [(&'static str, Fill); 2] {
    [
        ("business_contact", typed("产学研合作处 0512-0000")),
        ("supervising_contact", typed("机关纪委 0512-0001")),
    ]
}

#[tokio::test]
async fn the_call_adds_experts_an_interview_and_a_notice_by_browser_alone() {
    let mut city = City::open_on(FIRST_DAY);
    let mut browser = Browser::open(&city.address, Device::Desktop).await;
    browser.visit("/?lang=zh").await;
    enter(&mut browser, "officer@bureau").await;
    let link = browser.find("main a[href$='/examination/accept']").await;
    let link = link.attr("href").await.expect("a link can be read");
    let link = link.expect("it leads somewhere");
    let mut walk = Walk {
        browser,
        signed_in: Some("officer@bureau".to_owned()),
        case: link.trim_end_matches("/examination/accept").to_owned(),
    };
    walk.form_check().await;
    walk.experts().await;
    walk.interview().await;
    walk.notice().await;
    walk.objection().await;
    walk.too_early().await;
    walk.leave().await;
    city.wait_until(AFTER_NOTICE);
    walk.browser.moved(&city.address);
    walk.answered().await;
    walk.decision().await;
    walk.browser.assert_nothing_found();
}
