"""The ways in which people fill audit tools."""
