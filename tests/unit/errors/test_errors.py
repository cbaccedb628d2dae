"""The tree of errors: one base, drawn at the top of its file as it is."""

import inspect
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from batch import errors
from batch.errors import (
    Answered,
    CertificateExpiredError,
    ColumnError,
    EktepaktBatchError,
    HalfReadError,
    IdentityError,
    KeystoreConversionError,
    OutLockedError,
    RegisterError,
    TokenRefusedError,
)

CLASSES = [each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, Exception)]


def _drawn_parents() -> dict[str, str]:
    """Read the drawing: each class and the one it hangs under."""
    parents: dict[str, str] = {}
    above: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        if found := re.match(r"([│├└─ ]*)(\w+Error)\b", line):
            depth, name = len(found[1]), found[2]
            above = [each for each in above if each[0] < depth]
            if above:
                parents[name] = above[-1][1]
            above.append((depth, name))
    return parents


def test_the_tree_is_drawn_as_it_is() -> None:
    assert _drawn_parents() == {
        each.__name__: each.__bases__[0].__name__ for each in CLASSES if each is not EktepaktBatchError
    }


@pytest.mark.parametrize("error", CLASSES)
def test_an_error_class_ends_in_error_and_says_in_its_first_line_when_it_is_raised(error: type[Exception]) -> None:
    assert error.__name__.endswith("Error")
    first_line = (error.__doc__ or "").splitlines()[0]
    assert first_line.startswith(("Raised", "The "))


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (EktepaktBatchError("it is empty"), "it is empty"),
        (EktepaktBatchError("it is empty", remedy="fill it"), "it is empty; fill it"),
        (EktepaktBatchError("it is empty", source="a.csv"), "a.csv: it is empty"),
        (EktepaktBatchError("it is empty", remedy="fill it", source="a.csv"), "a.csv: it is empty; fill it"),
    ],
)
def test_the_sentence_is_joined_of_source_what_and_remedy(error: EktepaktBatchError, sentence: str) -> None:
    assert str(error) == sentence


def test_the_source_is_said_once_by_whoever_knows_it() -> None:
    error = ColumnError("is empty", remedy="check how it was made")
    assert error.in_source("a.csv") is error
    assert str(error.in_source("somebody else's.csv")) == "a.csv: is empty; check how it was made"


def test_a_script_gets_the_parts() -> None:
    assert HalfReadError("is gone", source="a.csv", path=Path("x/a.csv")).as_json() == {
        "type": "HalfReadError",
        "what": "is gone",
        "remedy": None,
        "source": "a.csv",
    }


def test_an_error_carries_its_data_as_attributes() -> None:
    assert IdentityError("k2").reason == "k2"
    assert OutLockedError("out", "process 7").holder == "process 7"
    assert KeystoreConversionError("JKS", command="keytool …").command == "keytool …"
    refused = TokenRefusedError("Expired key.", code="MP-121", remedy="Post it again.", trace_id="abc")
    assert (refused.code, refused.remedy, refused.trace_id) == ("MP-121", "Post it again.", "abc")
    assert RegisterError("failed").answered == Answered()
    past = datetime(2026, 1, 1, tzinfo=UTC)
    assert CertificateExpiredError("expired", not_after=past).not_after == past


def test_a_message_holds_what_a_person_needs() -> None:
    locked = str(OutLockedError("out", "process 7 since 12:00"))
    assert all(part in locked for part in ("out", "process 7 since 12:00", "--out"))
    refused = str(TokenRefusedError("Expired key.", code="MP-121", remedy="Post it again.", trace_id="abc"))
    assert all(part in refused for part in ("MP-121", "Expired key.", "Post it again.", "abc"))
    assert "keytool -x" in str(KeystoreConversionError("this is a JKS", command="keytool -x"))
