//! Connections of a listener.

use super::exchange::{Dropped, Exchange};
use crate::http::Body;
use hyper::Response;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

type Answer = Pin<Box<dyn Future<Output = Result<Response<Body>, Dropped>> + Send>>;

/// Serves one listener until the task is dropped, which also drops its connections.
pub async fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, exchange: Exchange) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connect(stream, tls.clone(), exchange.clone()));
                }
                // Out of file handles, or the client disconnected at once. The next attempt may succeed.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connect(stream: TcpStream, tls: Option<TlsAcceptor>, exchange: Exchange) {
    exchange.count(|counters| counters.connections += 1);
    let _ = stream.set_nodelay(true);
    match tls {
        None => converse(stream, exchange).await,
        Some(acceptor) => match tokio::time::timeout(Duration::from_secs(30), acceptor.accept(stream)).await {
            Ok(Ok(stream)) => converse(stream, exchange).await,
            _ => exchange.count(|counters| counters.failed_handshakes += 1),
        },
    }
}

async fn converse<S: AsyncRead + AsyncWrite + Socket + Send + Unpin + 'static>(stream: S, exchange: Exchange) {
    let number = exchange.next_connection();
    let service = service_fn(move |request| -> Answer { Box::pin(exchange.clone().answer(number, request)) });
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let result = poll_fn(|context| connection.poll_without_shutdown(context)).await;
    let mut stream = connection.into_parts().io.into_inner();
    if result.is_err_and(|error| error.is_user()) {
        // Closing a socket with zero linger time sends a reset.
        let _ = stream.socket().set_zero_linger();
    } else {
        let _ = stream.shutdown().await;
    }
}

/// Access to the TCP connection of a stream.
trait Socket {
    fn socket(&self) -> &TcpStream;
}

impl Socket for TcpStream {
    fn socket(&self) -> &TcpStream {
        self
    }
}

impl Socket for TlsStream<TcpStream> {
    fn socket(&self) -> &TcpStream {
        self.get_ref().0
    }
}
