//! What happens, and for which hooks it is: handed out a moment later by one task, so that nobody who writes waits for it.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use octavo_shared::sync::Power;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::sync::Notify;
use uuid::Uuid;

use super::delivery::Delivery;
use super::{HookId, listed};
use crate::activity::happening::{Kind, What};
use crate::app::App;
use crate::calendar::moment;
use crate::clock::wall_ms;
use crate::digest::{Consumer, Digest, Told};
use crate::people::record;
use crate::rights;
use crate::store::{Book, Change, DocumentName, StoreError};

/// News that wait to be handed out. What is more is not told: that the store takes nothing is no reason to run out of memory.
const MOST: usize = 10_000;
/// What waits for one hook. One that takes nothing for long is not told of what comes after that.
const MOST_WAITING: usize = 1_000;
/// After a failure it is tried anew so much later.
const LATER: Duration = Duration::from_secs(10);

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct News {
    /// To which document; to none when a hook is tried.
    pub document: Option<DocumentName>,
    /// What its kind is called, such as `document.edited`.
    pub name: String,
    /// Of which kind it is; of none when a hook is tried.
    pub kind: Option<Kind>,
    /// Who did it, as the log knows them.
    pub by: Vec<String>,
    /// What else there is to say.
    pub more: Value,
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
    /// By what it is known again that it is told twice.
    pub mark: String,
}

/// What is handed out next.
#[derive(Debug, Default)]
pub struct Hooks {
    waiting: Mutex<VecDeque<News>>,
    arrived: Notify,
    /// That something waits to be delivered.
    pub(super) due: Notify,
}

impl Hooks {
    /// Has something told.
    pub fn tell(&self, news: News) {
        let mut waiting = self.waiting.lock().expect("nothing panics while it holds the news");
        if waiting.len() < MOST {
            waiting.push_back(news);
        }
        drop(waiting);
        self.arrived.notify_one();
    }

    /// Has it told what somebody did with a document.
    pub fn happened(&self, document: &DocumentName, person: &str, what: &What, at_ms: u64) {
        let mut more = serde_json::to_value(what).unwrap_or_default();
        let name = more.as_object_mut().and_then(|fields| fields.remove("what"));
        let Some(Value::String(name)) = name else { return };
        let mark = format!("{document} {name} {at_ms} {person} {more}");
        let name = format!("document.{name}");
        let (kind, by) = (Some(what.kind()), vec![person.to_owned()]);
        self.tell(News { document: Some(document.clone()), name, kind, by, more, at_ms, mark });
    }

    async fn next(&self) -> News {
        loop {
            let arrived = self.arrived.notified();
            if let Some(news) =
                self.waiting.lock().expect("nothing panics while it holds the news").pop_front()
            {
                return news;
            }
            arrived.await;
        }
    }
}

impl Consumer for Hooks {
    fn digest<'a>(&'a self, digest: &'a Digest) -> Told<'a> {
        if !digest.edited_by.is_empty() {
            let Digest { document, entry, title, edited_ms, .. } = digest;
            self.tell(News {
                document: Some(document.clone()),
                name: "document.edited".to_owned(),
                kind: Some(Kind::Edits),
                by: digest.edited_by.iter().map(|(person, _)| person.to_string()).collect(),
                more: json!({ "title": title, "entry": entry }),
                at_ms: *edited_ms,
                mark: format!("{document} {entry}"),
            });
        }
        Box::pin(async { Ok(()) })
    }

    fn reviewed<'a>(&'a self, document: &'a DocumentName) -> Told<'a> {
        let at_ms = wall_ms();
        self.tell(News {
            document: Some(document.clone()),
            name: "document.commented".to_owned(),
            kind: Some(Kind::Comments),
            by: Vec::new(),
            more: json!({}),
            at_ms,
            mark: format!("{document} comment {at_ms}"),
        });
        Box::pin(async { Ok(()) })
    }

    fn forget<'a>(&'a self, _document: &'a str) -> Told<'a> {
        Box::pin(async { Ok(()) })
    }
}

