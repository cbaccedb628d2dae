"""The words of both languages for what tables hold as codes: one closed list for writer, reader and feeding back."""

from batch.tables.words.said import Said

__all__ = ["Said"]
