//! The rules of ARCHITECTURE.md about who may know what, read off the sources. What a rule allows stands in the table and
//! nowhere else. Comments may name anything.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Some words, and the only places where they may be.
struct Rule {
    /// The rule as a sentence.
    says: &'static str,
    /// Whole identifiers or paths that are looked for.
    words: &'static [&'static str],
    /// Folders and files to look in, from the root of the checkout.
    within: &'static [&'static str],
    /// Folders and files below `within` that may have the words.
    except: &'static [&'static str],
}

const SOURCES: &[&str] = &["shared/src", "server/src", "client/src"];

const RULES: &[Rule] = &[
    Rule {
        says: "The CRDT is named only where documents are held.",
        words: &["yrs"],
        within: SOURCES,
        except: &[
            "shared/src/model/document.rs",
            "shared/src/model/items.rs",
            "shared/src/model/pen.rs",
            "shared/src/model/replica.rs",
        ],
    },
    Rule {
        says: "The database is named only in the server's store.",
        words: &["redb"],
        within: SOURCES,
        except: &["server/src/store"],
    },
    Rule {
        says: "The index is named only where documents are searched, and what is typed and shown knows nothing of it.",
        words: &["tantivy"],
        within: SOURCES,
        except: &[
            "server/src/search/folder.rs",
            "server/src/search/index.rs",
            "server/src/search/keeper.rs",
            "server/src/search/mod.rs",
            "server/src/search/ranking.rs",
        ],
    },
    Rule {
        says: "The browser is named only by the client.",
        words: &["web_sys", "js_sys", "wasm_bindgen", "leptos"],
        within: SOURCES,
        except: &["client/src"],
    },
    Rule {
        says: "The browser's interfaces are called only by the shell's parts, and by the pieces of the frame that \
               handle events, a dialog, sizes or dates.",
        words: &["web_sys", "js_sys"],
        within: &["client/src"],
        except: &[
            "client/src/address.rs",
            "client/src/api.rs",
            "client/src/browser.rs",
            "client/src/editor",
            "client/src/frame/dialog.rs",
            "client/src/frame/link.rs",
            "client/src/frame/palette.rs",
            "client/src/frame/people.rs",
            "client/src/frame/share.rs",
            "client/src/frame/slash.rs",
            "client/src/frame/status.rs",
            "client/src/frame/toolbar",
            "client/src/frame/waiting.rs",
            "client/src/frame/zoom.rs",
            "client/src/keys.rs",
            "client/src/language",
            "client/src/pages/document.rs",
            "client/src/pages/library/dragging.rs",
            "client/src/pages/library/list.rs",
            "client/src/pages/library/menu.rs",
            "client/src/provider",
            "client/src/recovery.rs",
        ],
    },
    Rule {
        says: "What a key does and what a run looks like is decided without a browser.",
        words: &["web_sys", "js_sys", "wasm_bindgen", "leptos"],
        within: &["client/src/editor/diff.rs", "client/src/editor/html.rs", "client/src/provider/keeping.rs"],
        except: &[],
    },
    Rule {
        says: "No framework draws inside the editor or the provider.",
        words: &["leptos"],
        within: &["client/src/editor", "client/src/provider"],
        except: &[],
    },
    Rule {
        says: "The engine has no clock, no threads, no files, no sockets and no environment.",
        words: &[
            "std::time",
            "Instant",
            "SystemTime",
            "std::thread",
            "std::fs",
            "std::net",
            "std::io",
            "std::env",
            "std::process",
            "tokio",
        ],
        within: &["shared/src"],
        // Tests take from the environment how long to run.
        except: &["shared/src/testing"],
    },
    Rule {
        says: "The engine has no randomness of its own.",
        words: &["rand", "getrandom", "uuid", "RandomState"],
        within: &["shared/src"],
        except: &["shared/src/testing"],
    },
    Rule {
        says: "The engine does not wait.",
        words: &["async", "await", "Future"],
        within: &["shared/src"],
        except: &[],
    },
    Rule {
        says: "What a document is does not depend on who changes it or how replicas agree.",
        words: &["crate::edit", "crate::sync", "crate::testing"],
        within: &["shared/src/model"],
        except: &[],
    },
    Rule {
        says: "How one person changes a document does not depend on how replicas agree.",
        words: &["crate::sync", "crate::testing"],
        within: &["shared/src/edit"],
        except: &[],
    },
    Rule {
        says: "How a document is written for other programs depends on neither.",
        words: &["crate::edit", "crate::sync", "crate::testing"],
        within: &["shared/src/export"],
        except: &[],
    },
    Rule {
        says: "How replicas agree does not depend on how one person changes a document.",
        words: &["crate::edit", "crate::testing"],
        within: &["shared/src/sync"],
        except: &[],
    },
    Rule {
        says: "The server knows no blocks and no marks.",
        words: &["octavo_shared::edit", "Block", "Blocks", "model::Mark", "Attributes", "Delta"],
        within: &["server/src"],
        except: &[],
    },
    Rule {
        says: "The store knows no documents: an update is bytes there.",
        words: &["octavo_shared"],
        within: &["server/src/store"],
        except: &[],
    },
    Rule {
        says: "The room's rules know no store and no socket.",
        words: &["axum", "WebSocket", "hyper"],
        within: &["shared/src", "server/src/room", "server/src/store"],
        except: &[],
    },
];

