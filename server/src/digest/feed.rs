//! Which documents have changed and are to be read anew: told by rooms with each change that is on disk, asked for by the one task
//! that reads. However much is told, a document stands here once. Who lists documents has those read first that he lists.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::pin::pin;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout};

use crate::store::DocumentName;

/// A document is read when nothing has changed in it for so long,
const QUIET: Duration = Duration::from_secs(1);
/// and at the latest so long after the first change that was not read.
const LONGEST: Duration = Duration::from_secs(10);
/// How long a list waits at most for what has changed in its documents just now.
const PATIENCE: Duration = Duration::from_millis(500);

/// The documents that wait to be read.
#[derive(Debug, Default)]
pub struct Feed {
    queue: Mutex<Queue>,
    news: Notify,
    /// Told whenever a document has been read.
    read: Notify,
}

#[derive(Debug, Default)]
struct Queue {
    changed: HashMap<DocumentName, Changed>,
    /// When to look at each. What is not among the changed any more has been read or forgotten.
    order: BinaryHeap<Reverse<(Instant, DocumentName)>>,
    /// What is read now.
    reading: Option<DocumentName>,
}

#[derive(Debug, Clone, Copy)]
struct Changed {
    /// When it has been quiet for long enough, if nothing more comes.
    quiet_at: Instant,
    /// When it is read all the same.
    latest: Instant,
}

impl Changed {
    fn due(self) -> Instant {
        self.quiet_at.min(self.latest)
    }
}

/// What is to be done next.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Read(DocumentName),
    /// Wait until then, or until something changes.
    Wait(Option<Instant>),
}

impl Queue {
    fn put(&mut self, document: &DocumentName, changed: Changed) {
        self.order.push(Reverse((changed.due(), document.clone())));
        self.changed.insert(document.clone(), changed);
    }

    /// True when the document was not waiting yet.
    fn tell(&mut self, document: &DocumentName, now: Instant) -> bool {
        let quiet_at = now + QUIET;
        match self.changed.get_mut(document) {
            Some(changed) => {
                changed.quiet_at = quiet_at;
                false
            }
            None => {
                self.put(document, Changed { quiet_at, latest: now + LONGEST });
                true
            }
        }
    }

    /// Has those of these documents that wait read at once. Gives them, and what of them is read now.
    fn hurry<'a>(&mut self, documents: impl Iterator<Item = &'a str>, now: Instant) -> Vec<&'a str> {
        let mut waiting = Vec::new();
        if self.changed.is_empty() && self.reading.is_none() {
            return waiting;
        }
        for document in documents {
            if let Some((name, changed)) = self.changed.get_key_value(document) {
                let (name, changed) = (name.clone(), Changed { latest: changed.latest.min(now), ..*changed });
                self.put(&name, changed);
                waiting.push(document);
            } else if self.reading.as_deref() == Some(document) {
                waiting.push(document);
            }
        }
        waiting
    }

    /// Whether a document that was to be read at a time has not been.
    fn waits(&self, document: &str, since: Instant) -> bool {
        let is_due = |changed: &Changed| changed.latest <= since;
        self.reading.as_deref() == Some(document) || self.changed.get(document).is_some_and(is_due)
    }

    fn next(&mut self, now: Instant) -> Next {
        while let Some(Reverse((at, _))) = self.order.peek() {
            if *at > now {
                return Next::Wait(Some(*at));
            }
            let Some(Reverse((_, document))) = self.order.pop() else { break };
            let Some(due) = self.changed.get(&document).map(|changed| changed.due()) else { continue };
            if due <= now {
                self.changed.remove(&document);
                self.reading = Some(document.clone());
                return Next::Read(document);
            }
            self.order.push(Reverse((due, document)));
        }
        Next::Wait(None)
    }
}

impl Feed {
    /// Something changed in a document, and is on disk.
    pub fn tell(&self, document: &DocumentName) {
        if self.lock().tell(document, Instant::now()) {
            self.news.notify_one();
        }
    }

    /// A document is to be read after so long, whatever happens in it.
    pub(super) fn tell_for(&self, document: &DocumentName, time: Duration) {
        let at = Instant::now() + time;
        self.lock().put(document, Changed { quiet_at: at, latest: at });
        self.news.notify_one();
    }

