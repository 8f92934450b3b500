//! The HTML of the page about who may do what: a column of sections for whoever manages the document, a card for everybody else.

use axum::http::StatusCode;
use axum::response::Response;
use octavo_shared::sync::Role;
use octavo_words::Language;

use super::Fields;
use super::words::{self, Summary, Words, words};
use crate::calendar::date;
use crate::folders::FolderId;
use crate::language::{self, moment};
use crate::page::{Page, escape};
use crate::people::groups::{Group, GroupId};
use crate::people::pages::view::{Card, Field, Told, WORDMARK, email_field, link, new_password_field};
use crate::people::pages::words::words as account_words;
use crate::rights::{OFF, Rights};

/// What a link, or everyone, can be let do, from much to little.
const BY_LINK: [Role; 4] = [Role::Edit, Role::Suggest, Role::Comment, Role::View];
/// What somebody can be given, from much to little.
const BY_SHARE: [Role; 5] = [Role::Manage, Role::Edit, Role::Suggest, Role::Comment, Role::View];

/// Somebody with whom the document is shared, or who asks for that.
pub struct Listed {
    /// Under which name.
    pub key: String,
    pub name: String,
    /// What stands beside the name.
    pub beside: String,
    /// What he may do, or would like to.
    pub role: Role,
    /// Whether he has opened it with an account.
    pub is_account: bool,
}

/// What the page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// A document, by its address.
    Document,
    /// A folder, by its id.
    Folder,
}

/// What a folder around it gives somebody.
pub struct Inherited {
    /// The folder's name.
    pub folder: String,
    /// Whom it gives that, and what.
    pub listed: Listed,
}

/// A change that somebody made without the right to.
pub struct Waiting {
    /// Under which digest.
    pub key: String,
    /// Who made it.
    pub name: String,
    /// Since when it waits, in milliseconds since 1970.
    pub since_ms: u64,
}

/// The page for whoever manages a document or a folder.
pub struct ManagePage<'a> {
    pub thing: Thing,
    pub address: &'a str,
    pub title: &'a str,
    pub rights: &'a Rights,
    pub owner: &'a str,
    pub is_owner: bool,
    /// Who looks at it.
    pub person: &'a str,
    /// The address under which it may be shown on other sites.
    pub embed_at: Option<String>,
    pub is_signed_in: bool,
    pub has_mail: bool,
    pub shares: Vec<Listed>,
    /// What folders give that it lies in,
    pub inherited: Vec<Inherited>,
    /// and what they let everyone do.
    pub inherited_everyone: Option<Role>,
    pub requests: Vec<Listed>,
    pub held: Vec<Waiting>,
    /// The groups of whoever looks at it.
    pub groups: Vec<(GroupId, Group)>,
    /// To whom the document is offered.
    pub offered_to: Option<&'a str>,
    pub is_offered_to_me: bool,
    pub told: Told,
    /// What was typed, where that went wrong.
    pub typed: &'a Fields,
}

