//! What a delivered update costs at the server: Octavo beside `@y/websocket-server`, `@hocuspocus/server` and a bare
//! broadcaster that neither knows documents nor stores them, under the same load, in turns, in one run; and what it takes for the
//! rest, beside the same (`figures`). The argument `figures` measures the latter alone, or those parts of it that follow, and
//! `loads` the former alone.
//!
//! Run by `cargo xtask bench`, which names Octavo's program in `OCTAVO_SERVER_BIN` and the folder of the npm packages in
//! `OCTAVO_E2E`. The load comes from a process of its own. CPU time is the server's alone, all its threads, in user and
//! kernel.

mod bare;
mod client;
mod contender;
mod documents;
mod figures;
mod joining;
mod kills;
mod load;
mod memory;
mod past;
mod searching;
mod sheet;
mod typing;

use std::io;
use std::process::ExitCode;

use rustix::process::{Resource, getrlimit, setrlimit};

use contender::{Contender, Outcome};
use load::Load;
use sheet::median;

/// Rounds of each contender and load, in turns; the median counts.
const ROUNDS: usize = 5;
const LOADS: [Load; 3] = [
    Load { writers: 1, readers: 100, seconds: 6 },
    Load { writers: 1, readers: 1_000, seconds: 6 },
    Load { writers: 20, readers: 100, seconds: 5 },
];
/// The most that Octavo may cost, as a part of what the other costs: of another server, and of the bare broadcaster with one
/// who writes and with many.
const OF_SERVER: f64 = 0.60;
const OF_BARE: (f64, f64) = (1.0, 0.5);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.first().map(String::as_str) {
        Some("bare") => bare::serve(),
        Some("load") => load::run(&arguments[1..]),
        part => match measure(part, arguments.get(1..).unwrap_or_default()) {
            Ok(true) => {}
            Ok(false) => return ExitCode::FAILURE,
            Err(error) => {
                eprintln!("The relay cannot be measured: {error}");
                return ExitCode::FAILURE;
            }
        },
    }
    ExitCode::SUCCESS
}

/// False when something is over its limit.
fn measure(part: Option<&str>, wanted: &[String]) -> io::Result<bool> {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit)?;
    let contenders = contender::all().map_err(io::Error::other)?;
    match part {
        Some("loads") => compare(&contenders),
        Some("figures") => figures::measure(&contenders, wanted),
        Some(unknown) => Err(io::Error::other(format!("{unknown:?} is neither `loads` nor `figures`"))),
        None => {
            let is_within = compare(&contenders)?;
            Ok(figures::measure(&contenders, &[])? && is_within)
        }
    }
}

/// Puts each load on each contender, in turns.
fn compare(contenders: &[Contender]) -> io::Result<bool> {
    let mut is_within = true;
    for load in LOADS {
        println!("\n{} writing at 10/s, {} reading", load.writers, load.readers);
        let mut outcomes: Vec<Vec<Outcome>> = contenders.iter().map(|_| Vec::new()).collect();
        for _ in 0..ROUNDS {
            for (contender, outcomes) in contenders.iter().zip(&mut outcomes) {
                let measured = contender.measure(load);
                outcomes.push(measured.map_err(|error| {
                    io::Error::other(format!("{} under the load: {error}", contender.name()))
                })?);
            }
        }
        let costs: Vec<f64> =
            outcomes.iter().map(|outcomes| middle(outcomes, |outcome| outcome.cost)).collect();
        for ((contender, outcomes), cost) in contenders.iter().zip(&outcomes).zip(&costs) {
            println!(
                "  {:<24} {cost:6.2} us CPU a delivery   latency p50 {:6.2} ms, p99 {:6.2} ms   {} of {} delivered",
                contender.name(),
                middle(outcomes, |outcome| outcome.p50),
                middle(outcomes, |outcome| outcome.p99),
                outcomes.iter().map(|outcome| outcome.delivered).sum::<u64>(),
                outcomes.iter().map(|outcome| outcome.expected).sum::<u64>(),
            );
            // Of the others, what they delivered in time is counted, and the rest is seen in the line above.
            let is_complete = outcomes.iter().all(|outcome| outcome.delivered == outcome.expected);
            is_within &= is_complete || !matches!(contender, Contender::Octavo(_));
        }
        for (contender, others) in contenders.iter().zip(&outcomes).skip(1) {
            let limit = match contender {
                Contender::Bare if load.writers == 1 => OF_BARE.0,
                Contender::Bare => OF_BARE.1,
                _ => OF_SERVER,
            };
            // Of each round by itself: what else the machine does then hits both.
            let ratio = median(outcomes[0].iter().zip(others).map(|(own, other)| own.cost / other.cost));
            let verdict = if ratio <= limit { "within" } else { "OVER" };
            println!("  Octavo / {:<24} {ratio:5.2}   limit {limit:4.2}   {verdict}", contender.name());
            is_within &= ratio <= limit;
            if matches!(contender, Contender::Hocuspocus(_)) {
                // Though it stores nothing.
                let ratio = median(outcomes[0].iter().zip(others).map(|(own, other)| own.p99 / other.p99));
                let verdict = if ratio <= 1.0 { "within" } else { "OVER" };
                println!("  latency p99 of Octavo / of it     {ratio:5.2}   limit 1.00   {verdict}");
                is_within &= ratio <= 1.0;
            }
        }
    }
    Ok(is_within)
}

fn middle(outcomes: &[Outcome], value: impl Fn(&Outcome) -> f64) -> f64 {
    median(outcomes.iter().map(value))
}
