"""Text files: unpacked, decoded, and cut into records."""
