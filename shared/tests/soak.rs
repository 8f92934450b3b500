//! Three people who do anything at all for a long time, each with stretches off the network.
//!
//! `OCTAVO_SOAK` says how many steps, `OCTAVO_SEED` repeats a run that has failed.

mod drawn;

use drawn::hands::{random_command, random_selection};
use drawn::sketch::editor;
use drawn::with_seeds;
use octavo_shared::edit::Command::{DeleteSelection, Redo, Undo};
use octavo_shared::edit::{Editor, Selection};
use rand::Rng;
use rand::rngs::StdRng;

const STEPS: usize = 5_000;
/// Where a document is longer than this, somebody takes half of it out.
const LONG: usize = 3_000;

struct Person {
    editor: Editor,
    /// What others have sent and is not here yet.
    mail: Vec<Vec<u8>>,
    /// Until which step they have no network.
    offline_until: usize,
}

impl Person {
    fn read_mail(&mut self) {
        let letters = std::mem::take(&mut self.mail);
        self.editor.merge(letters.iter().map(Vec::as_slice)).expect("honest updates");
    }

    fn act(&mut self, rng: &mut StdRng, step: usize) -> Option<Vec<u8>> {
        let selection = random_selection(rng, &self.editor);
        self.editor.select(selection);
        let mut command = random_command(rng, &self.editor);
        if self.editor.blocks().len() > LONG {
            self.editor.select(Selection { anchor: selection.head, head: LONG / 2 });
            command = DeleteSelection;
        }
        let applies = self.editor.can_apply(&command);
        let update = self.editor.apply(&command, step as f64 * 100.0);
        // That others have deleted all that could be undone turns out only when it is tried.
        let is_known = !matches!(command, Undo | Redo) || !applies;
        assert!(!is_known || applies == update.is_some(), "whether {command:?} applies is known before");
        update?.update
    }

    fn check(&mut self) {
        let selected = self.editor.selection();
        self.editor.select(selected);
        assert_eq!(self.editor.selection(), selected, "no end of the selection is within a character");
        let (blocks, document) = (self.editor.blocks(), self.editor.document());
        let body = document.body();
        assert_eq!(blocks.body(), body, "the blocks are the document's");
        assert!(body.text().ends_with('\n'), "the last terminator stays");
        assert!(self.editor.selection().end() < blocks.len(), "the selection is in the body");
        let fresh = octavo_shared::model::Blocks::from_body(&body);
        let numbers = |blocks: &octavo_shared::model::Blocks| -> Vec<u32> {
            blocks.iter().map(|block| block.ordinal).collect()
        };
        assert_eq!(numbers(blocks), numbers(&fresh), "lists are numbered as in a document just opened");
        self.editor.format_state();
    }
}

#[test]
fn three_people_doing_anything_for_long_end_with_one_document() {
    let steps =
        std::env::var("OCTAVO_SOAK").map_or(STEPS, |steps| steps.parse().expect("OCTAVO_SOAK is a number"));
    with_seeds(1, |rng| {
        let first = editor("# Title\none _two_|\n* three");
        let state = first.document().replica().encode();
        let mut people = [first, Editor::new(8), Editor::new(9)].map(|editor| Person {
            editor,
            mail: vec![state.clone()],
            offline_until: 0,
        });
        people.iter_mut().for_each(Person::read_mail);
        for step in 0..steps {
            let who = rng.random_range(0..people.len());
            if rng.random_bool(0.01) {
                people[who].offline_until = step + rng.random_range(10..150);
            }
            let is_online = people[who].offline_until <= step;
            if is_online && rng.random_bool(0.5) {
                people[who].read_mail();
            } else if let Some(update) = people[who].act(rng, step) {
                // Whoever writes without a network sends it later: to the others that is the same as slow mail.
                (0..people.len()).filter(|to| *to != who).for_each(|to| people[to].mail.push(update.clone()));
            }
            people[who].check();
        }
        people.iter_mut().for_each(Person::read_mail);
        let bodies = people.each_ref().map(|person| person.editor.document().body());
        assert_eq!(bodies[0], bodies[1]);
        assert_eq!(bodies[1], bodies[2]);
    });
}
