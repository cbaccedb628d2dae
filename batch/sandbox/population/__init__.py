"""Who is in the sandbox's register, and what it says about each."""
