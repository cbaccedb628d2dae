"""The command `runs`, and what `run` does when it is over: list, show, delete, forget, and note who asked."""
