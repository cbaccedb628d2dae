"""Key material in every form a user holds, judged before any network."""
