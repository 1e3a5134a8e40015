//! The api-versions that the service knows.

use crate::http::Reply;
use serde_json::json;

/// Oldest first, as the service lists them.
const VERSIONS: &str = "2017-03-01 2017-04-02 2017-08-01 2017-10-01 2017-12-01 2018-02-01 2018-04-02 2018-10-01 2019-02-01 2019-03-11 \
    2019-04-30 2019-06-01 2019-06-04 2019-08-01 2019-08-15 2019-11-01 2020-06-01 2020-07-15 2020-09-01 2020-10-01 \
    2020-12-01 2021-01-01 2021-02-01 2021-03-01 2021-05-01 2021-08-01 2021-10-01 2021-11-01 2021-11-15 2021-12-13 \
    2023-07-01 2023-11-15 2024-03-15 2024-07-17 2025-04-07";

/// The first version with managed identities.
const FIRST_WITH_IDENTITY: &str = "2018-02-01";

fn all() -> impl DoubleEndedIterator<Item = &'static str> {
    VERSIONS.split(' ')
}

/// `/metadata/versions`.
pub fn list() -> Reply {
    Reply::json(200, &json!({ "apiVersions": all().collect::<Vec<_>>() }))
}

/// The three newest versions, newest first.
pub fn newest() -> Vec<&'static str> {
    all().rev().take(3).collect()
}

/// Whether the version exists.
pub fn is_known(version: &str) -> bool {
    all().any(|known| known == version)
}

/// Whether the version exists and has managed identities.
pub fn has_identity(version: &str) -> bool {
    // ISO dates compare correctly as text.
    is_known(version) && version >= FIRST_WITH_IDENTITY
}
