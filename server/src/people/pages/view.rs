//! The HTML of the pages about accounts, out of few pieces: a card with a form, a column of sections.

use axum::http::StatusCode;
use axum::response::Response;
use octavo_words::Language;

use super::super::account::Account;
use super::super::audit::Line;
use super::super::identities::Identity;
use super::super::passkeys::Kept;
use super::super::session::{Session, SessionKey, device};
use super::ways::SCRIPT;
use super::words::{self, Words};
use crate::access::words::role as role_name;
use crate::language::moment;
use crate::page::{Page, escape};
use crate::shelf::Shelved;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// What is said above a form.
#[derive(Debug, Clone, Default)]
pub enum Told {
    /// Nothing.
    #[default]
    Nothing,
    /// Something went well.
    Done(String),
    /// Something did not.
    Wrong(String),
}

impl Told {
    /// As HTML.
    pub fn html(&self) -> String {
        match self {
            Told::Nothing => String::new(),
            Told::Done(text) => format!("<p class=\"notice\" role=\"status\">{}</p>", escape(text)),
            Told::Wrong(text) => format!("<p class=\"notice alarm\" role=\"alert\">{}</p>", escape(text)),
        }
    }
}

/// A field of a form.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    /// Under which name it is sent.
    pub name: &'a str,
    /// What stands above it.
    pub label: &'a str,
    /// `text`, `email`, `password` or `date`.
    pub kind: &'a str,
    /// What browsers and password managers fill in.
    pub autocomplete: &'a str,
    /// What is in it.
    pub value: &'a str,
    /// What stands below it.
    pub hint: &'a str,
    /// A link beside its label: where it leads and what it says.
    pub beside: Option<(&'a str, &'a str)>,
    /// Whether it may stay empty.
    pub is_optional: bool,
    /// How long it may be, in characters.
    pub most: usize,
}

impl Field<'_> {
    /// As HTML, under this id. The first of a form has the caret.
    pub fn html(&self, id: &str, is_first: bool) -> String {
        let Field { name, label, kind, autocomplete, value, hint, beside, is_optional, most } = self;
        let required = if *is_optional { "" } else { " required" };
        let beside = beside.map_or_else(String::new, |(to, text)| format!("<a href=\"{to}\">{text}</a>"));
        let (told, describes) = match *hint {
            "" => (String::new(), String::new()),
            hint => (
                format!("<span class=\"hint\" id=\"{id}-hint\">{hint}</span>"),
                format!(" aria-describedby=\"{id}-hint\""),
            ),
        };
        let focus = if is_first && value.is_empty() { " autofocus" } else { "" };
        let value = escape(value);
        format!(
            "<div class=\"field\"><span class=\"label\"><label for=\"{id}\">{label}</label>{beside}</span>\
             <input class=\"input\" id=\"{id}\" name=\"{name}\" type=\"{kind}\" value=\"{value}\" autocomplete=\"{autocomplete}\" \
             maxlength=\"{most}\"{required}{focus}{describes}>{told}</div>"
        )
    }
}

/// A card in the middle of the page.
#[derive(Debug, Default)]
pub struct Card<'a> {
    /// Its heading,
    pub title: &'a str,
    /// and what stands below that.
    pub text: &'a str,
    /// What is said above the form.
    pub told: Told,
    /// The form's fields. Without a button there is no form.
    pub fields: &'a [Field<'a>],
    /// Where to go on to, once it is done.
    pub next: &'a str,
    /// What its button says.
    pub button: &'a str,
    /// Other ways to do the same, as HTML,
    pub ways: String,
    /// and what the page's head has for them.
    pub head: &'a str,
    /// What leads elsewhere, as HTML.
    pub other: String,
}

