//! One message for several updates that come one after another.

use super::Message;
use super::guard::{Spliced, Update};

/// The message that says what these messages say one after another. `None` where they are no updates, or do not follow
/// each other: then they are sent as they are.
///
/// Costs time in their bytes.
pub fn merge_updates<'a>(frames: impl IntoIterator<Item = &'a [u8]>) -> Option<Vec<u8>> {
    let mut spliced = Spliced::default();
    for frame in frames {
        let Ok(Message::Update { update }) = Message::decode(frame) else { return None };
        if !spliced.append(&Update::parse(update).ok()?) {
            return None;
        }
    }
    Some(Message::Update { update: &spliced.encode() }.encode())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Attributes, Delta, Document, seed};

    #[test]
    fn several_updates_are_one_that_does_the_same() {
        let mut people = [Document::new(100), Document::new(200)];
        let mut reader = Document::new(300);
        let mut frames = Vec::new();
        for document in people.iter_mut().chain([&mut reader]) {
            assert!(document.merge([&*seed()]).is_ok());
        }
        for round in 0..4 {
            let typed = Delta::new().insert("letters ", Attributes::new());
            let update = people[round % 2].edit(&typed);
            frames.push(Message::Update { update: &update }.encode());
            assert!(people[1 - round % 2].merge([&*update]).is_ok());
        }
        let merged = merge_updates(frames.iter().map(Vec::as_slice)).unwrap_or_default();
        let Ok(Message::Update { update }) = Message::decode(&merged) else { panic!("it is no update") };
        assert!(reader.merge([update]).is_ok());
        assert_eq!(reader.body(), people[0].body());
        assert!(merged.len() < frames.iter().map(Vec::len).sum());
    }

    #[test]
    fn what_is_no_update_or_does_not_follow_is_not_merged() {
        let mut ada = Document::new(100);
        assert!(ada.merge([&*seed()]).is_ok());
        let mut type_on = || {
            let update = ada.edit(&Delta::new().insert("x", Attributes::new()));
            Message::Update { update: &update }.encode()
        };
        let (first, _, third) = (type_on(), type_on(), type_on());
        assert_eq!(merge_updates([&*first, &*third]), None);
        assert_eq!(merge_updates([&*first, &[3][..]]), None);
    }
}
