//! A disk in memory that fills up, fails to sync or loses power, when a test says so.

use std::io;
use std::sync::{Arc, Mutex};

use octavo_server::store::{Disk, Store};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// The disk. Clones are the same disk; it outlives the stores that open it.
#[derive(Debug, Clone)]
pub struct FaultyDisk(Arc<Mutex<Platter>>);

#[derive(Debug, Default)]
struct Platter {
    /// What a reader sees now.
    current: Vec<u8>,
    /// What is left when the power goes.
    durable: Vec<u8>,
    /// The writes since the last sync, in order.
    pending: Vec<(u64, Vec<u8>)>,
    syncs: usize,
    capacity: Option<usize>,
    sync_is_broken: bool,
    syncs_to_power_cut: Option<usize>,
    is_off: bool,
}

impl FaultyDisk {
    pub fn new() -> Self {
        FaultyDisk(Arc::default())
    }

    /// Opens a store on the disk.
    pub fn store(&self) -> Store {
        let disk = self.clone();
        Store::on_disk(move || Ok(Box::new(disk.clone()))).unwrap()
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

    /// The disk works and has space.
    pub fn heal(&self) {
        let mut platter = self.0.lock().unwrap();
        platter.capacity = None;
        platter.sync_is_broken = false;
    }

    /// How often the disk was synced.
    pub fn syncs(&self) -> usize {
        self.0.lock().unwrap().syncs
    }

    /// The power goes when the disk is to be synced for the `count`th time from now.
    pub fn cut_power_after(&self, count: usize) {
        self.0.lock().unwrap().syncs_to_power_cut = Some(count);
    }

    /// The power is back: the disk holds what was synced, and of the writes after that a random part in random order.
    pub fn restore_power(&self, seed: u64) {
        let mut random = StdRng::seed_from_u64(seed);
        let mut platter = self.0.lock().unwrap();
        let mut survivors = std::mem::take(&mut platter.durable);
        let mut pending = std::mem::take(&mut platter.pending);
        while !pending.is_empty() {
            let (offset, data) = pending.swap_remove(random.random_range(0..pending.len()));
            let kept = match random.random_range(0..3) {
                0 => 0,
                1 => random.random_range(0..=data.len()),
                _ => data.len(),
            };
            put(&mut survivors, offset, &data[..kept]);
        }
        *platter = Platter { current: survivors.clone(), durable: survivors, ..Platter::default() };
    }
}

fn put(bytes: &mut Vec<u8>, offset: u64, data: &[u8]) {
    let end = offset as usize + data.len();
    if bytes.len() < end {
        bytes.resize(end, 0);
    }
    bytes[offset as usize..end].copy_from_slice(data);
}

impl Platter {
    fn check_power(&self) -> io::Result<()> {
        if self.is_off { Err(io::Error::other("no power")) } else { Ok(()) }
    }
}

impl Disk for FaultyDisk {
    fn length(&self) -> io::Result<u64> {
        let platter = self.0.lock().unwrap();
        platter.check_power()?;
        Ok(platter.current.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let platter = self.0.lock().unwrap();
        platter.check_power()?;
        let end = offset as usize + out.len();
        let bytes = platter.current.get(offset as usize..end).ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(bytes);
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut platter = self.0.lock().unwrap();
        platter.check_power()?;
        if platter.capacity.is_some_and(|capacity| offset as usize + data.len() > capacity) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        put(&mut platter.current, offset, data);
        platter.pending.push((offset, data.to_vec()));
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut platter = self.0.lock().unwrap();
        platter.check_power()?;
        if platter.capacity.is_some_and(|capacity| len as usize > capacity.max(platter.current.len())) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        platter.current.resize(len as usize, 0);
        // A length is recorded by the file system at once, as its journal does.
        platter.durable.resize(len as usize, 0);
        platter.pending.retain(|(offset, data)| offset + data.len() as u64 <= len);
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        let mut platter = self.0.lock().unwrap();
        platter.check_power()?;
        if platter.sync_is_broken {
            return Err(io::Error::other("the disk does not answer"));
        }
        if let Some(count) = &mut platter.syncs_to_power_cut {
            *count -= 1;
            if *count == 0 {
                platter.is_off = true;
                return platter.check_power();
            }
        }
        platter.syncs += 1;
        platter.durable = platter.current.clone();
        platter.pending.clear();
        Ok(())
    }
}
