//! Times sorted into buckets, counted without a lock, and how Prometheus reads them.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The upper bounds of the buckets, in microseconds.
const BOUNDS: [u64; 10] = [500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000];

/// How often something took how long.
#[derive(Debug, Default)]
pub struct Histogram {
    /// By bucket; the last has no upper bound.
    counts: [AtomicU64; BOUNDS.len() + 1],
    total_us: AtomicU64,
}

impl Histogram {
    /// It took so long once more.
    pub fn add(&self, time: Duration) {
        let time = time.as_micros() as u64;
        self.total_us.fetch_add(time, Ordering::Relaxed);
        self.counts[BOUNDS.partition_point(|bound| *bound < time)].fetch_add(1, Ordering::Relaxed);
    }

    /// Appends it in Prometheus's text format.
    pub fn write(&self, text: &mut String, name: &str, help: &str) {
        // Writing to a string does not fail.
        let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} histogram\n");
        let mut total = 0;
        for (index, count) in self.counts.iter().enumerate() {
            total += count.load(Ordering::Relaxed);
            let bound =
                BOUNDS.get(index).map_or("+Inf".to_owned(), |bound| (*bound as f64 / 1e6).to_string());
            let _ = writeln!(text, "{name}_bucket{{le=\"{bound}\"}} {total}");
        }
        let seconds = self.total_us.load(Ordering::Relaxed) as f64 / 1e6;
        let _ = write!(text, "{name}_sum {seconds}\n{name}_count {total}\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_time_is_in_every_bucket_from_its_own_on() {
        let histogram = Histogram::default();
        histogram.add(Duration::from_micros(2_500));
        histogram.add(Duration::from_secs(9));
        let mut text = String::new();
        histogram.write(&mut text, "octavo_x_seconds", "X.");
        for line in [
            "# HELP octavo_x_seconds X.",
            "octavo_x_seconds_bucket{le=\"0.001\"} 0",
            "octavo_x_seconds_bucket{le=\"0.0025\"} 1",
            "octavo_x_seconds_bucket{le=\"1\"} 1",
            "octavo_x_seconds_bucket{le=\"+Inf\"} 2",
            "octavo_x_seconds_sum 9.0025",
            "octavo_x_seconds_count 2",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        }
    }
}
