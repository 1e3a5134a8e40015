//! All limits of size and time, with their reasons.

use std::time::Duration;

/// The largest response of an identity endpoint. The largest legitimate one, an instance document, is tens of KiB.
pub const IDENTITY_BODY: usize = 512 * 1024;

/// The largest page of Resource Manager. A page contains at most 1,000 resources of a few KiB each.
pub const ARM_BODY: usize = 32 * 1024 * 1024;

/// The time limit for a connection to a link-local or private endpoint. Outside Azure, packets to 169.254.169.254 are
/// usually dropped silently.
pub const CONNECT: Duration = Duration::from_secs(1);

/// The time limit for a connection to loopback. It needs no network, but Windows retries a refused connection for two
/// seconds.
pub const CONNECT_LOOPBACK: Duration = Duration::from_millis(500);

/// How long to wait until an endpoint listens that the platform announced with its secret: sidecars start late.
pub const LATE_SIDECAR: Duration = Duration::from_secs(10);

/// The time limit for the instance document in total. It's optional.
pub const INSTANCE: Duration = Duration::from_millis(1_500);

/// How long the instance document isn't requested again after a temporary failure.
pub const INSTANCE_PAUSE: Duration = Duration::from_secs(30);

/// The time limit for a connection to Resource Manager, including DNS and proxy.
pub const CONNECT_ARM: Duration = Duration::from_secs(20);

/// The largest file of trusted roots. All public roots together are about 250 KiB.
pub const ROOTS_FILE: usize = 8 * 1024 * 1024;

/// The time limit for reading the trusted roots. Only a share that doesn't respond takes longer.
pub const ROOTS: Duration = Duration::from_secs(10);

/// The time limit for one attempt at an identity endpoint once connected, as in Azure's own clients.
pub const IDENTITY_ANSWER: Duration = Duration::from_secs(60);

/// The time limit for one attempt at Resource Manager. Its own gateway times out after this.
pub const ARM_ANSWER: Duration = Duration::from_secs(90);

/// How long an idle connection to Resource Manager is kept. Services and proxies silently close theirs after a few
/// minutes.
pub const CONNECTION_KEPT: Duration = Duration::from_secs(90);

/// The most idle connections to one service: enough for a script's concurrent requests, but not for all those of a
/// burst.
pub const CONNECTIONS_KEPT: usize = 8;

/// How long an error about an unknown name is delayed to find similar names to suggest.
pub const ADVICE: Duration = Duration::from_secs(3);

/// A token that expires in fewer seconds is never returned.
pub const MINIMUM_LIFE: i64 = 60;

/// Seconds between an early refresh and the next attempt. The cached token is still valid until then.
pub const REFRESH_PAUSE: i64 = 30;

/// The longest wait that a service can demand. Quotas are refilled within an hour; a service that demands more has a
/// wrong clock or is malicious.
pub const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60 * 60);

/// A call with this time limit or a longer one has none, because timers can't reach it.
pub const LONGEST_CALL: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// The shortest time limit of a call. Shorter ones, except zero, count as this.
pub const SHORTEST_CALL: Duration = Duration::from_millis(1);

/// The most threads that may block on system settings at once, and as many on files that the user names. The others are
/// left for DNS lookups, which end by themselves.
pub const BLOCKED_AT_ONCE: usize = 64;

/// The longest text of a service that an error quotes.
pub const QUOTED_TEXT: usize = 600;

/// The most pages of one list: ten million entries at 1,000 per page, or a million at 100 per page.
pub const PAGES: usize = 10_000;

/// The shortest wait between polls of a long-running operation whose responses specify none.
pub const OPERATION_FIRST_WAIT: Duration = Duration::from_secs(1);

/// The longest such wait.
pub const OPERATION_LONGEST_WAIT: Duration = Duration::from_secs(15);

/// The waits between polls of a resource that was just created and can't be found yet. Services become consistent
/// within seconds.
pub const OPERATION_NOT_YET: [Duration; 6] = [
    Duration::from_millis(500),
    Duration::from_millis(1000),
    Duration::from_millis(1500),
    Duration::from_millis(2000),
    Duration::from_millis(2500),
    Duration::from_millis(3000),
];

/// The most consecutive redirects while polling an operation.
pub const OPERATION_REDIRECTS: u32 = 10;

/// How long polls of an operation may keep failing if the call has no time limit.
pub const OPERATION_OUT_OF_SIGHT: Duration = Duration::from_secs(30 * 60);

/// Rows per page of Resource Graph, its documented maximum.
pub const GRAPH_ROWS: usize = 1_000;

/// Subscriptions per query of Resource Graph, its documented maximum.
pub const GRAPH_SUBSCRIPTIONS: usize = 1_000;

/// The most names whose resource ids a client remembers.
pub const REMEMBERED_NAMES: usize = 4_096;

/// The most audiences whose tokens a store keeps. A script with more audiences requests each only once or twice.
pub const AUDIENCES: usize = 256;

/// Concurrent requests to the instance metadata service, its documented limit.
pub const IMDS_AT_ONCE: usize = 5;

/// Requests per second to the instance metadata service, its documented limit.
pub const IMDS_PER_SECOND: usize = 20;
