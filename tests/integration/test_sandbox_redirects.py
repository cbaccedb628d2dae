"""Where a redirect leads, whatever address the sandbox has."""

from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from batch.sandbox import EXAMPLE_DIGITS, Fault, FaultKind, FaultPlace, Faults, SandboxOptions, sandbox_in_thread


@pytest.mark.parametrize("options", [{}, {"host": "localhost"}, {"host": "127.0.0.2"}, {"host": "::1"}, {"tls": True}])
def test_a_redirect_leads_to_another_host_that_sees_whether_the_token_follows(options: dict[str, Any]) -> None:
    with sandbox_in_thread(SandboxOptions(calm=True, **options)) as sandbox:
        sandbox.faults = Faults(faults=(Fault(kind=FaultKind.REDIRECT),))
        trusted = sandbox.settings.get("EKTEPAKT_CA_FILE")
        url = f"{sandbox.register_url}/api/v1/fnr/{EXAMPLE_DIGITS}"
        seen = requests.get(url, allow_redirects=False, verify=trusted, timeout=10)
        assert seen.status_code == 302
        target = seen.headers["Location"]
        assert urlsplit(target).hostname != urlsplit(url).hostname
        followed = requests.get(target, headers={"Authorization": "Bearer x"}, verify=trusted, timeout=10)
        assert followed.status_code == 200
        assert sandbox.memory.redirects_followed == [True]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PROPFIND"])
def test_a_follower_is_seen_by_any_method_and_what_it_leaks(method: str) -> None:
    with sandbox_in_thread(SandboxOptions(calm=True)) as sandbox:
        sandbox.faults = Faults(faults=(Fault(kind=FaultKind.REDIRECT, at=FaultPlace.TOKEN),))
        seen = requests.post(sandbox.settings["EKTEPAKT_TOKEN_URL"], allow_redirects=False, timeout=10)
        assert seen.status_code == 302
        token = {"Authorization": "Bearer x"}
        leaks: list[dict[str, Any]] = [
            {},
            {"data": {"assertion": "x"}},
            {"data": iter([b"assertion=x"])},
            {"headers": token},
        ]
        for leak in leaks:
            assert requests.request(method, seen.headers["Location"], timeout=10, **leak).status_code == 200
        assert sandbox.memory.redirects_followed == [False, True, True, True]
