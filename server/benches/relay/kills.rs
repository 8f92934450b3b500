//! What somebody has seen, or was told is saved, and what is gone when the server is killed while another types.

use std::io;
use std::path::Path;
use std::time::Duration;

use futures_util::future;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use yrs::updates::decoder::Decode;
use yrs::{Doc, GetString, Transact, Update};

use octavo_shared::sync::Message;

use super::client::Client;
use super::contender::{Contender, Keeping};
use super::documents::{blank, letter};
use super::figures::fresh;
use super::sheet::Sheet;

const KILLS: usize = 6;
/// Letters a second.
const RATE: u64 = 20;
/// For so many letters at least, and for fewer than so many, somebody types before the server is killed.
const LETTERS: (u64, u64) = (20, 240);
/// Who comes after the kill looks for so long whether more comes.
const SILENCE: Duration = Duration::from_secs(2);

/// What one kill did, in letters.
struct Loss {
    /// Seen by another.
    seen: usize,
    /// Acknowledged to the author, where the server does that.
    saved: usize,
    /// There for whoever comes after the server was started again.
    kept: usize,
}

impl Loss {
    fn lost(&self) -> usize {
        self.seen.max(self.saved).saturating_sub(self.kept)
    }
}

pub async fn measure(contenders: &[Contender], folder: &Path, sheet: &mut Sheet) -> io::Result<()> {
    // The bare broadcaster keeps nothing.
    let contenders = &contenders[..contenders.len() - 1];
    let folder = fresh(folder)?;
    let mut losses: Vec<Vec<io::Result<Loss>>> = contenders.iter().map(|_| Vec::new()).collect();
    for round in 0..KILLS {
        // All at once: it is no time that is measured.
        let killed = contenders.iter().enumerate().map(async |(index, contender)| {
            let folder = fresh(&folder.join(format!("{round}-{index}")))?;
            kill(contender, &folder, (round * contenders.len() + index) as u64).await
        });
        for (losses, loss) in losses.iter_mut().zip(future::join_all(killed).await) {
            losses.push(loss);
        }
    }
    let mut sums = losses.into_iter().map(|losses| losses.into_iter().collect::<io::Result<Vec<Loss>>>());
    let own = sums.next().expect("Octavo is one of them")?;
    println!("  ({KILLS} kills while somebody types {RATE} letters a second: {})", describe(&own));
    let lost = own.iter().map(Loss::lost).max().unwrap_or_default();
    sheet.add("seen or acknowledged, and lost at kill -9, the most", lost as f64, 0.0, "letters");
    sheet.beside(&contenders[1..], sums.map(|losses| losses.map(|losses| describe(&losses))));
    Ok(())
}

fn describe(losses: &[Loss]) -> String {
    let lost: Vec<String> = losses.iter().map(|loss| loss.lost().to_string()).collect();
    let seen: usize = losses.iter().map(|loss| loss.seen).sum();
    let saved: usize = losses.iter().map(|loss| loss.saved).sum();
    format!("{seen} seen, {saved} acknowledged, lost {}", lost.join(", "))
}

async fn kill(contender: &Contender, folder: &Path, seed: u64) -> io::Result<Loss> {
    let (server, address) = contender.start(folder, Keeping::Documents)?;
    let author = contender.join(&address, "typed").await?;
    let reader = contender.join(&address, "typed").await?;
    let letters = StdRng::seed_from_u64(seed).random_range(LETTERS.0..LETTERS.1);
    let seeing = tokio::spawn(see(reader));
    let typing = tokio::spawn(type_on(author));
    tokio::time::sleep(Duration::from_millis(1000 * letters / RATE)).await;
    // As a child that is dropped, by the signal 9.
    drop(server);
    let (seen, saved) = (seeing.await.map_err(io::Error::other)?, typing.await.map_err(io::Error::other)?);

    let (_server, address) = contender.start(folder, Keeping::Documents)?;
    let doc = blank(3);
    let mut late = contender.join(&address, "typed").await?;
    late.ask().await?;
    while let Ok(took) = tokio::time::timeout(SILENCE, late.next(|message| take(&doc, message))).await {
        took?;
    }
    Ok(Loss { seen, saved, kept: length(&doc) })
}

/// The letters that came until the server was gone.
async fn see(mut reader: Client) -> usize {
    let doc = blank(2);
    while reader.next(|message| take(&doc, message)).await.is_ok() {}
    length(&doc)
}

/// Types until the server is gone. Gives how many letters it acknowledged.
async fn type_on(mut author: Client) -> usize {
    let doc = blank(1);
    let mut rhythm = tokio::time::interval(Duration::from_millis(1000 / RATE));
    let (mut typed, mut acknowledged) = (0, 0);
    loop {
        tokio::select! {
            _ = rhythm.tick() => {
                if author.update(&letter(&doc, typed)).await.is_err() {
                    break;
                }
                typed += 1;
            }
            came = author.next(|message| {
                if let Message::Ack { count } = message {
                    acknowledged = *count;
                }
                true
            }) => if came.is_err() { break },
        }
    }
    // The first was the answer to the server's question.
    acknowledged.saturating_sub(1) as usize
}

fn take(doc: &Doc, message: &Message<'_>) -> bool {
    if let Message::Update { update } | Message::SyncStep2 { update } = message
        && let Ok(update) = Update::decode_v1(update)
    {
        return doc.transact_mut().apply_update(update).is_ok();
    }
    false
}

fn length(doc: &Doc) -> usize {
    let text = doc.get_or_insert_text("quill");
    text.get_string(&doc.transact()).len()
}
