"""The API document, its page, and that the register keeps to it."""

import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from joserfc import jwt
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from support.sandbox_dialogue import GRANT_TYPE, claims_of, key_material
from support.tenor import numbers_of, odd_numbers

from batch.sandbox import EXAMPLE_DIGITS, Fault, FaultKind, Faults, MemberKind, MemberOddity, Sandbox

SLOW_TO_SHRINK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def document(sandbox: Sandbox) -> dict[str, Any]:
    document: dict[str, Any] = requests.get(f"{sandbox.register_url}/v3/api-docs", timeout=10).json()
    return document


@pytest.fixture
def operation(document: dict[str, Any]) -> Any:
    return schemathesis.openapi.from_dict(document)["/api/v1/fnr/{fnr}"]["GET"]


@pytest.fixture
def authorization(sandbox: Sandbox) -> dict[str, str]:
    key, x5c = key_material(sandbox.settings)
    assertion = jwt.encode({"alg": "RS256", "x5c": x5c}, claims_of(sandbox.settings), key)
    form = {"grant_type": GRANT_TYPE, "assertion": assertion}
    token = requests.post(sandbox.settings["EKTEPAKT_TOKEN_URL"], data=form, timeout=10).json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


def checks(*without: str) -> list[Any]:
    names = [name for name in CHECKS.get_all_names() if name not in without]
    return list(CHECKS.get_by_names(names))


def test_the_page_and_all_it_loads_come_from_the_sandbox(sandbox: Sandbox) -> None:
    page = requests.get(f"{sandbox.register_url}/swagger-ui.html", timeout=10)
    assert page.headers["Content-Type"].startswith("text/html")
    assert "//" not in page.text
    sources = re.findall(r'(?:src=|href=|url: )"([^":]+)"', page.text)
    assert len(sources) == 3
    for source in sources:
        loaded = requests.get(f"{sandbox.register_url}/{source}", timeout=10)
        assert (loaded.status_code, len(loaded.content) > 5_000) == (200, True), source


def test_without_swagger_ui_a_plain_page_lists_what_the_document_says(
    sandbox: Sandbox, document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "offapi", None)
    page = requests.get(f"{sandbox.register_url}/swagger-ui.html", timeout=10)
    assert page.headers["Content-Type"].startswith("text/html")
    assert "GET /api/v1/fnr/{fnr}" in page.text
    operation = document["paths"]["/api/v1/fnr/{fnr}"]["get"]
    said = [*(each["name"] for each in operation["parameters"]), *operation["responses"], operation["summary"]]
    assert not [each for each in said if each not in page.text]
    assert not {"//", "swagger-ui", "None"} & set(re.findall("//|swagger-ui|None", page.text))
    linked = re.findall('href="([^":]+)"', page.text)
    assert linked == ["v3/api-docs"]
    asset = requests.get(f"{sandbox.register_url}/swagger-ui/swagger-ui.css", timeout=10)
    assert (asset.status_code, asset.text[:6]) == (404, "<html>")


def test_no_other_file_is_served_beside_the_page(sandbox: Sandbox) -> None:
    for name in ("redoc.js", "..%2Fconftest.py", "url.json"):
        answer = requests.get(f"{sandbox.register_url}/swagger-ui/{name}", timeout=10)
        assert (answer.status_code, answer.headers["Content-Type"][:9], answer.text[:6]) == (404, "text/html", "<html>")


def test_the_document_is_of_openapi_31(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")


def test_what_the_document_allows_is_answered_as_it_says(
    sandbox: Sandbox, operation: Any, authorization: dict[str, str]
) -> None:
    # a number of the right build is refused for its check digits, which no schema can say
    wanted = checks("positive_data_acceptance")

    @SLOW_TO_SHRINK
    @given(case=operation.as_strategy())
    def keeps_to_it(case: Any) -> None:
        case.call_and_validate(base_url=sandbox.register_url, headers=authorization, checks=wanted)

    keeps_to_it()


def test_what_the_document_forbids_is_refused_as_it_says(
    sandbox: Sandbox, operation: Any, authorization: dict[str, str]
) -> None:
    # headers and cookies that nobody asked for are no reason to refuse
    wanted = checks("negative_data_rejection")

    @SLOW_TO_SHRINK
    @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def keeps_to_it(case: Any) -> None:
        case.call_and_validate(base_url=sandbox.register_url, headers=authorization, checks=wanted)

    keeps_to_it()


def known_numbers() -> Iterator[str]:
    yield EXAMPLE_DIGITS
    for kind in (MemberKind.FOUND, MemberKind.EMPTY):
        yield from numbers_of(kind, 30)
    for oddity in MemberOddity:
        yield from odd_numbers(oddity, 2)


def test_every_kind_of_oppslag_is_within_the_document(
    sandbox: Sandbox, operation: Any, authorization: dict[str, str]
) -> None:
    for digits in known_numbers():
        case = operation.Case(path_parameters={"fnr": digits}, query={"spraakkode": "NNO"})
        answer = case.call_and_validate(base_url=sandbox.register_url, headers=authorization, checks=checks())
        assert answer.status_code == 200


def test_the_register_is_within_the_document_when_it_breaks(
    sandbox: Sandbox, operation: Any, authorization: dict[str, str]
) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR),))
    case = operation.Case(path_parameters={"fnr": EXAMPLE_DIGITS})
    wanted = checks("not_a_server_error", "positive_data_acceptance")
    answer = case.call_and_validate(base_url=sandbox.register_url, headers=authorization, checks=wanted)
    assert answer.status_code == 500


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_another_method_is_the_documented_405(sandbox: Sandbox, method: str) -> None:
    answer = requests.request(method, f"{sandbox.register_url}/api/v1/fnr/{EXAMPLE_DIGITS}", timeout=10)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    assert answer.json().keys() == {"korrelasjonsid", "tidspunkt", "feilmelding"}
