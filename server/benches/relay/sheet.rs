//! The figures as they are printed, each beside its limit or its aim, and what others take for the same.

use std::io;
use std::time::Duration;

use super::contender::Contender;

/// The figures, and whether each is within its limit.
pub struct Sheet {
    is_within: bool,
}

impl Sheet {
    pub fn new() -> Sheet {
        Sheet { is_within: true }
    }

    pub fn is_within(&self) -> bool {
        self.is_within
    }

    /// One that must not be over its limit.
    pub fn add(&mut self, what: &str, value: f64, limit: f64, unit: &str) {
        let verdict = if value <= limit { "within" } else { "OVER" };
        println!("  {what:<58} {value:8.2} {unit}   limit {limit:7.2}   {verdict}");
        self.is_within &= value <= limit;
    }

    /// One that is to be reached, and fails nothing.
    pub fn aim(&self, what: &str, value: f64, aim: f64, unit: &str) {
        println!("  {what:<58} {value:8.2} {unit}   aim   {aim:7.2}");
    }

    /// What others have where a figure of ours stands above.
    pub fn beside(&self, others: &[Contender], figures: impl IntoIterator<Item = io::Result<String>>) {
        for (contender, figure) in others.iter().zip(figures) {
            let said = figure.unwrap_or_else(|error| format!("could not: {error}"));
            println!("      beside: {:<24} {said}", contender.name());
        }
    }
}

/// The time, in milliseconds, that `part` of them do not exceed.
pub fn at(times: &mut [Duration], part: f64) -> f64 {
    times.sort();
    let index = ((times.len() as f64 * part) as usize).min(times.len() - 1);
    times[index].as_secs_f64() * 1e3
}

pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
