"""The base of every exception raised on purpose."""


class EktepaktBatchError(Exception):
    """The base of every exception raised on purpose."""
