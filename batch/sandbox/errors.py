"""The one way in which the sandbox says that it can't be what its user asked for."""


class UnusableOptionsError(Exception):
    """Raised when the sandbox can't do as its options say; the message is one sentence, with what to do."""
