//! The palettes: colours with names, and one of one's own.

use super::menus::{back_to_text, close, move_in_menu, toggle_below};
use super::{Bar, tip};
use crate::editor::Command;
use crate::frame::{Icon, IconView};
use crate::language::{Key, say};
use crate::{key, tr};
use leptos::prelude::*;

const COLUMNS: usize = 6;

const INKS: [(Key, &str); 12] = [
    (key!("color-black"), "#000000"),
    (key!("color-gray"), "#5f6368"),
    (key!("color-brown"), "#7a4a1e"),
    (key!("color-red"), "#c5221f"),
    (key!("color-orange"), "#b45309"),
    (key!("color-olive"), "#7a6a00"),
    (key!("color-green"), "#137333"),
    (key!("color-teal"), "#0f766e"),
    (key!("color-blue"), "#1967d2"),
    (key!("color-indigo"), "#3f3fb5"),
    (key!("color-purple"), "#7b1fa2"),
    (key!("color-pink"), "#b80672"),
];

const GROUNDS: [(Key, &str); 12] = [
    (key!("color-yellow"), "#fff475"),
    (key!("color-orange"), "#ffd8a8"),
    (key!("color-red"), "#ffc9c9"),
    (key!("color-pink"), "#fcc2d7"),
    (key!("color-purple"), "#e5dbff"),
    (key!("color-indigo"), "#d0d7ff"),
    (key!("color-blue"), "#c5e3ff"),
    (key!("color-teal"), "#b2f2e5"),
    (key!("color-green"), "#c3f0c8"),
    (key!("color-olive"), "#e4ecb1"),
    (key!("color-brown"), "#eadcc9"),
    (key!("color-gray"), "#dfe1e5"),
];

/// A palette for the ink, or (`grounds`) for what is behind it.
#[component]
pub fn ColorMenu(bar: Bar, name: Key, icon: Icon, grounds: bool) -> impl IntoView {
    let id = if grounds { "highlight-menu" } else { "color-menu" };
    let current = Signal::derive(move || {
        bar.ui.with(|ui| if grounds { ui.background.clone() } else { ui.color.clone() })
    });
    let choose = move |color: Option<String>| {
        let command = if grounds { Command::SetHighlight(color) } else { Command::SetColor(color) };
        close(id);
        bar.press(command);
        back_to_text(bar);
    };
    let swatch = move |(label, color): (Key, &'static str)| {
        view! {
            <button
                class="swatch"
                type="button"
                role="menuitemradio"
                aria-checked=move || if current.get().as_deref() == Some(color) { "true" } else { "false" }
                aria-label=move || say(label)
                title=move || say(label)
                style:--swatch=color
                tabindex="-1"
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| choose(Some(color.to_owned()))
            ></button>
        }
    };
    let none = if grounds { key!("no-highlight") } else { key!("color-automatic") };
    view! {
        <button
            class="tool menu-button color-button"
            type="button"
            data-stop
            data-tip=move || tip(name)
            aria-label=move || say(name)
            aria-haspopup="menu"
            aria-controls=id
            style:--swatch=move || current.get().unwrap_or_else(|| "transparent".to_owned())
            tabindex=bar.tabindex(name)
            on:mousedown=|event| event.prevent_default()
            on:focus=move |_| bar.stop.set(name)
            on:click=move |event| toggle_below(&event, id)
        >
            <IconView icon/>
            <IconView icon=Icon::Chevron/>
        </button>
        <div
            class="menu palette-menu"
            id=id
            popover="auto"
            on:keydown=|event| move_in_menu(&event, COLUMNS)
        >
            // The field below is no item of a menu.
            <div class="palette-choices" role="menu" aria-label=move || say(name)>
                <div class="swatches" role="group" aria-label=move || say(name)>
                    {if grounds { GROUNDS } else { INKS }.map(swatch).collect_view()}
                </div>
                <button
                    class="menu-item"
                    type="button"
                    role="menuitem"
                    tabindex="-1"
                    on:mousedown=|event| event.prevent_default()
                    on:click=move |_| choose(None)
                >
                    <span class="menu-label">{move || say(none)}</span>
                </button>
            </div>
            <label class="menu-item">
                <span class="menu-label">{tr!("color-other")}</span>
                <input
                    type="color"
                    tabindex="-1"
                    prop:value=move || current.get().unwrap_or_else(|| "#1967d2".to_owned())
                    on:change=move |event| choose(Some(event_target_value(&event)))
                />
            </label>
        </div>
    }
}
