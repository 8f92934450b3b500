//! The clock on the wall jumps by hours, both ways, under a server in which people type. In a test file of its own: the clock is
//! that of the whole process.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_server::clock::{set_wrong_by, wall_ms};
use octavo_server::config::Config;
use octavo_server::people::Visit;
use octavo_server::people::audit::{About, Event};
use octavo_server::{rights, upkeep};
use support::browser::Browser;
use support::disk::FaultyDisk;
use support::peer::Peer;
use support::server::TestServer;

const HOUR_MS: i64 = 60 * 60 * 1000;

#[tokio::test(flavor = "multi_thread")]
async fn when_the_clock_jumps_by_hours_nothing_typed_is_lost_and_times_sessions_and_links_stay_sane() {
    let disk = FaultyDisk::new();
    let mut config = Config::default();
    config.limits.room_idle = std::time::Duration::from_millis(1);
    let server = TestServer::start(disk.store(), config).await;
    let mut browser = Browser::new(server.address);
    let fields = [("name", "Ana"), ("email", "ana@example.org"), ("password", "correct horse")];
    browser.post("/sign-up", &fields).await.leads_to();
    let id = "00000000-0000-4000-8000-000000000001";
    assert_eq!(browser.put(&format!("/api/documents/{id}")).await.status, 201);
    let ends_ms = wall_ms() + 2 * HOUR_MS as u64;
    let visit = Visit {
        headers: axum::http::HeaderMap::new(),
        from: server.address.ip(),
        language: octavo_words::Language::English,
    };
    rights::change(&server.app, &id.into(), "", &visit, |rights| {
        rights.until_ms = Some(ends_ms);
        Ok(About::new(Event::LinkChanged))
    })
    .await
    .unwrap();

    let mut wanted = Vec::new();
    for (round, wrong_by) in [0, 5, -3, 1, -7, 0].into_iter().enumerate() {
        set_wrong_by(0);
        let mut ana = Peer::join_as(server.address, id, 100 + round as u64, &browser.cookie()).await;
        let mut ben = Peer::join(server.address, id, 200 + round as u64).await;
        for number in 0..40 {
            // In the middle of what both type.
            if number == 20 {
                set_wrong_by(wrong_by * HOUR_MS);
                server.app.status.look(&server.app.store, &server.app.people).await;
            }
            let words = [format!("a{round}x{number} "), format!("b{round}x{number} ")];
            ana.type_text(&words[0]).await;
            ana.until_saved().await;
            let is_sent = ben.try_type(&words[1]).await;
            if is_sent {
                ben.until_saved().await;
            }
            wanted.push(words[0].clone());
            if is_sent && ben.acked == ben.sent() {
                wanted.push(words[1].clone());
            }
        }
        assert_eq!(ana.closed, None, "by {wrong_by} hours: who is there by her session stays");
        let told: serde_json::Value = serde_json::from_str(&browser.get("/api/me").await.body).unwrap();
        assert_eq!(told["name"], "Ana", "by {wrong_by} hours: her session lives");
        if wrong_by > 2 {
            assert_eq!(ben.until_closed().await.0, 1012, "his link has ended, as far as the clock says");
            let mut again = Peer::connect(server.address, id, 300 + round as u64).await;
            assert_eq!(again.until_closed().await.0, 4403);
        } else {
            assert_eq!(ben.closed, None, "by {wrong_by} hours: his link has not ended");
        }
        ana.leave().await;
        ben.leave().await;
    }
    set_wrong_by(0);
    server.app.status.look(&server.app.store, &server.app.people).await;
    let page = server.request("GET /status").await;
    assert!(page.contains("Everything works") && !page.contains("disturbed for"), "{page}");

    let text = Peer::join_as(server.address, id, 400, &browser.cookie()).await.text();
    for word in &wanted {
        assert!(text.contains(word.as_str()), "{word:?} is gone");
    }
    assert!(server.stop().await);
    let store = disk.store();
    let log = store.log(id.into()).await.unwrap();
    assert!(log.is_sorted_by_key(|entry| entry.from_ms.max(entry.to_ms) / 60_000), "times go back");
    let mut found = Vec::new();
    let is_whole = upkeep::verify(&store, &mut found).unwrap();
    assert!(is_whole, "{}", String::from_utf8_lossy(&found));
}
