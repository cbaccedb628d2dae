"""Which names and addresses are this machine itself."""

import pytest

from batch.network.this_machine import is_this_machine


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1", "localhost", "LOCALHOST.", "a.localhost"]
)
def test_loopback_by_any_name_is_this_machine(host: str) -> None:
    assert is_this_machine(host)


@pytest.mark.parametrize("host", ["", "10.0.0.1", "::2", "localhost.example", "notlocalhost", "127.0.0.1.example"])
def test_all_else_is_not(host: str) -> None:
    assert not is_this_machine(host)
