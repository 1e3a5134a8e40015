//! The token cache of one identity: what is held, when it is refreshed, and that one request serves all who wait.
//!
//! - The key is the audience, as it goes over the wire; all that decides who answers is the store's own key
//!   (`StoreKey` in `credential/store.rs`). Claims and a forced refresh are not in it: they skip the read, and what they bring
//!   replaces what was held.
//! - A request writes only over what is older than itself: a slow answer never replaces what a later, a forced or a
//!   challenged request brought, nor what was dropped meanwhile.
//! - A token is used until its refresh point ([`crate::token::Token::needs_refresh`]). Past it one request runs in the
//!   background while everybody goes on with the valid token; should it fail, the next call for that key reports it. Two
//!   such requests lie at least half a minute apart.
//! - A token with less than a minute to live is never handed out.
//! - One request in flight per key and policy. A waiter that gives up takes nobody with it; when the last one has gone, the
//!   request is ended. A failure reaches all who waited, and is not remembered.
//!
//! - A store lives as long as the clients that use it. A request holds it weakly, and ends with it.
//! - Audiences are kept up to [`limits::AUDIENCES`]; what was not used for longest goes first.
//!
//! The rules themselves are in `entry.rs`; `store.rs` adds locks, tasks and time. The one lock is never held while
//! anything is waited for.

mod entry;
mod keys;
mod progress;
mod store;
mod waiter;

pub use self::entry::CachePolicy;
pub use self::store::TokenStore;
