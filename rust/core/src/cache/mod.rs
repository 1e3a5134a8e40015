//! The token cache of one identity. It refreshes tokens early, and one request serves all waiting callers.
//!
//! - The key is the audience as it is sent. Everything else that determines which identity responds is in the key of
//!   the store (`StoreKey` in `credential/store.rs`). Claims and a forced refresh aren't part of the key: they skip the
//!   read, and their result replaces the cached token.
//! - A request replaces only older tokens. A slow response never replaces the token of a later request, of a forced
//!   refresh or of a claims challenge, and never restores a token that was dropped in the meantime.
//! - A token is used until its refresh point ([`crate::token::Token::needs_refresh`]). After that, one request runs in
//!   the background while callers continue with the valid token. If it fails, the next call for that key reports the
//!   failure. Two such requests are at least half a minute apart.
//! - A token that expires in less than a minute is never returned.
//! - There is at most one request in flight per key and policy. A waiter that gives up doesn't affect the others; when
//!   the last one leaves, the request is ended. A failure is reported to all waiters and isn't cached.
//!
//! - A store lives as long as its clients. A request has a weak reference to it and ends with it.
//! - At most [`crate::limits::AUDIENCES`] audiences are kept. The least recently used one is removed first.
//!
//! The rules are implemented in `entry.rs`; `store.rs` adds locks, tasks and time. The only lock is never held across
//! an await.

mod entry;
mod keys;
mod progress;
mod store;
mod waiter;

pub use self::entry::CachePolicy;
pub use self::store::TokenStore;
