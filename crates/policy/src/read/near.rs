//! The nearest known name, for "did you mean".

/// The known name nearest to what was written, if one is near enough to have been meant.
pub(super) fn nearest<'n>(written: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let letters: Vec<char> = written.chars().take(LONGEST).collect();
    let reach = (letters.len() / 3).clamp(1, 4);
    known
        .map(|name| (distance(&letters, name), name))
        .filter(|&(distance, name)| distance <= reach && distance < name.chars().count())
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, name)| name)
}

/// Names longer than any key are cut before they are compared.
const LONGEST: usize = 80;

/// How many letters must be added, dropped, changed or swapped with their neighbour.
fn distance(written: &[char], name: &str) -> usize {
    let name: Vec<char> = name.chars().take(LONGEST).collect();
    let width = name.len() + 1;
    let mut before_last: Vec<usize> = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    for (row, &letter) in written.iter().enumerate() {
        let mut now = vec![row + 1; width];
        for (column, &other) in name.iter().enumerate() {
            let changed = last[column] + usize::from(letter != other);
            let mut best = changed.min(last[column + 1] + 1).min(now[column] + 1);
            let swapped =
                row > 0 && column > 0 && letter == name[column - 1] && written[row - 1] == other;
            if swapped {
                best = best.min(before_last[column - 1] + 1);
            }
            now[column + 1] = best;
        }
        before_last = std::mem::replace(&mut last, now);
    }
    last.last().copied().unwrap_or(written.len())
}

#[cfg(test)]
mod tests {
    use super::nearest;

    fn check(written: &str, expected: Option<&str>) {
        let known = ["consortium.members", "consortium.places", "hard", "general"];
        assert_eq!(nearest(written, known.into_iter()), expected, "{written}");
    }

    #[test]
    fn a_slip_of_the_pen_finds_the_name_meant() {
        check("consortium.member", Some("consortium.members"));
        check("consortuim.places", Some("consortium.places"));
        check("genral", Some("general"));
        check("hrad", Some("hard"));
    }

    #[test]
    fn something_else_altogether_finds_nothing() {
        check("sunshine", None);
        check("", None);
        check("x", None);
    }
}
