use super::{clear, read, write};
use crate::abi::{AzmiStr, AzmiVmPrincipalView, AzmiVmQuery};
use azmi_core::Code;

const WHOLE: usize = size_of::<AzmiVmQuery>();

fn query(size: u32) -> AzmiVmQuery {
    AzmiVmQuery {
        size,
        name: AzmiStr::of("vm"),
        resource_group: AzmiStr::of("group"),
        subscription_id: AzmiStr::ABSENT,
        resource_id: AzmiStr::ABSENT,
        identity_name: AzmiStr::of("identity"),
    }
}

#[test]
fn null_is_none() {
    // SAFETY: NULL is allowed.
    let copy = unsafe { read::<AzmiVmQuery>(std::ptr::null()) };
    assert!(copy.unwrap().is_none());
}

#[test]
fn missing_fields_of_an_older_caller_are_zero() {
    let older = query(24);
    // SAFETY: The struct is larger than its size states.
    let copy = unsafe { read(&raw const older) }.unwrap().unwrap();
    assert_eq!(copy.name.len, 2);
    assert!(copy.resource_group.data.is_null() && copy.identity_name.data.is_null());
}

#[test]
fn a_newer_caller_may_not_set_unknown_fields() {
    #[repr(C)]
    struct Newer {
        known: AzmiVmQuery,
        added: [u64; 2],
    }
    let mut newer = Newer { known: query(size_of::<Newer>() as u32), added: [0, 0] };
    // SAFETY: The struct has the size that it states.
    let copy = unsafe { read((&raw const newer).cast::<AzmiVmQuery>()) }.unwrap().unwrap();
    assert_eq!(copy.identity_name.len, 8);
    newer.added[1] = 1 << 63;
    // SAFETY: As above.
    let error = unsafe { read((&raw const newer).cast::<AzmiVmQuery>()) }.err().unwrap();
    assert_eq!(error.code(), Code::InvalidPointer);
    assert!(error.message().contains("AzmiVmQuery"), "{error}");
}

#[test]
fn invalid_sizes_are_rejected() {
    for size in [0, 1, 4, 7, 9, WHOLE as u32 + 1, 4104, u32::MAX] {
        let wrong = query(size);
        // SAFETY: Only the size is read if it's wrong.
        let error = unsafe { read(&raw const wrong) }.err().unwrap();
        assert_eq!(error.code(), Code::InvalidPointer, "{size}");
        assert!(error.message().contains(&size.to_string()), "{error}");
    }
}

#[test]
fn a_struct_may_be_unaligned() {
    let mut bytes = [0_u8; WHOLE + 1];
    let aligned = query(WHOLE as u32);
    // SAFETY: The array is one byte larger than the struct.
    let copy = unsafe {
        let odd = bytes.as_mut_ptr().add(1);
        std::ptr::copy_nonoverlapping((&raw const aligned).cast::<u8>(), odd, WHOLE);
        read(odd.cast::<AzmiVmQuery>())
    };
    assert_eq!(copy.unwrap().unwrap().name.len, 2);
}

#[test]
fn known_fields_of_a_view_are_written_and_the_rest_is_zeroed() {
    const VIEW: usize = size_of::<AzmiVmPrincipalView>();
    let value = AzmiVmPrincipalView {
        size: 0,
        identity_type: 2,
        principal_id: AzmiStr::of("principal"),
        client_id: AzmiStr::ABSENT,
        tenant_id: AzmiStr::ABSENT,
        resource_id: AzmiStr::of("resource"),
    };
    for size in [8, 24, VIEW, VIEW + 16] {
        let mut memory = [u64::MAX; VIEW / 8 + 4];
        let view = memory.as_mut_ptr().cast::<AzmiVmPrincipalView>();
        // SAFETY: The memory is larger than any tested size.
        unsafe {
            view.cast::<u32>().write(size as u32);
            let checked = clear(view).unwrap();
            assert_eq!(checked, size);
            write(view, checked, &value);
            assert_eq!(((*view).size, (*view).identity_type), (size as u32, 2));
        }
        assert_eq!(memory[2] == u64::MAX, size < 24, "size {size}");
        assert!(memory[VIEW / 8..size.max(VIEW) / 8].iter().all(|word| *word == 0));
        assert!(memory[size / 8..].iter().all(|word| *word == u64::MAX), "size {size}");
    }
}
