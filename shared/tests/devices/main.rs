//! People write for hours on several devices, each with a disk and up to three tabs, over a network and with a server that do everything
//! they may do wrong: tabs close and crash, the lead passes on and is taken away, connections drop or go silent, devices sleep, disks
//! fill up, spoil what they hold and are cleared by the browser, rights are taken back and given again, the server is killed, cannot
//! write, folds its log and has its clock set. Each thing that was typed and came to a disk is there at the end, once; what was on one
//! disk alone and is lost with it was said to be lost.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod device;
mod disk;
mod server;
mod world;

use octavo_shared::testing::for_seeds;
use std::cell::Cell;
use world::{Tally, World};

#[test]
fn nothing_typed_on_any_device_is_lost_or_doubled() {
    let (sum, schedules) = (Cell::new(Tally::default()), Cell::new(0));
    for_seeds(150, |seed| {
        let mut world = World::new(seed, 4);
        for _ in 0..1_500 {
            world.step();
        }
        world.settle();
        let mut tally = sum.get();
        tally += world.tally;
        sum.set(tally);
        schedules.set(schedules.get() + 1);
    });
    println!("{} schedules of devices: {:#?}", schedules.get(), sum.get());
}

#[test]
fn a_run_does_all_that_it_is_to_survive() {
    let mut world = World::new(7, 4);
    for _ in 0..20_000 {
        world.step();
    }
    world.settle();
    assert!(world.tally.least() > 5, "{:?}", world.tally);
}
