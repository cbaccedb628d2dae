"""What several unit tests need: a log set up for one test only."""

from collections.abc import Iterator

import pytest
from support.in_process import logs_put_back


@pytest.fixture
def _logs_put_back() -> Iterator[None]:
    with logs_put_back():
        yield
