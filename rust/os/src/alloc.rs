//! An allocator that leaves nothing behind: memory is overwritten with zeros before it goes back to the system.
//!
//! Types that hold a token wipe themselves, but the buffers of HTTP and TLS libraries hold it too, and those wipe nothing.
//! Wiping in the allocator reaches them all.

#[cfg(test)]
mod tests;

use std::alloc::{GlobalAlloc, Layout, System};

/// Overwrites each block with zeros before handing it back to the allocator underneath.
///
/// Only for `#[global_allocator]`. A block that grows or shrinks is always moved, so that the old one can be wiped.
#[derive(Clone, Copy, Debug, Default)]
pub struct WipingAllocator<A = System> {
    inner: A,
}

impl WipingAllocator<System> {
    /// Over the system's allocator.
    #[must_use]
    pub const fn new() -> Self {
        Self { inner: System }
    }
}

// SAFETY: Every block comes from `inner` with exactly the layout it was asked for, and goes back to it once with the same
// layout; nothing is written outside of a block, nor to one after it went back.
unsafe impl<A: GlobalAlloc> GlobalAlloc for WipingAllocator<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: The caller keeps the rules of `alloc`, which are those of `inner`.
        unsafe { self.inner.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: As above.
        unsafe { self.inner.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: The caller owns the block of that layout until this call, and hands it back with it.
        unsafe {
            wipe(block, layout.size());
            self.inner.dealloc(block, layout);
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: The caller promises that `new_size`, rounded up to the alignment, does not overflow `isize`.
        let new_layout = unsafe { Layout::from_size_align_unchecked(new_size, layout.align()) };
        // SAFETY: `new_size` is not zero, as the caller promises.
        let new_block = unsafe { self.inner.alloc(new_layout) };
        if !new_block.is_null() {
            // SAFETY: Both blocks hold at least the smaller size, and a fresh one overlaps no other. The old one goes back once.
            unsafe {
                std::ptr::copy_nonoverlapping(block, new_block, layout.size().min(new_size));
                self.dealloc(block, layout);
            }
        }
        new_block
    }
}

/// Zeros `len` bytes so that the compiler can't leave it out, word by word where the alignment allows.
///
/// # Safety
/// The bytes are valid for writing.
unsafe fn wipe(start: *mut u8, len: usize) {
    const WORD: usize = size_of::<u64>();
    let head = start.align_offset(WORD).min(len);
    let words = (len - head) / WORD;
    // SAFETY: Head, words and tail lie within the `len` bytes, one after the other, and `start + head` is aligned to a word
    // unless there are no words.
    unsafe {
        for i in 0..head {
            start.add(i).write_volatile(0);
        }
        let middle = start.add(head).cast::<u64>();
        for i in 0..words {
            middle.add(i).write_volatile(0);
        }
        for i in head + words * WORD..len {
            start.add(i).write_volatile(0);
        }
    }
}
