//! The keyboard: which shortcut a key is, and how shortcuts are written for people.

use crate::browser;
use octavo_shared::edit::keymap::{Chord, Shortcut};
use web_sys::KeyboardEvent;

/// What a key is called, as `KeyboardEvent.key` has it.
pub fn name_of(event: &KeyboardEvent) -> String {
    let name = event.key();
    // WebKitGTK has no name for Tab when Shift is held, as the system calls it another key then.
    if name == "Unidentified" && event.code() == "Tab" { "Tab".to_owned() } else { name }
}

/// The shortcut that a key is, together with the modifiers that are held. A key of an input method is none.
pub fn shortcut_of(event: &KeyboardEvent) -> Option<&'static Shortcut> {
    if event.is_composing() || event.key_code() == 229 {
        return None;
    }
    let apple = browser::is_apple();
    // Where a keyboard types with AltGr, it may be reported as Ctrl and Alt.
    let types = event.get_modifier_state("AltGraph");
    let chord = Chord {
        key: &name_of(event),
        code: &event.code(),
        modifier: !types && if apple { event.meta_key() } else { event.ctrl_key() },
        control: apple && event.ctrl_key(),
        shift: event.shift_key(),
        alt: !types && event.alt_key(),
        apple,
    };
    // The Windows key, and its like, is the system's.
    if !apple && event.meta_key() { None } else { chord.shortcut() }
}

/// Keys as people read them: `"mod+shift+z"` as "Ctrl+Shift+Z", on Apple's keyboards as "⇧⌘Z".
pub fn shown(keys: &str, apple: bool) -> String {
    let (modifiers, key) = parts(keys);
    let name = |modifier: &str| match (modifier, apple) {
        ("mod", true) => "⌘",
        ("mod", false) => "Ctrl",
        ("control", true) => "⌃",
        ("shift", true) => "⇧",
        ("shift", false) => "Shift",
        ("alt", true) => "⌥",
        ("alt", false) => "Alt",
        _ => "",
    };
    let key = match key {
        "ArrowUp" => "↑".to_owned(),
        "ArrowDown" => "↓".to_owned(),
        "ArrowLeft" => "←".to_owned(),
        "ArrowRight" => "→".to_owned(),
        "space" => "Space".to_owned(),
        key if key.chars().count() == 1 => key.to_uppercase(),
        key => key.to_owned(),
    };
    if !apple {
        return modifiers
            .iter()
            .map(|modifier| name(modifier))
            .chain([key.as_str()])
            .collect::<Vec<_>>()
            .join("+");
    }
    // Apple names them in this order.
    let order = ["control", "alt", "shift", "mod"];
    let held = order.into_iter().filter(|modifier| modifiers.contains(modifier));
    held.map(name).chain([key.as_str()]).collect()
}

/// Keys as `aria-keyshortcuts` spells them: `"mod+shift+z"` as "Control+Shift+Z".
pub fn spoken(keys: &str, apple: bool) -> String {
    let (modifiers, key) = parts(keys);
    let name = |modifier: &&str| match *modifier {
        "mod" if apple => "Meta",
        "mod" | "control" => "Control",
        "shift" => "Shift",
        _ => "Alt",
    };
    let key = match key {
        "space" => "Space".to_owned(),
        key if key.chars().count() == 1 => key.to_uppercase(),
        key => key.to_owned(),
    };
    modifiers.iter().map(name).chain([key.as_str()]).collect::<Vec<_>>().join("+")
}

fn parts(keys: &str) -> (Vec<&str>, &str) {
    let mut parts: Vec<&str> = keys.split('+').collect();
    let key = parts.pop().unwrap_or_default();
    (parts, key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortcuts_are_spelled_as_the_keyboard_at_hand_has_them() {
        assert_eq!(shown("mod+shift+z", false), "Ctrl+Shift+Z");
        assert_eq!(shown("mod+shift+z", true), "⇧⌘Z");
        assert_eq!(shown("mod+alt+1", true), "⌥⌘1");
        assert_eq!(shown("alt+shift+ArrowUp", false), "Alt+Shift+↑");
        assert_eq!(shown("F3", false), "F3");
        assert_eq!(spoken("mod+shift+z", false), "Control+Shift+Z");
        assert_eq!(spoken("mod+[", true), "Meta+[");
    }
}
