//! Light, dark, or as the system says. The stylesheet has both; here is only which one, and that it is remembered.
//!
//! `assets/boot.js` applies a remembered choice before the first paint, under the same key.

use crate::browser;
use crate::key;
use crate::language::Key;

const KEY: &str = "octavo.theme";

/// What was chosen for the colours of the app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

impl Theme {
    /// Every choice, in the order in which they are offered.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// The choice as a word for people.
    pub fn label(self) -> Key {
        match self {
            Theme::System => key!("appearance-system"),
            Theme::Light => key!("appearance-light"),
            Theme::Dark => key!("appearance-dark"),
        }
    }

    fn key(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// What was chosen last in this browser.
    pub fn load() -> Theme {
        let kept = browser::recall(KEY);
        Theme::ALL.into_iter().find(|theme| kept.as_deref() == Some(theme.key())).unwrap_or_default()
    }

    /// Shows the app in these colours, now and next time.
    pub fn apply(self) {
        browser::remember(KEY, self.key());
        if let Some(root) = browser::document().document_element() {
            let _ = root.set_attribute("data-theme", self.key());
        }
    }
}
