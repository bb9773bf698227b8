//! Personal fields of acts stand in the register of personal data, and nothing else does.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[test]
fn m31_every_personal_field_of_an_act_is_registered_with_purpose_ground_and_term() {
    let document = include_str!("../../../docs/personal-data.md");
    let rows = document.lines().filter_map(|line| line.strip_prefix("| `"));
    let mut registered: Vec<String> = rows
        .filter_map(|row| {
            let field = row.split_once('`')?.0;
            assert!(
                row.split('|').take(5).all(|cell| !cell.trim().is_empty()),
                "{row}"
            );
            field.contains('/').then(|| field.to_owned())
        })
        .collect();
    let mut collected: Vec<String> = acts::acts()
        .flat_map(|kind| kind.fields.iter().map(move |field| (kind, field)))
        .filter(|(_, field)| field.is_personal())
        .map(|(kind, field)| format!("{}/{}", kind.key, field.name))
        .collect();
    registered.sort();
    collected.sort();
    assert!(!collected.is_empty());
    assert_eq!(collected, registered, "collected, and registered");
}
