//! Every limit of size and time, in one place, each with its reason.

use std::time::Duration;

/// The largest answer of an identity endpoint. The largest honest one, an instance document, is some tens of KiB.
pub const IDENTITY_BODY: usize = 512 * 1024;

/// The largest page of Resource Manager. Pages hold at most 1,000 resources of some KiB each.
pub const ARM_BODY: usize = 32 * 1024 * 1024;

/// How long a connect to a link-local or private endpoint may take. Off Azure, 169.254.169.254 mostly swallows packets.
pub const CONNECT: Duration = Duration::from_secs(1);

/// How long a connect to loopback may take. It needs no network; Windows repeats a refused one for two seconds.
pub const CONNECT_LOOPBACK: Duration = Duration::from_millis(500);

/// How long an endpoint that the platform announced, secret included, may take until it listens: sidecars start late.
pub const LATE_SIDECAR: Duration = Duration::from_secs(10);

/// How long the instance document may take in all: whatever asks for it can do without.
pub const INSTANCE: Duration = Duration::from_millis(1_500);

/// How long a failed try at the instance document counts, unless it said that there is none.
pub const INSTANCE_PAUSE: Duration = Duration::from_secs(30);

/// How long a connect to Resource Manager may take, DNS and proxy included.
pub const CONNECT_ARM: Duration = Duration::from_secs(20);

/// The largest file of trusted roots: every public one together has some 250 KiB.
pub const ROOTS_FILE: usize = 8 * 1024 * 1024;

/// How long the trusted roots may take to be read: what is longer on a local disk is a share that doesn't answer.
pub const ROOTS: Duration = Duration::from_secs(10);

/// How long one try at an identity endpoint may take once connected: what Azure's own clients allow.
pub const IDENTITY_ANSWER: Duration = Duration::from_secs(60);

/// How long one try at Resource Manager may take: its own gateway gives up after this.
pub const ARM_ANSWER: Duration = Duration::from_secs(90);

/// How long an unused connection to Resource Manager is kept: services and proxies close theirs after some minutes, silently.
pub const CONNECTION_KEPT: Duration = Duration::from_secs(90);

/// Unused connections to one service that are kept: what a script asks at once, not what a burst left.
pub const CONNECTIONS_KEPT: usize = 8;

/// How long a failure waits for the names nearest to the one that was not found: advice is worth no more.
pub const ADVICE: Duration = Duration::from_secs(3);

/// A token with less than this to live is never handed out.
pub const MINIMUM_LIFE: i64 = 60;

/// Seconds between an answer and the next early refresh: until then the held token is still good.
pub const REFRESH_PAUSE: i64 = 30;

/// The longest wait that a service can ask for. Quotas are refilled within an hour; whoever asks for more has a wrong clock, or
/// wants to hold us up.
pub const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60 * 60);

/// A limit of a call from here on is none: no clock of ours reaches it.
pub const LONGEST_CALL: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// The shortest limit of a call; less than that, but not nothing, counts as this.
pub const SHORTEST_CALL: Duration = Duration::from_millis(1);

/// Threads that system settings may hold at once, and as many for files that the user names. Name look-ups, which end by
/// themselves, keep theirs.
pub const BLOCKED_AT_ONCE: usize = 64;

/// The longest text of a service that is repeated in an error.
pub const QUOTED_TEXT: usize = 600;

/// The most pages of one list that are followed: ten million entries at 1,000 a page, and a million where a service gives 100.
pub const PAGES: usize = 10_000;

/// The shortest wait between two looks at a long-running operation whose answers name none.
pub const OPERATION_FIRST_WAIT: Duration = Duration::from_secs(1);

/// The longest one.
pub const OPERATION_LONGEST_WAIT: Duration = Duration::from_secs(15);

/// The waits between looks at what was made a moment ago and can't be found yet: services are consistent within some seconds.
pub const OPERATION_NOT_YET: [Duration; 6] = [
    Duration::from_millis(500),
    Duration::from_millis(1000),
    Duration::from_millis(1500),
    Duration::from_millis(2000),
    Duration::from_millis(2500),
    Duration::from_millis(3000),
];

/// How many redirects in a row are followed from look to look.
pub const OPERATION_REDIRECTS: u32 = 10;

/// How long looks at an operation may fail one after the other, where the call has no limit of its own.
pub const OPERATION_OUT_OF_SIGHT: Duration = Duration::from_secs(30 * 60);

/// Rows of one page of Resource Graph, its own maximum.
pub const GRAPH_ROWS: usize = 1_000;

/// Subscriptions that one query of Resource Graph may name, its own maximum.
pub const GRAPH_SUBSCRIPTIONS: usize = 1_000;

/// Names to resource ids that one client remembers.
pub const REMEMBERED_NAMES: usize = 4_096;

/// Audiences whose tokens one store keeps: a script that names more asks for each of them once or twice, not again and again.
pub const AUDIENCES: usize = 256;

/// Requests at once to the instance metadata service, its documented limit.
pub const IMDS_AT_ONCE: usize = 5;

/// Requests a second to the instance metadata service, its documented limit.
pub const IMDS_PER_SECOND: usize = 20;