impl ManagePage<'_> {
    /// The page.
    pub fn answer(&self, status: StatusCode, language: Language) -> Response {
        let words = words(language);
        let title = match self.title.trim() {
            "" => words.untitled,
            title => title,
        };
        let (place, open) = match self.thing {
            Thing::Document => ("/d/", words.to_document),
            Thing::Folder => ("/?folder=", words.to_folder),
        };
        let is_own = self.is_owner && self.thing == Thing::Document;
        let sections = [
            self.told.html(),
            if self.is_offered_to_me { offered(self.address, self.owner, words) } else { String::new() },
            self.requests(words),
            self.held(words),
            self.people(words),
            self.inherited(words),
            if self.thing == Thing::Document { self.link(words) } else { String::new() },
            self.everyone(words),
            if is_own { self.embed(words) } else { String::new() },
            if is_own { self.give(words) } else { String::new() },
            if is_own { self.trash(words) } else { String::new() },
        ];
        let body = format!(
            "<header class=\"bar\">{WORDMARK}<a class=\"button\" href=\"{place}{}\">{open}</a></header>\
             <main><header><p class=\"soft\">{}</p><h1>{}</h1><p class=\"lead\">{}</p></header>{}</main>",
            self.address,
            escape(title),
            words.title,
            escape(&self.sentence(words)),
            sections.concat(),
        );
        let title = format!("{} · {title} · Octavo", words.title);
        Page { title: &title, kind: "column", head: "", body: &body, language }.answer(status)
    }

    /// Where its forms are sent to, and what is to follow that.
    fn base(&self) -> String {
        let place = if self.thing == Thing::Document { "d" } else { "f" };
        format!("/{place}/{}/access", self.address)
    }

    fn sentence(&self, words: &Words) -> String {
        let until = self.rights.until_ms.map(|until_ms| language::day(words.language, last_second(until_ms)));
        let now_ms = crate::clock::wall_ms();
        let summary = Summary {
            link: self.rights.by_link(now_ms),
            is_locked: self.rights.password.is_some(),
            until: until.as_deref(),
            is_folder: self.thing == Thing::Folder,
            everyone: self.rights.everyone.max(self.inherited_everyone),
            shares: self.all(),
        };
        words::sentence(&summary, words)
    }

    /// Everybody who has a right, once, with the most that anything gives him.
    fn all(&self) -> Vec<(&str, Role)> {
        let mut all: Vec<&Listed> = self.shares.iter().collect();
        for Inherited { listed, .. } in &self.inherited {
            match all.iter_mut().find(|known| known.key == listed.key) {
                Some(known) if known.role < listed.role => *known = listed,
                Some(_) => {}
                None => all.push(listed),
            }
        }
        all.into_iter().map(|listed| (&*listed.name, listed.role)).collect()
    }

    fn inherited(&self, words: &Words) -> String {
        if self.inherited.is_empty() {
            return String::new();
        }
        let row = |Inherited { folder, listed }: &Inherited| {
            format!(
                "<li><div><h3>{}</h3><p class=\"soft\">{}</p></div><span class=\"soft\">{}</span></li>",
                escape(&listed.name),
                escape(&words.by_folder(&**folder)),
                words::role(listed.role, words.language),
            )
        };
        let rows: String = self.inherited.iter().map(row).collect();
        section(words.inherited, words.inherited_text, &format!("<ul class=\"list\">{rows}</ul>"))
    }

    fn requests(&self, words: &Words) -> String {
        if self.requests.is_empty() {
            return String::new();
        }
        let row = |listed: &Listed| {
            let (name, beside) = (escape(&listed.name), escape(&listed.beside));
            let since = moment(words.language, self.rights.requests[&listed.key].since_ms);
            let choice = choice(&name, words, listed.role, &BY_SHARE, None);
            let (key, accept, decline) = (escape(&listed.key), words.accept, words.decline);
            let action = format!("/d/{}/access/answer", self.address);
            format!(
                "<li><div><h3>{name}</h3><p class=\"soft\">{beside} · {} {since}</p></div><div class=\"row\">\
                 <form method=\"post\" action=\"{action}\" class=\"inline\">\
                 <input type=\"hidden\" name=\"key\" value=\"{key}\">{choice}<button class=\"button primary\">{accept}</button></form>\
                 <form method=\"post\" action=\"{action}\"><input type=\"hidden\" name=\"key\" value=\"{key}\">\
                 <button class=\"button\" name=\"role\" value=\"{OFF}\">{decline}</button></form></div></li>",
                words.wants
            )
        };
        let rows: String = self.requests.iter().map(row).collect();
        section(words.requests, "", &format!("<ul class=\"list\">{rows}</ul>"))
    }

    fn held(&self, words: &Words) -> String {
        if self.held.is_empty() {
            return String::new();
        }
        let row = |waiting: &Waiting| {
            let name = escape(&waiting.name);
            let since = moment(words.language, waiting.since_ms);
            let place = format!("/d/{}/held/{}", self.address, waiting.key);
            format!(
                "<li><div><h3>{name}</h3><p class=\"soft\">{} {since}</p></div><div class=\"row\">\
                 <a class=\"button\" href=\"{place}\" aria-label=\"{}: {name}\">{}</a></div></li>",
                words.sent, words.held_look, words.held_look
            )
        };
        let rows: String = self.held.iter().map(row).collect();
        section(words.held, words.held_text, &format!("<ul class=\"list\">{rows}</ul>"))
    }

    fn people(&self, words: &Words) -> String {
        let you = |is_you: bool| {
            if is_you { format!("<span class=\"badge\">{}</span>", words.you) } else { String::new() }
        };
        let owner = format!(
            "<li><h3>{}{}</h3><span class=\"soft\">{}</span></li>",
            escape(self.owner),
            you(self.is_owner),
            words.owner
        );
        let row = |listed: &Listed| {
            let (name, key) = (escape(&listed.name), escape(&listed.key));
            let choice = choice(&name, words, listed.role, &BY_SHARE, Some(words.end_share));
            format!(
                "<li><div><h3>{name}{}</h3><p class=\"soft\">{}</p></div>\
                 <form method=\"post\" action=\"{}/role\" class=\"inline\">\
                 <input type=\"hidden\" name=\"key\" value=\"{key}\">{choice}<button class=\"button\" aria-label=\"{}: {name}\">{}</button></form></li>",
                you(listed.key == self.person),
                escape(&listed.beside),
                self.base(),
                words.save,
                words.save,
            )
        };
        let rows: String = self.shares.iter().map(row).collect();
        let none = match self.shares.is_empty() {
            true => format!("<p class=\"soft\">{}</p>", words.no_one),
            false => String::new(),
        };
        let text = match (self.is_signed_in, self.has_mail) {
            _ if self.thing == Thing::Folder => words.people_text_folder,
            (false, _) => "",
            (true, true) => words.people_text_mail,
            (true, false) => words.people_text,
        };
        let hint = match self.shares.iter().any(|it| matches!(it.role, Role::Comment | Role::Suggest)) {
            true => format!("<p class=\"hint\">{}</p>", words.not_yet),
            false => String::new(),
        };
        let inside = [self.add(words), format!("<ul class=\"list\">{owner}{rows}</ul>"), none, hint];
        section(words.people, text, &inside.concat())
    }

    fn add(&self, words: &Words) -> String {
        if !self.is_signed_in {
            let to = format!("/sign-in?next={}", self.base());
            return format!("<p>{} <a href=\"{to}\">{}</a></p>", words.people_guest, words.sign_in);
        }
        let email = Field {
            value: &self.typed.email,
            label: words.email,
            autocomplete: "off",
            ..email_field(account_words(words.language))
        };
        let role = Role::given(&self.typed.role).unwrap_or(Role::Edit);
        let person = format!(
            "<form method=\"post\" action=\"{}/person\" class=\"inline add\">{}{}<button class=\"button primary\">{}</button></form>",
            self.base(),
            email.html("email", false),
            labelled("person-role", words.may, &choice("", words, role, &BY_SHARE, None)),
            words.share,
        );
        let option = |(id, group): &(GroupId, Group)| {
            format!("<option value=\"{}\">{}</option>", id.0, escape(&group.name))
        };
        let options: String = self.groups.iter().map(option).collect();
        let group = match self.groups.is_empty() {
            true => String::new(),
            false => format!(
                "<form method=\"post\" action=\"{}/group\" class=\"inline add\">{}{}<button class=\"button\">{}</button></form>",
                self.base(),
                labelled(
                    "group-key",
                    words.group,
                    &format!("<select class=\"input\" name=\"key\">{options}</select>")
                ),
                labelled("group-role", words.may, &choice("", words, Role::Edit, &BY_SHARE, None)),
                words.share_with_group,
            ),
        };
        format!("{person}{group}<p class=\"soft\">{}</p>", link("/groups", words.groups))
    }

    fn link(&self, words: &Words) -> String {
        let chosen = self.rights.link;
        let until = self.rights.until_ms.map(|until_ms| date(last_second(until_ms))).unwrap_or_default();
        let (hint, open) = match self.rights.password {
            Some(_) => (
                words.password_set,
                format!(
                    "<label class=\"check\"><input type=\"checkbox\" name=\"open\" value=\"yes\"> {}</label>",
                    words.no_password
                ),
            ),
            None => (words.password_hint, String::new()),
        };
        let fields = [
            labelled("link-role", words.has_link, &choice_or_off("", words, chosen, &BY_LINK)),
            Field {
                name: "until",
                label: words.until,
                kind: "date",
                autocomplete: "off",
                value: &until,
                hint: words.until_hint,
                is_optional: true,
                ..email_field(account_words(words.language))
            }
            .html("until", false),
            Field {
                label: words.password,
                hint,
                is_optional: true,
                ..new_password_field(account_words(words.language))
            }
            .html("password", false),
            open,
        ];
        let form = format!(
            "<form method=\"post\" action=\"/d/{}/access/link\">{}<button class=\"button\">{}</button></form>",
            self.address,
            fields.concat(),
            words.save
        );
        section(words.link, words.link_text, &form)
    }

    fn everyone(&self, words: &Words) -> String {
        let form = format!(
            "<form method=\"post\" action=\"{}/everyone\" class=\"inline add\">{}<button class=\"button\">{}</button></form>",
            self.base(),
            labelled(
                "everyone-role",
                words.has_account,
                &choice_or_off("", words, self.rights.everyone, &BY_LINK)
            ),
            words.save
        );
        let text = match self.thing {
            Thing::Document => words.everyone_text,
            Thing::Folder => words.everyone_text_folder,
        };
        section(words.everyone, text, &form)
    }

    fn embed(&self, words: &Words) -> String {
        let sites = self.rights.embed.as_deref();
        let chosen = match sites {
            None => OFF,
            Some([]) => "any",
            Some(_) => "sites",
        };
        let option = |value: &str, text: &str| {
            let selected = if value == chosen { " selected" } else { "" };
            format!("<option value=\"{value}\"{selected}>{text}</option>")
        };
        let options = [
            option(OFF, words.embed_off),
            option("any", words.embed_any),
            option("sites", words.embed_sites),
        ];
        let select = format!("<select class=\"input\" name=\"embed\">{}</select>", options.concat());
        let typed = match &*self.typed.sites {
            "" => sites.unwrap_or_default().join(" "),
            typed => typed.to_owned(),
        };
        let field = Field {
            name: "sites",
            label: words.sites,
            kind: "text",
            autocomplete: "off",
            value: &typed,
            hint: words.sites_hint,
            is_optional: true,
            most: 2000,
            ..email_field(account_words(words.language))
        };
        let code = self.embed_at.as_ref().map_or_else(String::new, |address| {
            let frame = format!("<iframe src=\"{address}\" width=\"100%\" height=\"600\"></iframe>");
            format!("<p>{}</p><p><code class=\"secret\">{}</code></p>", words.embed_code, escape(&frame))
        });
        let form = format!(
            "<form method=\"post\" action=\"/d/{}/access/embed\">{}{}<button class=\"button\">{}</button></form>{code}",
            self.address,
            labelled("embed-where", words.embed_where, &select),
            field.html("sites", false),
            words.save,
        );
        section(words.embed, words.embed_text, &form)
    }

    fn give(&self, words: &Words) -> String {
        let action = format!("/d/{}/access/offer", self.address);
        if let Some(name) = self.offered_to {
            let inside = format!(
                "<p>{} {}</p><form method=\"post\" action=\"{action}\"><button class=\"button\">{}</button></form>",
                words.offered_to,
                escape(name),
                words.withdraw
            );
            return section(words.give, "", &inside);
        }
        let options: String = self
            .shares
            .iter()
            .filter(|listed| listed.is_account)
            .map(|listed| {
                format!("<option value=\"{}\">{}</option>", escape(&listed.key), escape(&listed.name))
            })
            .collect();
        if options.is_empty() {
            return section(words.give, words.give_nobody, "");
        }
        let select = format!("<select class=\"input\" name=\"key\">{options}</select>");
        let form = format!(
            "<form method=\"post\" action=\"{action}\" class=\"inline add\">{}<button class=\"button\">{}</button></form>",
            labelled("give-to", words.give_to, &select),
            words.offer
        );
        section(words.give, words.give_text, &form)
    }

    fn trash(&self, words: &Words) -> String {
        let form = format!(
            "<form method=\"post\" action=\"/d/{}/access/trash\"><button class=\"button\">{}</button></form>",
            self.address, words.put_into_trash
        );
        section(words.trash, words.trash_text, &form)
    }
}

