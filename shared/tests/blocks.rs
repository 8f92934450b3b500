//! The blocks follow every change: as if they had been made from the new body, and as their patches say.

mod drawn;

use drawn::{edges, pick, random_body, random_change, with_seeds};
use octavo_shared::model::{Block, BlockId, Blocks, Delta, Patch};
use std::collections::HashSet;
use std::sync::Arc;

/// What a screen does with patches.
fn patch(screen: &mut Vec<Arc<Block>>, patches: Vec<Patch>) {
    let at = |screen: &[Arc<Block>], id: BlockId| {
        screen.iter().position(|block| block.id == id).expect("a patch names a block that is on the screen")
    };
    for patch in patches {
        match patch {
            Patch::Remove(id) => drop(screen.remove(at(screen, id))),
            Patch::Update(block) => {
                let place = at(screen, block.id);
                screen[place] = block;
            }
            Patch::Insert { after, blocks } => {
                let place = after.map_or(0, |id| at(screen, id) + 1);
                screen.splice(place..place, blocks);
            }
        }
    }
}

fn looks(blocks: &Blocks) -> Vec<(String, u32, bool)> {
    blocks
        .iter()
        .map(|block| (format!("{:?}{:?}", block.runs, block.attributes), block.ordinal, block.terminated))
        .collect()
}

#[test]
fn after_any_changes_blocks_are_those_of_the_new_body_and_patches_lead_there() {
    with_seeds(4_000, |rng| {
        let mut body = random_body(rng);
        let mut blocks = Blocks::from_body(&body);
        let mut screen: Vec<Arc<Block>> = blocks.iter().cloned().collect();
        for _ in 0..6 {
            let change = random_change(rng, &body);
            let patches = blocks.apply(&change);
            body = body.compose(&change);
            assert_eq!(blocks.body(), body);
            assert_eq!(blocks.len(), body.inserted_len());
            assert_eq!(looks(&blocks), looks(&Blocks::from_body(&body)));
            patch(&mut screen, patches);
            assert_eq!(screen, blocks.iter().cloned().collect::<Vec<_>>());
        }
    });
}

#[test]
fn every_offset_is_found_in_the_block_that_holds_it() {
    with_seeds(300, |rng| {
        let body = (0..12).fold(Delta::new(), |body, _| body.compose(&random_body(rng)));
        let blocks = Blocks::from_body(&body);
        let mut start = 0;
        let mut names = HashSet::new();
        for block in blocks.iter() {
            assert!(names.insert(block.id), "each block has a name of its own");
            for offset in start..start + block.len() {
                assert_eq!((blocks.at(offset).block.id, blocks.at(offset).start), (block.id, start));
            }
            assert_eq!(blocks.get(block.id).expect("it is there").start, start);
            start += block.len();
        }
    });
}

#[test]
fn a_slice_is_what_deleting_all_else_leaves() {
    with_seeds(500, |rng| {
        let body = random_body(rng);
        let edges = edges(&body);
        let (one, other) = (*pick(rng, &edges), *pick(rng, &edges));
        let (start, end) = (one.min(other), one.max(other));
        let kept =
            body.compose(&Delta::new().delete(start).retain(end - start).delete(body.inserted_len() - end));
        assert_eq!(Blocks::from_body(&body).slice(start, end), kept);
    });
}

#[test]
fn a_large_body_keeps_its_order_through_chunk_splits() {
    let mut body = Delta::new();
    let mut blocks = Blocks::from_body(&body);
    for number in 0..600 {
        let place = if number % 3 == 0 { 0 } else { blocks.len() / 2 };
        let place = blocks.at(place).start;
        let change = Delta::new().retain(place).insert(&format!("{number}\n"), Default::default());
        blocks.apply(&change);
        body = body.compose(&change);
    }
    assert_eq!(blocks.body(), body);
}

#[test]
fn deleting_an_item_renumbers_those_behind_it_also_far_away() {
    let ordered = octavo_shared::model::Attributes::new().with("list", "ordered");
    let items = (0..300)
        .fold(Delta::new(), |list, _| list.insert("x", Default::default()).insert("\n", ordered.clone()));
    let mut blocks = Blocks::from_body(&items);
    let patches = blocks.apply(&Delta::new().delete(2));
    assert_eq!(blocks.iter().map(|block| block.ordinal).collect::<Vec<_>>(), (1..300).collect::<Vec<_>>());
    assert_eq!(patches.len(), 299, "one is gone, 298 have another number");
}
