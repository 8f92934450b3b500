//! Who else is in the document: a row of initials in their colours, each with a menu that leads to that person; the bar
//! that says whom the window follows; and what is said aloud of who joins and leaves.

use super::toolbar::{Editor, move_in_menu};
use super::{Icon, IconView};
use crate::browser::{self, Listener};
use crate::editor::EditorHandle;
use crate::identity::initials;
use crate::language::{Message, say};
use crate::provider::Person;
use crate::{key, tr};
use leptos::prelude::*;
use octavo_shared::sync::presence::{Arrivals, News};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, MouseEvent};

/// How many are shown by themselves; where there are more, the last place counts the others.
const SHOWN: usize = 4;
/// The same on a phone.
const SHOWN_NARROW: usize = 2;

/// The others who are here. `is_connected`: whether they can be seen.
#[component]
pub fn PeopleView(
    editor: Editor,
    people: RwSignal<Vec<Person>>,
    #[prop(into)] is_connected: Signal<bool>,
) -> impl IntoView {
    let followed = RwSignal::new(None::<Person>);
    editor.with_value(|editor| {
        editor.on_follow_change(move |peer| {
            followed.try_set(peer.map(Person::from));
        });
    });
    let split = Memo::new({
        let is_narrow = is_narrow();
        move |_| {
            let most = if is_narrow.get() { SHOWN_NARROW } else { SHOWN };
            people.with(|all| if all.len() > most { most - 1 } else { all.len() })
        }
    });
    let first = move || people.with(|all| all[..split.get().min(all.len())].to_vec());
    let rest = Memo::new(move |_| people.with(|all| all[split.get().min(all.len())..].to_vec()));
    view! {
        <ul class="people" aria-label=tr!("people-here")>
            <For each=first key=|person| person.client let:person>
                <PersonView editor person=known(people, person) followed/>
            </For>
            <Show when=move || rest.with(|rest| !rest.is_empty())>
                <li class="more-people">
                    <MenuButton
                        id="more-people".to_owned()
                        name=tr!("more-people", count = rest.with(|rest| rest.len() as u64))
                    >
                        {move || format!("+{}", rest.with(Vec::len))}
                    </MenuButton>
                    <div
                        class="menu"
                        id="more-people"
                        popover="auto"
                        role="menu"
                        aria-label=tr!("people-here")
                        on:keydown=|event| move_in_menu(&event, 1)
                    >
                        <For each=move || rest.get() key=|person| person.client let:person>
                            <Ways editor person=known(people, person) followed/>
                        </For>
                    </div>
                </li>
            </Show>
        </ul>
        <FollowBar editor followed/>
        <p class="hidden-text people-news" aria-live="polite">{spoken(people, is_connected, followed)}</p>
    }
}

/// What is known of a person by now: their menu stays open and keeps the focus when they move, or change their name.
fn known(people: RwSignal<Vec<Person>>, person: Person) -> Memo<Person> {
    Memo::new(move |_| {
        people.with(|all| all.iter().find(|it| it.client == person.client).unwrap_or(&person).clone())
    })
}

#[component]
fn PersonView(editor: Editor, person: Memo<Person>, followed: RwSignal<Option<Person>>) -> impl IntoView {
    let id = format!("person-{}", person.with_untracked(|person| person.client));
    let name = move || person.get().called();
    view! {
        <li style:--peer=move || person.get().color>
            <MenuButton id=id.clone() name>{move || initials(&person.get().name)}</MenuButton>
            <div
                class="menu"
                id=id
                popover="auto"
                role="menu"
                aria-label=name
                on:keydown=|event| move_in_menu(&event, 1)
            >
                <Ways editor person followed/>
            </div>
        </li>
    }
}

/// Whether the window is as narrow as a phone's.
fn is_narrow() -> RwSignal<bool> {
    let is_narrow = RwSignal::new(browser::is_narrow());
    let _guard = StoredValue::new_local(Listener::new(&browser::window(), "resize", move |_| {
        if is_narrow.try_get_untracked() != Some(browser::is_narrow()) {
            is_narrow.try_set(browser::is_narrow());
        }
    }));
    is_narrow
}

/// A round button that opens the menu called `id` below itself; opened by key, the menu takes the focus.
#[component]
fn MenuButton(
    id: String,
    name: impl Fn() -> String + Clone + Send + Sync + 'static,
    children: Children,
) -> impl IntoView {
    let place = {
        let id = id.clone();
        move |event: MouseEvent| {
            let button = event.current_target().and_then(|it| it.dyn_into::<HtmlElement>().ok());
            let menu = browser::document().get_element_by_id(&id).and_then(|it| it.dyn_into().ok());
            let (Some(button), Some(menu)) = (button, menu) else { return };
            let (button, menu): (HtmlElement, HtmlElement) = (button, menu);
            let is_by_key = event.detail() == 0;
            browser::before_next_frame(move || {
                browser::place_below(&menu, &button.get_bounding_client_rect());
                let first = menu.query_selector("[role^='menuitem']:not([aria-disabled])").ok().flatten();
                if let Some(first) =
                    first.and_then(|it| it.dyn_into::<HtmlElement>().ok()).filter(|_| is_by_key)
                {
                    let _ = first.focus();
                }
            });
        }
    };
    view! {
        <button
            class="avatar"
            type="button"
            popovertarget=id
            aria-haspopup="menu"
            data-tip=name.clone()
            aria-label=name
            on:mousedown=|event| event.prevent_default()
            on:click=place
        >
            {children()}
        </button>
    }
}

