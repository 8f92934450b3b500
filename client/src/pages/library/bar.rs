//! What can be done with all that is chosen: a bar that is there while something is.

use super::deeds::Deed;
use super::desk::{Asked, Desk};
use super::glyphs::{Glyph, GlyphView};
use super::item::Item;
use super::spot::Section;
use crate::frame::{Icon, IconView};
use crate::language::{Key, said};
use crate::{key, tr};
use leptos::prelude::*;

/// The bar.
#[component]
pub fn ChoiceBar(desk: Desk) -> impl IntoView {
    let chosen = Memo::new(move |_| desk.chosen());
    let is_trash = move || desk.library.spot.with(|spot| spot.section == Section::Trash);
    let can = move |deed: Deed| chosen.with(|chosen| chosen.iter().any(|item| deed.is_for(item)));
    let act = move |deed: Deed| desk.perform(deed, chosen.get_untracked());
    let is_all_starred = move || chosen.with(|chosen| chosen.iter().all(|item: &Item| item.listed.starred));
    view! {
        <p class="hidden-text" role="status">
            {move || chosen.with(|chosen| (!chosen.is_empty()).then(|| count(chosen.len())))}
        </p>
        <Show when=move || chosen.with(|chosen| !chosen.is_empty())>
            <div class="choice-bar" role="toolbar" aria-label=tr!("selected-actions")>
                <button class="icon-button" type="button" aria-label=tr!("select-none") on:click=move |_| desk.selection.update(super::selection::Selection::clear)>
                    <IconView icon=Icon::Close/>
                </button>
                <span class="choice-count" aria-hidden="true">{move || chosen.with(|chosen| count(chosen.len()))}</span>
                <Show
                    when=is_trash
                    fallback=move || view! {
                        <Choice glyph=Glyph::Star name=key!("star") can=Signal::derive(move || can(Deed::Star(true))) act=move || act(Deed::Star(!untrack(is_all_starred)))/>
                        <Choice glyph=Glyph::Move name=key!("move-to") can=Signal::derive(move || can(Deed::Move(None))) act=move || desk.asked.set(Some(Asked::Move(chosen.get_untracked())))/>
                        <Choice glyph=Glyph::Pages name=key!("duplicate") can=Signal::derive(move || can(Deed::Copy)) act=move || act(Deed::Copy)/>
                        <Choice glyph=Glyph::Trash name=key!("to-trash") can=Signal::derive(move || can(Deed::Throw)) act=move || desk.throw(chosen.get_untracked())/>
                    }
                >
                    <Choice glyph=Glyph::Recent name=key!("restore") can=Signal::stored(true) act=move || act(Deed::Restore)/>
                    <Choice glyph=Glyph::Trash name=key!("delete-for-good") can=Signal::stored(true) act=move || desk.asked.set(Some(Asked::Delete(chosen.get_untracked())))/>
                </Show>
            </div>
        </Show>
    }
}

fn count(count: usize) -> String {
    crate::language::say(crate::language::Message::from(key!("selected")).with("count", count as u64))
}

#[component]
fn Choice(glyph: Glyph, name: Key, can: Signal<bool>, act: impl Fn() + 'static) -> impl IntoView {
    view! {
        <button class="button choice" type="button" aria-label=said(name) disabled=move || !can.get() on:click=move |_| act()>
            <GlyphView glyph/>
            <span class="choice-name">{said(name)}</span>
        </button>
    }
}
