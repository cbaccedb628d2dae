"""How a command speaks: its manner, its one writer to standard error, and what it says at its end."""
