"""Copies of Excel workbooks: set in the file's own XML where that can be, written anew otherwise."""