/// What somebody is to the document who does not manage it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// He may do this.
    May(Role),
    /// Nothing, until he tells the password of the link.
    Locked,
    /// Nothing, as long as it is in the trash.
    Trashed,
    /// Nothing.
    Nothing,
}

/// The page for everybody else.
pub struct OwnPage<'a> {
    pub address: &'a str,
    pub standing: Standing,
    pub is_signed_in: bool,
    /// Whether his address is not shown to be his.
    pub is_unproven: bool,
    /// Whether he asks for a right already.
    pub has_asked: bool,
    /// Whether he has a share of his own, which he can give up.
    pub has_share: bool,
    /// Whether it is his.
    pub is_owner: bool,
    /// Whether there is somebody to ask.
    pub is_owned: bool,
    /// Who offers him the document.
    pub offered_by: Option<String>,
    pub told: Told,
}

impl OwnPage<'_> {
    /// The page.
    pub fn answer(&self, status: StatusCode, language: Language) -> Response {
        let words = words(language);
        let role = match self.standing {
            Standing::May(role) => Some(role),
            _ => None,
        };
        let (title, text) = match (self.standing, self.is_signed_in) {
            (Standing::May(role), _) => (words::yours(role, words), ""),
            (Standing::Locked, _) => (words.locked, words.locked_text),
            (Standing::Trashed, _) if self.is_owner => (words.trashed, words.trashed_own),
            (Standing::Trashed, _) => (words.trashed, words.trashed_text),
            (Standing::Nothing, false) => (words.none_title, words.none_guest),
            (Standing::Nothing, true) => (words.none_title, words.none_text),
        };
        let mut inside = String::new();
        if let Some(name) = &self.offered_by {
            inside.push_str(&offered(self.address, name, words));
        }
        if role.is_some() {
            inside.push_str(&format!(
                "<a class=\"button primary\" href=\"/d/{}\">{}</a>",
                self.address, words.open
            ));
            if matches!(role, Some(Role::Comment | Role::Suggest)) {
                inside.push_str(&format!("<p class=\"hint\">{}</p>", words.not_yet));
            }
        }
        if self.standing == Standing::Locked {
            let password = Field {
                label: account_words(language).password,
                autocomplete: "off",
                hint: "",
                ..new_password_field(account_words(language))
            };
            inside.push_str(&format!(
                "<form method=\"post\" action=\"/d/{}/ask/password\">{}<button class=\"button primary\">{}</button></form>",
                self.address,
                password.html("password", true),
                words.unlock
            ));
        }
        if self.standing == Standing::Trashed {
            // Nobody can give a right to it now.
            if self.is_owner {
                inside.push_str(&self.out_of_trash(words));
            }
        } else if self.is_signed_in {
            inside.push_str(&self.request(role, words));
        } else if role.is_none() {
            let next = format!("?next=/d/{}/access", self.address);
            inside.push_str(&format!(
                "<p class=\"other\">{} {}</p>",
                link(&format!("/sign-in{next}"), words.sign_in),
                link(&format!("/sign-up{next}"), words.make_account)
            ));
        }
        if self.has_share {
            inside.push_str(&format!(
                "<form method=\"post\" action=\"/d/{}/ask/leave\"><button class=\"button\">{}</button></form>",
                self.address, words.leave
            ));
        }
        card(title, text, &self.told, &inside, status, words)
    }

    fn out_of_trash(&self, words: &Words) -> String {
        let (address, erase) = (self.address, words.erase);
        format!(
            "<form method=\"post\" action=\"/d/{address}/ask/restore\"><button class=\"button primary\">{}</button></form>\
             <details><summary>{erase}</summary><p class=\"soft\">{}</p>\
             <form method=\"post\" action=\"/d/{address}/ask/erase\"><button class=\"button danger\">{erase}</button></form></details>",
            words.restore, words.erase_text
        )
    }

    fn request(&self, role: Option<Role>, words: &Words) -> String {
        if self.has_asked {
            return format!("<p class=\"notice\">{}</p>", words.asked);
        }
        let more: Vec<Role> = BY_LINK.into_iter().rev().filter(|wish| Some(*wish) > role).collect();
        if more.is_empty() || !self.is_owned {
            return String::new();
        }
        let option =
            |wish: &Role| format!("<option value=\"{}\">{}</option>", wish.name(), words::wish(*wish, words));
        let options: String = more.iter().map(option).collect();
        let select = format!("<select class=\"input\" name=\"role\">{options}</select>");
        let form = format!(
            "<form method=\"post\" action=\"/d/{}/ask/request\">{}<button class=\"button{}\">{}</button></form>",
            self.address,
            labelled("wish", words.ask_for, &select),
            if role.is_none() { " primary" } else { "" },
            words.ask
        );
        if role.is_some() {
            return format!("<details><summary>{}</summary>{form}</details>", words.more);
        }
        let unproven = match self.is_unproven {
            true => format!("<p class=\"hint\">{}</p>", words.none_unproven),
            false => String::new(),
        };
        format!("{form}{unproven}")
    }
}

