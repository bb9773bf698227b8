//! Scripts switched off in the browser: a draft is saved and found again, everything that is wrong is told at once, answers
//! are checked, a file is attached, a list is filtered and taken along. Nothing of it needs a script.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use calamine::{Data, Reader as _};
use serde_json::{Value, json};

use crate::browser::{Browser, Device, Scripts};
use crate::by_browser::{enter, fill, leave, refused, type_into};
use crate::city::City;
use crate::picture;
use crate::story::Fill;

/// The longest a download may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// What the lead says of licences; typed once, and to be found wherever the draft and the record are shown.
const LICENSING: &str = "成员单位之间免费许可,对外许可由理事会决定";

async fn press(browser: &mut Browser, step: &str) {
    let button = browser
        .find(&format!("button[name=_step][value='{step}']"))
        .await;
    browser.follow(button).await;
}

async fn go(browser: &mut Browser, selector: &str) {
    let link = browser.find(selector).await;
    browser.follow(link).await;
}

async fn value_of(browser: &Browser, name: &str) -> Value {
    browser
        .run(&format!(
            "return document.querySelector(\"main [name='{name}']\").value"
        ))
        .await
}

/// Clicks a link that downloads, and reads what came.
async fn downloaded(browser: &Browser, selector: &str, folder: &Path) -> Vec<u8> {
    let link = browser.find(selector).await;
    link.click().await.expect("a link can be clicked");
    let begun = Instant::now();
    loop {
        let files = std::fs::read_dir(folder).expect("the folder can be read");
        let mut names: Vec<PathBuf> = files.filter_map(|file| Some(file.ok()?.path())).collect();
        // A file under way has another ending until it is whole.
        names.retain(|name| !name.to_string_lossy().contains("crdownload"));
        let whole = names
            .iter()
            .find(|name| !name.to_string_lossy().contains(".org.chromium"));
        if let Some(name) = whole {
            let content = std::fs::read(name).expect("the file can be read");
            std::fs::remove_file(name).expect("the file can be removed");
            return content;
        }
        assert!(begun.elapsed() < PATIENCE, "{selector} downloads nothing");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Every mistake stands in the summary with a link to its field, and at its field; the summary is where reading begins.
async fn summed_up(browser: &Browser, mistakes: usize) {
    let told = browser
        .run(
            r"
        const summary = document.querySelector('.notice.refused[role=alert]');
        const links = [...summary.querySelectorAll('li a')];
        return {
            count: links.length,
            heading: summary.querySelector('h2').textContent.includes(String(links.length)),
            lost: links.filter(one => !document.getElementById(one.hash.slice(1))).map(one => one.hash),
            unmarked: links.filter(one => !document.getElementById(one.hash.slice(1))?.closest('.field.wrong')?.querySelector('.error')).map(one => one.hash),
            alike: new Set(links.map(one => one.textContent)).size,
            read_first: document.activeElement === summary,
        }",
        )
        .await;
    let expected = json!({"count": mistakes, "heading": true, "lost": [], "unmarked": [], "alike": mistakes, "read_first": true});
    assert_eq!(told, expected, "on {}", browser.place().await);
}

async fn take(browser: &Browser, name: &str, value: &Value) {
    let value = value.as_str().unwrap_or_default();
    let choice = format!("main [name='{name}'] option[value='{value}']");
    let choice = browser.find(&choice).await;
    choice.click().await.expect("a choice can be taken");
}

/// What the summary of answers or a record says of a field.
async fn shows(browser: &Browser, text: &str) {
    let page = browser.text("main").await;
    assert!(page.contains(text), "{text} is not in:\n{page}");
}

/// The lead drafts the charter: kept, left, found again, mistaken, refused, checked, corrected, done.
async fn drafts(browser: &mut Browser) {
    let inbox = "main tbody td a[href$='/charter/draft']";
    go(browser, inbox).await;
    type_into(&browser.find("[name=licensing]").await, LICENSING).await;
    press(browser, "keep").await;
    browser.find("form.act [role=status]").await;
    assert_eq!(value_of(browser, "licensing").await, json!(LICENSING));

    go(browser, ".nav a[href='/inbox']").await;
    go(browser, inbox).await;
    browser.find("form.act [role=status]").await;
    assert_eq!(
        value_of(browser, "licensing").await,
        json!(LICENSING),
        "the draft is there again"
    );

    let empty = "return [...document.querySelectorAll('main textarea')].filter(one => !one.value && one.name !== 'breach').length";
    let empty = browser.run(empty).await.as_u64().expect("a number");
    assert!(empty > 10, "{empty} texts are still to be written");
    press(browser, "check").await;
    summed_up(browser, usize::try_from(empty).expect("few")).await;
    picture::show(browser, "no-script-mistakes").await;

    // A row more without a script; one that stays empty is no row.
    let rows = "return document.querySelectorAll('#sections > .rows').length";
    let before = browser.run(rows).await.as_u64().expect("a number");
    press(browser, "add.sections").await;
    assert_eq!(
        browser.run(rows).await,
        json!(before + 1),
        "there is a row more"
    );

    let texts = "return [...document.querySelectorAll('main textarea')].filter(one => !one.value && !one.name.startsWith('sections.' + arguments_rows)).map(one => one.name)";
    let texts = texts.replace("arguments_rows", &before.to_string());
    let texts = browser.run(&texts).await;
    for name in texts.as_array().into_iter().flatten() {
        let name = name.as_str().unwrap_or_default();
        let text = Fill::Type(format!("按分工执行 {name}"));
        fill(browser, name, &text).await;
    }
    // Two members twice: the text can be read, but the policy does not take it.
    let twice = ["entries.1.organisation", "ownership.1.organisation"];
    let mut right = Vec::new();
    for (name, first) in twice.iter().zip(["entries.0", "ownership.0"]) {
        right.push(value_of(browser, name).await);
        let other = value_of(browser, &format!("{first}.organisation")).await;
        take(browser, name, &other).await;
    }
    press(browser, "check").await;
    refused(browser, 2).await;
    picture::show(browser, "no-script-refused").await;
    for (name, value) in twice.iter().zip(&right) {
        take(browser, name, value).await;
    }
    press(browser, "check").await;
    shows(browser, LICENSING).await;
    press(browser, "edit").await;
    assert_eq!(value_of(browser, "licensing").await, json!(LICENSING));
    press(browser, "check").await;
    picture::show(browser, "no-script-check").await;
    press(browser, "do").await;
    assert!(browser.place().await.contains("done="), "it is recorded");
    go(browser, ".notice.met a").await;
    shows(browser, LICENSING).await;
    shows(browser, "按分工执行 entries.0.rights").await;
}

/// A kept draft is gone once its author wants to begin afresh.
async fn begins_afresh(browser: &mut Browser) {
    go(browser, "main dl a[href^='/consortia/']").await;
    go(browser, ".acts a[href$='/invitation/send']").await;
    fill(browser, "layer", &Fill::Take("core")).await;
    press(browser, "keep").await;
    assert_eq!(value_of(browser, "layer").await, json!("core"));
    press(browser, "afresh").await;
    assert_eq!(value_of(browser, "layer").await, json!(""));
    assert!(browser.maybe("form.act [role=status]").await.is_none());
    go(browser, ".crumbs a").await;
}

/// A file goes with evidence: kept while other fields are corrected, shown by its digest, and given back byte by byte.
async fn attaches(browser: &mut Browser, folder: &Path, own: &str) {
    let file = folder.join("proof.pdf");
    let content = b"%PDF-1.4 a deed of foundation that nobody issued";
    std::fs::write(&file, content).expect("a file can be written");
    browser.visit(own).await;
    go(browser, ".acts a[href$='/organisation/add_agreement']").await;
    let field = browser.find("input[type=file]").await;
    let path = file.to_string_lossy();
    field.send_keys(&path).await.expect("a file can be chosen");
    press(browser, "check").await;
    summed_up(browser, 2).await;
    picture::show(browser, "no-script-file").await;
    std::fs::remove_file(&file).expect("the file can be removed");
    fill(browser, "partner_kind", &Fill::Take("university")).await;
    fill(browser, "topic", &Fill::Type("联合培养".to_owned())).await;
    press(browser, "check").await;
    refused(browser, 1).await;
    fill(
        browser,
        "partner_name",
        &Fill::Type("雾港示例大学".to_owned()),
    )
    .await;
    press(browser, "check").await;
    press(browser, "do").await;
    go(browser, ".notice.met a").await;
    let given = downloaded(browser, "main a[href*='/files/']", folder).await;
    assert_eq!(given, content, "the file comes back as it was");
    browser.visit(own).await;
    let given = downloaded(browser, ".conditions a[href*='/files/']", folder).await;
    assert_eq!(given, content, "a condition leads to what it rests on");
}

/// A list is filtered, a case looked at, and the way back leads to the filtered list; the sheet holds exactly its rows.
async fn filters(browser: &mut Browser, folder: &Path) {
    go(browser, ".nav a[href='/consortia']").await;
    let all = browser.run("return document.querySelectorAll('main tbody tr').length");
    let all = all.await.as_u64().expect("a number");
    fill(browser, "track", &Fill::Take("municipal")).await;
    go(browser, "form.filters button").await;
    let filtered = browser.place().await;
    assert!(filtered.contains("track=municipal"), "{filtered}");
    let names =
        "return [...document.querySelectorAll('main tbody th a')].map(one => one.textContent)";
    let shown = browser.run(names).await;
    let count = shown.as_array().map_or(0, Vec::len) as u64;
    assert!(0 < count && count < all, "{count} of {all} are shown");
    go(browser, "main tbody th a").await;
    assert!(browser.place().await.starts_with("/consortia/c"));
    browser.client.back().await.expect("there is a way back");
    browser.look().await;
    assert_eq!(browser.place().await, filtered);
    assert_eq!(value_of(browser, "track").await, json!("municipal"));
    assert_eq!(browser.run(names).await, shown);

    let sheet = downloaded(browser, "main .pager a[href*='.xlsx']", folder).await;
    let book = calamine::Xlsx::new(std::io::Cursor::new(sheet));
    let mut book = book.expect("it is a workbook");
    let table = book.worksheet_range_at(0).expect("it has a sheet");
    let table = table.expect("the sheet can be read");
    let cells: Vec<String> = table.rows().flatten().map(Data::to_string).collect();
    for name in shown.as_array().into_iter().flatten() {
        let name = name.as_str().unwrap_or_default();
        assert_eq!(
            cells.iter().filter(|cell| *cell == name).count(),
            1,
            "{name} is in the sheet once"
        );
    }
    let rows = table.rows().filter(|row| {
        let listed = |cell: &Data| {
            shown
                .as_array()
                .is_some_and(|all| all.contains(&json!(cell.to_string())))
        };
        row.iter().any(listed)
    });
    assert_eq!(rows.count() as u64, count, "and nothing else");
}

#[tokio::test]
async fn without_scripts_everything_can_be_done() {
    let city = City::open_on("2023-10-10");
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mut browser = Browser::set(&city.address, Device::Desktop, Scripts::Off).await;
    browser.keep_downloads_in(folder.path()).await;
    let page = "data:text/html,<title>off</title><script>document.title='on'</script>";
    browser.client.goto(page).await.expect("a page loads");
    let title = browser.client.title().await.expect("it has a title");
    assert_eq!(title, "off", "no page runs a script");

    browser.visit("/?lang=zh").await;
    enter(&mut browser, "secretary@fir").await;
    drafts(&mut browser).await;
    begins_afresh(&mut browser).await;
    let own = browser.find("main dl a[href^='/organisations/']").await;
    let own = own.attr("href").await.expect("a link can be read");
    attaches(&mut browser, folder.path(), &own.unwrap_or_default()).await;
    leave(&mut browser).await;
    enter(&mut browser, "officer@bureau").await;
    filters(&mut browser, folder.path()).await;
    browser.assert_nothing_found();
}
