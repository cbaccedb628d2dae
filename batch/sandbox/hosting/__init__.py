"""Lets the sandbox be reached: its servers, their TLS, and what it says when they are ready."""
