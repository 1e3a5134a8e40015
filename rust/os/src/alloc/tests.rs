use super::{WipingAllocator, wipe};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Inspects each block when it's freed, the last moment at which it may be read.
#[derive(Default)]
struct Inspector {
    returned: AtomicUsize,
    dirty: AtomicUsize,
}

// SAFETY: Forwards every call to `System`, and only reads a block before freeing it.
unsafe impl GlobalAlloc for Inspector {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: The caller follows the rules of `GlobalAlloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: The tests fill every block, so all of it is initialized.
        let bytes = unsafe { std::slice::from_raw_parts(block, layout.size()) };
        self.returned.fetch_add(1, Ordering::Relaxed);
        self.dirty.fetch_add(bytes.iter().filter(|b| **b != 0).count(), Ordering::Relaxed);
        // SAFETY: The caller follows the rules of `GlobalAlloc`.
        unsafe { System.dealloc(block, layout) }
    }
}

fn layout(size: usize, align: usize) -> Layout {
    Layout::from_size_align(size, align).unwrap()
}

#[test]
fn a_freed_block_is_all_zeros() {
    let allocator = WipingAllocator { inner: Inspector::default() };
    let mut blocks = 0;
    for size in (1..70).chain([255, 4096, 100_001]) {
        for align in [1, 2, 8, 64] {
            let layout = layout(size, align);
            // SAFETY: The block is filled within its size, and freed once with its layout.
            unsafe {
                let block = allocator.alloc(layout);
                assert!(!block.is_null());
                block.write_bytes(0xA5, size);
                allocator.dealloc(block, layout);
            }
            blocks += 1;
        }
    }
    assert_eq!(allocator.inner.returned.into_inner(), blocks);
    assert_eq!(allocator.inner.dirty.into_inner(), 0);
}

#[test]
fn reallocation_keeps_the_bytes_and_wipes_the_old_block() {
    let allocator = WipingAllocator { inner: Inspector::default() };
    for (old, new) in [(10, 1000), (1000, 10), (64, 64), (1, 2)] {
        // SAFETY: Each block is read and written within its size, and freed once with its layout.
        unsafe {
            let block = allocator.alloc(layout(old, 8));
            block.write_bytes(0x5A, old);
            let moved = allocator.realloc(block, layout(old, 8), new);
            let kept = old.min(new);
            assert!(std::slice::from_raw_parts(moved, kept).iter().all(|b| *b == 0x5A));
            moved.write_bytes(0x5A, new);
            allocator.dealloc(moved, layout(new, 8));
        }
    }
    assert_eq!(allocator.inner.returned.into_inner(), 8);
    assert_eq!(allocator.inner.dirty.into_inner(), 0);
}

#[test]
fn wiping_touches_nothing_outside_the_block() {
    for start in 0..9 {
        for len in 0..40 {
            let mut bytes = [0xFF_u8; 64];
            // SAFETY: `start + len` is less than 64.
            unsafe { wipe(bytes.as_mut_ptr().add(start), len) };
            for (i, byte) in bytes.iter().enumerate() {
                assert_eq!(*byte == 0, (start..start + len).contains(&i), "start {start}, len {len}, at {i}");
            }
        }
    }
}
