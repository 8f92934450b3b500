//! A disk in memory that fills up, fails in parts or altogether, forgets and loses power, when a test says so.

use std::io;
use std::sync::{Arc, Mutex};

use octavo_server::store::{Disk, OpenError, Store};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// The disk. Clones are the same disk; it outlives the stores that open it.
#[derive(Debug, Clone)]
pub struct FaultyDisk(Arc<Mutex<Platter>>);

#[derive(Debug)]
struct Platter {
    /// What a reader sees now: what the operating system has in memory.
    current: Vec<u8>,
    /// What is left when the power goes.
    durable: Vec<u8>,
    /// What was done since the last sync and may be lost with the power, in order.
    pending: Vec<Change>,
    syncs: usize,
    capacity: Option<usize>,
    sync_is_broken: bool,
    /// What fails once, after so many more of its kind.
    sync_to_fail: Option<usize>,
    write_to_fail: Option<usize>,
    read_to_fail: Option<usize>,
    syncs_to_power_cut: Option<usize>,
    steps_to_power_cut: Option<usize>,
    is_off: bool,
    random: StdRng,
}

#[derive(Debug)]
enum Change {
    Write(u64, Vec<u8>),
    Length(usize),
}

impl FaultyDisk {
    pub fn new() -> Self {
        FaultyDisk::with_seed(0)
    }

    /// What a failure does to the bytes that it is about follows from the seed.
    pub fn with_seed(seed: u64) -> Self {
        FaultyDisk(Arc::new(Mutex::new(Platter::of(Vec::new(), 0, StdRng::seed_from_u64(seed)))))
    }

    /// Opens a store on the disk.
    pub fn store(&self) -> Store {
        self.try_store().unwrap()
    }

    /// Opens a store on a disk that may fail at that.
    pub fn try_store(&self) -> Result<Store, OpenError> {
        let disk = self.clone();
        Store::on_disk(move || Ok(Box::new(disk.clone())))
    }

    /// No byte more fits.
    pub fn fill(&self) {
        self.leave_space(0);
    }

    /// So many bytes more fit.
    pub fn leave_space(&self, bytes: usize) {
        let mut platter = self.0.lock().unwrap();
        platter.capacity = Some(platter.current.len() + bytes);
    }

    /// Every sync fails.
    pub fn break_sync(&self) {
        self.0.lock().unwrap().sync_is_broken = true;
    }

    /// The `count`th sync from now fails, and the next one does not.
    pub fn fail_a_sync_after(&self, count: usize) {
        self.0.lock().unwrap().sync_to_fail = Some(count);
    }

    /// The `count`th write from now fails, with a part of it written.
    pub fn fail_a_write_after(&self, count: usize) {
        self.0.lock().unwrap().write_to_fail = Some(count);
    }

    /// The `count`th read from now fails.
    pub fn fail_a_read_after(&self, count: usize) {
        self.0.lock().unwrap().read_to_fail = Some(count);
    }

    /// The disk works and has space.
    pub fn heal(&self) {
        let mut platter = self.0.lock().unwrap();
        platter.capacity = None;
        platter.sync_is_broken = false;
        (platter.sync_to_fail, platter.write_to_fail, platter.read_to_fail) = (None, None, None);
    }

    /// How often the disk was synced.
    pub fn syncs(&self) -> usize {
        self.0.lock().unwrap().syncs
    }

    /// The power goes when the disk is to be synced for the `count`th time from now.
    pub fn cut_power_after(&self, count: usize) {
        self.0.lock().unwrap().syncs_to_power_cut = Some(count);
    }

    /// The power goes at the `count`th thing from now that is asked of the disk, whatever that is.
    pub fn cut_power_at_step(&self, count: usize) {
        self.0.lock().unwrap().steps_to_power_cut = Some(count);
    }

    /// Whether the power is gone.
    pub fn is_off(&self) -> bool {
        self.0.lock().unwrap().is_off
    }

    /// The power is back: the disk holds what was synced, and of what came after that any part.
    pub fn restore_power(&self, seed: u64) {
        let mut platter = self.0.lock().unwrap();
        let mut random = StdRng::seed_from_u64(seed);
        let (mut survivors, pending) =
            (std::mem::take(&mut platter.durable), std::mem::take(&mut platter.pending));
        // A file system keeps the order of lengths.
        let lengths = pending.iter().filter(|change| matches!(change, Change::Length(_))).count();
        let mut kept_lengths = random.random_range(0..=lengths);
        for change in pending {
            match change {
                Change::Length(length) if kept_lengths > 0 => {
                    kept_lengths -= 1;
                    survivors.resize(length, 0);
                }
                Change::Length(_) => {}
                Change::Write(offset, data) => {
                    let kept = match random.random_range(0..3) {
                        0 => 0,
                        1 => random.random_range(0..=data.len()),
                        _ => data.len(),
                    };
                    put(&mut survivors, offset, &data[..kept]);
                }
            }
        }
        *platter = Platter::of(survivors, platter.syncs, random);
    }
}

