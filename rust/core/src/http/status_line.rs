//! The first line of an answer as it came. Docker Desktop says why there is no metadata service in the reason phrase, in
//! the system's language, and hyper gives reason phrases of plain ASCII only.

use super::tls::Stream;
use crate::sync::lock;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// More than any honest reason phrase.
const LIMIT: usize = 2048;

/// What was heard of the line so far.
#[derive(Clone, Default)]
pub(super) struct StatusLine(Arc<Mutex<Heard>>);

#[derive(Default)]
struct Heard {
    line: Vec<u8>,
    ended: bool,
}

impl StatusLine {
    /// The stream, listened to.
    pub(super) fn of(&self, stream: Box<dyn Stream>) -> Box<dyn Stream> {
        Box::new(Overheard {
            stream,
            line: self.clone(),
        })
    }

    /// The reason phrase: what follows version and status.
    pub(super) fn reason(&self) -> String {
        let heard = lock(&self.0);
        let line = String::from_utf8_lossy(&heard.line);
        let reason = line.splitn(3, ' ').nth(2).unwrap_or_default();
        reason.trim().to_owned()
    }

    fn hear(&self, bytes: &[u8]) {
        let mut heard = lock(&self.0);
        if heard.ended {
            return;
        }
        let end = bytes.iter().position(|b| *b == b'\n');
        let part = &bytes[..end.unwrap_or(bytes.len())];
        let room = LIMIT - heard.line.len();
        heard.line.extend_from_slice(&part[..part.len().min(room)]);
        heard.ended = end.is_some() || part.len() >= room;
    }
}

struct Overheard {
    stream: Box<dyn Stream>,
    line: StatusLine,
}

impl AsyncRead for Overheard {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        self.line.hear(&buf.filled()[before..]);
        read
    }
}

impl AsyncWrite for Overheard {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
