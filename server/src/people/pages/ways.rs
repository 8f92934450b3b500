//! The ways into an account beside the password, as the pages show them: passkeys, and accounts elsewhere; and what asks for a proof
//! that somebody has the account. Passkeys need a script (`assets/passkeys.js`); what needs it is not shown without it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::super::identities::Identity;
use super::super::passkeys::Kept;
use super::view::{AccountPage, Field, current_field, encoded, text_field};
use super::words::Words;
use crate::language::moment;
use crate::page::escape;
use crate::words::ways::{Words as Ways, words as ways};

/// What a page with passkeys has in its head.
pub const SCRIPT: &str = "<script src=\"/passkeys.js\" defer></script>";

/// What is below the form by which one signs in or up: the provider, if there is one, and a passkey, where one can be used. Without
/// either it is hidden until the script shows it.
pub fn below(
    provider: Option<&str>,
    has_passkeys: bool,
    has_form: bool,
    next: &str,
    words: &Words,
) -> String {
    let ways = ways(words.language);
    let or = if has_form { format!("<p class=\"or\">{}</p>", ways.or) } else { String::new() };
    let hidden = if provider.is_none() { " hidden" } else { "" };
    let provider = provider.map_or_else(String::new, |name| {
        let to = if next.is_empty() { String::new() } else { format!("?next={}", encoded(next)) };
        format!("<a class=\"button\" href=\"/sso{to}\">{}</a>", ways.sso_with(escape(name)))
    });
    let passkey = if has_passkeys {
        ceremony("authentication", next, "", ways.passkey_sign_in, "button", ways)
    } else {
        String::new()
    };
    match (&*provider, &*passkey) {
        ("", "") => String::new(),
        _ => format!("<div class=\"ways\"{hidden}>{or}{provider}{passkey}</div>"),
    }
}

/// A form that the script sends: it asks a device.
fn ceremony(kind: &str, next: &str, fields: &str, button: &str, class: &str, ways: &Ways) -> String {
    format!(
        "<form data-passkey=\"{kind}\" data-cancelled=\"{}\" hidden><p class=\"notice alarm\" role=\"alert\" hidden></p>{fields}\
         <input type=\"hidden\" name=\"next\" value=\"{}\"><button class=\"{class}\">{button}</button></form>",
        ways.passkey_cancelled,
        escape(next)
    )
}

impl AccountPage<'_> {
    /// A form that opens, and is only for whoever has the account: `fields` gets what proves that.
    pub(super) fn proven(
        &self,
        about: &str,
        title: &str,
        fields: impl Fn(&str) -> String,
        words: &'static Words,
    ) -> String {
        self.asked(about, title, words, |proof| {
            format!(
                "<form method=\"post\" action=\"/account/{about}\">{}<button class=\"button\">{title}</button></form>",
                fields(proof)
            )
        })
    }

    /// What opens, and asks for the password or, where there is none, for having signed in just now.
    pub(super) fn asked(
        &self,
        about: &str,
        title: &str,
        words: &'static Words,
        body: impl Fn(&str) -> String,
    ) -> String {
        let body = match self.account.password {
            Some(_) => body(&current_field(words).html(&format!("{about}-current"), false)),
            None if self.is_recent => body(""),
            None => format!(
                "<p class=\"soft\">{}</p><p><a class=\"button\" href=\"/sign-in?next=/account\">{}</a></p>",
                words.wrong_not_recent, words.sign_in_again
            ),
        };
        let is_open = if self.about == about { " open" } else { "" };
        format!("<details{is_open}><summary>{title}</summary>{body}</details>")
    }

    /// The passkeys, and how one is added.
    pub(super) fn passkeys_section(&self, words: &'static Words) -> String {
        let ways = ways(words.language);
        let row = |(credential, kept): &(Vec<u8>, Kept)| {
            let name = escape(&kept.name);
            let remove = ways.passkey_remove_named(&*name);
            let told =
                ways.passkey_made(moment(words.language, kept.made_ms), moment(words.language, kept.used_ms));
            row(&name, &told, "passkey-remove", credential, ways.passkey_remove, &remove)
        };
        let rows: String = self.passkeys.iter().map(row).collect();
        let name = Field {
            label: ways.passkey_name,
            hint: ways.passkey_name_hint,
            autocomplete: "off",
            ..text_field(words)
        };
        let name = name.html("passkey-name", false);
        let add = self.asked("passkey", ways.passkey_add, words, |proof| {
            ceremony("registration", "", &format!("{name}{proof}"), ways.passkey_add, "button", ways)
        });
        format!(
            "<section><header><h2>{}</h2><p class=\"soft\">{}</p></header>{}{add}<p class=\"soft\" data-no-passkeys>{}</p></section>",
            ways.passkeys,
            ways.passkeys_text,
            list(&rows),
            ways.passkey_none
        )
    }

    /// Who he is at the provider, and how that is connected. Empty where there is no provider and never was.
    pub(super) fn identities_section(&self, words: &'static Words) -> String {
        let ways = ways(words.language);
        let row = |(key, identity): &(Vec<u8>, Identity)| {
            let name = escape(&identity.called);
            let remove = ways.identity_disconnect_named(&*name);
            let told = ways.identity_made(
                moment(words.language, identity.since_ms),
                moment(words.language, identity.used_ms),
            );
            row(&name, &told, "disconnect", key, ways.identity_disconnect, &remove)
        };
        let rows: String = self.identities.iter().map(row).collect();
        let Some(provider) = self.provider.map(escape) else {
            return if rows.is_empty() {
                String::new()
            } else {
                format!("<section>{}</section>", list(&rows))
            };
        };
        let connect = self.proven("connect", &ways.identity_connect(&*provider), str::to_owned, words);
        let text = ways.identities_text(&*provider);
        format!(
            "<section><header><h2>{provider}</h2><p class=\"soft\">{text}</p></header>{}{connect}</section>",
            list(&rows)
        )
    }
}

fn list(rows: &str) -> String {
    if rows.is_empty() { String::new() } else { format!("<ul class=\"list\">{rows}</ul>") }
}

/// A way that there is, and the button that takes it away.
fn row(name: &str, told: &str, part: &str, key: &[u8], button: &str, label: &str) -> String {
    format!(
        "<li><div><h3>{name}</h3><p class=\"soft\">{told}</p></div><form method=\"post\" action=\"/account/{part}\">\
         <button class=\"button\" name=\"key\" value=\"{}\" aria-label=\"{label}\">{button}</button></form></li>",
        URL_SAFE_NO_PAD.encode(key)
    )
}