impl Card<'_> {
    /// The page, at whose own address the form is sent.
    pub fn answer(&self, status: StatusCode, language: Language) -> Response {
        let Card { title, text, told, fields, next, button, ways, head, other } = self;
        let words = words::words(language);
        let form = if button.is_empty() {
            String::new()
        } else {
            let fields: String =
                fields.iter().enumerate().map(|(at, field)| field.html(field.name, at == 0)).collect();
            let next = if next.is_empty() {
                String::new()
            } else {
                format!("<input type=\"hidden\" name=\"next\" value=\"{}\">", escape(next))
            };
            format!(
                "<form method=\"post\">{fields}{next}<button class=\"button primary\">{button}</button></form>"
            )
        };
        let text = if text.is_empty() { String::new() } else { format!("<p>{}</p>", escape(text)) };
        let other = if other.is_empty() { String::new() } else { format!("<p class=\"other\">{other}</p>") };
        let (heading, told) = (escape(title), told.html());
        let (as_guest, works) = (words.as_guest, words.status);
        let body = format!(
            "<main><header>{WORDMARK}<h1>{heading}</h1>{text}</header>{told}{form}{ways}{other}</main>\
             <footer><a href=\"/\">{as_guest}</a><a href=\"/status\">{works}</a></footer>"
        );
        let title = format!("{title} · Octavo");
        Page { title: &title, kind: "card", head, body: &body, language }.answer(status)
    }
}

/// The way to the start of the app.
pub const WORDMARK: &str =
    "<a class=\"wordmark\" href=\"/\"><img src=\"/icon.svg\" alt=\"\" width=\"32\" height=\"32\">Octavo</a>";

/// A link, as HTML.
pub fn link(to: &str, text: &str) -> String {
    format!("<a href=\"{to}\">{text}</a>")
}

/// The page of an account.
pub struct AccountPage<'a> {
    /// Whose it is.
    pub account: &'a Account,
    /// In which session it is looked at,
    pub here: SessionKey,
    /// and whether that has just begun.
    pub is_recent: bool,
    /// All sessions.
    pub sessions: &'a [(SessionKey, Session)],
    /// What he has made.
    pub documents: &'a [Shelved],
    /// What others share with him.
    pub shared: &'a [Shelved],
    /// What is in his trash.
    pub trash: &'a [Shelved],
    /// His passkeys, each with its credential's id.
    pub passkeys: &'a [(Vec<u8>, Kept)],
    /// Who he is elsewhere, each with its key.
    pub identities: &'a [(Vec<u8>, Identity)],
    /// What the provider of single sign-on is called, if there is one.
    pub provider: Option<&'a str>,
    /// Whether letters are sent.
    pub has_mail: bool,
    /// What is said at the top.
    pub told: Told,
    /// Which form it belongs to, whose details stay open.
    pub about: &'a str,
}