    /// Has documents that have just changed read before they are listed, and waits for that, though not for long: a list is there at
    /// once, and a long document takes its time.
    pub async fn hurry(&self, documents: impl Iterator<Item = &str>) {
        let now = Instant::now();
        let waiting = self.lock().hurry(documents, now);
        if waiting.is_empty() {
            return;
        }
        self.news.notify_one();
        let all_are_read = async {
            loop {
                let mut read = pin!(self.read.notified());
                read.as_mut().enable();
                if !waiting.iter().any(|document| self.lock().waits(document, now)) {
                    return;
                }
                read.await;
            }
        };
        // What is not read by then is listed as it was.
        let _ = timeout(PATIENCE, all_are_read).await;
    }

    /// What was read last has been.
    pub(super) fn has_read(&self) {
        self.lock().reading = None;
        self.read.notify_waiters();
    }

    /// A document is not to be read any more.
    pub(super) fn forget(&self, document: &str) {
        self.lock().changed.remove(document);
    }

    /// The next document that is to be read, when it is time.
    pub(super) async fn next(&self) -> DocumentName {
        loop {
            let news = self.news.notified();
            let next = self.lock().next(Instant::now());
            match next {
                Next::Read(document) => return document,
                Next::Wait(None) => news.await,
                Next::Wait(Some(at)) => tokio::select! {
                    () = news => {}
                    () = sleep_until(at) => {}
                },
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().expect("nothing panics while it holds the queue")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(times: &[(u64, &str)], start: Instant) -> Queue {
        let mut queue = Queue::default();
        for (ms, name) in times {
            queue.tell(&(*name).into(), start + Duration::from_millis(*ms));
        }
        queue
    }

    fn read(name: &str) -> Next {
        Next::Read(name.into())
    }

    #[test]
    fn a_document_is_read_once_when_it_has_been_quiet() {
        let start = Instant::now();
        let mut queue = told(&[(0, "a"), (10, "b"), (900, "a")], start);
        let at = |ms| start + Duration::from_millis(ms);
        assert_eq!(queue.next(at(999)), Next::Wait(Some(at(1000))));
        assert_eq!(queue.next(at(1500)), read("b"));
        assert_eq!(queue.next(at(1500)), Next::Wait(Some(at(1900))));
        assert_eq!(queue.next(at(1900)), read("a"));
        assert_eq!(queue.next(at(9999)), Next::Wait(None));
    }

    #[test]
    fn a_document_in_which_somebody_types_without_a_pause_is_read_now_and_then() {
        let start = Instant::now();
        let mut queue = Queue::default();
        let mut read_at = Vec::new();
        for ms in (0..35_000).step_by(100) {
            let now = start + Duration::from_millis(ms);
            queue.tell(&"a".into(), now);
            if queue.next(now) == read("a") {
                read_at.push(ms);
            }
        }
        assert_eq!(read_at, [10_000, 20_100, 30_200]);
    }

    #[test]
    fn what_is_listed_is_read_first_and_no_more_than_once_for_that() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut queue = told(&[(0, "a"), (10, "b"), (20, "c")], start);
        assert_eq!(queue.hurry(["c", "d"].into_iter(), at(30)), ["c"]);
        assert!(queue.waits("c", at(30)) && !queue.waits("a", at(30)) && !queue.waits("d", at(30)));
        assert_eq!(queue.next(at(30)), read("c"));
        assert_eq!(queue.hurry(["c"].into_iter(), at(40)), ["c"], "it is read at this moment");
        queue.tell(&"c".into(), at(50));
        queue.reading = None;
        assert!(!queue.waits("c", at(40)), "what comes later is for the next who lists it");
        assert_eq!(queue.next(at(60)), Next::Wait(Some(at(1000))));
    }

    #[tokio::test]
    async fn a_list_waits_for_what_is_read_and_not_for_ever() {
        let feed = Feed::default();
        feed.tell(&"a".into());
        let is_read = std::cell::Cell::new(false);
        let lists = async {
            feed.hurry(["a", "b"].into_iter()).await;
            assert!(is_read.get());
        };
        let reads = async {
            assert_eq!(&*feed.next().await, "a");
            tokio::task::yield_now().await;
            is_read.set(true);
            feed.has_read();
        };
        tokio::join!(lists, reads);
        feed.tell(&"b".into());
        let asked = Instant::now();
        feed.hurry(["a", "b"].into_iter()).await;
        assert!(asked.elapsed() >= PATIENCE, "nobody reads it");
    }

    #[test]
    fn what_is_forgotten_is_not_read() {
        let feed = Feed::default();
        feed.tell(&"a".into());
        feed.tell_for(&"b".into(), Duration::ZERO);
        feed.forget("b");
        feed.forget("a");
        assert_eq!(feed.lock().next(Instant::now() + LONGEST), Next::Wait(None));
    }
}
