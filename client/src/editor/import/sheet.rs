//! The style sheet that comes inside pasted HTML: Word, Excel and LibreOffice say in it what their classes mean. Only what
//! a single tag or class says is understood, which is how they write.

use std::collections::HashMap;

/// The most CSS that is read, in bytes.
const LONGEST: usize = 512 << 10;

/// The most CSS that holds for one selector, in bytes: each element that it matches reads all of it.
const LONGEST_RULE: usize = 4 << 10;

/// The rules of a pasted style sheet.
#[derive(Default)]
pub struct Sheet {
    /// By selector: `p`, `.MsoTitle`, `p.MsoTitle`.
    rules: HashMap<String, String>,
    /// Word's definitions of list levels, by `l0:level1`.
    lists: HashMap<String, String>,
}

impl Sheet {
    /// Takes in the text of a `<style>` element.
    pub fn read(&mut self, css: &str) {
        if css.len() > LONGEST {
            return;
        }
        let css = without_comments(css);
        let mut rest = css.as_str();
        while let Some((selectors, behind)) = rest.split_once('{') {
            let end = end_of_rule(behind);
            let declarations = behind[..end].trim();
            rest = behind.get(end + 1..).unwrap_or_default();
            let selectors = selectors.trim();
            if let Some(list) = selectors.strip_prefix("@list") {
                self.lists.insert(list.trim().to_ascii_lowercase(), declarations.to_owned());
            } else if !selectors.starts_with('@') {
                for selector in selectors.split(',').map(str::trim).filter(|selector| is_simple(selector)) {
                    let rule = self.rules.entry(selector.to_ascii_lowercase()).or_default();
                    if rule.len() + declarations.len() < LONGEST_RULE {
                        rule.push_str(declarations);
                        rule.push(';');
                    }
                }
            }
        }
    }

    /// What the sheet says of an element, the more particular last.
    pub fn declarations(&self, tag: &str, classes: &str) -> String {
        if self.rules.is_empty() {
            return String::new();
        }
        let classes = classes.to_ascii_lowercase();
        let of_classes = |prefix: &str| {
            classes.split_whitespace().map(|class| format!("{prefix}.{class}")).collect::<Vec<_>>()
        };
        let selectors = [vec![tag.to_owned()], of_classes(""), of_classes(tag)].concat();
        selectors.iter().filter_map(|selector| self.rules.get(selector)).map(String::as_str).collect()
    }

    /// What the level of a list of Word's is like, where the sheet says it; `list` is as in `mso-list:l0 level1 lfo1`.
    pub fn word_level(&self, list: &str) -> Option<&str> {
        let mut words = list.split_whitespace();
        let key = format!("{}:{}", words.next()?, words.next()?);
        self.lists.get(&key).map(String::as_str)
    }
}

/// Where the rule's block ends, which is behind its opening brace.
fn end_of_rule(css: &str) -> usize {
    let mut depth = 1;
    for (at, byte) in css.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    css.len()
}

fn is_simple(selector: &str) -> bool {
    !selector.is_empty()
        && selector.matches('.').count() <= 1
        && selector.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

/// Word writes the whole sheet into a comment of HTML's, and definitions into comments of CSS's.
fn without_comments(css: &str) -> String {
    let css = css.replace("<!--", "").replace("-->", "");
    let mut plain = String::with_capacity(css.len());
    let mut rest = css.as_str();
    while let Some((before, behind)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = behind.split_once("*/").map_or("", |(_, behind)| behind);
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(css: &str) -> Sheet {
        let mut sheet = Sheet::default();
        sheet.read(css);
        sheet
    }

    #[test]
    fn a_class_means_what_the_sheet_says_and_the_particular_comes_last() {
        let sheet =
            sheet("<!-- p, td {color:black} /* {{ */ .Mso {color:red} p.MSO {color:blue} p > b {x:y} -->");
        assert_eq!(sheet.declarations("p", "Mso other"), "color:black;color:red;color:blue;");
        assert_eq!(sheet.declarations("b", ""), "");
    }

    #[test]
    fn lists_of_word_say_what_their_levels_are_like() {
        let sheet =
            sheet("@list l0:level1 {mso-level-number-format:bullet;} @media print { p {a:b} } q {c:d}");
        assert_eq!(sheet.word_level("l0 level1 lfo1"), Some("mso-level-number-format:bullet;"));
        assert_eq!(sheet.word_level("l1 level1 lfo1"), None);
        assert_eq!(sheet.declarations("p", ""), "");
        assert_eq!(sheet.declarations("q", ""), "c:d;");
    }

    #[test]
    fn what_holds_for_one_selector_is_bounded() {
        let sheet = sheet(&"p {color:red}".repeat(10_000));
        assert!((1..LONGEST_RULE).contains(&sheet.declarations("p", "").len()));
    }

    #[test]
    fn a_sheet_that_ends_in_the_middle_is_read_as_far_as_it_goes() {
        assert_eq!(sheet("p {color:red").declarations("p", ""), "color:red;");
        assert_eq!(sheet("p {é: {").declarations("b", ""), "");
    }
}
