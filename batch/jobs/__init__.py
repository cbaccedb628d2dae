"""What a command does, from its settings to its exit."""
