"""Speed and memory, always beside a peer or a limit measured in the same run: `make bench`."""
