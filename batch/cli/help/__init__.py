"""What is told of the program itself: help, examples, completion, and what to try first."""
