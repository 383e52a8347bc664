"""The daemon's log: one line of JSON a record on stderr, as hclog writes it."""
