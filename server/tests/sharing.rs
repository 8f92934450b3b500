//! Sharing with people, addresses, groups and everyone; links that end or ask for a password; asking for a right; giving a
//! document away. Each by its form, and against real sockets.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::time::{Duration, Instant};

use octavo_server::people::audit::Event;
use octavo_server::rights;
use octavo_server::store::{Book, Change};
use octavo_shared::sync::Role;
use support::browser::{Answer, Browser};
use support::peer::Peer;
use support::people::{PASSWORD, server, server_with_mail, somebody, somebody_by_mail};
use support::post_office::PostOffice;
use support::server::{ANY_PORT, TestServer};

const ID: &str = "00000000-0000-4000-8000-000000000001";
const ANA: &str = "ana@example.org";
const BEN: &str = "ben@example.org";

fn page() -> String {
    format!("/d/{ID}/access")
}

fn form(part: &str) -> String {
    format!("/d/{ID}/access/{part}")
}

fn wish(part: &str) -> String {
    format!("/d/{ID}/ask/{part}")
}

/// Makes the document, with its link off.
async fn make(owner: &mut Browser) {
    assert_eq!(owner.put(&format!("/api/documents/{ID}")).await.status, 201);
    assert_eq!(owner.put(&format!("/api/documents/{ID}/link/off")).await.status, 204);
}

async fn share(owner: &mut Browser, email: &str, role: &str) -> Answer {
    owner.post(&form("person"), &[("email", email), ("role", role)]).await
}

async fn role(browser: &mut Browser) -> Option<String> {
    let answer = browser.get(&format!("/api/documents/{ID}/rights")).await;
    let told: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    told["role"].as_str().map(str::to_owned)
}

async fn person(browser: &mut Browser) -> String {
    let told: serde_json::Value = serde_json::from_str(&browser.get("/api/me").await.body).unwrap();
    told["person"].as_str().unwrap().to_owned()
}

