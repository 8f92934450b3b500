//! What the editor makes of typed text for the person at this browser, kept in the browser.

use crate::browser;
use crate::editor::AutoFormat;
use crate::language;

const KEY: &str = "octavo.writing";

/// What was chosen last in this browser; all of it but fractions where nothing was.
pub fn load() -> AutoFormat {
    browser::recall(KEY).and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default()
}

/// Keeps the choice.
pub fn keep(choice: &AutoFormat) {
    if let Ok(text) = serde_json::to_string(choice) {
        browser::remember(KEY, &text);
    }
}

/// The choice with a language: the one that the interface speaks, as it is spoken in the browser's country, where none
/// was chosen. Tracked.
pub fn resolved(choice: AutoFormat) -> AutoFormat {
    match choice.language.as_str() {
        "" => choice.in_language(&language::locale()),
        _ => choice,
    }
}
