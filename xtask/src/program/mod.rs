//! The web app's program, which Trunk has made by this as the last step of a page: compiled, split into the parts that are
//! loaded when they are first needed, bound to JavaScript, made small, named by content and entered into the page.
//!
//! The splitter reads from the relocations of the linked program what each part alone reaches. The rest is the program that
//! every page begins with; wasm-bindgen binds that one, and the parts call what they need of it through its table.

mod names;

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    hash::{DefaultHasher, Hasher},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, anyhow, bail};

use crate::{
    build::Build,
    paths::Paths,
    setup::{self, WebBuild},
    shell,
};

const TARGET: &str = "wasm32-unknown-unknown";
/// The program that every page begins with.
const NAME: &str = "octavo";
/// What loads the parts, as the program and the splitter call it.
const LOADER: &str = "./parts.js";
/// Where in `assets/index.html` the program goes.
const PLACE: &str = "<!-- the program -->";
/// The first line of the loader, which would have it import the program that imports it; the program's script gives itself instead.
const IMPORT: &str = "import { initSync } from \"./octavo.js\";";
const GIVEN: &str = "let initSync;\nexport const give = (given) => (initSync = given);";

/// The first of these name what Rust's compiler takes every browser to have: wasm-opt refuses what it is not told of. The others
/// make the modules smaller as they are sent: code that is alike becomes the same, and stands together.
const SMALLER: [&str; 15] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "-Oz",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--reorder-functions-by-name",
    "--strip-debug",
    "--strip-producers",
];

/// Trunk's hook: makes the program and puts it into the page that Trunk has written into the folder that it names.
pub fn into_page(paths: &Paths) -> Result<()> {
    let told = |name| env::var(name).with_context(|| format!("{name} is not set: Trunk calls this"));
    let folder = PathBuf::from(told("TRUNK_STAGING_DIR")?);
    let how = if told("TRUNK_PROFILE")? == "release" { Build::Release } else { Build::Quick };
    let setup = setup::for_web_build(paths)?;
    let linked = compile(paths, &setup, how)?;

    let work = paths.products().join(if how == Build::Release { "program" } else { "program-quick" });
    if work.exists() {
        fs::remove_dir_all(&work).with_context(|| format!("{} cannot be removed", work.display()))?;
    }
    let (split, bound) = (work.join("split"), work.join("bound"));
    let needs = split_into(&split, &linked)?;
    bind(&setup, &split, &bound)?;
    let mut script = fs::read_to_string(bound.join(format!("{NAME}.js")))?;
    let parts: BTreeSet<&str> = needs.values().flatten().map(String::as_str).collect();
    let of_part = |&name| (name, split.join(format!("{name}.wasm")));
    let program = (NAME, bound.join(format!("{NAME}_bg.wasm")));
    let mut named = BTreeMap::new();
    for (name, path) in parts.iter().map(of_part).chain([program]) {
        if how == Build::Release {
            make_smaller(paths, &setup, &path)?;
        }
        let mut module = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        if name == NAME {
            module = names::shorten(&module, &mut script)?;
        }
        named.insert(name, put(&folder, name, "wasm", &module)?);
    }

    let mut loader = fs::read_to_string(split.join(LOADER))?;
    replace(&mut loader, IMPORT, GIVEN)?;
    for name in parts {
        replace(&mut loader, &format!("\"./{name}.wasm\""), &format!("\"./{}\"", named[name]))?;
    }
    let loader = put(&folder, "parts", "js", loader.as_bytes())?;
    replace(&mut script, &format!("from \"{LOADER}\""), &format!("from \"./{loader}\""))?;
    script.push_str(&format!("\nimport {{ give }} from \"./{loader}\";\ngive(initSync);\n"));
    let script = put(&folder, NAME, "js", script.as_bytes())?;
    enter(&folder, &script, &loader, &named, &needs)
}

