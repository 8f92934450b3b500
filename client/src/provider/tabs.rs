//! How the tabs of one browser that have a document open talk to each other: a broadcast channel, and a lock that each holds for as
//! long as it lives. What they say to each other about the document is the relay's ([`octavo_shared::sync::Relay`]).

use super::keeping::{self, Refusal};
use super::locks::Lock;
use super::shelf::RemoveError;
use super::whose::Whose;
use crate::browser;
use js_sys::{Array, Uint8Array};
use octavo_shared::sync::{CloseCode, Word};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, Event, MessageEvent};

/// The version of what tabs say to each other. Versions do not hear each other, and each has a leader of its own.
const VERSION: u32 = 2;
/// How long a tab that was closed just now may take to be gone, in tries,
const TRIES: u32 = 10;
/// of so many milliseconds.
const TRY_MS: i32 = 50;

/// How the leader stands, as it tells those who follow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Station {
    /// How it stands to the server.
    pub link: keeping::Link,
    /// Whether it has the document, from its disk or from the server.
    pub is_ready: bool,
    /// Why the server did not take changes.
    pub refusal: Option<Refusal>,
    /// The code with which the server closed the door for good.
    pub closed: Option<CloseCode>,
}

/// What one tab says to the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// About who leads, and what passes to and from that one.
    Word(Word<Station>),
    /// I am here too, and this many of my changes are not on the server's disk.
    Unsaved(u64),
}

/// The channel between the tabs of one document. Dropping it closes it.
pub struct Channel {
    channel: BroadcastChannel,
    client: u64,
    _listener: browser::Listener,
}

impl Channel {
    /// Opens the channel of `document` for the tab that signs as `client`. `heard` is told what others say, to all or to this tab.
    pub fn open(document: Uuid, client: u64, heard: impl Fn(u64, Said) + 'static) -> Option<Channel> {
        let name = format!("octavo.tabs{}.{VERSION}.{document}", Whose::here().mark());
        let channel = BroadcastChannel::new(&name).ok()?;
        let on_message = move |event: Event| {
            let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
            if let Some((from, to, said)) = data.and_then(decode)
                && to.is_none_or(|to| to == client)
            {
                heard(from, said);
            }
        };
        let _listener = browser::Listener::new(&channel, "message", on_message);
        Some(Channel { channel, client, _listener })
    }

    /// Says something to one tab, or to all. It is heard in the order in which it is said.
    pub fn say(&self, to: Option<u64>, said: &Said) {
        let _ = self.channel.post_message(&encode(self.client, to, said));
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.close();
    }
}

/// The lock of whoever leads.
pub fn leader_lock(document: Uuid) -> String {
    format!("octavo.lead{}.{VERSION}.{document}", Whose::here().mark())
}

/// The lock that a tab holds for as long as it lives.
pub fn life_lock(document: Uuid, client: u64) -> String {
    format!("{}{document}.{client}", lives(Whose::here()))
}

/// What the names of the locks of somebody's tabs begin with. An account's stand apart from the guests' by their first letters, too.
fn lives(whose: Whose) -> String {
    match whose {
        Whose::Guest => "octavo.tab.".to_owned(),
        account => format!("octavo.tab-of{}.", account.mark()),
    }
}

/// Whether a lock is that of a tab, whoever's,
pub fn is_tab(lock: &str) -> bool {
    lock.starts_with("octavo.tab.") || lock.starts_with("octavo.tab-of.")
}

/// or of one that has a document of somebody's open.
pub fn is_tab_of(whose: Whose, lock: &str) -> bool {
    lock.starts_with(&lives(whose))
}

/// Whether a lock is that of a tab that has the document open for whom this page is.
pub fn has_open(document: Uuid, lock: &str) -> bool {
    lock.strip_prefix(&lives(Whose::here())).is_some_and(|rest| rest.starts_with(&format!("{document}.")))
}