/// Hands out what happens, for as long as the server runs.
pub(super) async fn hand_out_on(app: &App) {
    loop {
        let news = app.hooks.next().await;
        while let Err(error) = hand_out(app, &news).await {
            tracing::warn!(%error, "hooks are told later of what happened");
            tokio::time::sleep(LATER).await;
        }
    }
}

async fn hand_out(app: &App, news: &News) -> Result<(), StoreError> {
    let mut waiting = Vec::new();
    for (id, hook) in listed(&app.store, Vec::new()).await? {
        if hook.wants(news.kind) && is_for(app, id, news).await? {
            waiting.push(id);
        }
    }
    if waiting.is_empty() {
        return Ok(());
    }
    let delivery = delivery(app, news).await?;
    let mut changes = Vec::new();
    for id in waiting {
        changes.extend(queued(app, id, &delivery, news.at_ms).await?);
    }
    app.store.write(changes).await?;
    app.hooks.due.notify_one();
    Ok(())
}

/// Whether a hook's owner may know of it. Who asks for rights and gets them is for those who give them, as in the activity of the app.
async fn is_for(app: &App, id: HookId, news: &News) -> Result<bool, StoreError> {
    let Some(document) = &news.document else { return Ok(false) };
    let role = rights::given(&app.store, document, &id.account.person()).await?;
    let is_about_rights = matches!(news.kind, Some(Kind::Shares | Kind::Requests));
    Ok(role.is_some_and(|role| !is_about_rights || role.may(Power::Share)))
}

/// Puts a delivery behind what waits for a hook. One that was put there before is the same.
async fn queued(
    app: &App,
    id: HookId,
    delivery: &Delivery,
    at_ms: u64,
) -> Result<Option<Change>, StoreError> {
    if waiting(app, id).await? >= MOST_WAITING {
        tracing::warn!("a hook is not told of more, as too much waits for it");
        return Ok(None);
    }
    let digest = Sha256::digest(&delivery.id);
    let key = [&id.bytes()[..], &at_ms.to_be_bytes(), &digest[..8]].concat();
    Ok(Some(Change::put(Book::Deliveries, key, record(delivery))))
}

/// What is sent.
async fn delivery(app: &App, news: &News) -> Result<Delivery, StoreError> {
    let mut by = Vec::new();
    for person in &news.by {
        by.push(json!({ "id": person, "name": app.people.name_of(person).await? }));
    }
    let mut data = json!({ "document": news.document.as_deref(), "by": by });
    if let (Some(data), Some(more)) = (data.as_object_mut(), news.more.as_object()) {
        data.extend(more.clone());
    }
    let body = json!({ "type": news.name, "timestamp": moment(news.at_ms), "data": data }).to_string();
    let digest = Sha256::digest(&news.mark);
    let id = format!("msg_{}", Uuid::from_slice(&digest[..16]).unwrap_or_default().simple());
    let now_ms = wall_ms();
    Ok(Delivery { id, body, queued_ms: now_ms, next_ms: now_ms, tries: 0 })
}

/// Has a hook told that it works, whatever it wants to hear of.
pub(super) async fn ping(app: &App, id: HookId) -> Result<(), StoreError> {
    let at_ms = wall_ms();
    let (name, mark) = ("ping".to_owned(), format!("{} ping {at_ms}", id.number));
    let news = News {
        document: None,
        name,
        kind: None,
        by: vec![id.account.person().to_string()],
        more: json!({}),
        at_ms,
        mark,
    };
    let delivery = delivery(app, &news).await?;
    let change = queued(app, id, &delivery, at_ms).await?;
    app.store.write(change.into_iter().collect()).await?;
    app.hooks.due.notify_one();
    Ok(())
}

/// How much waits for a hook.
pub(super) async fn waiting(app: &App, id: HookId) -> Result<usize, StoreError> {
    Ok(app.store.begin_with(Book::Deliveries, id.bytes(), MOST_WAITING).await?.len())
}
