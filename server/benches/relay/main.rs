//! What a delivered update costs at the server: Octavo beside `@y/websocket-server`, `@hocuspocus/server` and a bare
//! broadcaster that neither knows documents nor stores them, under the same load, in turns, in one run; and what Octavo takes by itself (`figures`).
//! The argument `figures` measures the latter alone, or those parts of it that follow: start, memory, join, acknowledge, slow, past.
//!
//! Run by `cargo xtask bench`, which names Octavo's program in `OCTAVO_SERVER_BIN` and the folder of the npm packages in
//! `OCTAVO_E2E`. The load comes from a process of its own. CPU time is the server's alone, all its threads, in user and
//! kernel.

mod bare;
mod contender;
mod figures;
mod load;
mod past;

use std::process::ExitCode;

use contender::{Contender, Outcome};
use load::Load;

/// Rounds of each contender and load, in turns; the median counts.
const ROUNDS: usize = 5;
const LOADS: [Load; 2] =
    [Load { writers: 1, readers: 100, seconds: 6 }, Load { writers: 20, readers: 100, seconds: 5 }];
/// The most that Octavo may cost, as a part of what the other costs: of another server, and of the bare broadcaster with one
/// who writes and with many.
const OF_SERVER: f64 = 0.60;
const OF_BARE: (f64, f64) = (1.0, 0.5);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.first().map(String::as_str) {
        Some("bare") => bare::serve(),
        Some("load") => load::run(&arguments[1..]),
        Some("figures") => return figures(&arguments[1..]),
        _ => return compare(),
    }
    ExitCode::SUCCESS
}

fn compare() -> ExitCode {
    let mut contenders = Vec::new();
    match std::env::var_os("OCTAVO_SERVER_BIN") {
        Some(program) => contenders.push(Contender::Octavo(program)),
        None => {
            eprintln!("OCTAVO_SERVER_BIN does not name Octavo's program. Run `cargo xtask bench`.");
            return ExitCode::FAILURE;
        }
    }
    match contender::websocket_server() {
        Some(script) => contenders.push(Contender::WebsocketServer(script)),
        None => println!("Skipped: @y/websocket-server is not in the node_modules of $OCTAVO_E2E."),
    }
    match contender::hocuspocus() {
        Some(script) => contenders.push(Contender::Hocuspocus(script)),
        None => println!("Skipped: @hocuspocus/server is not in the node_modules of $OCTAVO_E2E."),
    }
    contenders.push(Contender::Bare);

    let mut is_within = true;
    for load in LOADS {
        println!("\n{} writing at 10/s, {} reading", load.writers, load.readers);
        let mut outcomes: Vec<Vec<Outcome>> = contenders.iter().map(|_| Vec::new()).collect();
        for _ in 0..ROUNDS {
            for (contender, outcomes) in contenders.iter().zip(&mut outcomes) {
                match contender.measure(load) {
                    Ok(outcome) => outcomes.push(outcome),
                    Err(error) => {
                        eprintln!("{}: {error}", contender.name());
                        return ExitCode::FAILURE;
                    }
                }
            }
        }
        let costs: Vec<f64> =
            outcomes.iter().map(|outcomes| median(outcomes, |outcome| outcome.cost)).collect();
        for ((contender, outcomes), cost) in contenders.iter().zip(&outcomes).zip(&costs) {
            println!(
                "  {:<24} {cost:6.2} us CPU a delivery   latency p50 {:6.2} ms, p99 {:6.2} ms   {} of {} delivered",
                contender.name(),
                median(outcomes, |outcome| outcome.p50),
                median(outcomes, |outcome| outcome.p99),
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
            let ratio = middle(outcomes[0].iter().zip(others).map(|(own, other)| own.cost / other.cost));
            let verdict = if ratio <= limit { "within" } else { "OVER" };
            println!("  Octavo / {:<24} {ratio:5.2}   limit {limit:4.2}   {verdict}", contender.name());
            is_within &= ratio <= limit;
            if matches!(contender, Contender::Hocuspocus(_)) {
                // Though it stores nothing.
                let ratio = middle(outcomes[0].iter().zip(others).map(|(own, other)| own.p99 / other.p99));
                let verdict = if ratio <= 1.0 { "within" } else { "OVER" };
                println!("  latency p99 of Octavo / of it     {ratio:5.2}   limit 1.00   {verdict}");
                is_within &= ratio <= 1.0;
            }
        }
    }
    if figures(&[]) == ExitCode::SUCCESS && is_within { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn figures(wanted: &[String]) -> ExitCode {
    let Some(program) = std::env::var_os("OCTAVO_SERVER_BIN") else { return ExitCode::FAILURE };
    match figures::measure(&Contender::Octavo(program.clone()), program.as_ref(), wanted) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("Octavo's figures: {error}");
            ExitCode::FAILURE
        }
    }
}

fn median(outcomes: &[Outcome], value: impl Fn(&Outcome) -> f64) -> f64 {
    middle(outcomes.iter().map(value))
}

fn middle(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
