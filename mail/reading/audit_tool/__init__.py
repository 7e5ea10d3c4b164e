"""From a `Document` to readings: which audit tools are in it, and what each of their fields says."""
