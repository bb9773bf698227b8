//! Through the doors, a login nobody has cannot be told from one somebody has: not by what is answered, not by what it leaves behind.

use identity::password::Profile;

use super::*;

const PASSWORD: &str = "Correct-horse-battery-7";

/// The page where somebody signs in, and the door where a program gets a token.
fn tries(login: &str) -> [Request<Body>; 2] {
    let entered = Request::post("/sign-in")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("login={login}&password=wrong")))
        .unwrap();
    let fields = json!({"login": login, "password": "wrong", "label": "t"}).to_string();
    [entered, post("/api/v1/tokens", None, &fields)]
}

/// An answer without what is of this request alone: its number, and the login typed, which the form gives back.
async fn answered(scene: &Scene, login: &str, request: Request<Body>) -> String {
    let answer = scene.answer(request).await;
    let (parts, body) = answer.into_parts();
    let mut headers = parts.headers;
    let number = headers.remove("x-request-id").unwrap();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    format!("{} {headers:?}\n{body}", parts.status)
        .replace(number.to_str().unwrap(), "")
        .replace(login, "")
}

/// What the log tells of an attempt but who typed what: kinds with their outcomes, oldest first.
fn left(scene: &Scene, since: &mut u64) -> Vec<(&'static str, String, audit::Actor)> {
    let found = scene
        .app
        .audit
        .look(|store| store.search(&Query::default(), 1000))
        .unwrap();
    let mut events = found.events;
    events.retain(|found| found.number > *since);
    *since = events.first().map_or(*since, |newest| newest.number);
    events
        .into_iter()
        .rev()
        .map(|found| found.event)
        .map(|event| {
            let reason = event.outcome.reason().to_owned();
            (event.kind.key(), reason, event.actor)
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn v18_a_login_nobody_has_is_answered_and_recorded_like_a_wrong_password_up_to_the_lock() {
    let scene = scene();
    let (cabinet, now) = (&scene.app.cabinet, scene.app.now());
    let made = cabinet.make_account("alder", scene.person("officer@bureau"), now);
    made.unwrap().unwrap();
    let set = cabinet.set_password("alder", PASSWORD, Profile::Mlps, &[], now);
    set.unwrap().unwrap();
    let mut since = 0;
    // Over the lock, which comes with the fifth failure.
    let mut attempts = Vec::new();
    for login in ["alder", "birch"] {
        let mut answers = Vec::new();
        for round in 0..4 {
            for request in tries(login) {
                answers.push((round, answered(&scene, login, request).await));
            }
        }
        scene.app.audit.ready().await.unwrap();
        attempts.push((answers, left(&scene, &mut since)));
    }
    let [(somebody, of_somebody), (nobody, of_nobody)] = attempts.try_into().unwrap();
    // The lock ends at a minute, which may have passed in between.
    let timeless = |answers: Vec<(i32, String)>| -> Vec<(i32, String)> {
        let digits = |text: String| text.replace(|letter: char| letter.is_ascii_digit(), "0");
        answers
            .into_iter()
            .map(|(round, text)| (round, digits(text)))
            .collect()
    };
    assert!(somebody.iter().all(|(_, text)| text.starts_with("401")));
    assert_eq!(timeless(somebody), timeless(nobody));
    assert_eq!(
        of_somebody.len(),
        8 + 1,
        "eight attempts and an alarm: {of_somebody:?}"
    );
    assert_eq!(of_somebody, of_nobody);
}
