use super::*;
use crate::counting::allocations;
use crate::support::{ABSENT, World, sized as zeroed, str};
use std::ptr::{null, null_mut};

#[test]
fn a_cached_token_costs_one_allocation_for_its_handle() {
    let world = World::new();
    let client = world.client();
    for resource in [ABSENT, str("https://vault.azure.net")] {
        let options = AzmiTokenOptions { resource, ..zeroed::<AzmiTokenOptions>() };
        let get = || {
            let mut token = null_mut();
            // SAFETY: The client and the options outlive the call; the token is freed once.
            unsafe {
                let status = azmi_token_get(client.0, &raw const options, null(), &raw mut token, null_mut());
                assert_eq!(status, 0);
                azmi_token_free(token);
            }
        };
        assert!(allocations(get) > 1, "the first token comes from the endpoint");
        for _ in 0..3 {
            assert_eq!(allocations(get), 1);
        }
    }
    assert_eq!(world.token_requests(), 2);
}
