//! A store that lost something, or some of whose bytes changed, gives back all that does not build on what is lost.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_shared::sync::mend;
use octavo_shared::testing::network::Person;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use support::Writer;

/// The updates of one writer, in order.
fn written(rng: &mut StdRng, count: usize) -> Vec<Vec<u8>> {
    let mut writer = Writer::new(7);
    writer.apply(&octavo_shared::model::seed());
    let mut updates = vec![octavo_shared::model::seed()];
    while updates.len() < count {
        let update = writer.edit(rng);
        if !update.is_empty() {
            updates.push(update);
        }
    }
    updates
}

#[test]
fn a_store_in_any_order_comes_back_whole() {
    for seed in 0..50 {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut updates = written(&mut rng, 40);
        updates.shuffle(&mut rng);
        let updates: Vec<&[u8]> = updates.iter().map(Vec::as_slice).collect();
        let mended = mend(&[0], &updates).unwrap();
        assert_eq!(
            (mended.whole.len(), mended.waiting.len(), mended.broken.len()),
            (updates.len(), 0, 0),
            "{seed}"
        );
    }
}

#[test]
fn what_is_lost_takes_only_what_builds_on_it_along_and_all_is_back_with_it() {
    for seed in 0..50 {
        let mut rng = StdRng::seed_from_u64(seed);
        let updates = written(&mut rng, 40);
        let lost = rng.random_range(1..updates.len());
        let mut kept: Vec<&[u8]> = updates.iter().map(Vec::as_slice).collect();
        let missing = std::mem::replace(&mut kept[lost], &[9, 9]);
        let mended = mend(&[0], &kept).unwrap();
        assert_eq!(mended.broken, [lost], "{seed}");
        assert!(mended.whole.len() >= lost, "{seed}: what came before is whole");

        let mut reader = Writer::new(3);
        mended.whole.iter().for_each(|place| reader.apply(kept[*place]));
        let here = reader.replica().state_vector();
        let again: Vec<&[u8]> =
            [missing].into_iter().chain(mended.waiting.iter().map(|place| kept[*place])).collect();
        let mended = mend(&here, &again).unwrap();
        assert_eq!(mended.whole.len(), again.len(), "{seed}");
        mended.whole.iter().for_each(|place| reader.apply(again[*place]));
        let mut whole = Writer::new(4);
        updates.iter().for_each(|update| whole.apply(update));
        assert_eq!(reader.content(), whole.content(), "{seed}");
    }
}
