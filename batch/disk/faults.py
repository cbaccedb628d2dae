"""Tells what a file system refuses for good from what may be over tomorrow, such as a full disk."""

import errno

_FOR_GOOD = frozenset(
    {
        errno.EACCES,
        errno.EEXIST,
        errno.EINVAL,
        errno.EISDIR,
        errno.ELOOP,
        errno.ENAMETOOLONG,
        errno.ENODEV,
        errno.ENOLCK,
        errno.ENOSYS,
        errno.ENOTDIR,
        errno.ENOTSUP,
        errno.ENXIO,
        errno.EOPNOTSUPP,
        errno.EPERM,
        errno.EROFS,
        errno.EXDEV,
    }
)
NOT_OFFERED = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})
"""What a file system says that has no such thing: the call was not wrong, and nothing is lost."""


def is_for_good(error: OSError) -> bool:
    """Whether the same command would meet it again, until somebody changes something."""
    return error.errno in _FOR_GOOD
