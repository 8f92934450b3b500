//! Octavo's document engine.
