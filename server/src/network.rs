//! The networks that people come from, and how many places each has taken: whoever is one of many behind an address shares
//! them, and nobody takes those of all others.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

/// Where a connection comes from: an address, of IPv6 the network (/64) that one customer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network(u64, bool);

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Network(u64::from(address.to_bits()), false),
            IpAddr::V6(address) => Network((address.to_bits() >> 64) as u64, true),
        }
    }
}

/// So many places for each network.
#[derive(Debug)]
pub struct Places {
    most: usize,
    taken: Mutex<HashMap<Network, usize>>,
}

impl Places {
    /// At most so many places for each network; with 0 as many as it likes.
    pub fn new(most: usize) -> Arc<Self> {
        Arc::new(Places { most, taken: Mutex::default() })
    }

    /// A place for somebody from a network, until it is dropped. `None` when it has no more.
    pub fn take(self: &Arc<Self>, network: Network) -> Option<Taken> {
        let mut all = self.taken.lock().expect("nothing panics while it holds the places");
        let taken = all.entry(network).or_default();
        if self.most > 0 && *taken >= self.most {
            return None;
        }
        *taken += 1;
        Some(Taken { places: self.clone(), network })
    }
}

/// A place that is taken.
#[derive(Debug)]
pub struct Taken {
    places: Arc<Places>,
    network: Network,
}

impl Drop for Taken {
    fn drop(&mut self) {
        let mut all = self.places.taken.lock().expect("nothing panics while it holds the places");
        if let Some(taken) = all.get_mut(&self.network) {
            *taken -= 1;
            // What nobody has is not remembered: as much is kept as there are connections.
            if *taken == 0 {
                all.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> Network {
        Network::from(address.parse::<IpAddr>().unwrap())
    }

    #[test]
    fn a_network_has_so_many_places_and_others_have_theirs() {
        let places = Places::new(2);
        let school = network("192.0.2.1");
        let first = places.take(school).unwrap();
        let second = places.take(school).unwrap();
        assert!(places.take(school).is_none());
        assert!(places.take(network("192.0.2.2")).is_some());
        drop(first);
        assert!(places.take(school).is_some());
        drop(second);
        assert!(places.taken.lock().unwrap().is_empty(), "what nobody has is forgotten");
    }

    #[test]
    fn without_a_limit_nobody_is_turned_away() {
        let places = Places::new(0);
        let taken: Vec<_> = (0..1000).map(|_| places.take(network("192.0.2.1")).unwrap()).collect();
        assert_eq!(taken.len(), 1000);
    }

    #[test]
    fn what_one_customer_has_is_one_network() {
        assert_eq!(network("2001:db8:0:1::7"), network("2001:db8:0:1:ffff::9"));
        assert_ne!(network("2001:db8:0:1::7"), network("2001:db8:0:2::7"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("0.0.0.1"), network("0:0:0:1::"));
    }
}
