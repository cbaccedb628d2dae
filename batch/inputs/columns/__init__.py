"""Which columns of a table hold the identifiers, and which row is the header."""
