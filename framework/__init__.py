"""The council's framework as data and pure rules: no I/O but reading its own packs, no clock of its own."""
