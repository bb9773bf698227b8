//! What is done, and what is refused.

use super::*;

pub async fn enrols(stage: &mut Stage) -> Wanted {
    let token = stage.scene.token("system@office");
    let path = "/api/v1/office/person/enrol";
    let request = post(path, Some(&token), r#"{"name":"示例某"}"#);
    let done = stage.does(request, StatusCode::CREATED).await;
    stage.by("system@office", "system_administrator", &done, "office")
}

pub async fn appoints_an_auditor(stage: &mut Stage) -> Wanted {
    let (person, _) = reading::enrolled(stage, "somebody@office").await;
    let token = stage.scene.token("security@office");
    let today = stage.scene.app.now().china_day();
    let fields = json!({"person": person, "role": "auditor", "from": today}).to_string();
    let path = "/api/v1/office/appointment/make";
    let request = post(path, Some(&token), &fields);
    let done = stage.does(request, StatusCode::CREATED).await;
    stage.by(
        "security@office",
        "security_administrator",
        &done,
        person.to_string(),
    )
}

pub async fn is_refused(stage: &mut Stage) -> Wanted {
    let path = "/api/v1/office/person/enrol";
    let request = post(path, Some("wrong"), "{}");
    let refused = stage.does(request, StatusCode::UNAUTHORIZED).await;
    Wanted::of_public(&refused, format!("POST {path}")).failed("401")
}

pub async fn looks_at_alarms(stage: &mut Stage) -> Wanted {
    let request = get("/api/v1/alarms", &stage.scene.token("security@office"));
    let seen = stage.does(request, StatusCode::OK).await;
    stage.by(
        "security@office",
        "security_administrator",
        &seen,
        "GET /api/v1/alarms",
    )
}