/// The linked program, with its relocations.
fn compile(paths: &Paths, setup: &WebBuild, how: Build) -> Result<Vec<u8>> {
    let profile = if how == Build::Release { "wasm-release" } else { "wasm-dev" };
    let mut cargo = setup.wasm.cargo(paths)?;
    cargo.args(["build", "--package", "octavo-client", "--target", TARGET, "--profile", profile]);
    shell::run(&mut cargo)?;
    let linked = paths.target("wasm").join(TARGET).join(profile).join("octavo-client.wasm");
    fs::read(&linked).with_context(|| format!("{} cannot be read", linked.display()))
}

/// Splits the program. Answers which files each part needs.
fn split_into(folder: &Path, linked: &[u8]) -> Result<BTreeMap<String, Vec<String>>> {
    let first = folder.join(format!("{NAME}.wasm"));
    let mut options = wasm_split_cli_support::Options::new(linked);
    options.output_dir = folder;
    options.main_out_path = &first;
    options.link_name = LOADER;
    options.main_module = "./octavo.js";
    let made = wasm_split_cli_support::transform(options)
        .map_err(|report| anyhow!("the program cannot be split: {report:#}"))?;
    Ok(made.prefetch_map.into_iter().collect())
}

fn bind(setup: &WebBuild, split: &Path, bound: &Path) -> Result<()> {
    let mut bindgen = Command::new(&setup.tools.wasm_bindgen);
    bindgen
        .args(["--target", "web", "--no-typescript", "--omit-default-module-path", "--keep-lld-exports"])
        .args(["--out-name", NAME])
        .arg("--out-dir")
        .arg(bound)
        .arg(split.join(format!("{NAME}.wasm")));
    shell::run(&mut bindgen)
}

fn make_smaller(paths: &Paths, setup: &WebBuild, module: &Path) -> Result<()> {
    let mut wasm_opt = Command::new(&setup.tools.wasm_opt);
    wasm_opt.args(SMALLER).arg(module).arg("-o").arg(module);
    shell::run_quietly(&mut wasm_opt, &paths.log("wasm-opt"))
}

/// Writes a file whose name says what it holds, so that it can be kept for ever. Answers its name.
fn put(folder: &Path, name: &str, ending: &str, bytes: &[u8]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    let name = format!("{name}-{:016x}.{ending}", hasher.finish());
    let file = folder.join(&name);
    fs::write(&file, bytes).with_context(|| format!("{} cannot be written", file.display()))?;
    Ok(name)
}

fn replace(text: &mut String, from: &str, to: &str) -> Result<()> {
    if !text.contains(from) {
        bail!("a tool writes its scripts in another way than this is made for: there is no `{from}`");
    }
    *text = text.replace(from, to);
    Ok(())
}

/// Enters the program into the page: what to fetch at once, how it starts, and the files of each part, for `boot.js`.
fn enter(
    folder: &Path,
    script: &str,
    loader: &str,
    named: &BTreeMap<&str, String>,
    needs: &BTreeMap<String, Vec<String>>,
) -> Result<()> {
    let file = folder.join("index.html");
    let mut page = fs::read_to_string(&file)?;
    let part = |(part, files): (&String, &Vec<String>)| {
        let files: Vec<String> = files.iter().map(|file| format!("\"/{}\"", named[file.as_str()])).collect();
        format!("\"{part}\":[{}]", files.join(","))
    };
    let parts = needs.iter().map(part).collect::<Vec<_>>().join(",");
    let program = &named[NAME];
    let entered = format!(
        "<meta name=\"octavo-parts\" content='{{{parts}}}'>\n    \
         <link rel=\"preload\" href=\"/{program}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n    \
         <link rel=\"modulepreload\" href=\"/{script}\">\n    \
         <link rel=\"modulepreload\" href=\"/{loader}\">\n    \
         <script type=\"module\">import start from \"/{script}\"; start({{ module_or_path: \"/{program}\" }});</script>"
    );
    replace(&mut page, PLACE, &entered)?;
    fs::write(&file, page).with_context(|| format!("{} cannot be written", file.display()))
}
