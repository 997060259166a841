//! The tests that use the program from outside, in one binary: linking is slow.

mod containment;
