"""Writing one filled paper in every file format that people send."""
