"""The published schema of run.json: it is one, describes every member, and knows the closed sets of the program."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
from support.manifest_schema import faults_of, published_schema

from batch.identity.environment import Environment
from batch.outcome import OutcomeKind


def test_it_is_a_schema_of_draft_2020_12() -> None:
    assert published_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema_rs.meta.validate(published_schema())


def _members(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        for name, member in schema.get("properties", {}).items():
            yield f"{path}/{name}", member
        for name, value in schema.items():
            if name != "else":
                yield from _members(value, f"{path}/{name}")


def test_every_member_is_described() -> None:
    assert [path for path, member in _members(published_schema()) if not {"description", "$ref"} & set(member)] == []


def test_environments_and_outcomes_are_those_of_the_program() -> None:
    members = published_schema()["properties"]
    assert members["environment"]["enum"] == list(Environment)
    assert members["outcomes"]["propertyNames"]["enum"] == list(OutcomeKind)


def test_a_run_that_has_only_begun_names_its_ledger_and_is_not_complete() -> None:
    begun = {"run_id": "x", "is_complete": False, "ledger": "/var/state/x"}
    assert faults_of(begun) == []
    assert faults_of(begun | {"is_complete": True}) != []
    assert faults_of(begun | {"written_at": "2026-03-01T12:00:00+00:00"}) != []
    assert faults_of(begun | {"unheard_of": 1}) != []
