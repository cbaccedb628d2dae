"""Whom production may write to: what can stand in a header, and nothing that would end it."""

from dataclasses import fields

import pytest

from batch.options import Secret, declared_options
from batch.options.access_options import AddressOptions
from batch.options.network_options import NetworkOptions

CHECK = next(about.check for field, about in declared_options(NetworkOptions) if field.name == "contact")


@pytest.mark.parametrize("text", ["drift@bank.no", "+47 22 00 00 00", "https://bank.no/kontakt", None])
def test_an_address_is_taken(text: str | None) -> None:
    assert CHECK is not None
    assert CHECK(text) == text


@pytest.mark.parametrize("text", ["", " ", "bjørn@bank.no", "a\r\nX-Y: z", "a)b", "(a", "x" * 101, " a"])
def test_what_would_spoil_the_header_is_not(text: str) -> None:
    assert CHECK is not None
    with pytest.raises(ValueError, match="e-mail address"):
        CHECK(text)


def test_the_proxy_is_a_secret() -> None:
    assert "hemmelig" not in repr(AddressOptions(proxy=Secret("http://a:hemmelig@b")))
    assert {each.name for each in fields(NetworkOptions)} == {"contact"}
