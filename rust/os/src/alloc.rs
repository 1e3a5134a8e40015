//! An allocator that overwrites memory with zeros before it returns it to the system.
//!
//! Types that hold a token wipe themselves, but buffers of HTTP and TLS libraries contain it too, and aren't wiped.
//! Wiping in the allocator covers them all.

#[cfg(test)]
mod tests;

use std::alloc::{GlobalAlloc, Layout, System};

/// Overwrites each block with zeros before returning it to the underlying allocator.
///
/// Only for `#[global_allocator]`. A block that grows or shrinks is always moved, so that the old one can be wiped.
#[derive(Clone, Copy, Debug, Default)]
pub struct WipingAllocator<A = System> {
    inner: A,
}

impl WipingAllocator<System> {
    /// Wraps the system's allocator.
    #[must_use]
    pub const fn new() -> Self {
        Self { inner: System }
    }
}

// SAFETY: Every block comes from `inner` with exactly the requested layout, and is returned to it once with the same
// layout; nothing is written outside of a block, or to a block that was returned.
unsafe impl<A: GlobalAlloc> GlobalAlloc for WipingAllocator<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: The caller follows the rules of `alloc`, which are those of `inner`.
        unsafe { self.inner.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: As above.
        unsafe { self.inner.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: The caller owns the block, which has this layout, and gives it up with this call.
        unsafe {
            wipe(block, layout.size());
            self.inner.dealloc(block, layout);
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: The caller guarantees that `new_size`, rounded up to the alignment, doesn't overflow `isize`.
        let new_layout = unsafe { Layout::from_size_align_unchecked(new_size, layout.align()) };
        // SAFETY: The caller guarantees that `new_size` isn't zero.
        let new_block = unsafe { self.inner.alloc(new_layout) };
        if !new_block.is_null() {
            // SAFETY: Both blocks have at least the smaller size, and a new block overlaps no other. The old one is
            // returned once.
            unsafe {
                std::ptr::copy_nonoverlapping(block, new_block, layout.size().min(new_size));
                self.dealloc(block, layout);
            }
        }
        new_block
    }
}

/// Zeros `len` bytes, word by word where the alignment allows. The compiler can't optimize volatile writes away.
///
/// # Safety
/// The bytes are valid for writing.
unsafe fn wipe(start: *mut u8, len: usize) {
    const WORD: usize = size_of::<u64>();
    let head = start.align_offset(WORD).min(len);
    let words = (len - head) / WORD;
    // SAFETY: Head, words and tail are consecutive parts of the `len` bytes, and `start + head` is aligned to a word
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