#[test]
fn every_part_knows_only_what_it_may() {
    let mut broken = Vec::new();
    for rule in RULES {
        for file in sources(rule.within) {
            if !is_below(&file, rule.except) {
                broken.extend(offences(rule, &file));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn no_rule_names_a_place_that_is_not_there() {
    for rule in RULES {
        for place in rule.within.iter().chain(rule.except) {
            assert!(root().join(place).exists(), "{place} is not there; the rule was: {}", rule.says);
        }
    }
}

/// An exception that nothing uses any more is a door left open.
#[test]
fn every_exception_is_used() {
    for rule in RULES {
        for place in rule.except {
            let is_used = sources(&[place]).iter().any(|file| !offences(rule, file).is_empty());
            assert!(is_used, "{place} may have {:?} and has not", rule.words);
        }
    }
}

#[test]
fn a_word_is_found_in_code_and_not_in_comments_or_other_words() {
    assert!(has_word("use yrs::Doc;", "yrs"));
    assert!(has_word("    crate::sync::guard()", "crate::sync"));
    assert!(!has_word("use yrs_like::Doc;", "yrs"));
    assert!(!has_word("let grand = 1;", "rand"));
    assert!(!has_word(code_of("fn f() {} // as yrs does"), "yrs"));
    assert!(!has_word(code_of("//! yrs is elsewhere"), "yrs"));
    assert!(has_word(code_of("get(\"http://x\", yrs)"), "yrs"));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the checkout").to_path_buf()
}

/// The Rust files at or below some places, from the root of the checkout.
fn sources(places: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting: Vec<PathBuf> = places.iter().map(|place| root().join(place)).collect();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("the folder was there a moment ago");
            waiting.extend(entries.map(|entry| entry.expect("a folder can be read to its end").path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let below_root = path.strip_prefix(root()).expect("the search began at the root");
            found.push(below_root.to_str().expect("our files have plain names").to_owned());
        }
    }
    found.sort();
    found
}

fn is_below(file: &str, places: &[&str]) -> bool {
    places.iter().any(|place| Path::new(file).starts_with(place))
}

fn offences(rule: &Rule, file: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(file)).expect("sources are text");
    let mut offences = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for word in rule.words.iter().filter(|word| has_word(code_of(line), word)) {
            offences.push(format!("{file}:{}: `{word}`. {}", index + 1, rule.says));
        }
    }
    offences
}

/// A line without its comment. Two slashes inside of a text follow a colon and begin none.
fn code_of(line: &str) -> &str {
    let comment = line.match_indices("//").find(|(at, _)| !line[..*at].ends_with(':'));
    comment.map_or(line, |(at, _)| &line[..at])
}

fn has_word(code: &str, word: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    code.match_indices(word).any(|(at, _)| {
        !code[..at].chars().next_back().is_some_and(is_part)
            && !code[at + word.len()..].chars().next().is_some_and(is_part)
    })
}
