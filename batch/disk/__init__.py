"""Files and folders under --out: private, whole, and never through a link that somebody else may have put there."""