async fn events(server: &TestServer) -> Vec<(Event, Option<Role>)> {
    let lines = server.app.people.audit(None, 100).await.unwrap();
    let mut events: Vec<_> = lines
        .into_iter()
        .filter(|(_, line)| line.about.document.is_some())
        .map(|(_, line)| {
            assert_eq!(line.about.document.as_deref(), Some(&ID[..8]), "no more of the id than that");
            (line.about.event, line.about.role)
        })
        .collect();
    events.reverse();
    events
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_with_an_account_has_the_role_at_once_and_loses_it_within_a_second() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    make(&mut ana).await;
    assert_eq!(role(&mut ben).await, None);
    share(&mut ana, " BEN@example.org", "edit").await.leads_to();
    assert_eq!(role(&mut ben).await.as_deref(), Some("edit"));
    let mut tab = Peer::join_as(server.address, ID, 100, &ben.cookie()).await;
    let mut beside = Peer::join_as(server.address, &format!("{ID}/review"), 101, &ben.cookie()).await;
    tab.type_text("Ben’s. ").await;
    tab.until_saved().await;
    let key = person(&mut ben).await;
    let since = Instant::now();
    ana.post(&form("role"), &[("key", &key), ("role", "comment")]).await.leads_to();
    assert_eq!((tab.until_closed().await.0, beside.until_closed().await.0), (1012, 1012));
    let mut tab = Peer::join_as(server.address, ID, 102, &ben.cookie()).await;
    let mut beside = Peer::join_as(server.address, &format!("{ID}/review"), 103, &ben.cookie()).await;
    let number = tab.type_text("Not any more. ").await;
    tab.until_refused(number).await;
    beside.comment("a", "But this.").await;
    beside.until_saved().await;
    ana.post(&form("role"), &[("key", &key), ("role", "off")]).await.leads_to();
    assert_eq!((tab.until_closed().await.0, beside.until_closed().await.0), (4403, 4403));
    assert!(since.elapsed() < Duration::from_secs(2));
    assert_eq!(role(&mut ben).await, None);
    let told = events(&server).await;
    let wanted = [
        (Event::LinkChanged, None),
        (Event::Shared, Some(Role::Edit)),
        (Event::RoleChanged, Some(Role::Comment)),
        (Event::Unshared, None),
    ];
    assert_eq!(told, wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_manages_says_who_may_do_what_and_does_not_own_it() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    let mut carl = somebody(&server, "Carl", "carl@example.org").await;
    make(&mut ana).await;
    share(&mut ana, BEN, "edit").await.leads_to();
    assert_eq!(share(&mut ben, "carl@example.org", "view").await.status, 403, "who edits does not");
    share(&mut ana, BEN, "manage").await.leads_to();
    share(&mut ben, "carl@example.org", "view").await.leads_to();
    assert_eq!(role(&mut carl).await.as_deref(), Some("view"));
    assert_eq!(share(&mut ben, "carl@example.org", "owner").await.status, 422);
    let key = person(&mut carl).await;
    assert_eq!(ben.post(&form("offer"), &[("key", &key)]).await.status, 403);
    let owner = person(&mut ana).await;
    assert_eq!(ben.post(&form("role"), &[("key", &owner), ("role", "off")]).await.status, 422);
    assert_eq!(role(&mut ana).await.as_deref(), Some("owner"));
    let seen = ana.get(&page()).await.body;
    assert!(seen.contains("Ben can edit and share; Carl can view."), "{seen}");
    let seen = carl.get(&page()).await.body;
    assert!(seen.contains("You can view this document") && !seen.contains(BEN), "{seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_holds_for_whoever_shows_that_the_address_is_his() {
    let post = PostOffice::open(ANY_PORT).await;
    let server = server_with_mail(post.address).await;
    let mut ana = somebody_by_mail(&server, &post, 1, "Ana", ANA).await;
    make(&mut ana).await;
    share(&mut ana, BEN, "edit").await.leads_to();
    let letter = post.letters(2).await.pop().unwrap();
    assert_eq!((letter.to.as_str(), letter.path()), (BEN, page().as_str()));
    assert!(letter.text.contains("Ana (ana@example.org)"), "{}", letter.text);
    let mut ben = Browser::new(server.address);
    let seen = ben.get(&page()).await;
    assert!(seen.status == 200 && seen.body.contains(&format!("/sign-up?next={}", page())));
    let fields = [("name", "Ben"), ("email", BEN), ("next", &page())];
    assert_eq!(ben.post("/sign-up", &fields).await.status, 200);
    let letter = post.letters(3).await.pop().unwrap();
    assert_eq!(ben.post(letter.path(), &[("password", PASSWORD)]).await.leads_to(), page());
    assert!(ben.get(&page()).await.body.contains("You can edit this document"));
    assert_eq!(role(&mut ben).await.as_deref(), Some("edit"));
    let mut eve = somebody_by_mail(&server, &post, 4, "Eve", "eve@example.org").await;
    assert_eq!(role(&mut eve).await, None);

    // It is his account's now, whatever his address is.
    let shares = rights::of(&server.app.store, ID).await.unwrap().shares;
    assert_eq!(shares.keys().collect::<Vec<_>>(), [&person(&mut ben).await]);
    let other = [("email", "ben@elsewhere.example"), ("current", PASSWORD)];
    ben.post("/account/email", &other).await.leads_to();
    let letters = post.letters(5).await;
    assert_eq!(ben.post(letters[4].path(), &[]).await.status, 200);
    assert_eq!(role(&mut ben).await.as_deref(), Some("edit"));
    assert!(ana.get(&page()).await.body.contains("Ben can edit."));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_by_sharing_who_has_an_account_where_letters_are_sent() {
    let post = PostOffice::open(ANY_PORT).await;
    let server = server_with_mail(post.address).await;
    let mut ana = somebody_by_mail(&server, &post, 1, "Ana", ANA).await;
    let mut ben = somebody_by_mail(&server, &post, 2, "Ben", BEN).await;
    make(&mut ana).await;
    let known = share(&mut ana, BEN, "view").await;
    let unknown = share(&mut ana, "bea@example.org", "view").await;
    assert_eq!(known.leads_to(), unknown.leads_to());
    let seen = ana.get(&page()).await.body;
    let row = |email: &str| {
        let from = seen.find(&format!("<h3>{email}")).unwrap();
        seen[from..from + seen[from..].find("</li>").unwrap()].replace(email, "")
    };
    assert_eq!(row(BEN), row("bea@example.org"));
    let letters = post.letters(4).await;
    let texts: Vec<_> = letters[2..].iter().map(|letter| letter.text.split("\n\n").nth(1)).collect();
    assert_eq!(texts[0], texts[1]);
    // He has it all the same, and is known when he has come.
    assert_eq!(role(&mut ben).await.as_deref(), Some("view"));
    assert!(ben.get("/account").await.body.contains(&format!("/d/{ID}")), "it is listed");
    Peer::join_as(server.address, ID, 100, &ben.cookie()).await.leave().await;
    assert!(ana.get(&page()).await.body.contains("<h3>Ben"));
    share(&mut ana, "Ben@Example.org", "edit").await.leads_to();
    let shares = rights::of(&server.app.store, ID).await.unwrap().shares;
    assert_eq!(shares.len(), 2, "he is not invited a second time");
    assert_eq!(role(&mut ben).await.as_deref(), Some("edit"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_letters_only_who_has_an_account_can_be_shared_with_and_the_page_says_so() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    make(&mut ana).await;
    let answer = share(&mut ana, BEN, "view").await;
    assert!(answer.status == 422 && answer.body.contains("Nobody here has an account with this address"));
    assert!(answer.body.contains(&format!("value=\"{BEN}\"")), "what was typed stays");
    let own = share(&mut ana, ANA, "view").await;
    assert!(own.status == 422 && own.body.contains("This is your own address."));
    assert_eq!(share(&mut ana, "no address", "view").await.status, 422);
    let mut ben = somebody(&server, "Ben", BEN).await;
    assert_eq!(role(&mut ben).await, None, "nobody proves an address here, so nothing waits for one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_who_made_a_document_shares_its_link_and_needs_an_account_for_people() {
    let server = server().await;
    let mut guest = Browser::new(server.address);
    make(&mut guest).await;
    let seen = guest.get(&page()).await;
    assert!(seen.status == 200 && seen.body.contains(&format!("/sign-in?next={}", page())));
    assert_eq!(share(&mut guest, BEN, "view").await.status, 422);
    guest.post(&form("link"), &[("role", "view")]).await.leads_to();
    assert_eq!(role(&mut Browser::new(server.address)).await.as_deref(), Some("view"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_shared_with_as_it_is_and_as_it_becomes() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    let mut carl = somebody(&server, "Carl", "carl@example.org").await;
    make(&mut ana).await;
    let group = ana.post("/groups", &[("name", "Class 7b")]).await.leads_to().to_owned();
    ana.post(&format!("{group}/add"), &[("email", BEN)]).await.leads_to();
    let id = group.strip_prefix("/groups/").unwrap();
    ana.post(&form("group"), &[("key", id), ("role", "edit")]).await.leads_to();
    assert_eq!((role(&mut ben).await.as_deref(), role(&mut carl).await), (Some("edit"), None));
    assert!(ana.get(&page()).await.body.contains("Class 7b can edit."));
    ana.post(&format!("{group}/add"), &[("email", "carl@example.org")]).await.leads_to();
    assert_eq!(role(&mut carl).await.as_deref(), Some("edit"));
    assert!(carl.get("/account").await.body.contains(&format!("/d/{ID}")));
    for path in [&group, &format!("{group}/add"), &format!("{group}/delete")] {
        let answer =
            if *path == group { ben.get(path).await } else { ben.post(path, &[("email", BEN)]).await };
        assert_eq!(answer.status, 404, "{path} of another");
    }
    let mut tab = Peer::join_as(server.address, ID, 100, &carl.cookie()).await;
    let mut other = Peer::join_as(server.address, ID, 101, &ben.cookie()).await;
    let key = person(&mut carl).await;
    let since = Instant::now();
    ana.post(&format!("{group}/remove"), &[("key", &key)]).await.leads_to();
    assert_eq!(tab.until_closed().await.0, 4403);
    ana.post(&format!("{group}/delete"), &[]).await.leads_to();
    assert_eq!(other.until_closed().await.0, 4403);
    assert!(since.elapsed() < Duration::from_secs(2));
    assert_eq!(role(&mut ben).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_by_his_address_is_one_when_he_has_an_account_and_stays_one() {
    let post = PostOffice::open(ANY_PORT).await;
    let server = server_with_mail(post.address).await;
    let mut ana = somebody_by_mail(&server, &post, 1, "Ana", ANA).await;
    make(&mut ana).await;
    let group = ana.post("/groups", &[("name", "Choir")]).await.leads_to().to_owned();
    ana.post(&format!("{group}/add"), &[("email", BEN)]).await.leads_to();
    let id = group.strip_prefix("/groups/").unwrap();
    ana.post(&form("group"), &[("key", id), ("role", "suggest")]).await.leads_to();
    let mut ben = somebody_by_mail(&server, &post, 2, "Ben", BEN).await;
    assert_eq!(role(&mut ben).await.as_deref(), Some("suggest"));
    assert!(!ana.get(&group).await.body.contains("<h3>Ben"), "he has opened nothing yet");
    assert_eq!(ben.get(&page()).await.status, 200);
    assert!(ana.get(&group).await.body.contains("<h3>Ben"));
    assert_eq!(role(&mut ben).await.as_deref(), Some("suggest"));
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_with_an_account_is_everyone_who_has_one() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    make(&mut ana).await;
    ana.post(&form("everyone"), &[("role", "comment")]).await.leads_to();
    assert_eq!(role(&mut ben).await.as_deref(), Some("comment"));
    assert_eq!(role(&mut Browser::new(server.address)).await, None);
    assert!(ana.get(&page()).await.body.contains("Everyone with an account here can comment."));
    assert_eq!(ana.post(&form("everyone"), &[("role", "manage")]).await.status, 422);
    let mut tab = Peer::join_as(server.address, ID, 100, &ben.cookie()).await;
    ana.post(&form("everyone"), &[("role", "off")]).await.leads_to();
    assert_eq!(tab.until_closed().await.0, 4403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_ends_when_it_should_also_for_who_is_there() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    make(&mut ana).await;
    for day in ["2001-01-01", "soon", "2026-02-30"] {
        let answer = ana.post(&form("link"), &[("role", "edit"), ("until", day)]).await;
        assert!(answer.status == 422 && answer.body.contains("Choose a day that is not over yet."), "{day}");
    }
    ana.post(&form("link"), &[("role", "edit"), ("until", "2999-12-31")]).await.leads_to();
    assert!(ana.get(&page()).await.body.contains("Anyone with the link (until Dec 31, 2999) can edit."));
    let mut ben = Peer::join(server.address, ID, 100).await;
    ben.type_text("Ben’s. ").await;
    ben.until_saved().await;
    let mut mine = Peer::join_as(server.address, ID, 101, &ana.cookie()).await;
    // As when that day is over.
    server.app.people.live.expire(32_503_680_000_000);
    assert_eq!(ben.until_closed().await.0, 1012, "he comes back with what he has otherwise");
    mine.type_text("Mine. ").await;
    mine.until_saved().await;
    let until_ms = octavo_server::clock::wall_ms() + 300;
    let about = octavo_server::people::audit::About::new(Event::LinkChanged);
    let visit = octavo_server::people::Visit {
        headers: axum::http::HeaderMap::new(),
        from: server.address.ip(),
        language: octavo_words::Language::English,
    };
    let mut ben = Peer::join(server.address, ID, 102).await;
    rights::change(&server.app, &ID.into(), "", &visit, |rights| {
        rights.until_ms = Some(until_ms);
        Ok(about.clone())
    })
    .await
    .unwrap();
    let since = Instant::now();
    assert_eq!(ben.until_closed().await.0, 1012);
    assert!(since.elapsed() < Duration::from_millis(1500));
    let mut again = Peer::connect(server.address, ID, 103).await;
    assert_eq!(again.until_closed().await.0, 4403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_with_a_password_opens_for_who_tells_it_until_there_is_another() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    make(&mut ana).await;
    let link = |password| [("role", "edit"), ("password", password)];
    assert_eq!(ana.post(&form("link"), &link("short")).await.status, 422);
    ana.post(&form("link"), &link("open sesame")).await.leads_to();
    let mut ben = Browser::new(server.address);
    let seen = ben.get(&page()).await;
    assert!(seen.body.contains("This document asks for a password"));
    let mut early = Peer::connect(server.address, ID, 100).await;
    assert_eq!(
        early.until_closed().await,
        (4403, "The link of this document asks for a password.".to_owned())
    );
    let wrong = ben.post(&wish("password"), &[("password", "open barley")]).await;
    assert!(wrong.status == 422 && wrong.body.contains("The password is wrong."));
    assert_eq!(
        ben.post(&wish("password"), &[("password", "open sesame")]).await.leads_to(),
        format!("/d/{ID}")
    );
    assert_eq!(role(&mut ben).await.as_deref(), Some("edit"));
    assert_eq!(role(&mut Browser::new(server.address)).await, None, "another browser has not told it");
    let mut tab = Peer::join_as(server.address, ID, 101, &ben.cookie()).await;
    ana.post(&form("link"), &[("role", "edit")]).await.leads_to();
    assert_eq!(role(&mut ben).await.as_deref(), Some("edit"), "an empty field keeps it");
    ana.post(&form("link"), &link("open barley")).await.leads_to();
    assert_eq!(tab.until_closed().await.0, 4403);
    assert_eq!(role(&mut ben).await, None);
    for _ in 0..5 {
        ben.post(&wish("password"), &[("password", "guess")]).await;
    }
    let waits = ben.post(&wish("password"), &[("password", "open barley")]).await;
    assert!(waits.status == 429 && waits.header("retry-after").is_some());
    ana.post(&form("link"), &[("role", "view"), ("open", "yes")]).await.leads_to();
    assert_eq!(role(&mut ben).await.as_deref(), Some("view"));
    assert!(events(&server).await.contains(&(Event::LinkPasswordFailed, None)));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_right_asks_for_one_and_gets_it_or_not() {
    let post = PostOffice::open(ANY_PORT).await;
    let server = server_with_mail(post.address).await;
    let mut ana = somebody_by_mail(&server, &post, 1, "Ana", ANA).await;
    let mut ben = somebody_by_mail(&server, &post, 2, "Ben", BEN).await;
    let mut carl = somebody_by_mail(&server, &post, 3, "Carl", "carl@example.org").await;
    make(&mut ana).await;
    let mut stranger = Browser::new(server.address);
    let led = stranger.post(&wish("request"), &[("role", "edit")]).await;
    assert_eq!(led.leads_to(), format!("/sign-in?next={}", page()));
    assert_eq!(ben.post(&wish("request"), &[("role", "manage")]).await.status, 422);
    ben.post(&wish("request"), &[("role", "edit")]).await.leads_to();
    ben.post(&wish("request"), &[("role", "view")]).await.leads_to();
    carl.post(&wish("request"), &[("role", "view")]).await.leads_to();
    let letters = post.letters(5).await;
    let asked: Vec<_> = letters[3..].iter().map(|letter| (letter.to.as_str(), letter.path())).collect();
    assert_eq!(asked, [(ANA, &*page()), (ANA, &*page())], "one for each who asks");
    assert!(ben.get(&page()).await.body.contains("You have asked for access."));
    let seen = ana.get(&page()).await.body;
    assert!(seen.contains("Asking for access") && seen.contains("<h3>Ben") && seen.contains(BEN));
    let (bens, carls) = (person(&mut ben).await, person(&mut carl).await);
    ana.post(&form("answer"), &[("key", &bens), ("role", "comment")]).await.leads_to();
    ana.post(&form("answer"), &[("key", &carls), ("role", "off")]).await.leads_to();
    assert_eq!(role(&mut ben).await.as_deref(), Some("comment"));
    assert_eq!(role(&mut carl).await, None);
    assert_eq!(post.letters(6).await.pop().unwrap().to, BEN);
    assert_eq!(ana.post(&form("answer"), &[("key", &bens), ("role", "edit")]).await.status, 422, "once");
    ben.post(&wish("request"), &[("role", "edit")]).await.leads_to();
    assert_eq!(role(&mut ben).await.as_deref(), Some("comment"), "he has what he had until it is answered");
    let told = events(&server).await;
    assert_eq!(
        told[1..],
        [
            (Event::AccessAsked, Some(Role::Edit)),
            (Event::AccessAsked, Some(Role::View)),
            (Event::AccessAsked, Some(Role::View)),
            (Event::Shared, Some(Role::Comment)),
            (Event::AccessDeclined, None),
            (Event::AccessAsked, Some(Role::Edit)),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_given_away_when_the_new_owner_takes_it() {
    let post = PostOffice::open(ANY_PORT).await;
    let server = server_with_mail(post.address).await;
    let mut ana = somebody_by_mail(&server, &post, 1, "Ana", ANA).await;
    let mut ben = somebody_by_mail(&server, &post, 2, "Ben", BEN).await;
    let mut carl = somebody_by_mail(&server, &post, 3, "Carl", "carl@example.org").await;
    make(&mut ana).await;
    let (bens, carls) = (person(&mut ben).await, person(&mut carl).await);
    assert_eq!(ana.post(&form("offer"), &[("key", &bens)]).await.status, 422, "he has not opened it");
    share(&mut ana, BEN, "view").await.leads_to();
    assert_eq!(ben.get(&page()).await.status, 200);
    ana.post(&form("offer"), &[("key", &bens)]).await.leads_to();
    let letter = post.letters(5).await.pop().unwrap();
    assert_eq!((letter.to.as_str(), letter.path()), (BEN, &*page()));
    for part in ["take", "refuse"] {
        assert_eq!(carl.post(&wish(part), &[]).await.status, 422, "it is not offered to him");
    }
    ben.post(&wish("refuse"), &[]).await.leads_to();
    assert_eq!(ben.post(&wish("take"), &[]).await.status, 422);
    ana.post(&form("offer"), &[("key", &bens)]).await.leads_to();
    assert!(ben.get(&page()).await.body.contains("This document is offered to you"));
    ben.post(&wish("take"), &[]).await.leads_to();
    assert_eq!(role(&mut ben).await.as_deref(), Some("owner"));
    assert_eq!(role(&mut ana).await.as_deref(), Some("manage"));
    assert_eq!(ana.post(&form("offer"), &[("key", &carls)]).await.status, 403);
    assert_eq!(post.letters(7).await.pop().unwrap().to, ANA);
    assert!(ben.get("/account").await.body.contains(&format!("/d/{ID}")));
    assert!(events(&server).await.contains(&(Event::OwnershipTaken, None)));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_a_share_gives_it_up_and_whoever_deletes_his_account_leaves_none() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    make(&mut ana).await;
    share(&mut ana, BEN, "edit").await.leads_to();
    let mut tab = Peer::join_as(server.address, ID, 100, &ben.cookie()).await;
    ben.post(&wish("leave"), &[]).await.leads_to();
    assert_eq!(tab.until_closed().await.0, 4403);
    assert_eq!(ben.post(&wish("leave"), &[]).await.status, 422);
    share(&mut ana, BEN, "edit").await.leads_to();
    let group = ben.post("/groups", &[("name", "Ben’s")]).await.leads_to().to_owned();
    ben.post(&format!("{group}/add"), &[("email", ANA)]).await.leads_to();
    assert_eq!(ben.post("/account/delete", &[("current", PASSWORD)]).await.status, 200);
    assert!(rights::of(&server.app.store, ID).await.unwrap().shares.is_empty());
    assert!(ana.get("/groups").await.body.contains("You have made no group and are in none."));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_are_shared_with_than_a_document_holds_and_no_form_of_another_site_does_it() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    make(&mut ana).await;
    somebody(&server, "Ben", BEN).await;
    let visit = octavo_server::people::Visit {
        headers: axum::http::HeaderMap::new(),
        from: server.address.ip(),
        language: octavo_words::Language::English,
    };
    rights::change(&server.app, &ID.into(), "", &visit, |rights| {
        for number in 0..rights::change::MOST_SHARES {
            let share = rights::Share { role: Role::View, mail: None, since_ms: 0 };
            rights.shares.insert(format!("mail:{number}@example.org"), share);
        }
        Ok(octavo_server::people::audit::About::new(Event::Shared))
    })
    .await
    .unwrap();
    let answer = share(&mut ana, BEN, "view").await;
    assert!(answer.status == 422 && answer.body.contains("at most 200 people and groups"));
    let gone = [("key", "mail:0@example.org"), ("role", "off")];
    ana.origin = Some("https://evil.example".to_owned());
    assert_eq!(ana.post(&form("role"), &gone).await.status, 403);
    ana.origin = Some(format!("http://{}", server.address));
    ana.post(&form("role"), &gone).await.leads_to();
    share(&mut ana, BEN, "view").await.leads_to();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shelf_lists_what_somebody_made_and_what_is_for_him_and_nothing_else() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    assert_eq!(Browser::new(server.address).get("/api/shelf").await.status, 401);
    let shelf = async |browser: &mut Browser| -> serde_json::Value {
        serde_json::from_str(&browser.get("/api/shelf").await.body).unwrap()
    };
    // Ana makes a group, and is not in it herself; Ben shares with it.
    let group = ana.post("/groups", &[("name", "Readers")]).await.leads_to().to_owned();
    let group_id = group.rsplit('/').next().unwrap();
    make(&mut ben).await;
    let mut writer = Peer::join_as(server.address, ID, 100, &ben.cookie()).await;
    writer.type_text("for readers").await;
    writer.until_saved().await;
    let mut rights = rights::of(&server.app.store, ID).await.unwrap();
    let key = format!("group:{group_id}");
    let share = rights::Share { role: Role::View, mail: None, since_ms: 7 };
    rights.shares.insert(key.clone(), share);
    let mut record = vec![1];
    record.extend(serde_json::to_vec(&rights).unwrap());
    let changes = vec![
        Change::put(Book::Rights, ID.as_bytes(), record),
        Change::put(Book::Shared, [key.as_bytes(), b"\0", ID.as_bytes()].concat(), b"\x017".to_vec()),
    ];
    server.app.store.write(changes).await.unwrap();
    assert_eq!(role(&mut ana).await, None);
    assert_eq!(shelf(&mut ana).await, serde_json::json!({ "made": [], "shared": [] }));
    assert!(!ana.get("/account").await.body.contains(ID));
    assert_eq!(shelf(&mut ben).await["made"][0]["id"], ID);
    // In the group she finds it.
    ana.post(&format!("{group}/add"), &[("email", ANA)]).await.leads_to();
    let told = shelf(&mut ana).await;
    assert_eq!((&told["shared"][0]["id"], &told["shared"][0]["since"]), (&ID.into(), &7.into()));
}
