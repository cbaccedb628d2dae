"""What the register answers: its fields, how a body is decoded, what in it is unusual."""
