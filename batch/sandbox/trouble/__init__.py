"""What goes wrong in the sandbox on purpose."""
