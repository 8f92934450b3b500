//! The forms that are a card: signing in and up, a forgotten password, and what one-time links lead to. One table says what each
//! shows and one function what each does; showing a form, sending it and saying what went wrong are the same for all.

use axum::extract::{Form as Body, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};

use super::view::{Card, Field, Told, current_field, email_field, link, new_password_field, text_field};
use super::words::{Words, words};
use super::{Asked, Fields, lead_to, next, provider_name, tell, ways, with_retry};
use crate::api;
use crate::app::App;
use crate::people::account::Wrong;
use crate::people::mail::Purpose;
use crate::people::{Failure, Visit};
use crate::words::ways::words as ways_words;

/// A form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Signs in.
    SignIn,
    /// Makes an account, or asks for a letter by which it is made.
    SignUp,
    /// Asks for a letter by which a new password is set.
    Forgot,
    /// Makes the account that a letter is about.
    Welcome,
    /// Sets the password that a letter is about.
    Reset,
    /// Takes the address that a letter is about. It has a button, because programs that look at letters open the links in them.
    Confirm,
    /// Makes the first administrator.
    Setup,
}

/// What somebody types into.
#[derive(Debug, Clone, Copy)]
enum Input {
    Name,
    Email,
    /// The address of an account that there is.
    User,
    /// The password of that.
    Password,
    NewPassword,
    /// A new one in the place of another.
    NextPassword,
}

/// What a form shows. Without a button there is nothing to send.
struct Look {
    title: &'static str,
    text: &'static str,
    inputs: &'static [Input],
    button: &'static str,
    /// What leads elsewhere, as HTML.
    other: String,
}

/// The table of all forms.
fn look(form: Form, has_mail: bool, words: &'static Words) -> Look {
    use Input::{Email, Name, NewPassword, NextPassword, Password, User};
    let other = |text: &str, to: &str, name: &str| format!("{text} {}", link(to, name));
    let none = String::new();
    let (title, text, inputs, button, other): (_, _, &[Input], _, _) = match (form, has_mail) {
        (Form::SignIn, _) => {
            let other = other(words.no_account, "/sign-up", words.make_account);
            (words.sign_in, words.sign_in_text, &[User, Password], words.sign_in, other)
        }
        (Form::SignUp, has_mail) => {
            let other = other(words.has_account, "/sign-in", words.sign_in);
            let (text, inputs): (_, &[Input]) = match has_mail {
                true => (words.sign_up_mail_text, &[Name, Email]),
                false => (words.sign_up_text, &[Name, Email, NewPassword]),
            };
            (words.sign_up, text, inputs, words.make_account, other)
        }
        (Form::Forgot, has_mail) => {
            let other = link("/sign-in", words.back_to_sign_in);
            match has_mail {
                true => (words.forgot, words.forgot_text, &[User], words.send_link, other),
                false => (words.forgot, words.forgot_no_mail, &[], "", other),
            }
        }
        (Form::Welcome, _) => (words.welcome, words.welcome_text, &[NewPassword], words.make_account, none),
        (Form::Reset, _) => (words.reset, words.reset_text, &[NextPassword], words.set_password, none),
        (Form::Confirm, _) => (words.confirm, words.confirm_text, &[], words.confirm_button, none),
        (Form::Setup, _) => {
            (words.setup, words.setup_text, &[Name, Email, NewPassword], words.make_account, none)
        }
    };
    Look { title, text, inputs, button, other }
}

impl Input {
    fn field<'a>(self, typed: &'a Fields, words: &'static Words) -> Field<'a> {
        match self {
            Input::Name => Field { value: &typed.name, ..text_field(words) },
            Input::Email => Field { value: &typed.email, ..email_field(words) },
            Input::User => Field { value: &typed.email, autocomplete: "username", ..email_field(words) },
            Input::Password => {
                let beside = Some(("/forgot", words.forgot_link));
                Field { name: "password", label: words.password, beside, ..current_field(words) }
            }
            Input::NewPassword => new_password_field(words),
            Input::NextPassword => Field { label: words.new_password, ..new_password_field(words) },
        }
    }
}

/// Shows a form.
pub fn shown(form: Form) -> MethodRouter<App> {
    get(
        move |State(app): State<App>,
              visit: Visit,
              link: Option<Path<String>>,
              Query(asked): Query<Asked>| async move {
            let link = link.map(|Path(link)| link).unwrap_or_default();
            let mut typed = Fields { next: asked.next, ..Fields::default() };
            match is_live(form, &app, &link).await {
                Ok(Some(address)) => typed.email = address,
                Ok(None) => return dead_link(&visit),
                Err(error) => return api::failed(&error).into_response(),
            }
            if form == Form::SignUp && matches!(app.people.may_sign_up().await, Ok(false)) {
                return closed(&visit);
            }
            page(form, StatusCode::OK, Told::Nothing, &typed, &app, &visit)
        },
    )
}

