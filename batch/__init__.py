"""Asks Ektepaktregisteret about many people at once, and accounts for every one of them."""

__version__ = "0.1.0"
