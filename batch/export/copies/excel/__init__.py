"""Copies of workbooks: answers are set in the file's own XML where that is safe, else all sheets are rewritten."""
