//! The menus of the toolbar: a button that shows what holds, and a popover of choices below it.
//!
//! Opened by mouse or finger a menu leaves the focus in the text; opened by key it takes it, arrows move in it, and
//! Escape gives it back.

use super::{Bar, FONTS, SIZES, align_icon, tip};
use crate::browser;
use crate::editor::{Align, Command, EditorHandle, Style, UiState};
use crate::frame::{Icon, IconView};
use crate::key;
use crate::language::{Key, say};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, MouseEvent};

/// What the button of a menu shows.
pub enum MenuFace {
    /// A picture that goes with what holds.
    Picture(Signal<Icon>),
    /// What holds, in words, in a box so wide (a class).
    Words(Signal<String>, &'static str),
}

/// Whether something holds at the caret.
type Holds = Box<dyn Fn(&UiState) -> bool + Send + Sync>;

/// What a menu offers.
pub struct Choice {
    pub label: Box<dyn Fn() -> String + Send>,
    pub icon: Option<Icon>,
    /// How its label looks, as CSS.
    pub look: String,
    pub command: Command,
    /// Whether it holds at the caret; `None` for what is done and does not hold.
    pub holds: Option<Holds>,
}

impl Choice {
    fn said(label: Key, command: Command) -> Choice {
        Choice { label: Box::new(move || say(label)), icon: None, look: String::new(), command, holds: None }
    }

    fn named(label: String, command: Command) -> Choice {
        Choice {
            label: Box::new(move || label.clone()),
            icon: None,
            look: String::new(),
            command,
            holds: None,
        }
    }

    fn holding(mut self, holds: impl Fn(&UiState) -> bool + Send + Sync + 'static) -> Choice {
        self.holds = Some(Box::new(holds));
        self
    }

    fn looking(mut self, look: String) -> Choice {
        self.look = look;
        self
    }

