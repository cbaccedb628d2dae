"""How a part declares its options."""

from dataclasses import FrozenInstanceError, dataclass

import pytest

from batch.options import OptionHelp, declared_options, option


@dataclass(frozen=True, kw_only=True)
class Options:
    """Made for these tests."""

    workers: int = option(8, "how many work", metavar="N", minimum=1)
    password: str | None = option(None, "what nobody sees", is_flag=False, is_secret=True)
    built: str = "no setting"


def test_settings_are_listed_in_their_order_and_other_fields_are_none() -> None:
    assert [(field.name, field.default, about) for field, about in declared_options(Options)] == [
        ("workers", 8, OptionHelp(help="how many work", metavar="N", minimum=1)),
        ("password", None, OptionHelp(help="what nobody sees", is_flag=False)),
    ]


def test_a_declared_option_is_a_plain_field_with_its_default() -> None:
    assert Options() == Options(workers=8, password=None)
    with pytest.raises(FrozenInstanceError):
        Options().workers = 9  # type: ignore[misc]


def test_a_secret_is_not_shown() -> None:
    assert repr(Options(password="hunter2")) == "Options(workers=8, built='no setting')"
