//! How one person changes a document: commands, selection, history, and the patches that follow.
