//! The same pages on paper and in the dark: paper shows what is said and nothing to click, in ink on white; a dark screen has
//! no bright surface, and keeps its contrast.

use serde_json::{Value, json};

use crate::browser::{Browser, Device};
use crate::by_browser::enter;
use crate::city::City;
use crate::picture;

/// What only serves to move about or to fill in.
const TOOLS: &str = r"
    const tools = 'header, nav, footer, form, button, input, select, textarea, .skip, .button, .acts, .outline';
    return [...document.querySelectorAll(tools)].filter(one => one.checkVisibility() && one.getBoundingClientRect().height > 0)
        .map(one => one.outerHTML.slice(0, 80))";
/// How bright the surfaces are, from 0 to 1: of each colour, the first element that has it.
const SURFACES: &str = r"
    const surfaces = {};
    for (const one of [document.documentElement, ...document.querySelectorAll('body, body *')]) {
        if (!one.checkVisibility()) continue;
        const colour = getComputedStyle(one).backgroundColor;
        const [red, green, blue, opaque = 1] = colour.match(/[\d.]+/g).map(Number);
        if (opaque === 0 || colour in surfaces) continue;
        const line = part => part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4;
        surfaces[colour] = [0.2126 * line(red) + 0.7152 * line(green) + 0.0722 * line(blue), one.outerHTML.slice(0, 80)];
    }
    return Object.values(surfaces)";
/// The colours of the page itself.
const PAGE: &str = r"
    const style = getComputedStyle(document.body);
    return [style.backgroundColor, style.color]";

fn brightness(surface: &Value) -> f64 {
    surface[0].as_f64().expect("brightness is a number")
}

async fn surfaces(browser: &Browser) -> Vec<Value> {
    let found = browser.run(SURFACES).await;
    let found = found.as_array().expect("surfaces are a list").clone();
    assert!(!found.is_empty(), "a page has surfaces");
    found
}

/// On paper, whatever the reader's screen is set to.
async fn on_paper(browser: &mut Browser, path: &str, says: &str) {
    for colours in ["light", "dark"] {
        browser.emulate("screen", colours).await;
        browser.visit(path).await;
        let tools = browser.run(TOOLS).await;
        assert_ne!(tools, json!([]), "a screen shows navigation on {path}");
        browser.emulate("print", colours).await;
        let tools = browser.run(TOOLS).await;
        assert_eq!(tools, json!([]), "paper shows no tools on {path}");
        let page = browser.run(PAGE).await;
        let ink_on_white = json!(["rgb(255, 255, 255)", "rgb(0, 0, 0)"]);
        assert_eq!(page, ink_on_white, "{path} is ink on white");
        for surface in surfaces(browser).await {
            assert!(brightness(&surface) > 0.7, "{surface} is dark on paper");
        }
        let text = browser.text("main").await;
        assert!(text.contains(says), "{says} is not on paper:\n{text}");
    }
    let name = path.trim_matches('/').replace(['/', '#', '?', '='], "-");
    picture::show(browser, &format!("print-{name}")).await;
}

/// On a dark screen; the checker of accessibility looks at the contrast on the way.
async fn in_the_dark(browser: &mut Browser, path: &str) {
    browser.emulate("screen", "dark").await;
    browser.visit(path).await;
    for surface in surfaces(browser).await {
        assert!(
            brightness(&surface) < 0.5,
            "{surface} is bright in the dark"
        );
    }
    let name = path.trim_matches('/').replace(['/', '#', '?', '='], "-");
    picture::show(browser, &format!("dark-{name}")).await;
}

#[tokio::test]
async fn pages_are_plain_on_paper_and_quiet_in_the_dark() {
    let city = City::open_on("2023-10-10");
    let mut browser = Browser::open(&city.address, Device::Desktop).await;
    browser.visit("/?lang=zh").await;
    enter(&mut browser, "officer@bureau").await;
    let case = browser
        .find("main tr:has(a[href$='/examination/accept']) th a")
        .await;
    let name = case.text().await.expect("a link has a text");
    let case = case.attr("href").await.expect("a link can be read");
    let case = case.expect("it leads somewhere");
    on_paper(&mut browser, &case, &name).await;
    on_paper(&mut browser, "/policy#3.1.2", "3.1.2").await;
    in_the_dark(&mut browser, &case).await;
    in_the_dark(&mut browser, &format!("{case}?tab=application")).await;
    in_the_dark(&mut browser, "/policy#3.1.2").await;
    browser.assert_nothing_found();
}
