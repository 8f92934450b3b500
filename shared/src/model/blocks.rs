//! The body as blocks, kept up to date from deltas.
//!
//! Blocks stand in chunks of some sixty, each of which knows its length. To find a block by offset or by name, the
//! chunk lengths are summed (a thousand pages are eighty numbers) and one chunk is searched. A change rebuilds the
//! blocks that it touches and says what became of them as [`Patch`]es.

mod numbering;

use super::{Attributes, Block, BlockId, Content, Delta, Op, Patch, Run, utf16};
use std::collections::HashMap;
use std::sync::Arc;

/// A chunk is split in two when it holds more blocks than this.
const CHUNK_MAX: usize = 128;

/// The paragraphs of a body, in order. There is always at least one.
#[derive(Debug, Clone)]
pub struct Blocks {
    chunks: Vec<Chunk>,
    homes: HashMap<BlockId, ChunkId>,
    next_block: u64,
    next_chunk: ChunkId,
}

type ChunkId = u32;

#[derive(Debug, Clone)]
struct Chunk {
    id: ChunkId,
    blocks: Vec<Arc<Block>>,
    len: usize,
    /// Whether a block of it is numbered on from a list anywhere above.
    continues: bool,
}

/// Where a block stands among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Index {
    chunk: usize,
    block: usize,
}

/// A block and the offset in the body at which it starts.
#[derive(Debug, Clone, Copy)]
pub struct Located<'a> {
    /// The block.
    pub block: &'a Arc<Block>,
    /// The offset of its first code unit.
    pub start: usize,
}

impl Located<'_> {
    /// The offset behind its content: before its terminator, where it has one.
    pub fn text_end(&self) -> usize {
        self.start + self.block.text_len()
    }

    /// The offset behind its terminator.
    pub fn end(&self) -> usize {
        self.start + self.block.len()
    }
}

impl Default for Blocks {
    fn default() -> Self {
        Blocks::from_body(&Delta::new())
    }
}

impl Blocks {
    /// The blocks of a whole body.
    pub fn from_body(body: &Delta) -> Self {
        let first = Chunk { id: 0, blocks: Vec::new(), len: 0, continues: false };
        let mut blocks = Blocks { chunks: vec![first], homes: HashMap::new(), next_block: 1, next_chunk: 1 };
        let mut all = blocks.parse(body);
        if all.is_empty() {
            all.push(blocks.new_block(Vec::new(), Attributes::new(), false));
        }
        let start = Index { chunk: 0, block: 0 };
        blocks.splice(start, 0, all.into_iter().map(Arc::new).collect());
        blocks.renumber(start, usize::MAX, false);
        blocks
    }

