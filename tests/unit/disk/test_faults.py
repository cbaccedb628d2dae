"""What the same command would meet again is told from what may be over tomorrow."""

import errno

import pytest

from batch.disk.faults import NOT_OFFERED, is_for_good


@pytest.mark.parametrize("number", [errno.EPERM, errno.EROFS, errno.ENOTSUP, errno.ENAMETOOLONG, errno.ENOLCK])
def test_a_refusal_is_for_good(number: int) -> None:
    assert is_for_good(OSError(number, "x"))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EFBIG])
def test_a_full_or_absent_disk_is_not(number: int) -> None:
    assert not is_for_good(OSError(number, "x"))


def test_what_is_not_offered_is_refused_for_good() -> None:
    assert all(is_for_good(OSError(number, "x")) for number in NOT_OFFERED)
