//! Programs in C, C++ and the samples' languages against the library as it ships. Each needs a tool, so it is ignored by `cargo test` and run by
//! the step of `cargo xtask test` that has the tool and names what was built.

mod archive;
mod attack;
mod compatible;
mod interface;
mod samples;
mod sanitizers;
mod windows;
