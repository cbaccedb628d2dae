"""Whose files are whose. On Windows every file tells owner 0, and nobody is told apart by it."""

import sys

if sys.platform == "win32":
    import os

    def this_user() -> int:
        return 0

    def starting_user() -> int:
        return 0

    def user_name(user: int) -> str | None:  # noqa: ARG001 - nobody but who is signed in
        return os.environ.get("USERNAME")

    def is_group_of(group: int, user: int) -> bool:  # noqa: ARG001
        return False

else:
    import grp
    import os
    import pwd

    def this_user() -> int:
        return os.geteuid()

    def starting_user() -> int:
        """Return who started the program, whoever it may act as."""
        return os.getuid()

    def user_name(user: int) -> str | None:
        """Return the name of a user as the machine has it, whatever the environment says; None where nobody has it."""
        try:
            return pwd.getpwuid(user).pw_name
        except KeyError:
            return None

    def is_group_of(group: int, user: int) -> bool:
        """Whether it is a group of this user alone, as Linux distributions make for each."""
        try:
            found = grp.getgrgid(group)
        except KeyError:
            return False
        name = user_name(user)
        return found.gr_name == name and set(found.gr_mem) <= {name}
