//! What an operator tells users: incidents, in a file that he writes, `incidents.toml` in the data folder.
//!
//! ```toml
//! [[incident]]
//! title = "Documents could not be saved"
//! from = "2026-11-24T10:00:00Z"
//! until = "2026-11-24T10:20:00Z"      # while it lasts there is none
//! text = "The disk was full. Nothing that was shown as saved was lost."
//! ```

use serde::Deserialize;

/// The file's name in the data folder.
pub const FILE: &str = "incidents.toml";

/// Something that users should know.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Incident {
    /// In a few words.
    pub title: String,
    /// When it began, as RFC 3339 has it.
    pub from: String,
    /// When it was over; `None` while it lasts.
    pub until: Option<String>,
    /// What happened, and what it means for users.
    #[serde(default)]
    pub text: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    incident: Vec<Incident>,
}

/// Reads the file's text: the incidents, newest first, and those that began at one time as the file has them. An error is for the operator.
pub fn read(text: &str) -> Result<Vec<Incident>, String> {
    let mut incidents = toml::from_str::<File>(text).map_err(|error| error.message().to_owned())?.incident;
    for Incident { title, from, until, .. } in &incidents {
        if let Some(wrong) = [Some(from), until.as_ref()].into_iter().flatten().find(|time| !is_time(time)) {
            return Err(format!("{wrong:?} is no time such as 2026-11-24T10:00:00Z"));
        }
        if until.as_ref().is_some_and(|until| until < from) {
            return Err(format!("{title:?} is over before it begins"));
        }
    }
    incidents.sort_by(|one, other| other.from.cmp(&one.from));
    Ok(incidents)
}

/// Whether a text is a time in UTC, in the one form in which such texts sort by time.
fn is_time(text: &str) -> bool {
    let form = b"0000-00-00T00:00:00Z";
    let has_form = text.len() == form.len()
        && text.bytes().zip(form).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            _ => byte == *form,
        });
    let is_within = |part: std::ops::Range<usize>, least, most| {
        text.get(part)
            .and_then(|part| part.parse::<u8>().ok())
            .is_some_and(|part| (least..=most).contains(&part))
    };
    has_form
        && is_within(5..7, 1, 12)
        && is_within(8..10, 1, 31)
        && is_within(11..13, 0, 23)
        && is_within(14..16, 0, 59)
        && is_within(17..19, 0, 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn incidents_are_read_newest_first_and_what_is_wrong_is_said() {
        let text = "[[incident]]\ntitle = \"old\"\nfrom = \"2026-01-01T00:00:00Z\"\nuntil = \"2026-01-01T01:00:00Z\"\n\
                    [[incident]]\ntitle = \"new\"\nfrom = \"2026-02-01T00:00:00Z\"\ntext = \"It lasts.\"\n";
        let read = read(text).unwrap();
        let titles: Vec<_> =
            read.iter().map(|incident| (incident.title.as_str(), incident.until.is_some())).collect();
        assert_eq!(titles, [("new", false), ("old", true)]);
        assert_eq!(super::read(""), Ok(vec![]));
        for wrong in [
            "[[incident]]\ntitle = \"x\"",
            "[[incident]]\ntitle = \"x\"\nfrom = \"yesterday\"",
            "[[incident]]\ntitle = \"x\"\nfrom = \"2026-13-01T00:00:00Z\"",
            "[[incident]]\ntitle = \"x\"\nfrom = \"2026-01-01T24:00:00Z\"",
            "[[incident]]\ntitle = \"x\"\nfrom = \"2026-01-01T00:00:00Z\"\nuntil = \"soon\"",
            "[[incident]]\ntitle = \"x\"\nfrom = \"2026-01-02T00:00:00Z\"\nuntil = \"2026-01-01T00:00:00Z\"",
            "insident = 1",
        ] {
            assert!(super::read(wrong).is_err(), "{wrong}");
        }
    }
}
