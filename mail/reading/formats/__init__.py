"""From a file to a `Document`: what kind it is by its bytes, and a reader for each kind that has one here."""
