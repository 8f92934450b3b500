//! People with accounts, in browsers of theirs, on a server that sends letters or none.

use std::net::SocketAddr;

use octavo_server::config::Config;
use octavo_server::people::mail::MailSettings;

use super::browser::Browser;
use super::disk::FaultyDisk;
use super::post_office::PostOffice;
use super::server::TestServer;

/// Everybody's password.
pub const PASSWORD: &str = "correct horse";

/// A server that sends no letters.
pub async fn server() -> TestServer {
    TestServer::start(FaultyDisk::new().store(), Config::default()).await
}

/// One that gives its letters to a post office.
pub async fn server_with_mail(post: SocketAddr) -> TestServer {
    let mail =
        MailSettings { server: format!("smtp://{post}"), from: "Octavo <octavo@octavo.example>".to_owned() };
    let mut config = Config { mail: Some(mail), ..Config::default() };
    config.public_url = Some("https://octavo.example".to_owned());
    TestServer::start(FaultyDisk::new().store(), config).await
}

/// A browser in which somebody has signed up on a server that sends no letters.
pub async fn somebody(server: &TestServer, name: &str, email: &str) -> Browser {
    let mut browser = Browser::new(server.address);
    browser.post("/sign-up", &[("name", name), ("email", email), ("password", PASSWORD)]).await.leads_to();
    browser
}

/// The same on a server that does; `letters` is how many it has sent then.
pub async fn somebody_by_mail(
    server: &TestServer,
    post: &PostOffice,
    letters: usize,
    name: &str,
    email: &str,
) -> Browser {
    let mut browser = Browser::new(server.address);
    assert_eq!(browser.post("/sign-up", &[("name", name), ("email", email)]).await.status, 200);
    let letter = post.letters(letters).await.pop().unwrap();
    browser.post(letter.path(), &[("password", PASSWORD)]).await.leads_to();
    browser
}
