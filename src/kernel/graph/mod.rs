//! Graphs of records: which hang together.

mod union_find;

pub use union_find::UnionFind;
