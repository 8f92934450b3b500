//! How replicas agree: the messages, the validator in front of the CRDT, presence, and both ends of a connection.