    /// The length of the body in UTF-16 code units.
    pub fn len(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.len).sum()
    }

    /// Whether the body holds nothing, not even a terminator.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The blocks in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Block>> {
        self.chunks.iter().flat_map(|chunk| &chunk.blocks)
    }

    /// The block that holds the code unit at `offset`. At the end of the body it is the last block.
    pub fn at(&self, offset: usize) -> Located<'_> {
        let (index, start) = self.find(offset);
        Located { block: self.block(index), start }
    }

    /// Whether what stands at `offset` is no text: a picture or its like.
    pub fn is_embed_at(&self, offset: usize) -> bool {
        let located = self.at(offset);
        located.block.is_embed_at(offset - located.start)
    }

    /// The block of that name.
    pub fn get(&self, id: BlockId) -> Option<Located<'_>> {
        let home = *self.homes.get(&id)?;
        let mut start = 0;
        for chunk in &self.chunks {
            if chunk.id != home {
                start += chunk.len;
                continue;
            }
            for block in &chunk.blocks {
                if block.id == id {
                    return Some(Located { block, start });
                }
                start += block.len();
            }
        }
        None
    }

    /// The block behind the one that holds `offset`.
    pub fn after(&self, offset: usize) -> Option<Located<'_>> {
        let (index, start) = self.find(offset);
        let next = self.next(index)?;
        Some(Located { block: self.block(next), start: start + self.block(index).len() })
    }

    /// The block before the one that holds `offset`.
    pub fn before(&self, offset: usize) -> Option<Located<'_>> {
        let (index, start) = self.find(offset);
        let block = self.block(self.previous(index)?);
        Some(Located { block, start: start - block.len() })
    }

    /// The blocks that hold anything of `start..end`; the one at `start` always.
    pub fn touched(&self, start: usize, end: usize) -> impl Iterator<Item = Located<'_>> {
        let (index, at) = self.find(start);
        let first = Some((index, at));
        std::iter::successors(first, move |(index, at)| {
            let behind = at + self.block(*index).len();
            (behind < end).then(|| self.next(*index).map(|next| (next, behind))).flatten()
        })
        .map(|(index, start)| Located { block: self.block(index), start })
    }

    /// The content of `start..end`, as inserts.
    pub fn slice(&self, start: usize, end: usize) -> Delta {
        let mut slice = Delta::new();
        if start >= end {
            return slice;
        }
        for located in self.touched(start, end) {
            let mut whole = Delta::new();
            located.block.push_onto(&mut whole);
            let mut at = located.start;
            for op in whole.into_ops() {
                let Op::Insert(content, attributes) = op else { continue };
                let (from, to) = (start.max(at) - at, end.min(at + content.len()).saturating_sub(at));
                at += content.len();
                let content = match content {
                    Content::Text(text) if from < to => {
                        Content::Text(utf16::slice(&text, from, to).to_owned())
                    }
                    Content::Embed(value) if from < to => Content::Embed(value),
                    _ => continue,
                };
                slice.push(Op::Insert(content, attributes));
            }
        }
        slice
    }

    /// The whole body, as inserts.
    pub fn body(&self) -> Delta {
        let mut body = Delta::new();
        self.iter().for_each(|block| block.push_onto(&mut body));
        body
    }

    /// Takes a change in and says what it did to the blocks.
    pub fn apply(&mut self, change: &Delta) -> Vec<Patch> {
        let mut effect = Effect::default();
        let mut region: Option<Region> = None;
        let mut at = 0;
        for op in change.ops() {
            if let (Op::Retain(len, attributes), true) =
                (op, region.as_ref().is_none_or(|open| at + op.len() >= open.end))
                && attributes.is_empty()
            {
                at = at.wrapping_add_signed(self.close(region.take(), &mut effect)) + len;
                continue;
            }
            let open = region.get_or_insert_with(|| {
                let located = self.at(at);
                Region {
                    start: located.start,
                    end: located.end(),
                    change: Delta::new().retain(at - located.start),
                }
            });
            let reach = match op {
                Op::Insert(..) => at,
                Op::Delete(len) => at + len,
                Op::Retain(len, _) => at + len - 1,
            };
            if reach >= open.end {
                open.end = self.at(reach).end();
            }
            open.change.push(op.clone());
            at += if matches!(op, Op::Insert(..)) { 0 } else { op.len() };
        }
        self.close(region, &mut effect);
        effect.into_patches(self)
    }

    /// Rebuilds the blocks of a region; gives by how much the body grew.
    fn close(&mut self, region: Option<Region>, effect: &mut Effect) -> isize {
        let Some(Region { start, end, change }) = region else { return 0 };
        let old: Vec<Arc<Block>> =
            self.touched(start, end).map(|located| Arc::clone(located.block)).collect();
        let mut base = Delta::new();
        old.iter().for_each(|block| block.push_onto(&mut base));
        let body = base.compose(&change);
        let grown = body.inserted_len() as isize - (end - start) as isize;
        let mut new = self.parse(&body);
        let covers_all = start == 0 && end == self.len();
        if new.is_empty() && covers_all {
            new.push(self.new_block(Vec::new(), Attributes::new(), false));
        }

        let same = |(old, new): &(&Arc<Block>, &Block)| old.looks_like(new);
        let head = old.iter().zip(&new).take_while(same).count();
        let rest = old.len().min(new.len()) - head;
        let tail = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(same).count();
        let paired = head + rest - tail;
        let (first, _) = self.find(start);
        let before = self.previous(first).map(|index| self.block(index).id);

        effect.removed.extend(old[paired..old.len() - tail].iter().map(|block| block.id));
        let mut next = old[..head].to_vec();
        for (kept, mut block) in old[head..paired].iter().zip(new.drain(head..paired)) {
            (block.id, block.ordinal) = (kept.id, kept.ordinal);
            effect.updated.push(kept.id);
            next.push(Arc::new(block));
        }
        let after = next.last().map(|block| block.id).or(before);
        let inserted: Vec<Arc<Block>> = new.drain(head..new.len() - tail).map(Arc::new).collect();
        if !inserted.is_empty() {
            effect.inserted.push((after, inserted.iter().map(|block| block.id).collect()));
        }
        next.extend(inserted);
        next.extend_from_slice(&old[old.len() - tail..]);

        let reaches_far = old[head..].iter().chain(&next[head..]).any(|block| block.list().is_some());
        let count = next.len();
        self.splice(first, old.len(), next);
        effect.updated.extend(self.renumber(self.find(start).0, count, reaches_far));
        grown
    }

    fn new_block(&mut self, runs: Vec<Run>, attributes: Attributes, terminated: bool) -> Block {
        self.next_block += 1;
        Block::new(BlockId(self.next_block), runs, attributes, terminated)
    }

    /// Cuts a body into blocks with new names.
    fn parse(&mut self, body: &Delta) -> Vec<Block> {
        let (mut blocks, mut runs) = (Vec::new(), Vec::new());
        let push = |runs: &mut Vec<Run>, text: &str, attributes: &Attributes| {
            if !text.is_empty() {
                runs.push(Run { content: Content::Text(text.to_owned()), attributes: attributes.clone() });
            }
        };
        for op in body.ops() {
            let Op::Insert(content, attributes) = op else { continue };
            match content {
                Content::Embed(_) => {
                    runs.push(Run { content: content.clone(), attributes: attributes.clone() })
                }
                Content::Text(text) => {
                    let mut lines = text.split('\n');
                    push(&mut runs, lines.next().unwrap_or_default(), attributes);
                    for line in lines {
                        blocks.push(self.new_block(std::mem::take(&mut runs), attributes.clone(), true));
                        push(&mut runs, line, attributes);
                    }
                }
            }
        }
        if !runs.is_empty() {
            blocks.push(self.new_block(runs, Attributes::new(), false));
        }
        blocks
    }

    fn block(&self, index: Index) -> &Arc<Block> {
        &self.chunks[index.chunk].blocks[index.block]
    }

    fn next(&self, index: Index) -> Option<Index> {
        if index.block + 1 < self.chunks[index.chunk].blocks.len() {
            return Some(Index { block: index.block + 1, ..index });
        }
        (index.chunk + 1 < self.chunks.len()).then(|| Index { chunk: index.chunk + 1, block: 0 })
    }

    fn previous(&self, index: Index) -> Option<Index> {
        match (index.block, index.chunk) {
            (0, 0) => None,
            (0, chunk) => Some(Index { chunk: chunk - 1, block: self.chunks[chunk - 1].blocks.len() - 1 }),
            (block, chunk) => Some(Index { chunk, block: block - 1 }),
        }
    }

    /// The block that holds `offset`, and where it starts.
    fn find(&self, offset: usize) -> (Index, usize) {
        let mut start = 0;
        let last = self.chunks.len() - 1;
        for (chunk, held) in self.chunks.iter().enumerate() {
            if offset >= start + held.len && chunk < last {
                start += held.len;
                continue;
            }
            for (block, candidate) in held.blocks.iter().enumerate() {
                if offset < start + candidate.len() || block + 1 == held.blocks.len() {
                    return (Index { chunk, block }, start);
                }
                start += candidate.len();
            }
        }
        unreachable!("there is always a block, and chunks are never empty")
    }

    /// Puts `new` in the place of `count` blocks from `index` on.
    fn splice(&mut self, index: Index, count: usize, new: Vec<Arc<Block>>) {
        let mut left = count;
        let mut chunk = index.chunk;
        let mut from = index.block;
        while left > 0 {
            let blocks = &mut self.chunks[chunk].blocks;
            let here = left.min(blocks.len() - from);
            for gone in blocks.drain(from..from + here) {
                self.homes.remove(&gone.id);
            }
            left -= here;
            chunk += 1;
            from = 0;
        }
        let home = self.chunks[index.chunk].id;
        self.homes.extend(new.iter().map(|block| (block.id, home)));
        self.chunks[index.chunk].blocks.splice(index.block..index.block, new);
        for touched in &mut self.chunks[index.chunk..chunk.max(index.chunk + 1)] {
            touched.len = touched.blocks.iter().map(|block| block.len()).sum();
            touched.continues = touched.blocks.iter().any(|block| numbering::continues(block));
        }
        self.split(index.chunk);
        if self.chunks.iter().any(|chunk| chunk.blocks.is_empty()) {
            self.chunks.retain(|chunk| !chunk.blocks.is_empty());
        }
    }

    /// Splits a chunk that has grown too large.
    fn split(&mut self, chunk: usize) {
        if self.chunks[chunk].blocks.len() <= CHUNK_MAX {
            return;
        }
        let mut blocks = std::mem::take(&mut self.chunks[chunk].blocks);
        let mut parts = Vec::new();
        while !blocks.is_empty() {
            let rest = blocks.split_off(blocks.len().min(CHUNK_MAX / 2));
            let len = blocks.iter().map(|block| block.len()).sum();
            let id = self.next_chunk;
            self.next_chunk += 1;
            self.homes.extend(blocks.iter().map(|block| (block.id, id)));
            let continues = blocks.iter().any(|block| numbering::continues(block));
            parts.push(Chunk { id, blocks, len, continues });
            blocks = rest;
        }
        self.chunks.splice(chunk..=chunk, parts);
    }
}

/// A stretch of whole blocks that a change touches, and the change from its start on.
struct Region {
    start: usize,
    end: usize,
    change: Delta,
}

/// What became of the blocks, by name.
#[derive(Default)]
struct Effect {
    removed: Vec<BlockId>,
    updated: Vec<BlockId>,
    inserted: Vec<(Option<BlockId>, Vec<BlockId>)>,
}

impl Effect {
    fn into_patches(mut self, blocks: &Blocks) -> Vec<Patch> {
        let now = |id: &BlockId| blocks.get(*id).map(|located| Arc::clone(located.block));
        let new: std::collections::HashSet<BlockId> =
            self.inserted.iter().flat_map(|(_, ids)| ids).copied().collect();
        self.updated.sort_unstable();
        self.updated.dedup();
        self.updated.retain(|id| !new.contains(id));
        let removed = self.removed.iter().map(|id| Patch::Remove(*id));
        let updated = self.updated.iter().filter_map(now).map(Patch::Update);
        let inserted = self.inserted.iter().map(|(after, ids)| Patch::Insert {
            after: *after,
            blocks: ids.iter().filter_map(now).collect(),
        });
        removed.chain(updated).chain(inserted).collect()
    }
}
