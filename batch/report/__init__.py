"""What is reported of a run: its first lines, its closing account, its manifest."""