impl AccountPage<'_> {
    /// The page.
    pub fn answer(&self, status: StatusCode, language: Language) -> Response {
        let words = words::words(language);
        let body = format!(
            "<header class=\"bar\">{WORDMARK}<a class=\"button\" href=\"/?leave=account\">{}</a></header>\
             <main><header><h1>{}</h1><p><a href=\"/\">{}</a></p></header>{}{}{}{}{}{}{}{}{}{}{}</main>",
            words.sign_out,
            words.account,
            words.to_documents,
            self.told.html(),
            shelf(words.documents, words.no_documents, self.documents, "", words),
            shelf(words.shared, words.no_shared, self.shared, "", words),
            // From there it is taken out.
            if self.trash.is_empty() {
                String::new()
            } else {
                shelf(words.trash, "", self.trash, "/access", words)
            },
            self.profile(words),
            self.email(words),
            self.password(words),
            self.passkeys_section(words),
            self.identities_section(words),
            self.devices(words),
            self.end(words),
        );
        let title = format!("{} · Octavo", words.account);
        Page { title: &title, kind: "column", head: SCRIPT, body: &body, language }.answer(status)
    }

    fn profile(&self, words: &'static Words) -> String {
        let name = Field { value: &self.account.name, ..text_field(words) }.html("name", false);
        let administrator = if self.account.is_administrator {
            format!("<p>{}</p><p>{}</p>", link("/admin", words.admin_link), link("/audit", words.audit_link))
        } else {
            String::new()
        };
        let groups = format!(
            "<p>{}</p><p>{}</p><p>{}</p>",
            link("/groups", words.groups),
            link("/activity/settings", words.activity),
            link("/account/keys", words.keys_link)
        );
        let badge = if self.account.is_administrator {
            format!("<span class=\"badge\">{}</span>", words.administrator)
        } else {
            String::new()
        };
        format!(
            "<section><header><h2>{}{badge}</h2></header><form method=\"post\" action=\"/account/name\">{name}\
             <button class=\"button\">{}</button></form>{groups}{administrator}</section>",
            words.profile, words.save
        )
    }

    fn email(&self, words: &'static Words) -> String {
        let email = escape(&self.account.email);
        let badge = match (self.has_mail, self.account.is_confirmed) {
            (false, _) => String::new(),
            (true, true) => format!("<span class=\"badge\">{}</span>", words.proven),
            (true, false) => format!("<span class=\"badge\">{}</span>", words.unproven),
        };
        let new = Field { label: words.new_email, ..email_field(words) }.html("email", false);
        let form = self.proven("email", words.change_email, |proof| format!("{new}{proof}"), words);
        format!(
            "<section><header><h2>{}</h2><p class=\"soft\">{}</p></header><p>{email}{badge}</p>{form}</section>",
            words.email, words.email_text
        )
    }

    fn password(&self, words: &'static Words) -> String {
        // For password managers, which keep the password under the address.
        let user = format!(
            "<input type=\"hidden\" autocomplete=\"username\" value=\"{}\">",
            escape(&self.account.email)
        );
        let new = Field { label: words.new_password, ..new_password_field(words) }.html("password", false);
        let (title, none) = match self.account.password {
            Some(_) => (words.change_password, String::new()),
            None => (words.set_password, format!("<p class=\"soft\">{}</p>", words.no_password)),
        };
        let form = self.proven("password", title, |proof| format!("{user}{proof}{new}"), words);
        format!("<section><header><h2>{}</h2>{none}</header>{form}</section>", words.password)
    }

    fn devices(&self, words: &Words) -> String {
        let rows: String = self.sessions.iter().map(|session| self.device(session, words)).collect();
        let others = if self.sessions.len() > 1 {
            format!(
                "<form method=\"post\" action=\"/account/sessions\"><button class=\"button\" name=\"session\" value=\"others\">{}</button></form>",
                words.sign_out_everywhere
            )
        } else {
            String::new()
        };
        format!(
            "<section><header><h2>{}</h2><p class=\"soft\">{}</p></header><ul class=\"list\">{rows}</ul>{others}</section>",
            words.sessions, words.sessions_text
        )
    }

    fn device(&self, (key, session): &(SessionKey, Session), words: &Words) -> String {
        let name = match device(&session.agent) {
            ("", "") => words.unknown_device.to_owned(),
            ("", one) | (one, "") => one.to_owned(),
            (browser, system) => format!("{browser} {} {system}", words.on),
        };
        let (used, from) = (moment(words.language, session.used_ms), escape(&session.from));
        let action = if *key == self.here {
            format!("<span class=\"badge\">{}</span>", words.this_one)
        } else {
            format!(
                "<form method=\"post\" action=\"/account/sessions\"><button class=\"button\" name=\"session\" value=\"{}\" aria-label=\"{} {name}\">{}</button></form>",
                URL_SAFE_NO_PAD.encode(key.digest),
                words.sign_out_of,
                words.sign_out
            )
        };
        format!(
            "<li><div><h3>{name}</h3><p class=\"soft\">{} {used} · {} {from}</p></div>{action}</li>",
            words.last_used, words.from
        )
    }

    fn end(&self, words: &'static Words) -> String {
        let form = self.asked("delete", words.delete, words, |proof| {
            format!(
                "<p class=\"soft\">{}</p><form method=\"post\" action=\"/account/delete\">{proof}\
                 <button class=\"button danger\">{}</button></form>",
                words.delete_text, words.delete
            )
        });
        format!("<section>{form}</section>")
    }
}

/// A list of documents, or what is said where there are none. `page` is which of a document's pages each leads to.
fn shelf(title: &str, none: &str, documents: &[Shelved], page: &str, words: &Words) -> String {
    let row = |document: &Shelved| {
        let title = match document.title.trim() {
            "" => words.untitled.to_owned(),
            title => escape(title),
        };
        let (name, made) = (&document.name, moment(words.language, document.made_ms));
        format!("<li><a href=\"/d/{name}{page}\">{title}</a><span class=\"soft number\">{made}</span></li>")
    };
    let rows: String = documents.iter().map(row).collect();
    let list = match &*rows {
        "" => format!("<p class=\"soft\">{none}</p>"),
        rows => format!("<ul class=\"list\">{rows}</ul>"),
    };
    format!("<section><header><h2>{title}</h2></header>{list}</section>")
}

