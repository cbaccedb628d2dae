"""Decides which columns of a sheet hold the identifiers, and which row is its header."""
