"""Real servers for tests: each on loopback, with a port and a directory of its own."""
