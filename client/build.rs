//! Compiles the messages of the interface: `locales/*.ftl` become one text a language (`OUT_DIR/en`), in which the messages stand
//! in the order of their names, each ended by NUL, and a list of these names. `language/words.rs` reads them.

use std::path::{Path, PathBuf};
use std::{env, fs};

use octavo_words::Language;
use octavo_words::compile::messages;

fn main() {
    println!("cargo:rerun-if-changed=locales");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let messages = messages(Path::new("locales"), None).unwrap_or_else(|problem| panic!("{problem}"));
    for (index, language) in Language::ALL.into_iter().enumerate() {
        let text: String =
            messages.values().map(|message| format!("{}\0", message.patterns[index])).collect();
        fs::write(out.join(language.tag()), text).expect("OUT_DIR can be written");
    }
    let names: Vec<_> = messages.keys().collect();
    fs::write(out.join("names"), format!("&{names:?}")).expect("OUT_DIR can be written");
}
