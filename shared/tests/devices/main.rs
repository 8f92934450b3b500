//! People write on several devices, each with a disk and up to three tabs, over a network and with a server that do everything
//! they may do wrong: tabs close and crash, the lead passes on and is taken away, connections drop, the server is killed. Each thing that
//! was typed and came to a disk is there at the end, once.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod device;
mod world;

use octavo_shared::testing::for_seeds;
use world::World;

#[test]
fn nothing_typed_on_any_device_is_lost_or_doubled() {
    for_seeds(150, |seed| {
        let mut world = World::new(seed, 4);
        for _ in 0..1_500 {
            world.step();
        }
        world.settle();
    });
}

#[test]
fn a_run_does_all_that_it_is_to_survive() {
    let mut world = World::new(7, 4);
    for _ in 0..20_000 {
        world.step();
    }
    world.settle();
    let tally = world.tally;
    let counts =
        [tally.typed, tally.crashes, tally.closes, tally.steals, tally.drops, tally.kills, tally.folds];
    assert!(counts.iter().all(|count| *count > 10), "{counts:?}");
}
