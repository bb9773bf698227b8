//! What was worked out lately, kept as long as nothing was recorded: the key holds the world's number.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Answers kept.
const MOST: usize = 64;

/// The latest answers by what was asked.
#[derive(Debug)]
pub struct Recent<K, V> {
    kept: Mutex<VecDeque<(K, Arc<V>)>>,
}

impl<K, V> Default for Recent<K, V> {
    fn default() -> Recent<K, V> {
        Recent {
            kept: Mutex::new(VecDeque::with_capacity(MOST)),
        }
    }
}

impl<K: PartialEq, V> Recent<K, V> {
    /// The answer kept for the key, or one made now.
    pub fn get(&self, key: K, make: impl FnOnce() -> V) -> Arc<V> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = kept().iter().find(|(asked, _)| *asked == key) {
            return Arc::clone(found);
        }
        // Made without the lock: two who ask at once both work, and nobody waits for another's question.
        let answer = Arc::new(make());
        let mut kept = kept();
        kept.truncate(MOST - 1);
        kept.push_front((key, Arc::clone(&answer)));
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_lately_is_not_made_again() {
        let recent = Recent::default();
        assert_eq!(*recent.get((1, "a"), || 1), 1);
        assert_eq!(*recent.get((1, "a"), || 2), 1);
        assert_eq!(*recent.get((2, "a"), || 3), 3, "something was recorded");
        for number in 3..100 {
            recent.get((number, "b"), || number);
        }
        assert_eq!(*recent.get((1, "a"), || 4), 4, "long ago");
    }
}