/// What whoever has a wrong address sees.
pub fn unknown(language: Language) -> Response {
    let words = words(language);
    let other = link("/", words.to_start);
    Card { title: words.unknown, text: words.unknown_text, other, ..Card::default() }
        .answer(StatusCode::NOT_FOUND, language)
}

/// What whoever may do nothing in a folder sees.
pub fn unknown_folder(id: FolderId, is_signed_in: bool, language: Language) -> Response {
    let words = words(language);
    let other = match is_signed_in {
        true => link("/", words.to_start),
        false => link(&format!("/sign-in?next=/f/{}/access", id.text()), words.sign_in),
    };
    Card { title: words.unknown_folder, text: words.unknown_folder_text, other, ..Card::default() }
        .answer(StatusCode::NOT_FOUND, language)
}

/// What whoever does not manage a folder sees.
pub fn own_folder(
    (id, name): (FolderId, &str),
    role: Role,
    told: Told,
    status: StatusCode,
    language: Language,
) -> Response {
    let words = words(language);
    let text = words.yours_folder(words::role(role, language));
    let other = link(&format!("/?folder={}", id.text()), words.to_folder);
    Card { title: &escape(name), text: &text, told, other, ..Card::default() }.answer(status, language)
}

fn card(title: &str, text: &str, told: &Told, inside: &str, status: StatusCode, words: &Words) -> Response {
    let text = if text.is_empty() { String::new() } else { format!("<p>{text}</p>") };
    let body = format!(
        "<main><header>{WORDMARK}<h1>{title}</h1>{text}</header>{}{inside}</main><footer>{}{}</footer>",
        told.html(),
        link("/", words.to_start),
        link("/status", account_words(words.language).status),
    );
    let title = format!("{title} · Octavo");
    Page { title: &title, kind: "card", head: "", body: &body, language: words.language }.answer(status)
}

