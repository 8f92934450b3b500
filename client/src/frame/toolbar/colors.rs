//! The palettes: colours with names, and one of one's own.

use super::Bar;
use super::menus::{Choice, Menu, close};
use crate::editor::Command;
use crate::frame::commands::{Does, Entry};
use crate::frame::{Icon, IconView};
use crate::language::{Key, said};
use crate::tr;
use leptos::prelude::*;

const COLUMNS: usize = 6;

/// A palette of these colours, the last of which is none.
pub fn menu(bar: Bar, name: Key, icon: Icon, entries: &'static [Entry]) -> AnyView {
    let actions = bar.actions;
    let is_ground = matches!(entries[0].does, Does::Ground(_));
    let id = if is_ground { "highlight-menu" } else { "color-menu" };
    let current = Memo::new(move |_| {
        actions.ui.with(|ui| if is_ground { ui.background.clone() } else { ui.color.clone() })
    });
    let other = move |event| {
        let color = Some(event_target_value(&event));
        close(id);
        actions.editor.with_value(|editor| {
            editor.focus();
            editor.dispatch(if is_ground { Command::SetHighlight(color) } else { Command::SetColor(color) });
        });
    };
    let choice = |entry: &'static Entry| match entry.does {
        Does::Ink(Some(color)) | Does::Ground(Some(color)) => {
            let look = Signal::stored(["--swatch:", color].concat());
            Choice { class: "swatch", look, ..Choice::new(id, entry) }.show(bar)
        }
        _ => Choice::new(id, entry).show(bar),
    };
    let (none, colors) = entries.split_last().expect("a palette has colours");
    let palette = view! {
        // The field below is no item of a menu.
        <div class="palette-choices" role="menu" aria-label=said(name)>
            <div class="swatches" role="group" aria-label=said(name)>
                {colors.iter().map(choice).collect_view()}
            </div>
            {choice(none)}
        </div>
        <label class="menu-item">
            <span class="menu-label">{tr!("color-other")}</span>
            <input
                type="color"
                tabindex="-1"
                prop:value=move || current.get().unwrap_or_else(|| "#1967d2".to_owned())
                on:change=other
            />
        </label>
    };
    let face = view! {
        <IconView icon/>
        <span
            class="ink"
            style:background=move || current.get().unwrap_or_else(|| "transparent".to_owned())
        ></span>
    };
    Menu {
        id,
        name,
        class: "tool menu-button",
        face: face.into_any(),
        items: vec![palette.into_any()],
        columns: COLUMNS,
    }
    .show(bar)
}