/// A line of the audit log, with the names of those who have an account still.
pub struct Audited {
    pub line: Line,
    /// Whose account it is about.
    pub who: String,
    /// Whose right.
    pub whom: String,
}

/// The audit log, what was looked for in it, and under which key the next page begins.
pub fn audit(lines: &[Audited], next: Option<&str>, find: &str, language: Language) -> Response {
    let words = words::words(language);
    let row = |Audited { line, who, whom }: &Audited| {
        let who = if line.account.is_none() { words.nobody.to_owned() } else { escape(who) };
        let (time, event) = (moment(language, line.time_ms), words::event(line.about.event, language));
        let document = line.about.document.as_ref().map(|id| format!("{} {}", words.document, escape(id)));
        let role = line.about.role.map(|role| role_name(role, language).to_owned());
        let whom = Some(escape(whom)).filter(|whom| !whom.is_empty());
        let about: Vec<String> = document.into_iter().chain(whom).chain(role).collect();
        format!(
            "<tr><td class=\"number\">{time}</td><td>{event}</td><td>{who}</td><td class=\"about\">{}</td><td class=\"number\">{}</td></tr>",
            about.join(" · "),
            escape(&line.from)
        )
    };
    let rows: String = lines.iter().map(row).collect();
    let older = next.map_or_else(String::new, |next| {
        format!("<p>{}</p>", link(&format!("/audit?before={next}&find={}", encoded(find)), words.older))
    });
    let field = Field {
        name: "find",
        label: words.search_for,
        kind: "search",
        autocomplete: "off",
        value: find,
        is_optional: true,
        ..email_field(words)
    };
    let search = format!(
        "<form class=\"inline add\" action=\"/audit\">{}<button class=\"button\">{}</button><a class=\"button\" href=\"/audit.csv\" download>{}</a></form>",
        field.html("find", false),
        words.search,
        words.export
    );
    let (title, text) = (words.audit, words.audit_text);
    let (time, event, whose, about, from) = (words.time, words.event, words.whose, words.about, "IP");
    let body = format!(
        "<header class=\"bar\">{WORDMARK}{}</header><main><h1>{title}</h1><section><header><p class=\"soft\">{text}</p></header>{search}\
         <div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{title}\"><table><thead><tr><th>{time}</th><th>{event}</th><th>{whose}</th>\
         <th>{about}</th><th>{from}</th></tr></thead><tbody>{rows}</tbody></table></div>{older}</section></main>",
        link("/account", words.account),
    );
    let title = format!("{title} · Octavo");
    Page { title: &title, kind: "column", head: "", body: &body, language }.answer(StatusCode::OK)
}

/// A text as it stands in an address.
pub fn encoded(text: &str) -> String {
    let letter = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(letter).collect()
}

/// A field for a name.
pub fn text_field(words: &'static Words) -> Field<'static> {
    Field {
        name: "name",
        label: words.name,
        kind: "text",
        autocomplete: "name",
        value: "",
        hint: words.name_hint,
        beside: None,
        is_optional: false,
        most: 40,
    }
}

/// A field for an e-mail address.
pub fn email_field(words: &'static Words) -> Field<'static> {
    Field {
        name: "email",
        label: words.email,
        kind: "email",
        autocomplete: "email",
        hint: "",
        most: 254,
        ..text_field(words)
    }
}

/// A field for a password that is chosen.
pub fn new_password_field(words: &'static Words) -> Field<'static> {
    Field {
        name: "password",
        label: words.password,
        kind: "password",
        autocomplete: "new-password",
        hint: words.password_hint,
        most: 256,
        ..text_field(words)
    }
}

/// A field for the password that one has.
pub fn current_field(words: &'static Words) -> Field<'static> {
    Field {
        name: "current",
        label: words.current_password,
        autocomplete: "current-password",
        hint: "",
        ..new_password_field(words)
    }
}
