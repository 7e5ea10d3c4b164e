"""Duties: what the clock wakes. Each is done once for its day or month, however often it is woken."""
