//! People's names and numbers: the log holds numbers, so that an entry is small.

use std::collections::HashMap;

use redb::{ReadableTable, WriteTransaction};

use super::record::{PEOPLE, PEOPLE_NUMBERS};
use super::{Person, StoreError};

/// Looks names up by number, each once.
pub(super) struct Names<'a, T> {
    people: &'a T,
    known: HashMap<u64, Person>,
}

impl<'a, T: ReadableTable<u64, &'static str>> Names<'a, T> {
    pub fn new(people: &'a T) -> Self {
        Names { people, known: HashMap::new() }
    }

    /// The name of a person; empty for 0 and for a number that nobody has.
    pub fn of(&mut self, number: u64) -> Result<Person, StoreError> {
        if let Some(name) = self.known.get(&number) {
            return Ok(name.clone());
        }
        let name: Person = self.people.get(number)?.map_or("".into(), |name| name.value().into());
        self.known.insert(number, name.clone());
        Ok(name)
    }
}

/// Looks numbers up by name within a transaction, and gives one to who has none.
pub(super) struct Numbers<'a> {
    txn: &'a WriteTransaction,
    /// The one who was asked for last: mostly the next one too.
    last: Option<(Person, u64)>,
}

impl<'a> Numbers<'a> {
    pub fn new(txn: &'a WriteTransaction) -> Self {
        Numbers { txn, last: None }
    }

    pub fn of(&mut self, person: &Person) -> Result<u64, StoreError> {
        if person.is_empty() {
            return Ok(0);
        }
        if let Some((name, number)) = &self.last
            && name == person
        {
            return Ok(*number);
        }
        let number = self.find_or_give(person)?;
        self.last = Some((person.clone(), number));
        Ok(number)
    }

    fn find_or_give(&self, person: &str) -> Result<u64, StoreError> {
        let mut numbers = self.txn.open_table(PEOPLE_NUMBERS)?;
        if let Some(number) = numbers.get(person)? {
            return Ok(number.value());
        }
        let mut people = self.txn.open_table(PEOPLE)?;
        let number = people.last()?.map_or(0, |(number, _)| number.value()) + 1;
        people.insert(number, person)?;
        numbers.insert(person, number)?;
        Ok(number)
    }
}