/// Who it is, and the two ways to them.
#[component]
fn Ways(editor: Editor, person: Memo<Person>, followed: RwSignal<Option<Person>>) -> impl IntoView {
    let client = person.with_untracked(|person| person.client);
    let is_followed =
        move || followed.with(|followed| followed.as_ref().is_some_and(|it| it.client == client));
    let is_nowhere = move || person.with(|person| !person.is_somewhere);
    let name = move || person.get().name;
    let go_to = move |event: MouseEvent| {
        close_menu_of(&event);
        editor.with_value(|editor| editor.go_to_peer(client));
    };
    let follow = move |event: MouseEvent| {
        close_menu_of(&event);
        let client = (!is_followed()).then_some(client);
        editor.with_value(|editor| editor.follow(client));
    };
    view! {
        <p class="menu-head" role="presentation" style:--peer=move || person.get().color>
            <span class="peer-dot"></span>
            {name}
            <Show when=move || person.with(|person| person.is_guest)>
                <span class="guest-mark">{tr!("guest")}</span>
            </Show>
        </p>
        <button
            class="menu-item"
            type="button"
            role="menuitem"
            tabindex="-1"
            aria-disabled=move || is_nowhere().then_some("true")
            on:click=go_to
        >
            <IconView icon=Icon::Locate/>
            <span class="menu-label">{tr!("go-to-person", name = name())}</span>
        </button>
        <button
            class="menu-item"
            type="button"
            role="menuitemcheckbox"
            tabindex="-1"
            aria-checked=move || if is_followed() { "true" } else { "false" }
            on:click=follow
        >
            <IconView icon=Icon::Eye/>
            <span class="menu-label">{tr!("follow-person", name = name())}</span>
            <span class="menu-check"><IconView icon=Icon::Check/></span>
        </button>
    }
}

fn close_menu_of(event: &MouseEvent) {
    let item = event.current_target().and_then(|it| it.dyn_into::<web_sys::Element>().ok());
    let menu = item.and_then(|item| item.closest(".menu").ok().flatten());
    if let Some(menu) = menu.and_then(|menu| menu.dyn_into::<HtmlElement>().ok()) {
        let _ = menu.hide_popover();
    }
}

/// Says whom the window follows, as long as it does.
#[component]
fn FollowBar(editor: Editor, followed: RwSignal<Option<Person>>) -> impl IntoView {
    move || {
        followed.get().map(|person| {
            let name = person.name;
            view! {
                <div class="follow-bar" style:--peer=person.color>
                    <span class="peer-dot"></span>
                    <span class="follow-name">{tr!("following-person", name = name.clone())}</span>
                    <button
                        class="follow-end"
                        type="button"
                        aria-keyshortcuts="Escape"
                        on:click=move |_| editor.with_value(|editor: &EditorHandle| editor.follow(None))
                    >
                        {tr!("stop-following")}
                        <kbd aria-hidden="true">"Esc"</kbd>
                    </button>
                </div>
            }
        })
    }
}

/// What is said aloud: who has joined and left, and whom the window follows.
fn spoken(
    people: RwSignal<Vec<Person>>,
    is_connected: Signal<bool>,
    followed: RwSignal<Option<Person>>,
) -> impl Fn() -> String {
    let said = RwSignal::new(Vec::<Message>::new());
    let arrivals = StoredValue::new(Arrivals::default());
    Effect::new(move || {
        if is_connected.get() {
            let here = people.with(|all| all.iter().map(|it| (it.client, it.called())).collect::<Vec<_>>());
            arrivals.update_value(|arrivals| arrivals.see(browser::uptime_ms(), here));
            say_soon(arrivals, said);
        }
    });
    Effect::new(move |before: Option<bool>| {
        let name = followed.with(|followed| followed.as_ref().map(|person| person.name.clone()));
        let is_following = name.is_some();
        if let Some(name) = name {
            said.set(vec![Message::from(key!("following-person")).with("name", name)]);
        } else if before == Some(true) {
            said.set(vec![key!("following-ended").into()]);
        }
        is_following
    });
    move || said.with(|said| said.iter().map(|it| say(it.clone())).collect::<Vec<_>>().join(". "))
}

/// Says what there is to be said, when it is due.
fn say_soon(arrivals: StoredValue<Arrivals>, said: RwSignal<Vec<Message>>) {
    let Some(due) = arrivals.try_with_value(Arrivals::due_ms).flatten() else { return };
    let wait = due.saturating_sub(browser::uptime_ms()) + 1;
    browser::after(wait as i32, move || {
        let news =
            arrivals.try_update_value(|arrivals| arrivals.take(browser::uptime_ms())).unwrap_or_default();
        if news.is_empty() {
            return;
        }
        said.try_set(news.into_iter().map(sentence).collect());
        say_soon(arrivals, said);
    });
}

fn sentence(news: News) -> Message {
    match news {
        News::Joined(name) => Message::from(key!("person-joined")).with("name", name),
        News::ManyJoined(count) => Message::from(key!("people-joined")).with("count", count),
        News::Left(name) => Message::from(key!("person-left")).with("name", name),
        News::ManyLeft(count) => Message::from(key!("people-left")).with("count", count),
    }
}
