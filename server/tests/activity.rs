//! What people are told of the documents that they follow: in the list, on its page, by a number, and by the letter of the day.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_server::activity::daily::{Looked, write_due};
use octavo_server::activity::happening::{self, FOLDED_MS, KEPT, KEPT_MS, What};
use octavo_server::clock::wall_ms;
use octavo_server::marks;
use octavo_server::store::Book;
use serde_json::Value;
use support::browser::Browser;
use support::peer::Peer;
use support::people::{PASSWORD, server, server_with_mail, somebody, somebody_by_mail};
use support::post_office::PostOffice;
use support::server::{ANY_PORT, TestServer, within};

const ID: &str = "00000000-0000-4000-8000-000000000001";
const ADA: &str = "ada@example.org";
const BEN: &str = "ben@example.org";
/// A time of the day that is in no hour that anybody chose: noon, which is also far from the ends of the day.
const NOON_MS: u64 = 12 * 60 * 60 * 1000;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Ada, who has made the document with its link off and shared it with Ben, and Ben.
async fn shared(server: &TestServer, role: &str) -> (Browser, Browser) {
    let mut ada = somebody(server, "Ada", ADA).await;
    let ben = somebody(server, "Ben", BEN).await;
    share(&mut ada, role).await;
    (ada, ben)
}

async fn share(ada: &mut Browser, role: &str) {
    assert_eq!(ada.put(&format!("/api/documents/{ID}")).await.status, 201);
    assert_eq!(ada.put(&format!("/api/documents/{ID}/link/off")).await.status, 204);
    let fields = [("email", BEN), ("role", role)];
    ada.post(&format!("/d/{ID}/access/person"), &fields).await.leads_to();
}

async fn activity(browser: &mut Browser) -> Value {
    serde_json::from_str(&browser.get("/api/activity").await.body).unwrap()
}

/// What happened, each as its kind, or with whoever did it.
async fn told(browser: &mut Browser) -> Vec<String> {
    let told = activity(browser).await;
    let said =
        |item: &Value| format!("{}: {}", item["by"].as_str().unwrap_or("-"), item["what"].as_str().unwrap());
    told["items"].as_array().unwrap().iter().map(said).collect()
}

async fn until_told(browser: &mut Browser, wanted: &str) -> Value {
    within(async {
        loop {
            if told(browser).await.iter().any(|said| said == wanted) {
                return activity(browser).await;
            }
            tokio::task::yield_now().await;
        }
    })
    .await
}

async fn unread(browser: &mut Browser) -> u64 {
    let told: Value = serde_json::from_str(&browser.get("/api/activity/unread").await.body).unwrap();
    told["unread"].as_u64().unwrap()
}

async fn person(browser: &mut Browser) -> String {
    let told: Value = serde_json::from_str(&browser.get("/api/me").await.body).unwrap();
    told["person"].as_str().unwrap().to_owned()
}

async fn type_as(server: &TestServer, browser: &Browser, client: u64, text: &str) {
    let mut tab = Peer::join_as(server.address, ID, client, &browser.cookie()).await;
    tab.type_text(text).await;
    tab.until_saved().await;
    tab.leave().await;
}

