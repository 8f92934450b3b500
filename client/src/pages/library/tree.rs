//! Folders in folders, as a tree of which branches are opened and closed. No screen is named here.

/// Where the folders in a folder are known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Branch {
    /// Its folders are not shown.
    Closed,
    /// Its folders are shown, once they are there.
    Open,
    /// There are none.
    Empty,
}

/// A line of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Which folder; none for the top, in which all are.
    pub id: Option<String>,
    pub name: String,
    /// How deep it is; the top is 0.
    pub level: usize,
    pub branch: Branch,
}

/// The lines of the tree from the top down, and the one at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    pub nodes: Vec<Node>,
    pub at: usize,
}

/// What a key asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The tree is another now, or the same; there is nothing more to do.
    Done,
    /// The folders of the line at hand are to be put in.
    Load,
}

impl Tree {
    /// The top alone, open.
    pub fn new(name: String) -> Tree {
        let top = Node { id: None, name, level: 0, branch: Branch::Open };
        Tree { nodes: vec![top], at: 0 }
    }

    /// The line at hand.
    pub fn here(&self) -> &Node {
        &self.nodes[self.at]
    }

    /// Puts the folders of `parent` below it.
    pub fn put(&mut self, parent: Option<&str>, folders: Vec<(String, String)>) {
        let Some(place) = self.nodes.iter().position(|node| node.id.as_deref() == parent) else { return };
        self.close(place);
        let level = self.nodes[place].level + 1;
        self.nodes[place].branch = if folders.is_empty() { Branch::Empty } else { Branch::Open };
        if self.at > place {
            self.at += folders.len();
        }
        let below =
            folders.into_iter().map(|(id, name)| Node { id: Some(id), name, level, branch: Branch::Closed });
        self.nodes.splice(place + 1..place + 1, below);
    }

    /// Opens or closes the line at `place`, which is at hand from then on.
    pub fn toggle(&mut self, place: usize) -> Step {
        self.at = place;
        match self.nodes[place].branch {
            Branch::Closed => Step::Load,
            Branch::Open if place > 0 => {
                self.close(place);
                self.nodes[place].branch = Branch::Closed;
                Step::Done
            }
            Branch::Open | Branch::Empty => Step::Done,
        }
    }

    /// Takes a key; none where the tree has no use for it.
    pub fn take_key(&mut self, key: &str) -> Option<Step> {
        match key {
            "ArrowDown" => self.at = (self.at + 1).min(self.nodes.len() - 1),
            "ArrowUp" => self.at = self.at.saturating_sub(1),
            "Home" => self.at = 0,
            "End" => self.at = self.nodes.len() - 1,
            "ArrowRight" => match self.here().branch {
                Branch::Closed => return Some(Step::Load),
                Branch::Open => self.at = (self.at + 1).min(self.nodes.len() - 1),
                Branch::Empty => {}
            },
            "ArrowLeft" if self.here().branch == Branch::Open && self.at > 0 => {
                return Some(self.toggle(self.at));
            }
            "ArrowLeft" => {
                let level = self.here().level;
                self.at =
                    self.nodes[..self.at].iter().rposition(|node| node.level < level).unwrap_or_default();
            }
            _ => return None,
        }
        Some(Step::Done)
    }

    /// Takes away what is below the line at `place`.
    fn close(&mut self, place: usize) {
        let level = self.nodes[place].level;
        let below = self.nodes[place + 1..].iter().take_while(|node| node.level > level).count();
        self.nodes.drain(place + 1..place + 1 + below);
        if self.at > place {
            self.at = if self.at <= place + below { place } else { self.at - below };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Tree {
        let folders = |names: &[&str]| names.iter().map(|it| ((*it).to_owned(), (*it).to_owned())).collect();
        let mut tree = Tree::new("top".to_owned());
        tree.put(None, folders(&["a", "b"]));
        tree.put(Some("a"), folders(&["a1", "a2"]));
        tree
    }

    fn names(tree: &Tree) -> String {
        tree.nodes
            .iter()
            .map(|node| format!("{}{}", " ".repeat(node.level), node.name))
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn folders_stand_below_the_one_that_they_are_in() {
        assert_eq!(names(&tree()), "top\n a\n  a1\n  a2\n b");
        let mut closed = tree();
        assert_eq!(closed.toggle(1), Step::Done);
        assert_eq!(names(&closed), "top\n a\n b");
        assert_eq!(closed.toggle(1), Step::Load);
    }

    #[test]
    fn a_folder_that_is_put_in_again_is_not_there_twice() {
        let mut tree = tree();
        tree.put(Some("a"), vec![("a3".to_owned(), "a3".to_owned())]);
        assert_eq!(names(&tree), "top\n a\n  a3\n b");
        tree.put(Some("b"), Vec::new());
        assert_eq!(tree.nodes.last().unwrap().branch, Branch::Empty);
    }

    #[test]
    fn arrows_go_up_and_down_and_in_and_out() {
        let mut tree = tree();
        let mut go = |key: &str| {
            let step = tree.take_key(key);
            (tree.here().name.clone(), step)
        };
        assert_eq!(go("ArrowDown").0, "a");
        assert_eq!(go("ArrowRight").0, "a1");
        assert_eq!(go("ArrowRight"), ("a1".to_owned(), Some(Step::Load)));
        assert_eq!(go("ArrowLeft").0, "a");
        assert_eq!(go("ArrowLeft").0, "a");
        assert_eq!(go("ArrowDown").0, "b");
        assert_eq!(go("Home").0, "top");
        assert_eq!(go("ArrowLeft").0, "top");
        assert_eq!(go("End").0, "b");
        assert_eq!(go("x").1, None);
    }

    #[test]
    fn whoever_is_in_a_branch_that_closes_stands_at_its_root_then() {
        let mut tree = tree();
        tree.at = 3;
        tree.close(1);
        assert_eq!(tree.here().name, "a");
        let mut tree = self::tree();
        tree.at = 4;
        tree.close(1);
        assert_eq!(tree.here().name, "b");
    }
}