/// Does what a form is for.
pub fn sent(form: Form) -> MethodRouter<App> {
    post(
        move |State(app): State<App>,
              visit: Visit,
              link: Option<Path<String>>,
              Body(mut fields): Body<Fields>| async move {
            let link = link.map(|Path(link)| link).unwrap_or_default();
            match perform(form, &app, &link, &mut fields, &visit).await {
                Ok(answer) => answer,
                // An address that somebody else has taken meanwhile is no more to be had by the letter about it.
                Err(Failure::Wrong(_)) if form == Form::Confirm => dead_link(&visit),
                Err(Failure::Wrong(Wrong::Link)) => dead_link(&visit),
                Err(Failure::Wrong(Wrong::Closed)) => closed(&visit),
                Err(failure) => {
                    let (status, told, retry) = tell(failure, visit.language);
                    with_retry(page(form, status, told, &fields, &app, &visit), retry)
                }
            }
        },
    )
}

/// Whether a form can be sent: by a link that works still, where it needs one. Gives the address that the link is about.
async fn is_live(form: Form, app: &App, link: &str) -> Result<Option<String>, crate::store::StoreError> {
    match form {
        Form::SignIn | Form::SignUp | Form::Forgot => return Ok(Some(String::new())),
        Form::Setup => return Ok(app.people.is_setup(link).then(String::new)),
        Form::Welcome | Form::Reset | Form::Confirm => {}
    }
    Ok(match (form, app.people.redeem(link).await?.map(|(purpose, _)| purpose)) {
        (Form::Welcome, Some(Purpose::Welcome { .. })) | (Form::Reset, Some(Purpose::Reset { .. })) => {
            Some(String::new())
        }
        (Form::Confirm, Some(Purpose::NewEmail { email, .. })) => Some(email),
        _ => None,
    })
}

async fn perform(
    form: Form,
    app: &App,
    once: &str,
    fields: &mut Fields,
    visit: &Visit,
) -> Result<Response, Failure> {
    let (people, words) = (&app.people, words(visit.language));
    let password = std::mem::take(&mut fields.password);
    let said = |title, text| Card { title, text, ..Card::default() }.answer(StatusCode::OK, visit.language);
    Ok(match form {
        Form::SignIn => {
            let cookies = people.sign_in(&fields.email, password, visit).await?;
            // His documents are listed there, which another browser does not know.
            lead_to(if fields.next.is_empty() { "/account" } else { next(&fields.next) }, cookies)
        }
        Form::SignUp if !people.may_sign_up().await? || !people.has_form_of_sign_up() => {
            return Err(Wrong::Closed.into());
        }
        Form::SignUp if people.has_mail() => {
            people.ask_for_account(&fields.name, &fields.email, next(&fields.next), visit).await?;
            said(words.look_into_mail, words.welcome_sent)
        }
        Form::SignUp => {
            let cookies = people.sign_up(&fields.name, &fields.email, password, visit).await?;
            lead_to(next(&fields.next), cookies)
        }
        Form::Forgot if people.has_mail() => {
            people.ask_for_reset(&fields.email, visit).await?;
            said(words.look_into_mail, words.reset_sent)
        }
        Form::Forgot => page(form, StatusCode::OK, Told::Nothing, fields, app, visit),
        Form::Welcome => {
            let (cookies, place) = people.welcome(once, password, visit).await?;
            lead_to(next(&place), cookies)
        }
        Form::Reset => lead_to("/account?done=password", people.reset(once, password, visit).await?),
        Form::Confirm => {
            people.confirm_email(once, visit).await?;
            let other = link("/account", words.account);
            Card { title: words.confirmed, other, ..Card::default() }.answer(StatusCode::OK, visit.language)
        }
        Form::Setup => {
            let cookies = people.set_up(once, &fields.name, &fields.email, password, visit).await?;
            lead_to("/account", cookies)
        }
    })
}

/// A form with what was typed, and what is said above it.
fn page(form: Form, status: StatusCode, told: Told, typed: &Fields, app: &App, visit: &Visit) -> Response {
    let words = words(visit.language);
    let provider = provider_name(app).filter(|_| matches!(form, Form::SignIn | Form::SignUp));
    let is_only = form == Form::SignUp && !app.people.has_form_of_sign_up();
    let Look { title, text, inputs, button, other } = look(form, app.people.has_mail(), words);
    let (inputs, button) = if is_only { (&[][..], "") } else { (inputs, button) };
    let fields: Vec<Field<'_>> = inputs.iter().map(|input| input.field(typed, words)).collect();
    let text = match form {
        Form::Confirm => format!("{text} {}", typed.email),
        Form::SignUp if is_only => ways_words(visit.language).sso_only(provider.unwrap_or_default()),
        _ => text.to_owned(),
    };
    let next = &*typed.next;
    let has_passkeys = form == Form::SignIn;
    let ways = ways::below(provider, has_passkeys, !button.is_empty(), next, words);
    let head = if has_passkeys { ways::SCRIPT } else { "" };
    Card { title, text: &text, told, fields: &fields, next, button, ways, head, other }
        .answer(status, visit.language)
}

/// What whoever wants an account sees where there are no more.
fn closed(visit: &Visit) -> Response {
    let common = words(visit.language);
    let text = super::words::wrong(Wrong::Closed, visit.language);
    let other = link("/sign-in", common.back_to_sign_in);
    Card { title: common.sign_up, text: &text, other, ..Card::default() }
        .answer(StatusCode::FORBIDDEN, visit.language)
}

fn dead_link(visit: &Visit) -> Response {
    let words = words(visit.language);
    let other = link("/sign-in", words.back_to_sign_in);
    Card { title: words.dead_link, text: words.dead_link_text, other, ..Card::default() }
        .answer(StatusCode::NOT_FOUND, visit.language)
}
