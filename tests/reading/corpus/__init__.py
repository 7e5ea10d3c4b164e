"""A corpus of filled audit tools made by a generator that knows nothing of the reader, the truth beside each."""