/// Waits a moment for the tabs whose locks are `concerned` to be gone, as one that was closed just now will be.
pub async fn until_closed(concerned: impl Fn(&str) -> bool) -> Result<(), RemoveError> {
    for _ in 0..TRIES {
        if !Lock::held().await.iter().any(|lock| concerned(lock)) {
            return Ok(());
        }
        browser::pause(TRY_MS).await;
    }
    Err(RemoveError::IsOpen)
}

/// The tabs that have the document open, as far as they have said so to the browser.
pub async fn living(document: Uuid) -> Vec<u64> {
    living_of(Whose::here(), document).await
}

/// Those that have it open for `whose`.
pub async fn living_of(whose: Whose, document: Uuid) -> Vec<u64> {
    let prefix = format!("{}{document}.", lives(whose));
    Lock::held().await.iter().filter_map(|name| name.strip_prefix(&prefix)?.parse().ok()).collect()
}

fn encode(from: u64, to: Option<u64>, said: &Said) -> JsValue {
    let (kind, content) = match said {
        Said::Unsaved(count) => ("unsaved", JsValue::from_f64(*count as f64)),
        Said::Word(Word::Hello) => ("hello", JsValue::UNDEFINED),
        Said::Word(Word::Lead(station)) => ("lead", station_value(station)),
        Said::Word(Word::Join) => ("join", JsValue::UNDEFINED),
        Said::Word(Word::Quit) => ("quit", JsValue::UNDEFINED),
        Said::Word(Word::Frame(frame)) => ("frame", Uint8Array::from(&frame[..]).into()),
        Said::Word(Word::Wake) => ("wake", JsValue::UNDEFINED),
    };
    let to = to.map_or(JsValue::NULL, |to| JsValue::from_f64(to as f64));
    Array::of4(&kind.into(), &JsValue::from_f64(from as f64), &to, &content).into()
}

fn decode(value: JsValue) -> Option<(u64, Option<u64>, Said)> {
    let value: Array = value.dyn_into().ok()?;
    let from = value.get(1).as_f64()? as u64;
    let to = value.get(2).as_f64().map(|to| to as u64);
    let content = value.get(3);
    let word = match value.get(0).as_string()?.as_str() {
        "unsaved" => return Some((from, to, Said::Unsaved(content.as_f64()? as u64))),
        "hello" => Word::Hello,
        "lead" => Word::Lead(station_from(&content)?),
        "join" => Word::Join,
        "quit" => Word::Quit,
        "frame" => Word::Frame(content.dyn_into::<Uint8Array>().ok()?.to_vec()),
        "wake" => Word::Wake,
        _ => return None,
    };
    Some((from, to, Said::Word(word)))
}

fn station_value(station: &Station) -> JsValue {
    let link = match station.link {
        keeping::Link::Connecting => "connecting",
        keeping::Link::Online => "online",
        keeping::Link::Offline => "offline",
        keeping::Link::Closed => "closed",
    };
    let refusal = station.refusal.map_or(JsValue::NULL, |refusal| JsValue::from_str(refusal.name()));
    let closed = station.closed.map_or(JsValue::NULL, |code| JsValue::from_f64(f64::from(code.0)));
    Array::of4(&link.into(), &station.is_ready.into(), &refusal, &closed).into()
}

fn station_from(value: &JsValue) -> Option<Station> {
    let value: &Array = value.dyn_ref()?;
    let link = match value.get(0).as_string()?.as_str() {
        "connecting" => keeping::Link::Connecting,
        "online" => keeping::Link::Online,
        "offline" => keeping::Link::Offline,
        "closed" => keeping::Link::Closed,
        _ => return None,
    };
    Some(Station {
        link,
        is_ready: value.get(1).as_bool()?,
        refusal: value
            .get(2)
            .as_string()
            .and_then(|name| Refusal::ALL.into_iter().find(|refusal| refusal.name() == name)),
        closed: value.get(3).as_f64().map(|code| CloseCode(code as u16)),
    })
}
