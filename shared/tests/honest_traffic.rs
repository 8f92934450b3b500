//! The validator refuses nothing that honest people write, however they merge, and judges alike after a restart.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_shared::model::{Replica, seed};
use octavo_shared::sync::guard::{Roots, Update, World, read_state_vector};
use octavo_shared::testing::for_seeds;
use octavo_shared::testing::network::Person;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::time::{Duration, Instant};
use support::Writer;

/// A server as simple as it can be.
struct Server {
    world: World,
    replica: Replica,
    accepted: u64,
}

impl Server {
    /// Gives what is to be passed on.
    fn take(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        let update = Update::parse(bytes).expect("an honest update is well-formed");
        let fresh = self.world.check(&update).expect("an honest update is accepted");
        if let Some(fresh) = &fresh {
            self.replica.apply(fresh).unwrap();
        }
        self.accepted += 1;
        fresh.map(|fresh| fresh.into_owned())
    }

    fn restart(&mut self) {
        self.world = World::of_state(Roots::Document, &self.replica.encode()).unwrap();
    }
}

#[test]
fn everything_that_honest_writers_send_is_accepted() {
    for_seeds(40, |seed_number| {
        let mut rng = StdRng::seed_from_u64(seed_number);
        let mut server = Server { world: World::new(Roots::Document), replica: Replica::new(0), accepted: 0 };
        server.take(&seed());
        let mut writers: Vec<Writer> = (0..3).map(|client| Writer::new(100 + client)).collect();
        writers.iter_mut().for_each(|writer| writer.apply(&seed()));
        // Whether each is online: then its updates go out at once.
        let mut online = [true; 3];
        for _ in 0..150 {
            let who = rng.random_range(0..3);
            match rng.random_range(0..20) {
                0 => server.restart(),
                1 => online[who] = false,
                2 | 3 => {
                    online[who] = true;
                    let news =
                        server.take(&writers[who].replica().diff(&server.replica.state_vector()).unwrap());
                    for other in (0..3).filter(|other| *other != who && online[*other]) {
                        news.iter().for_each(|news| writers[other].apply(news));
                    }
                    let lacks = server.replica.diff(&writers[who].replica().state_vector()).unwrap();
                    writers[who].apply(&lacks);
                }
                // Two tabs without the server.
                4 => {
                    let other = (who + 1) % 3;
                    let lacks =
                        writers[who].replica().diff(&writers[other].replica().state_vector()).unwrap();
                    writers[other].apply(&lacks);
                    online[other] = false;
                }
                _ => {
                    let update = writers[who].edit(&mut rng);
                    if online[who] && !update.is_empty() {
                        let news = server.take(&update);
                        for other in (0..3).filter(|other| *other != who && online[*other]) {
                            news.iter().for_each(|news| writers[other].apply(news));
                        }
                    }
                }
            }
        }
        for _ in 0..2 {
            for writer in &mut writers {
                server.take(&writer.replica().diff(&server.replica.state_vector()).unwrap());
                writer.apply(&server.replica.diff(&writer.replica().state_vector()).unwrap());
            }
        }
        assert!(server.accepted > 20);
        writers.iter().for_each(|writer| assert!(writer.content() == writers[0].content()));
        for (client, clock) in read_state_vector(&server.replica.state_vector()).unwrap() {
            assert_eq!(server.world.clock(client), clock);
        }
        let mut restarted = World::of_state(Roots::Document, &server.replica.encode()).unwrap();
        let again = restarted.check(&Update::parse(&server.replica.encode()).unwrap()).unwrap().is_some();
        assert!(!again, "a restarted world knows everything that the document holds");
    });
}

/// How long the whole check of `bytes` takes at best.
fn fastest(bytes: &[u8], check: impl Fn(&[u8])) -> Duration {
    let time = || {
        let start = Instant::now();
        check(bytes);
        start.elapsed()
    };
    (0..20).map(|_| time()).min().unwrap()
}

#[test]
fn a_bomb_is_refused_in_no_time() {
    let nested = |depth: usize| [vec![1, 1, 9, 0, 8, 1, 1, b'a', 1], [117, 1].repeat(depth)].concat();
    let bombs = [vec![0x80, 0x80, 0x80, 0x80, 1, 0, 0], nested(10_000), nested(100_000)];
    for bomb in bombs {
        let took = fastest(&bomb, |bytes| assert!(Update::parse(bytes).is_err()));
        assert!(took < Duration::from_micros(100), "{} bytes took {took:?}", bomb.len());
    }
}
