//! Shorter names for what the program has of the browser: wasm-bindgen's hold a hash each, which nothing makes smaller, once in the
//! program and once in its script.

use anyhow::{Context, Result, bail};

/// How the program calls what its script gives it.
const SCRIPT: &[u8] = b"./octavo_bg.js";
const IMPORTS: u8 = 2;
const FUNCTION: u8 = 0;

/// Gives every function that `program` has of its `script` a short name in both.
pub fn shorten(program: &[u8], script: &mut String) -> Result<Vec<u8>> {
    let (mut rest, mut out) = (Bytes(program), Vec::with_capacity(program.len()));
    out.extend(rest.take(8)?);
    while !rest.0.is_empty() {
        let kind = rest.take(1)?[0];
        let section = rest.sized()?;
        out.push(kind);
        if kind == IMPORTS {
            push_sized(&mut out, &imports(Bytes(section), script)?);
        } else {
            push_sized(&mut out, section);
        }
    }
    Ok(out)
}

fn imports(mut section: Bytes, script: &mut String) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let count = section.number()?;
    push_number(&mut out, count);
    for index in 0..count {
        let (module, name, kind) = (section.sized()?, section.sized()?, section.take(1)?[0]);
        if kind != FUNCTION {
            bail!("the program imports something that is no function");
        }
        push_sized(&mut out, module);
        if module == SCRIPT {
            let (name, short) = (str::from_utf8(name)?, format!("i{index}"));
            let (property, shorter) = (format!("\n        {name}: "), format!("\n        {short}: "));
            if script.matches(&property).count() != 1 {
                bail!("the program's script does not name {name} once");
            }
            *script = script.replacen(&property, &shorter, 1);
            push_sized(&mut out, short.as_bytes());
        } else {
            push_sized(&mut out, name);
        }
        out.push(kind);
        push_number(&mut out, section.number()?);
    }
    Ok(out)
}

/// What is still to be read, of https://webassembly.github.io/spec/core/binary/modules.html.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count).context("the program ends early")?;
        self.0 = rest;
        Ok(taken)
    }

    /// A number in LEB128.
    fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.take(1)?[0];
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        bail!("a number in the program has no end")
    }

    /// Bytes behind their count.
    fn sized(&mut self) -> Result<&'a [u8]> {
        let count = self.number()?;
        self.take(count)
    }
}

fn push_number(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn push_sized(out: &mut Vec<u8>, bytes: &[u8]) {
    push_number(out, bytes.len());
    out.extend(bytes);
}

#[cfg(test)]
mod tests {
    use super::{push_sized, shorten};

    #[test]
    fn what_the_script_gives_has_a_short_name_in_both_and_the_rest_stays() {
        let program = |name: &str| {
            let mut imports = vec![2];
            for (module, name, function) in [("./parts.js", "load", 200), ("./octavo_bg.js", name, 3)] {
                push_sized(&mut imports, module.as_bytes());
                push_sized(&mut imports, name.as_bytes());
                imports.push(0);
                super::push_number(&mut imports, function);
            }
            let mut program = b"\0asm\x01\0\0\0\x02".to_vec();
            push_sized(&mut program, &imports);
            program.push(10);
            push_sized(&mut program, &[7; 300]);
            program
        };
        let mut script = "{\n        __wbg_open_0123: function(a) {}".to_owned();
        let shortened = shorten(&program("__wbg_open_0123"), &mut script).unwrap();
        assert_eq!(shortened, program("i1"));
        assert_eq!(script, "{\n        i1: function(a) {}");
        assert!(shorten(&program("__wbg_other"), &mut script).is_err());
    }
}
