//! Generators, an adversarial network and the invariant checker, for tests.
