"""A disk that is full, made by the kernel: no file of this process may grow over a size."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def disk_that_is_full_at(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
