"""Reading put to the test: documents made at random, spoiled documents, and other projects' test files."""
