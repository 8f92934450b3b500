//! Which rooms are in memory, in which of them nobody is, and which of those were told to go: whoever has been empty for
//! longest goes first. How much memory they take together is kept beside them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

use super::{Input, RoomHandle};
use crate::store::DocumentName;

/// The memory that rooms take.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// By an estimate, in bytes.
    pub bytes: AtomicUsize,
    /// Told when a room has left it.
    pub gone: Notify,
}

/// How a room stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Somebody is there, or on his way.
    Used,
    /// Nobody is there, by how-manieth it became so.
    Empty(u64),
    /// It was told to go, with so many bytes.
    Going(usize),
}

#[derive(Debug)]
struct Resident {
    room: Arc<RoomHandle>,
    standing: Standing,
}

/// The rooms that are in memory.
#[derive(Debug, Default)]
pub(super) struct Residents {
    rooms: HashMap<DocumentName, Resident>,
    empty: BTreeMap<u64, DocumentName>,
    next: u64,
    going: usize,
    going_bytes: usize,
}

impl Residents {
    pub fn len(&self) -> usize {
        self.rooms.len()
    }

    pub fn get(&self, name: &str) -> Option<&Arc<RoomHandle>> {
        self.rooms.get(name).map(|resident| &resident.room)
    }

    pub fn all(&self) -> impl Iterator<Item = &Arc<RoomHandle>> {
        self.rooms.values().map(|resident| &resident.room)
    }

    pub fn insert(&mut self, name: DocumentName, room: Arc<RoomHandle>) {
        self.rooms.insert(name, Resident { room, standing: Standing::Used });
    }

    pub fn remove(&mut self, name: &str) {
        self.stand(name, Standing::Used);
        self.rooms.remove(name);
    }

    /// Whether anybody is in a room has changed.
    pub fn note(&mut self, name: &DocumentName, is_used: bool) {
        if is_used {
            self.stand(name, Standing::Used);
        } else {
            self.next += 1;
            self.stand(name, Standing::Empty(self.next));
        }
    }

    /// Tells rooms in which nobody is to go, until as many bytes are to be free, and as many rooms, with those that are
    /// going already. False when none is going: there will be no space.
    pub fn make_space(&mut self, bytes: usize, rooms: usize) -> bool {
        while self.going_bytes < bytes || self.going < rooms {
            let Some((_, name)) = self.empty.first_key_value() else { break };
            let name = name.clone();
            let Some(resident) = self.rooms.get(&name) else { break };
            resident.room.send(Input::MakeRoom);
            let bytes = resident.room.bytes.load(Ordering::Relaxed);
            self.stand(&name, Standing::Going(bytes));
        }
        self.going > 0
    }

    fn stand(&mut self, name: &str, standing: Standing) {
        let Some((name, before)) =
            self.rooms.get_key_value(name).map(|(name, found)| (name.clone(), found.standing))
        else {
            return;
        };
        match before {
            Standing::Used => {}
            Standing::Empty(number) => drop(self.empty.remove(&number)),
            Standing::Going(bytes) => {
                self.going -= 1;
                self.going_bytes -= bytes;
            }
        }
        match standing {
            Standing::Used => {}
            Standing::Empty(number) => drop(self.empty.insert(number, name.clone())),
            Standing::Going(bytes) => {
                self.going += 1;
                self.going_bytes += bytes;
            }
        }
        if let Some(resident) = self.rooms.get_mut(&name) {
            resident.standing = standing;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::mpsc;

    type Inlet = mpsc::UnboundedReceiver<Input>;

    fn house(rooms: &[(&str, usize)]) -> (Residents, Vec<Inlet>) {
        let mut residents = Residents::default();
        let memory = Arc::default();
        let mut inlets = Vec::new();
        for (name, bytes) in rooms {
            let (inlet, inputs) = mpsc::unbounded_channel();
            let room = RoomHandle::new(inlet, Arc::clone(&memory));
            room.weigh(*bytes);
            residents.insert((*name).into(), Arc::new(room));
            inlets.push(inputs);
        }
        (residents, inlets)
    }

    fn told(inlets: &mut [Inlet]) -> Vec<usize> {
        let is_told = |inlet: &mut Inlet| matches!(inlet.try_recv(), Ok(Input::MakeRoom));
        inlets.iter_mut().enumerate().filter_map(|(at, inlet)| is_told(inlet).then_some(at)).collect()
    }

    #[test]
    fn those_go_first_in_which_nobody_has_been_for_longest_and_no_more_than_needed() {
        let (mut residents, mut inlets) = house(&[("a", 10), ("b", 10), ("c", 10), ("d", 10)]);
        for name in ["c", "a", "b"] {
            residents.note(&name.into(), false);
        }
        assert!(residents.make_space(15, 0));
        assert_eq!(told(&mut inlets), [0, 2]);
        assert!(residents.make_space(20, 2), "what is going already counts");
        assert!(told(&mut inlets).is_empty());
        assert!(residents.make_space(0, 3));
        assert_eq!(told(&mut inlets), [1]);
        assert!(residents.make_space(1000, 1000), "those that are going can be waited for");
        assert!(told(&mut inlets).is_empty(), "somebody is in the last");
        ["a", "b", "c"].into_iter().for_each(|name| residents.remove(name));
        assert!(!residents.make_space(1, 1));
        assert_eq!(residents.len(), 1);
    }

    #[test]
    fn a_room_that_somebody_comes_back_to_is_not_counted_on() {
        let (mut residents, mut inlets) = house(&[("a", 10), ("b", 10)]);
        residents.note(&"a".into(), false);
        residents.note(&"b".into(), false);
        residents.note(&"a".into(), true);
        assert!(residents.make_space(10, 0));
        assert_eq!(told(&mut inlets), [1]);
        residents.note(&"b".into(), true);
        assert!(!residents.make_space(10, 0));
        residents.note(&"a".into(), false);
        assert!(residents.make_space(10, 0));
        assert_eq!(told(&mut inlets), [0]);
    }
}
