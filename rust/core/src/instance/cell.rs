//! The instance document is optional: whatever asks for it can do without, so it is looked for once, for a short time, and a
//! host that has none is not asked again.

use super::metadata::InstanceMetadata;
use crate::call::EventSink;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::limits;
use std::sync::OnceLock;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

/// What is known of the document at one endpoint.
#[derive(Default)]
pub struct InstanceCell {
    found: OnceLock<InstanceMetadata>,
    /// Until when there is none; held while somebody looks.
    absent: Mutex<Absent>,
}

#[derive(Default)]
enum Absent {
    #[default]
    NotLooked,
    Until(Instant),
    ForGood,
}

/// Why the document was not read.
pub(crate) enum Missing {
    /// Nothing listens there, and nothing says that this will change.
    Nobody(Error),
    /// This host has none that can be read.
    ForGood(String),
    /// The service failed, or is busy.
    NotNow(String),
}

/// What a look found.
pub(crate) enum Look<'a> {
    /// The document.
    Found(&'a InstanceMetadata),
    /// This host has none.
    None,
    /// It could not be had this time.
    NotNow,
}

impl InstanceCell {
    /// The document, if it was read.
    pub(crate) fn found(&self) -> Option<&InstanceMetadata> {
        self.found.get()
    }

    /// Looks for the document, unless it is known already whether there is one.
    ///
    /// # Errors
    /// When nothing listens at the endpoint: then there are no tokens either.
    pub(crate) async fn look(
        &self,
        fetch: impl Future<Output = std::result::Result<InstanceMetadata, Missing>>,
        events: &EventSink,
    ) -> Result<Look<'_>> {
        if let Some(found) = self.found.get() {
            return Ok(Look::Found(found));
        }
        let mut absent = self.absent.lock().await;
        match (self.found.get(), &*absent) {
            (Some(found), _) => return Ok(Look::Found(found)),
            (None, Absent::ForGood) => return Ok(Look::None),
            (None, Absent::Until(end)) if *end > Instant::now() => return Ok(Look::NotNow),
            (None, _) => {}
        }
        let seen = timeout(limits::INSTANCE, fetch).await.unwrap_or_else(|_| {
            let limit = limits::INSTANCE.as_secs_f64();
            Err(Missing::ForGood(format!("no answer within {limit} s")))
        });
        let (why, state) = match seen {
            Ok(document) => return Ok(Look::Found(self.found.get_or_init(|| document))),
            Err(Missing::Nobody(error)) => return Err(error),
            Err(Missing::ForGood(why)) => (why, Absent::ForGood),
            Err(Missing::NotNow(why)) => (why, Absent::Until(Instant::now() + limits::INSTANCE_PAUSE)),
        };
        events(Event::Notice { text: format!("Going on without the instance metadata, which is optional: {why}.") });
        let look = match state {
            Absent::ForGood => Look::None,
            _ => Look::NotNow,
        };
        *absent = state;
        Ok(look)
    }
}
