//! Who writes here: a name and a colour that others see at the caret, kept in the browser.
//!
//! Nobody signs in. A new guest gets a friendly name and may change it.

use crate::browser;
use crate::key;
use crate::language::{self, Key, Language, Message};
use leptos::prelude::untrack;
use serde::{Deserialize, Serialize};

const KEY: &str = "octavo.identity";

/// The longest name that is shown, in characters.
pub const LONGEST_NAME: usize = 40;

/// The colours of people. White text on them and they themselves on light and dark paper can be read (at least 5:1 and
/// 3:1). `assets/styles/people.css` has a highlight for each, `peer-0` to `peer-15`, in this order.
pub const PALETTE: [&str; 16] = [
    "#c13a46", "#bc4600", "#9d5d02", "#886800", "#6f7000", "#467800", "#007f47", "#037a68", "#007a80",
    "#087591", "#0073b6", "#4364cf", "#7258cb", "#934db7", "#ab4299", "#ba3b73",
];

/// A person as others see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// What stands on the flag of the caret; never empty.
    pub name: String,
    /// A colour as CSS writes it, one of [`PALETTE`].
    pub color: String,
}

impl Identity {
    /// A guest made of chance: equal numbers make equal guests in a language, and the same colour in all.
    pub fn guest(chance: u32, language: Language) -> Identity {
        let pick = |words: Key, chance: u32| {
            let words = Message::from(words).said_in(language);
            let count = words.split(' ').count();
            words.split(' ').nth(chance as usize % count).unwrap_or_default().to_owned()
        };
        let name = [pick(key!("guest-moods"), chance), pick(key!("guest-animals"), chance / 64)].join(" ");
        Identity { name, color: PALETTE[(chance / 4096) as usize % PALETTE.len()].to_owned() }
    }

    /// Who wrote here last, or a new guest.
    pub fn load() -> Identity {
        browser::recall(KEY)
            .and_then(|kept| serde_json::from_str::<Identity>(&kept).ok())
            .filter(|kept| !kept.name.trim().is_empty() && PALETTE.contains(&kept.color.as_str()))
            .unwrap_or_else(|| Identity::guest(browser::random(), untrack(language::current)))
    }

    /// Keeps this person in the browser.
    pub fn keep(&self) {
        if let Ok(text) = serde_json::to_string(self) {
            browser::remember(KEY, &text);
        }
    }

    /// Keeps the colour alone: the name is that of an account.
    pub fn keep_color(&self) {
        Identity { color: self.color.clone(), ..Identity::load() }.keep();
    }

    /// The same person under another name; `None` if nothing of it can be shown.
    pub fn renamed(&self, name: &str) -> Option<Identity> {
        let name: String = name.trim().chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
        (!name.is_empty()).then(|| Identity { name, color: self.color.clone() })
    }

    /// The same person in another colour of the palette.
    pub fn recolored(&self, color: &str) -> Identity {
        Identity { color: color.to_owned(), ..self.clone() }
    }
}

/// What the colours of the palette are called, in its order, in the language of the app.
pub fn color_names() -> Vec<String> {
    Message::from(key!("person-colors")).said_in(language::current()).split(' ').map(str::to_owned).collect()
}

/// The letters that stand for `name` where there is no room: of the first word and the last.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_guest_has_a_name_of_two_words_and_a_colour_of_the_palette() {
        for chance in [0, 1, 77, 4_096, u32::MAX] {
            for language in Language::ALL {
                let guest = Identity::guest(chance, language);
                let words: Vec<&str> = guest.name.split(' ').collect();
                assert_eq!(words.len(), 2, "{}", guest.name);
                assert!(words.iter().all(|word| word.starts_with(char::is_uppercase)), "{}", guest.name);
                assert!(PALETTE.contains(&guest.color.as_str()));
            }
        }
    }

    #[test]
    fn every_colour_has_a_name_of_its_own() {
        for language in Language::ALL {
            let names = Message::from(key!("person-colors")).said_in(language);
            let names: HashSet<&str> = names.split(' ').collect();
            assert_eq!(names.len(), PALETTE.len(), "{names:?}");
        }
    }

    #[test]
    fn guests_differ() {
        assert_ne!(Identity::guest(0, Language::English).name, Identity::guest(1, Language::English).name);
        assert_ne!(Identity::guest(0, Language::English).name, Identity::guest(64, Language::English).name);
        assert_ne!(
            Identity::guest(0, Language::English).color,
            Identity::guest(4_096, Language::English).color
        );
    }

    /// Relative luminance as WCAG defines it, of red, green and blue in 0..=1.
    fn luminance(color: [f64; 3]) -> f64 {
        let linear = color.map(|c| if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// "#rrggbb" or "#rrggbbaa"; without the last two it is opaque.
    fn rgba(text: &str) -> ([f64; 3], f64) {
        let digits = text.trim().trim_start_matches('#');
        let part = |at: usize| {
            digits.get(at..at + 2).map(|two| f64::from(u8::from_str_radix(two, 16).unwrap()) / 255.0)
        };
        ([0, 2, 4].map(|at| part(at).unwrap()), part(6).unwrap_or(1.0))
    }

    fn mixed((above, alpha): ([f64; 3], f64), below: [f64; 3]) -> [f64; 3] {
        [0, 1, 2].map(|index| above[index] * alpha + below[index] * (1.0 - alpha))
    }

    /// The light and the dark colour that `css` gives `name` by `light-dark()`.
    fn pair<'a>(css: &'a str, name: &str) -> [&'a str; 2] {
        let (_, rest) = css.split_once(name).unwrap_or_else(|| panic!("{name} is not there"));
        let (_, rest) = rest.split_once("light-dark(").unwrap();
        let (light, rest) = rest.split_once(',').unwrap();
        [light, rest.split_once(')').unwrap().0]
    }

    #[test]
    fn every_colour_can_be_read_in_light_and_in_dark() {
        let tokens = include_str!("../../assets/styles/tokens.css");
        let people = include_str!("../../assets/styles/people.css");
        for (index, color) in PALETTE.iter().enumerate() {
            let (solid, _) = rgba(color);
            assert!(contrast(solid, [1.0; 3]) >= 4.5, "white on {color}");
            for theme in [0, 1] {
                let token = |name: &str| rgba(pair(tokens, name)[theme]).0;
                let (sheet, ink) = (token("--sheet:"), token("--ink:"));
                assert!(contrast(solid, sheet) >= 3.0, "the caret {color} on the sheet, theme {theme}");
                let highlight = rgba(pair(people, &format!("::highlight(peer-{index})"))[theme]);
                assert_eq!(highlight.0, solid, "the highlight of {color}");
                let ground = mixed(highlight, sheet);
                assert!(contrast(ground, ink) >= 4.5, "text selected by {color}, theme {theme}");
            }
        }
    }

    #[test]
    fn a_name_is_trimmed_cut_and_never_empty() {
        let guest = Identity::guest(7, Language::English);
        assert_eq!(
            guest.renamed("  Ana\n "),
            Some(Identity { name: "Ana".into(), color: guest.color.clone() })
        );
        assert_eq!(guest.renamed(" \t "), None);
        let long = guest.renamed(&"é".repeat(99)).unwrap();
        assert_eq!(long.name.chars().count(), LONGEST_NAME);
    }

    #[test]
    fn initials_are_of_the_first_word_and_the_last() {
        assert_eq!(initials("Quiet Otter"), "QO");
        assert_eq!(initials("ana maria de souza"), "AS");
        assert_eq!(initials("Ben"), "B");
        assert_eq!(initials(""), "");
    }
}
