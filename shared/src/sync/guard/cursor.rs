//! Reading lib0's encoding from bytes that cannot be trusted.
//!
//! A cursor borrows, never allocates, and bounds every length and count by the bytes that are left. What the values
//! mean is for [`super::structs`].

use super::{Malformed, Refused, Rejection};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// One more than the highest clock. yrs computes with `i32` in places.
pub(crate) const CLOCKS: u64 = 1 << 31;
/// One more than the highest client id: what a JavaScript number holds exactly.
const CLIENTS: u64 = 1 << 53;
/// How deep arrays and objects may nest in a value. yrs reads them by recursion.
const VALUE_DEPTH: u32 = 32;

/// Appends an unsigned number in LEB128.
pub(crate) fn write_var(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// A position in bytes from outside.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Cursor { bytes, at: 0 }
    }

    /// How many bytes were read.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.at == self.bytes.len()
    }

    fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Malformed> {
        let byte = *self.bytes.get(self.at).ok_or(Malformed::Truncated)?;
        self.at += 1;
        Ok(byte)
    }

    /// An unsigned number of at most 63 bits.
    pub(crate) fn var(&mut self) -> Result<u64, Malformed> {
        let mut number = 0u64;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Malformed::Number)
    }

    /// How many things follow that take at least `each` bytes.
    pub(crate) fn count(&mut self, each: usize) -> Result<u32, Malformed> {
        let count = self.var()?;
        if count > (self.left() / each) as u64 {
            return Err(Malformed::Truncated);
        }
        u32::try_from(count).map_err(|_| Malformed::Number)
    }

    fn skip(&mut self, length: u64) -> Result<&'a [u8], Malformed> {
        if length > self.left() as u64 {
            return Err(Malformed::Truncated);
        }
        let from = self.at;
        self.at += length as usize;
        Ok(&self.bytes[from..self.at])
    }

    /// A length and as many bytes.
    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let length = self.var()?;
        self.skip(length)
    }

    /// A length and as many bytes of UTF-8.
    pub(crate) fn text(&mut self) -> Result<&'a str, Malformed> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Malformed::Utf8)
    }

    pub(crate) fn client(&mut self) -> Result<u64, Malformed> {
        let client = self.var()?;
        if client >= CLIENTS { Err(Malformed::Client) } else { Ok(client) }
    }

    pub(crate) fn clock(&mut self) -> Result<u32, Malformed> {
        let clock = self.var()?;
        if clock >= CLOCKS { Err(Malformed::Clock) } else { Ok(clock as u32) }
    }

    /// A value that must be JSON, read as yrs reads it.
    pub(crate) fn json(&mut self) -> Result<(), Malformed> {
        check_json(self.text()?)
    }

    /// One value in lib0's "any" encoding.
    pub(crate) fn value(&mut self) -> Result<(), Rejection> {
        self.value_at(0)
    }

    fn value_at(&mut self, depth: u32) -> Result<(), Rejection> {
        if depth > VALUE_DEPTH {
            return Err(Refused::ValueDepth.into());
        }
        match self.byte()? {
            // undefined, null, false, true
            127 | 126 | 121 | 120 => {}
            125 => self.signed()?,
            124 => self.skip(4).map(|_| ())?,
            123 | 122 => self.skip(8).map(|_| ())?,
            119 => self.text().map(|_| ())?,
            118 => {
                for _ in 0..self.count(2)? {
                    self.text()?;
                    self.value_at(depth + 1)?;
                }
            }
            117 => {
                for _ in 0..self.count(1)? {
                    self.value_at(depth + 1)?;
                }
            }
            116 => self.bytes().map(|_| ())?,
            tag => return Err(Malformed::Tag(tag).into()),
        }
        Ok(())
    }

    /// A signed number of at most 55 bits: lib0 writes 32, and yrs shifts without looking.
    fn signed(&mut self) -> Result<(), Malformed> {
        for _ in 0..8 {
            if self.byte()? < 0x80 {
                return Ok(());
            }
        }
        Err(Malformed::Number)
    }
}

/// Whether `text` is JSON that every replica can read: serde_json's grammar, integers within `i64`, bounded depth.
pub(crate) fn check_json(text: &str) -> Result<(), Malformed> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let shape = Shape { depth: VALUE_DEPTH };
    shape.deserialize(&mut deserializer).and_then(|()| deserializer.end()).map_err(|_| Malformed::Json)
}

/// Visits a JSON value and keeps nothing of it. Strings are decoded, so that an escape which decodes to no character
/// is an error here because it is one in yrs.
#[derive(Clone, Copy)]
struct Shape {
    depth: u32,
}

impl<'de> DeserializeSeed<'de> for Shape {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Shape {
    fn inside<E: Error>(self) -> Result<Self, E> {
        let depth = self.depth.checked_sub(1).ok_or_else(|| E::custom("nested too deeply"))?;
        Ok(Shape { depth })
    }
}

impl<'de> Visitor<'de> for Shape {
    type Value = ();
    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        i64::try_from(number).map(|_| ()).map_err(|_| E::custom("an integer out of bounds"))
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let inside = self.inside::<A::Error>()?;
        while items.next_element_seed(inside)?.is_some() {}
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let inside = self.inside::<A::Error>()?;
        while entries.next_key::<String>()?.is_some() {
            entries.next_value_seed(inside)?;
        }
        Ok(())
    }
}
