//! Which lines of a list are chosen, and where a range of them begins. No screen is named here.

use std::collections::BTreeSet;

/// What is chosen, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    chosen: BTreeSet<String>,
    /// Where a range begins: what was chosen last by itself.
    anchor: Option<String>,
}

impl Selection {
    pub fn has(&self, id: &str) -> bool {
        self.chosen.contains(id)
    }

    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }

    /// Chooses one beside the others, or no longer.
    pub fn toggle(&mut self, id: &str) {
        if !self.chosen.remove(id) {
            self.chosen.insert(id.to_owned());
        }
        self.anchor = Some(id.to_owned());
    }

    /// Chooses all from where the range begins to `id`, and nothing else; without a beginning, from `from`.
    pub fn extend(&mut self, id: &str, from: &str, order: &[String]) {
        let place = |id: &str| order.iter().position(|known| known == id);
        let anchor = self.anchor.clone().filter(|anchor| place(anchor).is_some());
        let anchor = anchor.unwrap_or_else(|| from.to_owned());
        let (Some(begin), Some(end)) = (place(&anchor), place(id)) else { return };
        self.chosen = order[begin.min(end)..=begin.max(end)].iter().cloned().collect();
        self.anchor = Some(anchor);
    }

    /// Chooses all.
    pub fn take_all(&mut self, order: &[String]) {
        self.chosen = order.iter().cloned().collect();
    }

    /// Chooses nothing.
    pub fn clear(&mut self) {
        *self = Selection::default();
    }

    /// What is not in the list any more is not chosen. Answers whether that is news.
    pub fn keep_only(&mut self, order: &[String]) -> bool {
        let before = self.chosen.len();
        self.chosen.retain(|id| order.contains(id));
        self.chosen.len() != before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order() -> Vec<String> {
        ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec()
    }

    fn chosen(selection: &Selection) -> String {
        order().into_iter().filter(|id| selection.has(id)).collect()
    }

    #[test]
    fn a_range_goes_from_what_was_chosen_by_itself_either_way() {
        let mut selection = Selection::default();
        selection.toggle("c");
        selection.extend("e", "c", &order());
        assert_eq!(chosen(&selection), "cde");
        selection.extend("a", "e", &order());
        assert_eq!(chosen(&selection), "abc");
        selection.extend("b", "a", &order());
        assert_eq!(chosen(&selection), "bc");
    }

    #[test]
    fn a_range_without_a_beginning_goes_from_where_one_is() {
        let mut selection = Selection::default();
        selection.extend("d", "c", &order());
        assert_eq!(chosen(&selection), "cd");
        selection.extend("a", "d", &order());
        assert_eq!(chosen(&selection), "abc");
    }

    #[test]
    fn what_has_left_the_list_is_not_chosen_any_more() {
        let mut selection = Selection::default();
        selection.take_all(&order());
        assert!(selection.keep_only(&order()[1..3]));
        assert_eq!(chosen(&selection), "bc");
        assert!(!selection.keep_only(&order()));
        selection.clear();
        assert!(selection.is_empty());
    }
}