fn section(title: &str, text: &str, inside: &str) -> String {
    let text = if text.is_empty() { String::new() } else { format!("<p class=\"soft\">{text}</p>") };
    format!("<section aria-label=\"{title}\"><header><h2>{title}</h2>{text}</header>{inside}</section>")
}

/// Somebody is asked whether he takes the document.
fn offered(address: &str, owner: &str, words: &Words) -> String {
    let action = |part: &str| format!("/d/{address}/ask/{part}");
    let forms = format!(
        "<div class=\"row\"><form method=\"post\" action=\"{}\"><button class=\"button primary\">{}</button></form>\
         <form method=\"post\" action=\"{}\"><button class=\"button\">{}</button></form></div>",
        action("take"),
        words.take,
        action("refuse"),
        words.refuse
    );
    let text = format!("{} {}", escape(owner), words.offered_text);
    section(words.offered, &text, &forms)
}

/// A choice among roles for `whom`, which is HTML, with an end where there can be one.
fn choice(whom: &str, words: &Words, chosen: Role, roles: &[Role], end: Option<&str>) -> String {
    let end = end.map_or_else(String::new, |end| format!("<option value=\"{OFF}\">{end}</option>"));
    select(whom, words, &format!("{}{end}", options(words, Some(chosen), roles)))
}

