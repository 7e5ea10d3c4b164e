"""The generated corpus: filled audit tools with the truth beside them, sharing no code with the reader."""
