//! Documents to begin with. Each is a file for each language (`client/templates`), in Quill's form, with a title; `{date}` in it is the
//! day on which it is taken.

use crate::language::{self, Key};
use crate::{browser, key};
use octavo_shared::model::Delta;
use octavo_words::Language;
use serde::Deserialize;

/// The names of all templates in addresses and files, and the messages that name them on the screen, in the order in which they are
/// offered.
pub const NAMES: [(&str, Key); 5] = [
    ("letter", key!("template-letter")),
    ("report", key!("template-report")),
    ("minutes", key!("template-minutes")),
    ("cv", key!("template-cv")),
    ("notes", key!("template-notes")),
];

/// A document to begin with.
#[derive(Debug, Deserialize)]
pub struct Template {
    /// What the document is called.
    pub title: String,
    /// The whole text of it.
    pub text: Delta,
}

impl Template {
    /// The template of this name, in the language of the page and for today.
    pub fn find(name: &str) -> Option<Template> {
        let file = file(name, language::current_untracked())?;
        serde_json::from_str(&file.replace("{date}", &language::day(browser::now_ms()))).ok()
    }
}

fn file(name: &str, language: Language) -> Option<&'static str> {
    macro_rules! of_both {
        ($file:literal) => {
            match language {
                Language::English => include_str!(concat!("../../templates/en/", $file)),
                Language::German => include_str!(concat!("../../templates/de/", $file)),
            }
        };
    }
    Some(match name {
        "letter" => of_both!("letter.json"),
        "report" => of_both!("report.json"),
        "minutes" => of_both!("minutes.json"),
        "cv" => of_both!("cv.json"),
        "notes" => of_both!("notes.json"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use octavo_shared::edit::import_delta;
    use octavo_shared::model::{Content, Document, Op, seed};

    fn template(name: &str, language: Language) -> Template {
        serde_json::from_str(file(name, language).unwrap()).unwrap()
    }

    #[test]
    fn every_template_is_a_document_in_every_language_and_keeps_all_that_its_file_says() {
        for ((name, _), language) in
            NAMES.iter().flat_map(|name| Language::ALL.map(|language| (name, language)))
        {
            let template = template(name, language);
            assert!(!template.title.is_empty());
            let mut document = Document::new(7);
            document.merge([&seed()[..]]).unwrap();
            document.edit(&import_delta(template.text.clone()));
            assert_eq!(document.body(), template.text, "{name} in {language:?}");
        }
    }

    #[test]
    fn a_template_has_the_same_paragraphs_in_every_language() {
        for (name, _) in NAMES {
            let shape = |language| {
                let ends = template(name, language).text.into_ops().into_iter().filter_map(|op| match op {
                    Op::Insert(Content::Text(text), attributes) if text.ends_with('\n') => Some(attributes),
                    _ => None,
                });
                ends.collect::<Vec<_>>()
            };
            assert_eq!(shape(Language::English), shape(Language::German), "{name}");
        }
    }
}