async fn note(server: &TestServer, who: &str, letters: u64, time_ms: u64) {
    let what = What::Edited { letters, entry: 1, since_ms: time_ms };
    happening::note(&server.app.store, ID, who, &what, time_ms).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_follows_a_document_is_told_who_wrote_how_much_who_commented_and_what_became_of_its_rights() {
    let server = server().await;
    let (mut ada, mut ben) = shared(&server, "edit").await;
    assert_eq!(told(&mut ben).await, ["Ada: shared"]);
    assert_eq!(told(&mut ada).await, [""; 0], "not what one does oneself");
    type_as(&server, &ben, 100, "Good morning.").await;
    let news = until_told(&mut ada, "Ben: edited").await;
    assert_eq!((&news["items"][0]["letters"], &news["items"][0]["document"]), (&13.into(), &ID.into()));
    let mut review = Peer::join_as(server.address, &format!("{ID}/review"), 200, &ben.cookie()).await;
    review.comment("thread", "A remark.").await;
    review.until_saved().await;
    let news = until_told(&mut ada, "Ben: commented").await;
    assert_eq!(news["items"][0]["count"], 1);
    let fields = [("key", &*person(&mut ben).await), ("role", "manage")];
    ada.post(&format!("/d/{ID}/access/role"), &fields).await.leads_to();
    assert_eq!(told(&mut ben).await, ["Ada: role-changed", "Ada: shared"]);
    assert_eq!(ada.put(&format!("/api/documents/{ID}/trash")).await.status, 204);
    assert_eq!(told(&mut ben).await, ["Ada: trashed"], "no more while nobody can look into it");
    let answer = ada.send("DELETE", &format!("/api/documents/{ID}/trash"), Some(String::new())).await;
    assert_eq!(answer.status, 204);
    let all = ["Ada: taken-out", "Ada: trashed", "Ada: role-changed", "Ada: shared"];
    assert_eq!(told(&mut ben).await, all);
    let page = ben.get("/activity").await.body;
    assert!(
        page.contains("Ada took it out of the trash") && page.contains("Ada shared it with you (Can edit)")
    );
    ben.language = "de";
    assert!(ben.get("/activity").await.body.contains("Ada hat es für Sie freigegeben (Kann bearbeiten)"));
    let page = ada.get("/activity").await.body;
    assert!(page.contains("Ben wrote 13 characters") && page.contains("Ben commented"), "{page}");
    assert!(!page.contains("remark") && !page.contains("Good morning"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_read_a_document_any_more_is_told_nothing_of_it() {
    let server = server().await;
    let (mut ada, mut ben) = shared(&server, "edit").await;
    let mut stranger = somebody(&server, "Carl", "carl@example.org").await;
    type_as(&server, &ben, 100, "Mine.").await;
    until_told(&mut ada, "Ben: edited").await;
    note(&server, &person(&mut ada).await, 5, wall_ms()).await;
    assert_eq!(told(&mut ben).await, ["Ada: edited", "Ada: shared"]);
    assert_eq!(told(&mut stranger).await, [""; 0]);
    let fields = [("key", &*person(&mut ben).await), ("role", "off")];
    ada.post(&format!("/d/{ID}/access/role"), &fields).await.leads_to();
    // He wrote in it, and follows it still: it is his right that he lacks.
    assert_eq!((told(&mut ben).await, unread(&mut ben).await), (vec![], 0));
    assert!(!ben.get("/activity").await.body.contains(ID));
    assert_eq!(ben.get(&format!("/d/{ID}/changes?from=1")).await.leads_to(), format!("/d/{ID}/access"));
    let unknown = ben.get("/d/00000000-0000-4000-8000-00000000000e/changes?from=1").await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_and_shares_with_others_are_for_those_who_manage_and_an_address_is_not_kept() {
    let post = PostOffice::open(ANY_PORT).await;
    let server = server_with_mail(post.address).await;
    let mut ada = somebody_by_mail(&server, &post, 1, "Ada", ADA).await;
    let mut ben = somebody_by_mail(&server, &post, 2, "Ben", BEN).await;
    share(&mut ada, "edit").await;
    assert_eq!(told(&mut ben).await, ["Ada: shared"], "with his address, which he has shown to be his");
    let fields = [("email", "carl@example.org"), ("role", "view")];
    ada.post(&format!("/d/{ID}/access/person"), &fields).await.leads_to();
    assert_eq!(told(&mut ben).await, ["Ada: shared"]);
    post.letters(4).await;
    let mut dora = somebody_by_mail(&server, &post, 5, "Dora", "dora@example.org").await;
    dora.post(&format!("/d/{ID}/ask/request"), &[("role", "edit")]).await.leads_to();
    assert_eq!(told(&mut ada).await, ["Dora: asked"]);
    assert_eq!(told(&mut ben).await, ["Ada: shared"]);
    let records = server.app.store.begin_with(Book::Happenings, Vec::new(), 100).await.unwrap();
    assert_eq!(records.len(), 3);
    for (_, bytes) in records {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains('@') && !text.contains("Ada"), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_writes_within_an_hour_is_one_happening_and_on_another_day_another() {
    let server = server().await;
    let (mut ada, mut ben) = shared(&server, "edit").await;
    let (ben_is, noon) = (person(&mut ben).await, wall_ms() / DAY_MS * DAY_MS - NOON_MS);
    for (after_ms, letters) in [(0, 10), (FOLDED_MS / 2, 5), (FOLDED_MS, 1)] {
        note(&server, &ben_is, letters, noon + after_ms).await;
        note(&server, "guest:carl", 1, noon + after_ms + 1).await;
    }
    note(&server, &ben_is, 7, noon + 2 * FOLDED_MS + 1).await;
    note(&server, &ben_is, 4, noon + NOON_MS - 1).await;
    note(&server, &ben_is, 3, noon + NOON_MS).await;
    let told = activity(&mut ada).await;
    let said = |item: &Value| (item["by"].as_str().map(str::to_owned), item["letters"].as_u64().unwrap());
    let told: Vec<_> = told["items"].as_array().unwrap().iter().map(said).collect();
    let ben_wrote = |letters| (Some("Ben".to_owned()), letters);
    assert_eq!(told, [ben_wrote(3), ben_wrote(4), ben_wrote(7), (None, 3), ben_wrote(16)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_counts_what_is_new_and_goes_when_the_page_is_looked_at() {
    let server = server().await;
    let (mut ada, mut ben) = shared(&server, "edit").await;
    assert_eq!(unread(&mut ben).await, 1);
    assert_eq!(unread(&mut Browser::new(server.address)).await, 0);
    assert_eq!(ben.get("/activity").await.status, 200);
    assert_eq!(unread(&mut ben).await, 0);
    note(&server, &person(&mut ada).await, 5, wall_ms() + 1).await;
    assert_eq!(unread(&mut ben).await, 1);
    for at in 0..120 {
        note(&server, &format!("guest:{at}"), 1, wall_ms() + 1).await;
    }
    assert_eq!(unread(&mut ben).await, 99);
    let first = activity(&mut ben).await;
    assert!(first["items"].as_array().unwrap().len() >= 100);
    assert!(unread(&mut ada).await > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn older_news_are_on_further_pages_without_a_gap() {
    let server = server().await;
    let (mut ada, _ben) = shared(&server, "edit").await;
    let start = wall_ms() - DAY_MS;
    for at in 0..250 {
        note(&server, &format!("guest:{at}"), at + 1, start + at).await;
    }
    let (mut letters, mut after) = (Vec::new(), String::new());
    loop {
        let page = ada.get(&format!("/api/activity{after}")).await.body;
        let page: Value = serde_json::from_str(&page).unwrap();
        letters
            .extend(page["items"].as_array().unwrap().iter().map(|item| item["letters"].as_u64().unwrap()));
        let Some(next) = page["next"].as_u64() else { break };
        after = format!("?after={next}");
    }
    let all: Vec<u64> = (1..=250).rev().collect();
    assert_eq!(letters, all);
    let page = ada.get("/activity").await.body;
    assert!(page.contains("/activity?before="), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_muted_document_is_heard_of_no_more_until_it_is_followed_again() {
    let server = server().await;
    let (mut ada, mut ben) = shared(&server, "edit").await;
    note(&server, &person(&mut ada).await, 5, wall_ms()).await;
    let mute = format!("/api/documents/{ID}/mute");
    assert_eq!(ben.put(&mute).await.status, 204);
    assert_eq!((told(&mut ben).await.len(), unread(&mut ben).await), (0, 0));
    assert!(ben.get("/activity/settings").await.body.contains("Follow again"));
    assert_eq!(ben.send("DELETE", &mute, Some(String::new())).await.status, 204);
    assert_eq!(told(&mut ben).await.len(), 2);
    let answer = ben.post("/activity/mute", &[("document", ID), ("part", "mute")]).await;
    assert_eq!(answer.leads_to(), "/activity?done=mute");
    assert_eq!(told(&mut ben).await.len(), 0);
    ben.post("/activity/mute", &[("document", ID), ("part", "unmute")]).await.leads_to();
    assert_eq!(told(&mut ben).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kind_that_is_switched_off_is_not_shown_and_not_counted() {
    let server = server().await;
    let (mut ada, mut ben) = shared(&server, "edit").await;
    note(&server, &person(&mut ada).await, 5, wall_ms()).await;
    let on = [("page-shares", "on"), ("page-trash", "on"), ("hour", "9")];
    assert_eq!(ben.post("/activity/settings", &on).await.leads_to(), "/activity/settings?done=settings");
    assert_eq!((told(&mut ben).await, unread(&mut ben).await), (vec!["Ada: shared".to_owned()], 1));
    let page = ben.get("/activity/settings").await.body;
    assert!(page.contains("name=\"page-shares\" checked") && !page.contains("name=\"page-edits\" checked"));
    assert!(page.contains("This server sends no mail.") && !page.contains("<select"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_old_or_too_much_is_swept_and_of_a_deleted_document_nothing_stays() {
    let server = server().await;
    let (mut ada, _ben) = shared(&server, "edit").await;
    let now_ms = wall_ms();
    for at in 0..KEPT as u64 + 9 {
        note(&server, &format!("guest:{at}"), 1, now_ms - KEPT_MS + 60_000 + at).await;
    }
    let count =
        async || server.app.store.begin_with(Book::Happenings, Vec::new(), 9_999).await.unwrap().len();
    let store = &server.app.store;
    // One is the share.
    assert_eq!(happening::sweep(store, now_ms).await, Ok(10));
    assert_eq!((count().await, happening::sweep(store, now_ms).await), (KEPT, Ok(0)));
    assert_eq!(happening::sweep(store, now_ms + 120_000).await, Ok(KEPT - 1));
    assert_eq!(ada.put(&format!("/api/documents/{ID}/trash")).await.status, 204);
    assert_eq!(count().await, 2);
    let answer = ada.send("DELETE", &format!("/api/documents/{ID}"), Some(String::new())).await;
    assert_eq!((answer.status, count().await), (204, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_is_led_to_what_changed_since_he_was_there() {
    let server = server().await;
    let (mut ada, mut ben) = shared(&server, "edit").await;
    type_as(&server, &ada, 100, "Dear Ben, ").await;
    until_told(&mut ben, "Ada: edited").await;
    let seen = activity(&mut ben).await["documents"][ID]["seen"].clone();
    assert_eq!(seen, Value::Null, "he has not been there");
    type_as(&server, &ben, 200, "Hello! ").await;
    let ben_is = person(&mut ben).await;
    within(async {
        // The server hears a little later that he has left.
        while marks::of(&server.app.store, &ben_is)
            .await
            .unwrap()
            .iter()
            .all(|(_, mark)| mark.seen_entry.is_none())
        {
            server.app.leavings.write(&server.app.store).await;
            tokio::task::yield_now().await;
        }
    })
    .await;
    type_as(&server, &ada, 300, "<b>Good night.</b> ").await;
    let seen = within(async {
        loop {
            let seen = activity(&mut ben).await["documents"][ID]["seen"].clone();
            if !seen.is_null() {
                return seen;
            }
            tokio::task::yield_now().await;
        }
    })
    .await;
    let place = format!("/d/{ID}/changes?from={}", seen["entry"]);
    assert!(ben.get("/activity").await.body.contains(&place));
    let page = ben.get(&place).await;
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains("&lt;b&gt;Good night.&lt;/b&gt; </ins>") && page.body.contains("added by Ada")
    );
    assert!(page.body.contains("Hello!") && !page.body.contains("Hello! </ins>"), "{}", page.body);
    ben.language = "de";
    assert!(ben.get(&place).await.body.contains("hinzugefügt von Ada"));
    ada.get(&place).await;
}

/// A server that sends letters, Ada, who shares the document with Ben, and Ben, who has had the letter about that.
async fn with_letters(post: &PostOffice) -> (TestServer, Browser, Browser) {
    let server = server_with_mail(post.address).await;
    let mut ada = somebody_by_mail(&server, post, 1, "Ada", ADA).await;
    let mut ben = somebody_by_mail(&server, post, 2, "Ben", BEN).await;
    share(&mut ada, "edit").await;
    post.letters(3).await;
    // Whoever is here says in which language.
    unread(&mut ben).await;
    (server, ada, ben)
}

async fn due(server: &TestServer, now_ms: u64, looked: &mut Looked) -> usize {
    write_due(&server.app, now_ms, looked).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_of_the_day_says_who_did_what_once_a_day_and_not_when_nothing_happened() {
    let post = PostOffice::open(ANY_PORT).await;
    let (server, mut ada, mut ben) = with_letters(&post).await;
    ben.language = "de";
    unread(&mut ben).await;
    let (ada_is, now_ms, mut looked) = (person(&mut ada).await, wall_ms(), Looked::new());
    note(&server, &ada_is, 42, now_ms).await;
    assert_eq!(due(&server, now_ms + 1, &mut looked).await, 0, "not before its hour");
    assert_eq!(due(&server, now_ms + DAY_MS, &mut looked).await, 1);
    assert_eq!(due(&server, now_ms + DAY_MS, &mut Looked::new()).await, 0, "once a day");
    let letter = post.letters(4).await.pop().unwrap();
    assert_eq!(letter.to, BEN);
    assert!(letter.text.contains("Ada hat 42 Zeichen geschrieben"), "{}", letter.text);
    assert!(letter.text.contains(&format!("https://octavo.example/d/{ID}")), "{}", letter.text);
    assert!(!letter.text.contains("freigegeben"), "that had a letter of its own");
    assert!(letter.text.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{}", letter.text);
    assert_eq!(due(&server, now_ms + 2 * DAY_MS, &mut looked).await, 0, "nothing happened");
    note(&server, &ada_is, 1, now_ms + 2 * DAY_MS).await;
    assert_eq!(due(&server, now_ms + 3 * DAY_MS, &mut looked).await, 1);
    post.letters(5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_tells_only_what_its_reader_may_know_when_it_is_sent_and_one_waits_at_most() {
    let mut post = PostOffice::open(ANY_PORT).await;
    let (server, mut ada, _ben) = with_letters(&post).await;
    let (ada_is, now_ms, mut looked) = (person(&mut ada).await, wall_ms(), Looked::new());
    note(&server, &ada_is, 42, now_ms).await;
    let address = post.address;
    drop(post);
    assert_eq!(due(&server, now_ms + DAY_MS, &mut looked).await, 1);
    note(&server, &ada_is, 7, now_ms + DAY_MS).await;
    assert_eq!(due(&server, now_ms + 2 * DAY_MS, &mut looked).await, 0, "the one before waits still");
    let waiting = server.app.store.begin_with(Book::Mail, Vec::new(), 9).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert!(!String::from_utf8_lossy(&waiting[0].1).contains(ID), "what it says is not in the queue");
    let fields = [("key", "mail:ben@example.org"), ("role", "off")];
    ada.post(&format!("/d/{ID}/access/role"), &fields).await.leads_to();
    post = PostOffice::open(address).await;
    within(async {
        while !server.app.store.begin_with(Book::Mail, Vec::new(), 9).await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(post.letters(0).await.len(), 0, "there is nothing left that he may know");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_press_unsubscribes_without_signing_in_and_each_kind_of_letter_by_itself() {
    let post = PostOffice::open(ANY_PORT).await;
    let (server, mut ada, mut ben) = with_letters(&post).await;
    let ada_is = person(&mut ada).await;
    let (now_ms, mut looked) = (wall_ms(), Looked::new());
    note(&server, &ada_is, 42, now_ms).await;
    assert_eq!(due(&server, now_ms + DAY_MS, &mut looked).await, 1);
    let letters = post.letters(4).await;
    let link = |text: &str| {
        let start = text.find("/activity/unsubscribe/").unwrap();
        text[start..].split(['>', '\n', '\r', ' ']).next().unwrap().to_owned()
    };
    let daily = link(&letters[3].text);
    let mut program = Browser::new(server.address);
    program.origin = None;
    let mut looks = Browser::new(server.address);
    assert!(looks.get(&daily).await.body.contains("Unsubscribe"));
    let page = ben.get("/activity/settings").await.body;
    assert!(page.contains("value=\"daily\" selected"), "looking at the link changes nothing: {page}");
    for forged in
        [daily.replace("daily", "shares"), format!("{daily}x"), "/activity/unsubscribe/x".to_owned()]
    {
        assert_eq!(program.post(&forged, &[]).await.status, 404, "{forged}");
    }
    let answer = program.post(&daily, &[("List-Unsubscribe", "One-Click")]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    note(&server, &ada_is, 7, now_ms + DAY_MS).await;
    assert_eq!(due(&server, now_ms + 2 * DAY_MS, &mut looked).await, 0);
    assert!(!told(&mut ben).await.is_empty(), "the page shows it all the same");
    // What concerns him still comes at once, until he ends that too.
    let of_shares = link(&letters[2].text);
    assert!(of_shares.contains(".shares."), "{of_shares}");
    assert_eq!(program.post(&of_shares, &[]).await.status, 200);
    let fields = [("key", "mail:ben@example.org"), ("role", "off")];
    ada.post(&format!("/d/{ID}/access/role"), &fields).await.leads_to();
    let fields = [("email", BEN), ("role", "view")];
    ada.post(&format!("/d/{ID}/access/person"), &fields).await.leads_to();
    let mut carl = Browser::new(server.address);
    assert_eq!(carl.post("/sign-up", &[("name", "Carl"), ("email", "carl@example.org")]).await.status, 200);
    assert_eq!(post.letters(5).await[4].to, "carl@example.org", "no letter to Ben came before it");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_daily_letter_comes_from_the_hour_on_that_was_chosen_and_with_the_kinds_that_were() {
    let post = PostOffice::open(ANY_PORT).await;
    let (server, mut ada, mut ben) = with_letters(&post).await;
    let (ada_is, mut looked) = (person(&mut ada).await, Looked::new());
    let chosen = [("mail-edits", "never"), ("mail-shares", "daily"), ("hour", "20"), ("page-edits", "on")];
    ben.post("/activity/settings", &chosen).await.leads_to();
    assert!(ben.get("/activity/settings").await.body.contains("<option value=\"20\" selected>"));
    note(&server, &ada_is, 42, wall_ms()).await;
    let tomorrow = wall_ms() / DAY_MS * DAY_MS + DAY_MS;
    let hour_ms = 60 * 60 * 1000;
    // Whatever the time is now, there is a moment after it at which the hour has not come again.
    looked.insert(octavo_server::people::account::AccountId::of(&person(&mut ben).await).unwrap(), tomorrow);
    assert_eq!(due(&server, tomorrow + 20 * hour_ms - 1, &mut looked).await, 0);
    assert_eq!(due(&server, tomorrow + 20 * hour_ms, &mut looked).await, 1);
    let letter = post.letters(4).await.pop().unwrap();
    assert!(
        letter.text.contains("Ada shared it with you") && !letter.text.contains("42 characters"),
        "{}",
        letter.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_follows_what_he_made_and_takes_that_along_into_an_account() {
    let server = server().await;
    let mut guest = Browser::new(server.address);
    assert_eq!(guest.put(&format!("/api/documents/{ID}")).await.status, 201);
    note(&server, "guest:carl", 5, wall_ms()).await;
    assert_eq!(told(&mut guest).await, ["-: edited"]);
    assert!(guest.get("/activity").await.body.contains("A guest wrote 5 characters"));
    assert_eq!(guest.put(&format!("/api/documents/{ID}/mute")).await.status, 204);
    let fields = [("name", "Ada"), ("email", ADA), ("password", PASSWORD)];
    guest.post("/sign-up", &fields).await.leads_to();
    assert_eq!(told(&mut guest).await.len(), 0, "it is muted still");
    assert_eq!(
        guest.send("DELETE", &format!("/api/documents/{ID}/mute"), Some(String::new())).await.status,
        204
    );
    assert_eq!(told(&mut guest).await, ["-: edited"]);
    guest.post("/account/delete", &[("current", PASSWORD)]).await;
    let marks = server.app.store.begin_with(Book::Marks, Vec::new(), 9).await.unwrap();
    let wishes = server.app.store.begin_with(Book::Settings, b"activity:account".to_vec(), 9).await.unwrap();
    assert_eq!((marks.len(), wishes.len()), (0, 0));
}
