"""A cell of a person's file: which digits stand in it, and what may be repaired."""
