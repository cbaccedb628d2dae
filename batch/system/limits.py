"""What the system allows this process; None is no limit, or none that can be asked for."""

import sys

if sys.platform == "win32":

    def address_space_bytes() -> int | None:
        return None

    def open_files() -> int | None:
        return None

else:
    import resource

    def address_space_bytes() -> int | None:
        return _allowed(resource.RLIMIT_AS)

    def open_files() -> int | None:
        return _allowed(resource.RLIMIT_NOFILE)

    def _allowed(kind: int) -> int | None:
        allowed, _ = resource.getrlimit(kind)
        return None if allowed == resource.RLIM_INFINITY else allowed