    fn with_icon(mut self, icon: Icon) -> Choice {
        self.icon = Some(icon);
        self
    }
}

/// Opens the popover of a button below it, or closes it. `takes_focus`: it was opened by key.
pub fn toggle_below(event: &MouseEvent, id: &str) {
    let Some(button) = event.current_target().and_then(|it| it.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let Some(popover) =
        browser::document().get_element_by_id(id).and_then(|it| it.dyn_into::<HtmlElement>().ok())
    else {
        return;
    };
    if popover.matches(":popover-open").unwrap_or(false) {
        let _ = popover.hide_popover();
        return;
    }
    let _ = popover.show_popover();
    browser::place_below(&popover, &button.get_bounding_client_rect());
    // A click without a place is a key's.
    if event.detail() == 0 {
        let chosen = popover.query_selector("[aria-checked='true']").ok().flatten();
        let first = chosen.or_else(|| popover.query_selector("[role^='menuitem'], input").ok().flatten());
        if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
            let _ = first.focus();
        }
    }
}

/// Closes the popover called `id`.
pub fn close(id: &str) {
    let popover = browser::document().get_element_by_id(id).and_then(|it| it.dyn_into::<HtmlElement>().ok());
    if let Some(popover) = popover {
        let _ = popover.hide_popover();
    }
}

/// Arrows, Home and End inside a menu; Tab leaves it. `columns` is how many choices stand in a row.
pub fn move_in_menu(event: &KeyboardEvent, columns: usize) {
    let Some(menu) = event.current_target().and_then(|it| it.dyn_into::<HtmlElement>().ok()) else { return };
    let Ok(items) = menu.query_selector_all("[role^='menuitem'], input") else { return };
    let active = browser::document().active_element();
    let count = items.length() as usize;
    let here = (0..count).find(|index| {
        let item = items.item(*index as u32).and_then(|item| item.dyn_into::<Element>().ok());
        item.is_some() && item == active
    });
    let Some(here) = here else { return };
    let next = match event.key().as_str() {
        "ArrowDown" => (here + columns) % count,
        "ArrowUp" => (here + count - columns.min(count)) % count,
        "ArrowRight" if columns > 1 => (here + 1) % count,
        "ArrowLeft" if columns > 1 => (here + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        "Tab" => {
            let _ = menu.hide_popover();
            return;
        }
        // The focus goes back to the button; once more leads on to the text.
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            let _ = menu.hide_popover();
            return;
        }
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    if let Some(item) = items.item(next as u32).and_then(|item| item.dyn_into::<HtmlElement>().ok()) {
        let _ = item.focus();
    }
}

#[component]
pub fn Menu(bar: Bar, id: &'static str, name: Key, face: MenuFace, choices: Vec<Choice>) -> impl IntoView {
    let (face, class) = match face {
        MenuFace::Picture(icon) => {
            (view! { {move || view! { <IconView icon=icon.get()/> }} }.into_any(), "tool")
        }
        MenuFace::Words(words, class) => (view! { <span class="face">{words}</span> }.into_any(), class),
    };
    let items = choices.into_iter().map(move |Choice { label, icon, look, command, holds }| {
        let role = if holds.is_some() { "menuitemradio" } else { "menuitem" };
        let checked = Signal::derive(move || {
            holds.as_ref().map(|holds| if bar.ui.with(|ui| holds(ui)) { "true" } else { "false" })
        });
        let choose = move |_| {
            close(id);
            bar.editor.with_value(|editor| {
                editor.dispatch(command.clone());
                editor.focus();
            });
        };
        view! {
            <button
                class="menu-item"
                type="button"
                role=role
                aria-checked=move || checked.get()
                tabindex="-1"
                on:mousedown=|event| event.prevent_default()
                on:click=choose
            >
                {icon.map(|icon| view! { <IconView icon/> })}
                <span class="menu-label" style=look>{move || label()}</span>
                <span class="menu-check"><IconView icon=Icon::Check/></span>
            </button>
        }
    });
    view! {
        <button
            class=class
            class:menu-button=true
            type="button"
            data-stop
            data-tip=move || tip(name)
            aria-label=move || say(name)
            aria-haspopup="menu"
            aria-controls=id
            tabindex=bar.tabindex(name)
            on:mousedown=|event| event.prevent_default()
            on:focus=move |_| bar.stop.set(name)
            on:click=move |event| toggle_below(&event, id)
        >
            {face}
            <IconView icon=Icon::Chevron/>
        </button>
        <div
            class="menu"
            id=id
            popover="auto"
            role="menu"
            aria-label=move || say(name)
            on:keydown=|event| move_in_menu(&event, 1)
        >
            {items.collect_view()}
        </div>
    }
}

/// The name of a style.
pub fn style_name(style: Style) -> Key {
    match style {
        Style::Normal => key!("normal-text"),
        Style::Title => key!("title-style"),
        Style::Subtitle => key!("subtitle"),
        Style::Heading(1) => key!("heading-1"),
        Style::Heading(2) => key!("heading-2"),
        Style::Heading(3) => key!("heading-3"),
        Style::Heading(4) => key!("heading-4"),
        Style::Heading(5) => key!("heading-5"),
        Style::Heading(_) => key!("heading-6"),
        Style::Quote => key!("quote"),
        Style::Code => key!("code-block"),
    }
}

pub fn styles(bar: Bar) -> impl IntoView {
    let choices = Style::ALL.map(|style| {
        let look = style.default_look();
        let family = if style == Style::Code { "var(--code-font)" } else { "var(--text-font)" };
        let css = format!(
            "font-family:{family};font-size:{}px;font-weight:{};font-style:{}",
            (look.size * 1.05).clamp(12.0, 24.0),
            if look.bold { 650 } else { 400 },
            if look.italic { "italic" } else { "normal" },
        );
        Choice::said(style_name(style), Command::SetStyle(style))
            .holding(move |ui| ui.style == style)
            .looking(css)
    });
    let words = Signal::derive(move || say(style_name(bar.ui.with(|ui| ui.style))));
    view! {
        <Menu
            bar
            id="style-menu"
            name=key!("paragraph-style")
            face=MenuFace::Words(words, "style-face")
            choices=choices.into()
        />
    }
}

pub fn fonts(bar: Bar) -> impl IntoView {
    let mut choices =
        vec![Choice::said(key!("font-of-style"), Command::SetFont(None)).holding(|ui| ui.font.is_none())];
    choices.extend(FONTS.map(|font| {
        Choice::named(font.to_owned(), Command::SetFont(Some(font.to_owned())))
            .holding(move |ui| ui.font.as_deref() == Some(font))
            .looking(format!("font-family:'{font}',var(--ui-font)"))
    }));
    let words = Signal::derive(move || {
        bar.ui.with(|ui| ui.font.clone()).unwrap_or_else(|| say(key!("font-of-style")))
    });
    view! { <Menu bar id="font-menu" name=key!("font") face=MenuFace::Words(words, "font-face") choices/> }
}

pub fn sizes(bar: Bar) -> impl IntoView {
    let written = |size: f32| if size.fract() == 0.0 { format!("{size:.0}") } else { format!("{size}") };
    let choices = SIZES
        .map(|size| {
            Choice::named(written(size), Command::SetSize(Some(size)))
                .holding(move |ui| ui.size.is_some_and(|now| (now - size).abs() < 0.01))
        })
        .into();
    let words = Signal::derive(move || bar.ui.with(|ui| ui.size).map(written).unwrap_or_default());
    let step = move |name: Key, icon: Icon, steps: i8| {
        view! {
            <button
                class="tool narrow"
                type="button"
                data-stop
                data-tip=move || tip(name)
                aria-label=move || say(name)
                tabindex=bar.tabindex(name)
                on:mousedown=|event| event.prevent_default()
                on:focus=move |_| bar.stop.set(name)
                on:click=move |_| bar.press(Command::ChangeSize { steps })
            >
                <IconView icon/>
            </button>
        }
    };
    view! {
        {step(key!("smaller"), Icon::Minus, -1)}
        <Menu bar id="size-menu" name=key!("size") face=MenuFace::Words(words, "size-face") choices/>
        {step(key!("larger"), Icon::Plus, 1)}
    }
}

pub fn aligns(bar: Bar) -> impl IntoView {
    let choice = |name: Key, align: Align| {
        Choice::said(name, Command::SetAlign(align))
            .holding(move |ui| ui.align == align)
            .with_icon(align_icon(align))
    };
    let choices = vec![
        choice(key!("align-left"), Align::Left),
        choice(key!("align-center"), Align::Center),
        choice(key!("align-right"), Align::Right),
        choice(key!("align-justify"), Align::Justify),
    ];
    let icon = Signal::derive(move || align_icon(bar.ui.with(|ui| ui.align)));
    view! { <Menu bar id="align-menu" name=key!("alignment") face=MenuFace::Picture(icon) choices/> }
}

pub fn spacing(bar: Bar) -> impl IntoView {
    let line = |name: Key, height: f32| {
        Choice::said(name, Command::SetLineHeight(Some(height)))
            .holding(move |ui| ui.line_height.is_some_and(|now| (now - height).abs() < 0.01))
    };
    let choices = vec![
        line(key!("line-single"), 1.0),
        line(key!("line-115"), 1.15),
        line(key!("line-one-and-half"), 1.5),
        line(key!("line-double"), 2.0),
        Choice::said(key!("line-of-style"), Command::SetLineHeight(None)),
        Choice::said(key!("space-before"), Command::SetSpaceBefore(Some(12.0)))
            .holding(|ui| ui.space_before == Some(12.0)),
        Choice::said(key!("no-space-before"), Command::SetSpaceBefore(Some(0.0))),
        Choice::said(key!("space-after"), Command::SetSpaceAfter(Some(12.0)))
            .holding(|ui| ui.space_after == Some(12.0)),
        Choice::said(key!("no-space-after"), Command::SetSpaceAfter(Some(0.0))),
    ];
    let icon = Signal::derive(|| Icon::Spacing);
    view! { <Menu bar id="spacing-menu" name=key!("spacing") face=MenuFace::Picture(icon) choices/> }
}

pub fn insert(bar: Bar) -> impl IntoView {
    let choices = vec![
        Choice::said(key!("divider"), Command::InsertDivider).with_icon(Icon::Minus),
        Choice::said(key!("page-break"), Command::InsertPageBreak).with_icon(Icon::PageBreak),
        Choice::said(key!("table-of-contents"), Command::InsertTableOfContents).with_icon(Icon::Contents),
    ];
    let icon = Signal::derive(|| Icon::Plus);
    view! { <Menu bar id="insert-menu" name=key!("insert") face=MenuFace::Picture(icon) choices/> }
}

/// Gives the focus back to the text.
pub fn back_to_text(bar: Bar) {
    bar.editor.with_value(EditorHandle::focus);
}
