//! Updates that are well-formed and mean harm.
