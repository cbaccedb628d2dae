"""Raised when the sandbox can't start as its user asked."""


class UnusableOptionsError(Exception):
    """Raised when the sandbox can't do as its options say; the message is one sentence, with what to do."""