/// Writes as far as the file reaches.
fn put(bytes: &mut [u8], offset: u64, data: &[u8]) {
    let start = bytes.len().min(offset as usize);
    let end = bytes.len().min(offset as usize + data.len());
    bytes[start..end].copy_from_slice(&data[..end - start]);
}

/// Whether it is this one's turn to fail.
fn is_due(count: &mut Option<usize>) -> bool {
    let Some(left) = count else { return false };
    *left = left.saturating_sub(1);
    *left == 0 && count.take().is_some()
}

impl Platter {
    fn of(bytes: Vec<u8>, syncs: usize, random: StdRng) -> Platter {
        Platter {
            current: bytes.clone(),
            durable: bytes,
            pending: Vec::new(),
            syncs,
            capacity: None,
            sync_is_broken: false,
            sync_to_fail: None,
            write_to_fail: None,
            read_to_fail: None,
            syncs_to_power_cut: None,
            steps_to_power_cut: None,
            is_off: false,
            random,
        }
    }

    /// What is asked for meets the power, or the lack of it.
    fn step(&mut self) -> io::Result<()> {
        self.is_off |= is_due(&mut self.steps_to_power_cut);
        if self.is_off { Err(io::Error::other("no power")) } else { Ok(()) }
    }

    fn change(&mut self, offset: u64, data: &[u8]) {
        let end = offset as usize + data.len();
        if self.current.len() < end {
            self.current.resize(end, 0);
            self.pending.push(Change::Length(end));
        }
        put(&mut self.current, offset, data);
        self.pending.push(Change::Write(offset, data.to_vec()));
    }

    /// A sync has failed, and the system takes what it could not write for written: all of it is on the disk, or in memory
    /// alone, or each write is on the disk, in memory or forgotten. Lengths are the file system's, which tries again.
    fn lose(&mut self) {
        let mut lengths = Vec::new();
        let of_all = self.random.random_range(0..4);
        for change in std::mem::take(&mut self.pending) {
            match change {
                Change::Length(length) => lengths.push(Change::Length(length)),
                Change::Write(offset, data) => {
                    match if of_all < 2 { of_all } else { self.random.random_range(0..3) } {
                        0 => {
                            self.durable.resize(self.durable.len().max(offset as usize + data.len()), 0);
                            put(&mut self.durable, offset, &data);
                        }
                        1 => {}
                        _ => {
                            let mut before = vec![0; data.len()];
                            let known = self.durable.get(offset as usize..).unwrap_or_default();
                            let length = known.len().min(before.len());
                            before[..length].copy_from_slice(&known[..length]);
                            put(&mut self.current, offset, &before);
                        }
                    }
                }
            }
        }
        self.pending = lengths;
    }
}

impl Disk for FaultyDisk {
    fn length(&self) -> io::Result<u64> {
        let mut platter = self.0.lock().unwrap();
        platter.step()?;
        Ok(platter.current.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let mut platter = self.0.lock().unwrap();
        platter.step()?;
        if is_due(&mut platter.read_to_fail) {
            return Err(io::Error::other("a sector cannot be read"));
        }
        let end = offset as usize + out.len();
        let bytes = platter.current.get(offset as usize..end).ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(bytes);
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut platter = self.0.lock().unwrap();
        if platter.is_off {
            return platter.step();
        }
        let power = platter.step();
        let (is_broken, capacity) = (is_due(&mut platter.write_to_fail), platter.capacity);
        let fits = capacity.map_or(data.len(), |capacity| capacity.saturating_sub(offset as usize));
        if power.is_err() || is_broken || fits < data.len() {
            // Where it ends is chance.
            let written = platter.random.random_range(0..=data.len()).min(fits);
            platter.change(offset, &data[..written]);
            power?;
            return Err(match is_broken {
                true => io::Error::other("a sector cannot be written"),
                false => io::ErrorKind::StorageFull.into(),
            });
        }
        platter.change(offset, data);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut platter = self.0.lock().unwrap();
        platter.step()?;
        if platter.capacity.is_some_and(|capacity| len as usize > capacity.max(platter.current.len())) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        platter.current.resize(len as usize, 0);
        platter.pending.push(Change::Length(len as usize));
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        let mut platter = self.0.lock().unwrap();
        platter.step()?;
        if platter.sync_is_broken || is_due(&mut platter.sync_to_fail) {
            platter.lose();
            return Err(io::Error::other("the disk does not answer"));
        }
        if is_due(&mut platter.syncs_to_power_cut) {
            platter.is_off = true;
            return platter.step();
        }
        platter.syncs += 1;
        for change in std::mem::take(&mut platter.pending) {
            match change {
                Change::Length(length) => platter.durable.resize(length, 0),
                Change::Write(offset, data) => put(&mut platter.durable, offset, &data),
            }
        }
        Ok(())
    }
}
