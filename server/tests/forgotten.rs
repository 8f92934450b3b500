//! What is left of somebody who has deleted his account: nothing that says who he was, in no book and no copy. And what a guest has
//! told stays told when he makes an account.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_server::store::Book;
use support::browser::Browser;
use support::peer::Peer;
use support::people::{PASSWORD, server, server_with_mail, somebody_by_mail};
use support::post_office::PostOffice;
use support::server::{ANY_PORT, TestServer};

const ID: &str = "00000000-0000-4000-8000-000000000001";
const ADA: &str = "ada@example.org";

/// Whether a copy of the store says this anywhere.
fn says(server: &TestServer, text: &str) -> bool {
    let mut copy = Vec::new();
    server.app.store.export(&mut copy).unwrap();
    copy.windows(text.len()).any(|part| part.eq_ignore_ascii_case(text.as_bytes()))
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_in_the_store_says_who_somebody_was_who_has_deleted_his_account() {
    let post = PostOffice::open(ANY_PORT).await;
    let server = server_with_mail(post.address).await;
    let mut ben = somebody_by_mail(&server, &post, 1, "Ben", "ben@example.org").await;
    assert_eq!(ben.put(&format!("/api/documents/{ID}")).await.status, 201);
    // He shares with her address, and takes it into a group, before anybody has shown that it is hers.
    let share = [("email", ADA), ("role", "edit")];
    ben.post(&format!("/d/{ID}/access/person"), &share).await.leads_to();
    let group = ben.post("/groups", &[("name", "Engineers")]).await.leads_to().to_owned();
    ben.post(&format!("{group}/add"), &[("email", ADA)]).await.leads_to();
    let mut ada = somebody_by_mail(&server, &post, 3, "Countess Lovelace", ADA).await;
    let own = "00000000-0000-4000-8000-000000000002";
    assert_eq!(ada.put(&format!("/api/documents/{own}")).await.status, 201);
    // From now on letters wait: to her, from her, and one to an address that she wants to have.
    drop(post);
    let share = [("email", "carl@example.org"), ("role", "view")];
    ada.post(&format!("/d/{own}/access/person"), &share).await.leads_to();
    let changed = [("email", "ada@elsewhere.example"), ("current", PASSWORD)];
    ada.post("/account/email", &changed).await.leads_to();
    ben.post(&format!("/d/{ID}/access/person"), &[("email", "countess@example.org"), ("role", "view")]).await;
    assert!(says(&server, ADA) && says(&server, "Lovelace") && says(&server, "ada@elsewhere.example"));
    assert!(ada.post("/account/delete", &[("current", PASSWORD)]).await.body.contains("is deleted"));
    for trace in [ADA, "Lovelace", "ada@elsewhere.example"] {
        assert!(!says(&server, trace), "{trace}");
    }
    assert!(says(&server, "carl@example.org") && says(&server, "ben@example.org"), "others' stays");
    let waiting = server.app.store.begin_with(Book::Mail, Vec::new(), 9).await.unwrap();
    assert_eq!(waiting.len(), 1, "the letter of Ben to somebody else");
    assert!(ben.get(&format!("/d/{ID}/access")).await.status == 200 && ben.get(&group).await.status == 200);
    let claims = server.app.store.begin_with(Book::Claims, Vec::new(), 9).await.unwrap();
    assert_eq!(claims.len(), 0, "Ben has come without being a guest before");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_whose_password_a_guest_has_told_opens_for_his_account_until_that_is_deleted() {
    let server = server().await;
    let mut owner = Browser::new(server.address);
    let fields = |name, email| [("name", name), ("email", email), ("password", PASSWORD)];
    owner.post("/sign-up", &fields("Ben", "ben@example.org")).await.leads_to();
    assert_eq!(owner.put(&format!("/api/documents/{ID}")).await.status, 201);
    let link = [("role", "edit"), ("password", "open sesame")];
    owner.post(&format!("/d/{ID}/access/link"), &link).await.leads_to();
    let mut guest = Browser::new(server.address);
    guest.get("/api/me").await;
    guest.post(&format!("/d/{ID}/ask/password"), &[("password", "open sesame")]).await.leads_to();
    let mut open = Peer::join_as(server.address, ID, 100, &guest.cookie()).await;
    guest.post("/sign-up", &fields("Ada", ADA)).await.leads_to();
    // The browser shows its new cookie: what is connected as the guest comes back as who he is now, and is let in.
    guest.get("/api/me").await;
    assert_eq!(open.until_closed().await.0, 1012);
    let mut tab = Peer::join_as(server.address, ID, 101, &guest.cookie()).await;
    tab.type_text("Open. ").await;
    tab.until_saved().await;
    let told = || server.app.store.begin_with(Book::Told, Vec::new(), 9);
    let keys: Vec<_> =
        told().await.unwrap().into_iter().map(|(key, _)| String::from_utf8(key).unwrap()).collect();
    assert!(keys.len() == 1 && keys[0].contains("account:"), "{keys:?}");
    assert!(guest.post("/account/delete", &[("current", PASSWORD)]).await.body.contains("is deleted"));
    assert!(told().await.unwrap().is_empty());
    assert!(server.app.store.begin_with(Book::Claims, Vec::new(), 9).await.unwrap().is_empty());
}
