"""What is known of the look-ups while they go on: their counts, the time left, their course."""
