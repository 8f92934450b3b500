//! Who you are here, and how the app looks to you: a button with your initials and what it opens.

use super::typing::TypingChoice;
use super::{Icon, IconView};
use crate::app::{Account, Appearance, Me};
use crate::browser;
use crate::identity::{LONGEST_NAME, PALETTE, color_names, initials};
use crate::key;
use crate::language::{self, Language, Message, say};
use crate::parts::Parts;
use crate::theme::Theme;
use crate::tr;
use leptos::prelude::*;

/// Your avatar; pressed, it offers your name and the colours of the app. Beside it stands what is new for you.
#[component]
pub fn YouButton() -> impl IntoView {
    let Me(me) = expect_context::<Me>();
    let label = tr!("you", name = me.with(|me| me.name.clone()));
    let panels = expect_context::<Parts>().panels;
    view! {
        {panels.shown(|panels| (panels.bell)())}
        <button
            class="avatar you"
            type="button"
            style:--peer=move || me.with(|me| me.color.clone())
            popovertarget="you"
            aria-label=label
            on:click=move |_| panels.need()
        >
            {move || me.with(|me| initials(&me.name))}
        </button>
        <div class="popover" id="you" popover="auto" role="group" aria-label=tr!("you-heading")>
            {panels.shown(|panels| (panels.you)())}
        </div>
    }
}

/// What your avatar opens.
#[component]
pub fn YouPanel() -> impl IntoView {
    let Me(me) = expect_context::<Me>();
    let Account(account) = expect_context::<Account>();
    let is_guest = move || account.with(|email| email.as_ref().is_none_or(String::is_empty));
    let rename = move |event| {
        let name = event_target_value(&event);
        if let Some(renamed) = me.with_untracked(|me| me.renamed(&name)) {
            me.set(renamed);
        }
    };
    view! {
        <label class="field">
            <span class="field-label">{tr!("your-name")}</span>
            <input
                class="input"
                type="text"
                autocomplete="nickname"
                spellcheck="false"
                maxlength=LONGEST_NAME
                prop:readOnly=move || !is_guest()
                prop:value=move || me.with(|me| me.name.clone())
                on:change=rename
            />
            <span class="hint">{tr!("your-name-hint")}</span>
        </label>
        <ColorChoice/>
        {move || account.get().map(|email| {
            let to = if is_guest() {
                match browser::window().location().pathname() {
                    Ok(path) if path != "/" => format!("/sign-in?next={path}"),
                    _ => "/sign-in".to_owned(),
                }
            } else {
                "/account".to_owned()
            };
            view! {
                <p class="field"><a class="check" href=to>
                    {if is_guest() { say(key!("sign-in")) } else { say(Message::from(key!("signed-in")).with("email", email)) }}
                </a></p>
            }
        })}
        <AppearanceChoice/>
        <LanguageChoice/>
        <TypingChoice/>
        <Show when=move || !is_guest()>
            <p class="field"><a class="button" href="/?leave=account">{tr!("sign-out")}</a></p>
        </Show>
        <a class="leave" href="/?leave">{tr!("leave")}</a>
    }
}

#[component]
fn ColorChoice() -> impl IntoView {
    let Me(me) = expect_context::<Me>();
    let names = Memo::new(|_| color_names());
    let choice = move |(index, color): (usize, &'static str)| {
        let name = move || names.with(|names| names.get(index).cloned().unwrap_or_default());
        view! {
            <input
                type="radio"
                name="color"
                aria-label=name
                title=name
                style:--peer=color
                prop:checked=move || me.with(|me| me.color == color)
                on:change=move |_| me.update(|me| *me = me.recolored(color))
            />
        }
    };
    view! {
        <fieldset class="field">
            <legend class="field-label">{tr!("your-color")}</legend>
            <div class="person-colors">{PALETTE.into_iter().enumerate().map(choice).collect_view()}</div>
        </fieldset>
    }
}

#[component]
fn AppearanceChoice() -> impl IntoView {
    let Appearance(theme) = expect_context::<Appearance>();
    let choice = move |offered: Theme| {
        let icon = match offered {
            Theme::System => Icon::System,
            Theme::Light => Icon::Sun,
            Theme::Dark => Icon::Moon,
        };
        view! {
            <label class="segment">
                <input
                    type="radio"
                    name="appearance"
                    prop:checked=move || theme.get() == offered
                    on:change=move |_| theme.set(offered)
                />
                <span>
                    <IconView icon/>
                    {move || say(offered.label())}
                </span>
            </label>
        }
    };
    view! {
        <fieldset class="field">
            <legend class="field-label">{tr!("appearance")}</legend>
            <div class="segments">{Theme::ALL.map(choice).collect_view()}</div>
        </fieldset>
    }
}

#[component]
fn LanguageChoice() -> impl IntoView {
    let choose = |event| {
        let tag = event_target_value(&event);
        language::choose(Language::ALL.into_iter().find(|language| language.tag() == tag));
    };
    let chosen = || language::chosen().map_or("", Language::tag);
    let offer = move |language: Language| {
        let tag = language.tag();
        view! {
            <option value=tag lang=tag selected=move || chosen() == tag>
                {language.own_name()}
            </option>
        }
    };
    view! {
        <label class="field">
            <span class="field-label">{tr!("language")}</span>
            <select class="input" prop:value=chosen on:change=choose>
                <option value="" selected=move || chosen().is_empty()>
                    {tr!("language-browser")}
                </option>
                {Language::ALL.map(offer).collect_view()}
            </select>
        </label>
    }
}