/// A choice among roles and none.
fn choice_or_off(whom: &str, words: &Words, chosen: Option<Role>, roles: &[Role]) -> String {
    let none = if chosen.is_none() { " selected" } else { "" };
    let off = format!("<option value=\"{OFF}\"{none}>{}</option>", words.off);
    select(whom, words, &format!("{}{off}", options(words, chosen, roles)))
}

fn options(words: &Words, chosen: Option<Role>, roles: &[Role]) -> String {
    let option = |role: &Role| {
        let is_chosen = if Some(*role) == chosen { " selected" } else { "" };
        let name = words::role(*role, words.language);
        format!("<option value=\"{}\"{is_chosen}>{name}</option>", role.name())
    };
    roles.iter().map(option).collect()
}

fn select(whom: &str, words: &Words, options: &str) -> String {
    let name = match whom {
        "" => String::new(),
        whom => format!(" aria-label=\"{} {whom}\"", words.role_of),
    };
    format!("<select class=\"input\" name=\"role\"{name}>{options}</select>")
}

/// A control with what it is above it.
fn labelled(id: &str, label: &str, control: &str) -> String {
    let control = control.replacen("<select ", &format!("<select id=\"{id}\" "), 1);
    format!(
        "<div class=\"field\"><label class=\"label\" for=\"{id}\"><span>{label}</span></label>{control}</div>"
    )
}

/// The last second of a day that ends at a time in milliseconds since 1970.
fn last_second(until_ms: u64) -> u64 {
    (until_ms / 1000).saturating_sub(1)
}
