//! A document on other sites: where its owner lets it, as he lets it, and not any more at once; and the page on which programs are told
//! what they can do.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_server::config::Config;
use octavo_server::routes::ROUTES;
use serde_json::json;
use support::browser::Browser;
use support::disk::FaultyDisk;
use support::server::TestServer;

async fn server() -> TestServer {
    TestServer::start(FaultyDisk::new().store(), Config::default()).await
}

/// A guest with a document.
async fn owner(server: &TestServer) -> (Browser, String) {
    let mut browser = Browser::new(server.address);
    browser.get("/api/me").await;
    let ops = json!([
        { "insert": "Plan <b>" }, { "insert": "\n", "attributes": { "header": 1 } },
        { "insert": "evil", "attributes": { "link": "javascript:alert(1)" } },
        { "insert": "good", "attributes": { "link": "https://example.org" } }, { "insert": "\n" },
    ]);
    let made = browser
        .send_json("POST", "/api/documents", &json!({ "title": "A </title>", "delta": { "ops": ops } }))
        .await;
    let id = made.json()["id"].as_str().unwrap().to_owned();
    (browser, id)
}

async fn allow(owner: &mut Browser, id: &str, embed: &str, sites: &str) {
    let answer = owner.post(&format!("/d/{id}/access/embed"), &[("embed", embed), ("sites", sites)]).await;
    assert_eq!(answer.leads_to(), format!("/d/{id}/access?done=embed"));
}

/// Where the page about rights says that the document is shown.
async fn place(owner: &mut Browser, id: &str) -> String {
    let page = owner.get(&format!("/d/{id}/access")).await.body;
    let (_, behind) = page.split_once("/embed/").unwrap();
    format!("/embed/{}", behind.split_once("&quot;").unwrap().0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_shown_on_other_sites_where_its_owner_lets_it_and_not_a_moment_longer() {
    let server = server().await;
    let (mut owner, id) = owner(&server).await;
    let view = owner.put(&format!("/api/documents/{id}/view-link")).await.json()["view"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut stranger = Browser::new(server.address);
    let path = format!("/embed/{view}");
    assert_eq!(stranger.get(&path).await.status, 404, "nobody has allowed it");
    allow(&mut owner, &id, "any", "").await;
    assert_eq!(place(&mut owner, &id).await, path);
    // Whatever the link allows.
    assert_eq!(owner.put(&format!("/api/documents/{id}/link/off")).await.status, 204);
    let page = stranger.get(&path).await;
    assert_eq!(page.status, 200, "{page:?}");
    assert!(
        page.body.contains("<h1>Plan &lt;b&gt;</h1>")
            && page.body.contains("<title>A &lt;/title&gt;</title>"),
        "{page:?}"
    );
    assert!(
        page.body.contains("href=\"https://example.org\"") && !page.body.contains("javascript:"),
        "{page:?}"
    );
    assert!(!page.body.contains("<script") && !page.body.contains(&id));
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.ends_with("frame-ancestors *") && policy.contains("sandbox") && !policy.contains("script"),
        "{policy}"
    );
    assert_eq!((page.header("x-frame-options"), page.header("cache-control")), (None, Some("no-store")));
    assert!(stranger.cookies.is_empty());

    allow(&mut owner, &id, "sites", "https://a.example https://b.example:8443").await;
    let page = stranger.get(&path).await;
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.ends_with("frame-ancestors https://a.example https://b.example:8443"), "{policy}");
    allow(&mut owner, &id, "off", "").await;
    let gone = stranger.get(&path).await;
    assert_eq!((gone.status, gone.header("x-frame-options")), (404, Some("DENY")));
    allow(&mut owner, &id, "any", "").await;
    assert_eq!(stranger.get(&path).await.status, 200);
    assert_eq!(owner.put(&format!("/api/documents/{id}/trash")).await.status, 204);
    assert_eq!(stranger.get(&path).await.status, 404, "nothing of the trash is shown");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_its_owner_lets_a_document_be_shown_and_only_on_sites() {
    let server = server().await;
    let (mut owner, id) = owner(&server).await;
    let form = format!("/d/{id}/access/embed");
    let mut other = Browser::new(server.address);
    other.get("/api/me").await;
    assert_eq!(other.post(&form, &[("embed", "any")]).await.status, 403);
    for sites in ["", "a.example", "https://a;script-src", "https://*"] {
        let answer = owner.post(&form, &[("embed", "sites"), ("sites", sites)]).await;
        assert!(answer.status == 422 && answer.body.contains("Name the sites as"), "{sites}: {answer:?}");
    }
    for address in ["x", &id, "3f2504e0-4f89-81d3-9a0c-0305e82c3301"] {
        allow(&mut owner, &id, "any", "").await;
        assert_eq!(other.get(&format!("/embed/{address}")).await.status, 404, "the id is no such address");
    }
    owner.language = "de";
    assert!(owner.get(&format!("/d/{id}/access")).await.body.contains("Auf anderen Seiten"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_else_is_framed_and_every_page_has_its_policy() {
    let server = server().await;
    let mut stranger = Browser::new(server.address);
    for path in ["/", "/d/x", "/sign-in", "/status", "/api/me", "/api/docs", "/embed/x"] {
        let answer = stranger.get(path).await;
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{path}");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_about_the_api_has_every_address_and_a_script_of_ours() {
    let server = server().await;
    let mut stranger = Browser::new(server.address);
    let page = stranger.get("/api/docs").await;
    for route in ROUTES.iter().filter(|route| route.path.starts_with("/api/")) {
        assert!(
            page.body.contains(&format!("<code>{} {}</code>", route.method, route.path)),
            "{}",
            route.path
        );
    }
    assert!(page.body.contains("Needs a key with <code>manage</code>"));
    assert_eq!(page.body.matches("<script").count(), 1);
    assert!(
        !page.body.contains("onclick")
            && page.header("content-security-policy").unwrap().contains("script-src 'self'")
    );
    let script = stranger.get("/api/docs.js").await;
    assert_eq!(script.header("content-type"), Some("text/javascript; charset=utf-8"));
    stranger.language = "de";
    assert!(stranger.get("/api/docs").await.body.contains("Was Programme können"));
    let told = stranger.get("/api/openapi.json").await.json();
    assert_eq!(told["paths"]["/api/documents/{id}/content"]["get"]["security"][0]["key"], json!(["read"]));
    assert_eq!(told["components"]["securitySchemes"]["key"]["scheme"], "bearer");
}
