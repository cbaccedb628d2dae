"""The exit code that a manifest tells is the one with which the command ended."""

from typing import Any

import pytest

from batch.api.exit_code import code_for_manifest

ANSWERED = {"found": {"identifiers": 9}, "timeout": {"identifiers": 1}}
COMPLETE: dict[str, Any] = {"is_complete": True, "outcomes": ANSWERED, "settings": {"max_errors": "1"}}
NEWS = {"changes": {"rows": {"new": 1}}}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, 0),
        ({"settings": {"max_errors": "0"}}, 3),
        ({"settings": {"max_errors": "9%"}}, 3),
        ({"settings": {"max_errors": "10%"}}, 0),
        ({"is_complete": False}, 75),
        ({"stopped_by": {"type": "AccessDeniedError"}}, 4),
        ({"stopped_by": {"type": "ErrorOfALaterVersion"}}, 70),
        ({"unread_inputs": [{"what": "x"}]}, 2),
        (NEWS, 0),
        ({**NEWS, "settings": {"max_errors": "1", "fail_on_change": True}}, 5),
        ({"changes": {"rows": {"only_in_new": 1}}, "settings": {"max_errors": "1", "fail_on_change": True}}, 0),
    ],
)
def test_it_is_told_by_what_the_manifest_says(changed: dict[str, Any], code: int) -> None:
    assert code_for_manifest(COMPLETE | changed) == code
