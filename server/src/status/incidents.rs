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

/// Reads the file's text: the incidents, newest first. An error is for the operator.
pub fn read(text: &str) -> Result<Vec<Incident>, String> {
    let mut incidents = toml::from_str::<File>(text).map_err(|error| error.message().to_owned())?.incident;
    if let Some(wrong) = incidents.iter().find(|incident| !is_time(&incident.from)) {
        return Err(format!("{:?} is no time such as 2026-11-24T10:00:00Z", wrong.from));
    }
    incidents.sort_by(|one, other| other.from.cmp(&one.from));
    Ok(incidents)
}

/// Whether a text has the form of a time in UTC, so that such texts sort by time.
fn is_time(text: &str) -> bool {
    let form = b"0000-00-00T00:00:00Z";
    text.len() == form.len()
        && text.bytes().zip(form).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            _ => byte == *form,
        })
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
            "insident = 1",
        ] {
            assert!(super::read(wrong).is_err(), "{wrong}");
        }
    }
}
