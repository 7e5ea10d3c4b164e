"""The program: settings, command line, wiring, and the local workspace."""
