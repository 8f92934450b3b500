//! The server itself in a room, to make a change as any connection does: checked, on disk, passed on, acknowledged.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use octavo_shared::sync::presence::Stamp;
use octavo_shared::sync::{ConnectionId, Message, Role};
use thiserror::Error;

use super::seat::{Mail, Seat};
use super::{Input, RoomHandle, Rooms};
use crate::store::{DocumentName, Person};

/// How long a change may take until it is on disk.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a change was not made. The text is for people.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum NotTaken {
    /// There is no place for the room, or it does not answer, or its disk does not.
    #[error("The server cannot change the document at this moment. Try again soon.")]
    Unavailable,
    /// It builds on something that the document does not have.
    #[error("The change builds on something that the document does not have.")]
    Incomplete,
    /// The document does not take it.
    #[error("The document does not take the change: {0}.")]
    Refused(String),
}

/// Makes a change in a room in somebody's name. On disk when it returns.
pub async fn change(
    rooms: &Rooms,
    id: ConnectionId,
    name: DocumentName,
    person: Person,
    update: &[u8],
) -> Result<(), NotTaken> {
    let room = rooms.open(name).await.map_err(|_| NotTaken::Unavailable)?;
    // Nobody sees it there.
    let stamp = Stamp::new("server", None);
    let seat = Arc::new(Seat::new(id, true, Role::Edit, person, stamp));
    let visit = Visit { room, seat };
    visit.room.send(Input::Join(visit.seat.clone()));
    let bytes = Message::Update { update }.encode();
    visit.seat.sent(bytes.len());
    visit.room.send(Input::Frame { connection: id, bytes });
    let answered = poll_fn(|context| visit.poll_answer(context));
    tokio::time::timeout(PATIENCE, answered).await.unwrap_or(Err(NotTaken::Unavailable))
}

struct Visit {
    room: Arc<RoomHandle>,
    seat: Arc<Seat>,
}

impl Visit {
    fn poll_answer(&self, context: &mut Context<'_>) -> Poll<Result<(), NotTaken>> {
        self.seat.register(context.waker());
        while let Some(mail) = self.seat.take(u64::MAX) {
            match mail {
                Mail::Close { .. } => return Poll::Ready(Err(NotTaken::Unavailable)),
                Mail::Reply { message, .. } => match Message::decode(&message) {
                    Ok(Message::Ack { .. }) => return Poll::Ready(Ok(())),
                    Ok(Message::Refused { reason, .. }) => {
                        return Poll::Ready(Err(NotTaken::Refused(reason.to_owned())));
                    }
                    // It asks for something that the change builds on and that it does not have.
                    Ok(Message::SyncStep1 { .. }) => return Poll::Ready(Err(NotTaken::Incomplete)),
                    _ => {}
                },
                Mail::Follow { .. } | Mail::CaughtUp { .. } => {}
            }
        }
        Poll::Pending
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.room.send(Input::Leave(self.seat.id));
    }
}
