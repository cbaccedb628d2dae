"""Workbooks: Excel's formats and OpenDocument."""
